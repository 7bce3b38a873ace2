import * as z from 'zod';
import { label } from './field.ts';
import { gatePolicy } from './gate.ts';
import { harmGuardPolicy } from './harm-guard.ts';
import { assessmentPolicy } from './policy/assessment.ts';
import { channelsPolicy } from './policy/channels.ts';
import { churn } from './policy/churn.ts';
import { contact } from './policy/contact.ts';
import { checkContactNames } from './policy/contact-names.ts';
import { digestPolicy } from './policy/digest.ts';
import { formerPolicy } from './policy/former.ts';
import { keyCustomers } from './policy/key-customers.ts';
import { learnedCards } from './policy/learned-cards.ts';
import { learning } from './policy/learning.ts';
import { lifecycle } from './policy/lifecycle.ts';
import { upkeep, watchList } from './policy/lists.ts';
import { checkNames } from './policy/names.ts';
import { offers } from './policy/offers.ts';
import { programme, suppression } from './policy/programme.ts';
import { checkPromiseNames } from './policy/promise-names.ts';
import { promises } from './policy/promises.ts';
import { replyPolicy } from './policy/reply.ts';
import { scheme, thresholds } from './policy/scheme.ts';
import { scorecard } from './policy/scorecard.ts';
import { segments } from './policy/segments.ts';
import { checkVisitNames } from './policy/visit-names.ts';
import { visits } from './policy/visits.ts';
import { checkWorkLifeNames } from './policy/work-life-names.ts';
import { problems } from './problems.ts';
import { workLifePolicy } from './work-life.ts';

/** Names begin with a letter, because JSON objects keep the order of such keys, and the first scheme leads. */
const name = () => z.string().regex(/^[a-z][a-z0-9-]*$/, { error: 'lower-case letters, digits and - only' });
const named = <S extends z.ZodType>(what: string, schema: S) =>
  z
    .record(name(), schema)
    .refine((record) => Object.keys(record).length > 0, { error: `no ${what}: give at least one` });

const document = z.strictObject({
  /** Version of this contract. */
  version: z.literal(1),
  /** The policy's name; its file is `<name>.json`. */
  name: name(),
  /** What a person calls it. */
  label: label(),
  /** The operator's own number of this edition: `2026.1`. Decisions carry the content's hash besides. */
  edition: z.string().min(1),
  /** Currency of all amounts, ISO 4217; also how reasons write it. */
  currency: z.string().regex(/^[A-Z]{3}$/, { error: 'not an ISO 4217 code such as CNY' }),
  /** How many months of facts a run looks at, the month of the business day included. */
  windowMonths: z.number().int().min(1).max(36),
  /** Scorecards by name. */
  scorecards: named('scorecards', scorecard),
  /** Schemes by name; the first is the one that counts, work and agents speak of. */
  schemes: named('schemes', scheme),
  /** Churn risk: a card's points, and bands, the most at risk first. */
  risk: z.strictObject({
    /** Scorecard whose points are the risk. */
    card: z.string().min(1),
    /** Bands, the most at risk first. */
    bands: thresholds,
  }),
  /** Key customers: those of any kind. */
  keyCustomers,
  /** Watch lists by name: who may become a key customer, say. */
  watchLists: z.record(name(), watchList).default({}),
  /** Stages of a customer's life. */
  lifecycle,
  /** Behaviour segments. Left out: there are none. */
  segments: segments.optional(),
  /** Why customers leave, how they are kept, and what is at stake. Left out: nobody asks. */
  churn: churn.optional(),
  /** The archive of former customers. Left out: there is none. */
  former: formerPolicy.optional(),
  /** What agents offer whom. Left out: nothing. */
  offers: offers.optional(),
  /** How customers are kept, by value tier, stage and brand. */
  upkeep: upkeep.default([]),
  /** What is promised to customers, by tier, and what they are entitled to. Left out: nothing is. */
  promises: promises.optional(),
  /** Skills that programmes may ask of agents, by the name that the agents feed uses. */
  skills: named('skills', label()),
  /** Whom no programme gives to an agent; the first rule that holds counts. */
  suppress: z.array(suppression).default([]),
  /** How cards are learned from who left, and when one takes the place of a hand-written card. Left out: none is. */
  learning: learning.optional(),
  /** Learned cards in force, by the scorecard whose place they take. Frozen by the plan of each run: an operator's file has none. */
  learnedCards: learnedCards.optional(),
  /** What the feed gate lets pass. */
  gate: gatePolicy.prefault({}),
  /** When customers are visited, and what about. Left out: no programme has a cadence. */
  visits: visits.optional(),
  /** Reasons to give agents work, by name. A customer with churn-risk work gets no visit on top. */
  programmes: z.record(name(), programme),
  /** When, how often and in which circumstances customers may be contacted. Left out: whenever a programme asks. */
  contact: contact.optional(),
  /** When a playbook stops by itself, because contact does harm. */
  guard: harmGuardPolicy.prefault({}),
  /** How agents' results are checked, and how agents are assessed. Left out: neither. */
  assessment: assessmentPolicy.optional(),
  /** When late work moves on. */
  workLife: workLifePolicy.prefault({}),
  /** How agents are told of their work. */
  digest: digestPolicy.prefault({}),
  /** When a channel is tried again, and when the next one takes over. */
  channels: channelsPolicy.prefault({}),
  /** The page behind the links of digests. */
  reply: replyPolicy.prefault({}),
});

/** One versioned document: how customers are scored, tiered, staged and given to agents. Every number is the operator's. */
export const policy = document
  .superRefine(checkNames)
  .superRefine(checkContactNames)
  .superRefine(checkWorkLifeNames)
  .superRefine(checkVisitNames)
  .superRefine(checkPromiseNames);
/** See {@link policy}. */
export type Policy = z.infer<typeof document>;

/** A policy that does not hold together: `problems` name each place, what is wrong and what would be right. */
export class PolicyError extends Error {
  readonly problems: string[];
  constructor(problems: string[]) {
    super(`the policy is not valid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'PolicyError';
    this.problems = problems;
  }
}

const parse = <Parsed>(schema: z.ZodType<Parsed>, text: string): Parsed => {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw new PolicyError([`not JSON: ${error instanceof Error ? error.message : String(error)}`]);
  }
  // A process reads a policy once or twice: compiling its schemas, as zod does otherwise, took most of a cold start's 180 ms here.
  const parsed = schema.safeParse(given, { jitless: true });
  if (!parsed.success) throw new PolicyError(problems(parsed.error));
  return parsed.data;
};

/**
 * Reads a policy's text.
 *
 * @throws PolicyError with one line a problem
 */
export const parsePolicy = (text: string): Policy => parse(policy, text);

/**
 * Reads parts of a policy that was checked as a whole before it was deployed: a function that needs a part starts sooner.
 *
 * @throws PolicyError with one line a problem of these parts
 */
export const parsePolicyParts = <const Part extends keyof Policy>(
  text: string,
  parts: readonly Part[],
): Pick<Policy, Part> => {
  const schema = z.object(Object.fromEntries(parts.map((part) => [part, document.shape[part]])));
  return parse(schema as unknown as z.ZodType<Pick<Policy, Part>>, text);
};

/** The policy's text with defaults filled in: what is hashed and stored, so that layout of the file does not matter. */
export const canonicalPolicy = (given: Policy): string => JSON.stringify(given);
