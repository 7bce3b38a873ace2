import * as z from 'zod';
import { instant } from './field.ts';

/** What became of a promise. */
export const promiseState = z.enum(['open', 'delivered', 'broken']);
/** What became of a promise. */
export type PromiseState = z.infer<typeof promiseState>;

/** One promise to one customer: one line of `runs/<runId>/promises/<shard>.jsonl`. No personal data beyond the customer's id. */
export const promiseEntry = z.object({
  /** Made of customer, promise and fact: the same every night. */
  id: z.string().min(1),
  /** To whom; null of a caller nobody knows. */
  customerId: z.string().nullable(),
  /** The policy's promise, by name. */
  promise: z.string().min(1),
  /** What made it: id of a call or a notice, `balance <month> <level>` of a balance. */
  fact: z.string().min(1),
  /** Tier, of the scheme that promises go by, when it was made; null where the customer had none, or nobody knows the caller. */
  tier: z.string().nullable(),
  /** Desk of a call; absent for all else. */
  desk: z.string().optional(),
  /** Region of the customer, or of the fact where nobody knows the customer. */
  region: z.string().nullable(),
  /** The numbers that were promised, as the policy had them when the promise was made: they stay, whatever the policy says later. */
  terms: z.record(z.string(), z.number()),
  /** When it was made, UTC: the call entered the queue, the fault began, the balance was seen. */
  promisedAt: instant(),
  /** Until when it is to be kept, UTC. */
  dueAt: instant(),
  state: promiseState,
  /** When it was kept, UTC; null otherwise. */
  keptAt: instant().nullable(),
  /** Instant of the night that asked for work to keep it, UTC; absent where none has. */
  askedAt: instant().optional(),
  /** What shows that it was kept: id of a call, a notice, or a piece of work; null otherwise. */
  evidence: z.string().nullable(),
  /** Of a fault: how long the service was broken, and whether the fee of that time is waived. */
  outage: z.object({ from: instant(), until: instant().nullable(), hours: z.number(), waived: z.boolean() }).optional(),
});
/** One promise to one customer. */
export type PromiseEntry = z.infer<typeof promiseEntry>;

/** What one shard of a run knows of promises. */
export type PromiseLedger = {
  /** Marks of the facts that were known, sorted: one that made no promise then makes none later, once its time is over. */
  seen: readonly string[];
  /** Promises, sorted by id. */
  entries: readonly PromiseEntry[];
};

const seenLine = z.object({ seen: z.array(z.string()) });

/** Key of one shard's promises of a run, in the facts bucket. @param shard the shard's name, three digits or more */
export const promisesKey = (runId: string, shard: string): string => `runs/${runId}/promises/${shard}.jsonl`;

/** A ledger as JSON Lines: what was seen, then a promise a line. The same ledger gives the same bytes. */
export const writePromises = ({ seen, entries }: PromiseLedger): string =>
  [{ seen }, ...entries].map((line) => `${JSON.stringify(line)}\n`).join('');

/** Reads such a text. @throws where it is none */
export const readPromises = (text: string): PromiseLedger => {
  const [first = '{}', ...lines] = text.split('\n').filter((line) => line !== '');
  return {
    seen: seenLine.parse(JSON.parse(first)).seen,
    entries: lines.map((line) => promiseEntry.parse(JSON.parse(line))),
  };
};
