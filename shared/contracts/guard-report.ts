import * as z from 'zod';
import { instant } from './field.ts';
import { guardState } from './harm-guard.ts';

/** How many were drawn into a group, and how many of them are still customers. */
const retained = z.object({ customers: z.number().int().min(0), stayed: z.number().int().min(0) });

/**
 * Why nothing can be said of what contact is worth: nobody is held out, or everybody, or one of the groups is still empty; or
 * the policy has the playbook no more.
 */
export const guardNote = z.enum(['no-hold-out', 'all-held-out', 'too-early', 'not-in-policy']);
/** Why nothing can be said of what contact is worth. */
export type GuardNote = z.infer<typeof guardNote>;

/** What a run knows of one playbook. */
export const guardedPlaybook = z.object({
  /** The harm guard, after the run's look. */
  state: guardState,
  /** Evidence of harm after the look: 1 for none, 1 / alpha stops. */
  evidence: z.number(),
  /** Those drawn so far and followed or followed up, by band at the draw. */
  bands: z.record(z.string(), z.object({ contacted: retained, heldOut: retained })),
  /** Share that stayed among those contacted, less that among those held out, with its interval; null where nothing is known. */
  uplift: z
    .object({
      uplift: z.number(),
      low: z.number(),
      high: z.number(),
      contacted: z.number(),
      heldOut: z.number(),
    })
    .nullable(),
  /** Why nothing is known of the uplift; null where it is. */
  note: guardNote.nullable(),
});
/** What a run knows of one playbook. */
export type GuardedPlaybook = z.infer<typeof guardedPlaybook>;

/** What a run knows of its playbooks: `runs/<runId>/guard.json` in the facts bucket. The next run begins with it. */
export const guardReport = z.object({
  /** Version of this object. */
  version: z.literal(1),
  /** The run. */
  runId: z.string().min(1),
  /** By playbook. */
  playbooks: z.record(z.string(), guardedPlaybook),
});
/** What a run knows of its playbooks. */
export type GuardReport = z.infer<typeof guardReport>;

/**
 * An operator's word that a stopped playbook may go on. Ledger row, keys `pk = guard-word`, `sk = <playbook>#<stoppedAt>`: one
 * word a stop. It counts from the next run that is planned.
 */
export const guardWord = z.object({
  /** Version of this item. */
  version: z.literal(1),
  /** The playbook. */
  playbook: z.string().min(1),
  /** The stop that it answers: instant of the look that stopped. */
  stoppedAt: instant(),
  /** When it was given, UTC, by whom, and why. */
  at: instant(),
  by: z.string().min(1),
  why: z.string().min(1),
});
/** An operator's word that a stopped playbook may go on. */
export type GuardWord = z.infer<typeof guardWord>;

/** Key of a run's report in the facts bucket. */
export const guardKey = (runId: string): string => `runs/${runId}/guard.json`;
