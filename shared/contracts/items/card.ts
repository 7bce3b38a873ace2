import * as z from 'zod';
import { calendarMonth, instant } from '../field.ts';

/**
 * A learned card in the register. Ledger row: `pk = card#<scorecard>`, `sk = <hash>`. Written once: a card that is made again
 * is the same card.
 */
export const cardItem = z.object({
  /** Version of this item. */
  version: z.literal(1),
  /** Content hash of the document `cards/<hash>.json`. */
  hash: z.string().min(1),
  /** Scorecard whose place it may take. */
  replaces: z.string().min(1),
  /** By training, or by a person's edit of its parent. */
  madeBy: z.enum(['training', 'hand']),
  /** Card that it was made from; null for none. */
  parent: z.string().nullable(),
  /** Newest month with facts at the time. */
  through: calendarMonth(),
  /** Its AUROC on the newer cuts, and that of the card that it must beat; null where chance alone would make it. */
  auroc: z.number().nullable(),
  rival: z.number().nullable(),
  /** The policy's rule would promote it. */
  passes: z.boolean(),
  /** When and by whom it was first made. */
  at: instant(),
  by: z.string().min(1),
});
/** A learned card in the register. */
export type CardItem = z.infer<typeof cardItem>;

/** A change of the card in force. */
export const cardMove = z.object({
  at: instant(),
  /** A person, or `rule` of the policy. */
  by: z.string().min(1),
  did: z.enum(['promoted', 'rolled-back']),
  /** Card in force from then on, and before; null for the hand-written one. */
  to: z.string().nullable(),
  from: z.string().nullable(),
});
/** A change of the card in force. */
export type CardMove = z.infer<typeof cardMove>;

/** Which card is in force. Ledger row: `pk = card-in-force`, `sk = <scorecard>`; none while the hand-written card always was. */
export const cardInForce = z.object({
  /** Version of this item. */
  version: z.literal(1),
  /** The scorecard of the policy. */
  replaces: z.string().min(1),
  /** Learned card in its place; null for none. */
  hash: z.string().nullable(),
  /** All changes, oldest first. */
  history: z.array(cardMove),
});
/** Which card is in force. */
export type CardInForce = z.infer<typeof cardInForce>;

/**
 * How the card in force stood in a month. Ledger row: `pk = card-watch#<scorecard>`, `sk = <month>#<hash>`; written over by a
 * later look at the same month.
 */
export const cardWatch = z.object({
  /** Version of this item. */
  version: z.literal(1),
  replaces: z.string().min(1),
  /** Card looked at. */
  hash: z.string().min(1),
  /** Month whose customers were compared with those of training. */
  month: calendarMonth(),
  /** Stability index of the scores. */
  scorePsi: z.number(),
  /** Stability index by feature, the greatest first. */
  features: z.array(z.object({ feature: z.string(), psi: z.number() })),
  /** Leavers promised and come of the cuts since training whose outcome is known; null where there is none yet. */
  outcome: z.object({ cuts: z.array(calendarMonth()), promised: z.number(), realised: z.number() }).nullable(),
  /** What is beyond the policy's limits, in words; none where all is well. */
  findings: z.array(z.string()),
});
/** How the card in force stood in a month. */
export type CardWatch = z.infer<typeof cardWatch>;
