import * as z from 'zod';
import { anyFeatureName } from '../features.ts';

const share = () => z.number().min(0).max(1);
const months = (least: number, most: number) => z.number().int().min(least).max(most);

/** Who counts as gone in a month; each rule may hold on its own. */
const gone = z
  .strictObject({
    /** The customers feed says closed. */
    closed: z.boolean().default(true),
    /** The customers feed says ported out: gone to a competitor, with the number. */
    portedOut: z.boolean().default(true),
    /** Whole months in a row, of at least so many days together, in which calls, data and messages were all 0. Left out: no such rule. */
    noUsageDays: z.number().int().min(28).max(400).optional(),
    /** Months in a row in which no file names the customer any more, although those that did so before have come. Left out: no such rule. */
    noDumpMonths: months(1, 12).optional(),
  })
  .refine((rules) => rules.closed || rules.portedOut || rules.noUsageDays !== undefined || rules.noDumpMonths, {
    error: 'nobody counts as gone: set at least one of closed, portedOut, noUsageDays, noDumpMonths',
  })
  .prefault({});

/** What a backtest tells besides the whole. */
const backtest = z
  .strictObject({
    /** Where tenure bands end, months, ascending: [12, 60] makes below 12, 12 to 59, 60 and above. */
    tenureBands: z.array(z.number().min(1)).default([6, 12, 24, 60]),
    /** A region, segment or tenure band with fewer leavers is left out: chance alone moves its AUROC by more than 0.1. */
    sliceFewestGone: z.number().int().min(2).default(20),
    /** Bootstrap samples behind each interval. */
    samples: z.number().int().min(20).max(5_000).default(200),
  })
  .prefault({});

/** When a challenger takes the place of the card in force. */
const promote = z
  .strictObject({
    /** `operator`: only by hand. `rule`: by the scheduled training, where all of what follows holds. */
    by: z.enum(['operator', 'rule'], { error: 'neither "operator" nor "rule"' }).default('operator'),
    /** Its AUROC on the newer cuts must be better by so much. */
    margin: z.number().min(0).max(0.5).default(0.005),
    /** Its calibration slope there must lie between these: 1 is right, below 1 it promises too much to extremes. */
    slope: z.tuple([z.number(), z.number()]).default([0.8, 1.25]),
    /** Its expected calibration error there must not be above this. */
    ece: share().default(0.025),
    /** No slice may lose more AUROC than this: of slices with some twenty leavers chance alone moves the difference of two cards by 0.03. */
    sliceWorse: share().default(0.05),
  })
  .prefault({});

/** When the card in force has drifted. */
const drift = z
  .strictObject({
    /** Stability index of the scores against those of training; above 0.25 is the usual word for another population. */
    scorePsi: z.number().min(0).default(0.25),
    /** Stability index of a feature ... */
    featurePsi: z.number().min(0).default(0.25),
    /** ... that moves scores by at least such a share of what the strongest does: a shift of any other changes nobody's risk. */
    featureImportance: share().default(0.1),
    /** Leavers that came, for each that was promised, may lie between these ... */
    realised: z.tuple([z.number(), z.number()]).default([0.67, 1.5]),
    /** ... once at least so many were promised: below, chance alone may do it. */
    fewestPromised: z.number().min(1).default(30),
  })
  .prefault({});

/**
 * How scorecards are learned from what became of customers. Features are those that a night at the cut would have seen: the
 * policy's `windowMonths` up to the cut, and never anything of later months.
 */
export const learning = z
  .strictObject({
    /** Scorecard of this policy whose place a learned card may take; it is the prior of the learner, and the first card in force. */
    mayReplace: z.string().min(1),
    /** Features that a learned card may not use: what only says that somebody has left, or how much history there is. */
    leaveOut: z.array(anyFeatureName()).default([]),
    gone,
    /** A cut counts where the facts of at least so many months, its own included, lie before it. */
    observedMonths: months(1, 36).default(3),
    /** Months right after the cut in which nobody could be called in time: who leaves in them is left out. */
    leadMonths: months(0, 12).default(0),
    /** Months after those: who is gone in one of them has left. */
    outcomeMonths: months(1, 12).default(2),
    /** The newest so many cuts, one a month, are stacked. */
    cuts: months(1, 60).default(12),
    /** The newest so many of them are kept from the training that the backtest judges. */
    testCuts: months(1, 12).default(1),
    /** Rows to train on at most: shards are read until there are so many, and customers are spread over shards by chance. */
    mostRows: z.number().int().min(1_000).max(2_000_000).default(200_000),
    /** With fewer leavers nothing is learned. */
    fewestGone: z.number().int().min(5).default(30),
    /** Draws folds and samples; the same seed gives the same bytes. */
    seed: z.number().int().min(0).default(1),
    /** Risk bands by least probability of leaving within the outcome months; the last band of `risk` takes the rest. */
    bands: z.record(z.string(), share()),
    backtest,
    promote,
    drift,
  })
  .superRefine(({ backtest: { tenureBands }, promote: { slope }, drift: { realised } }, context) => {
    const ascending = (path: string[], list: readonly number[]) => {
      if (list.some((value, index) => index > 0 && value <= (list[index - 1] as number)))
        context.addIssue({ code: 'custom', path, message: `not ascending: ${list.join(', ')}` });
    };
    ascending(['backtest', 'tenureBands'], tenureBands);
    ascending(['promote', 'slope'], slope);
    ascending(['drift', 'realised'], realised);
  });
/** How scorecards are learned from what became of customers. */
export type Learning = z.infer<typeof learning>;
