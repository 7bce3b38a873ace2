import * as z from 'zod';
import { instant } from './field.ts';

/**
 * A fee that billing waives: one line of `runs/<runId>/waivers/<shard>.jsonl`. Every run names all that still count, so that
 * a run whose file was missed loses nobody's money; the id tells which were credited before.
 */
export const feeWaiver = z.object({
  /** That of the promise that was broken: the same in every run. */
  id: z.string().min(1),
  /** The operator's id of the customer. */
  customerId: z.string().min(1),
  /** The policy's promise, by name. */
  promise: z.string().min(1),
  /** Id of the first notice of the fault. */
  fact: z.string().min(1),
  /** Since when the service was broken, UTC. */
  from: instant(),
  /** Until when, UTC. */
  until: instant(),
  /** How long, hours. */
  hours: z.number().min(0),
  /** Fixed monthly fee of the newest bill that names one, in the policy's currency; null where none does. */
  monthlyFee: z.number().nullable(),
  /** What is waived: the fee's part for these hours of the month in which the fault began, to the cent; null where the fee is not known. */
  amount: z.number().nullable(),
});
/** A fee that billing waives. */
export type FeeWaiver = z.infer<typeof feeWaiver>;

/** Where the waivers of a run lie, in the facts bucket. */
export const waiversPrefix = (runId: string): string => `runs/${runId}/waivers/`;
/** Key of one shard's waivers of a run. @param shard the shard's name, three digits or more */
export const waiversKey = (runId: string, shard: string): string => `${waiversPrefix(runId)}${shard}.jsonl`;

/** Waivers as JSON Lines. */
export const writeWaivers = (waivers: readonly FeeWaiver[]): string =>
  waivers.map((waiver) => `${JSON.stringify(waiver)}\n`).join('');

/** Reads such a text. @throws where it is none */
export const readWaivers = (text: string): FeeWaiver[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => feeWaiver.parse(JSON.parse(line)));
