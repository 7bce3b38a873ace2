import type { QueueState } from '../../shared/aws/queue-desk.ts';
import type { FactLayout } from '../../shared/contracts/fact-layout.ts';
import type { Label } from '../../shared/contracts/field.ts';
import type { DumpItem, RunItem } from '../../shared/contracts/items/ledger.ts';
import type { WorkingCalendar } from '../../shared/contracts/working-calendar.ts';

/** What is looked at. */
export type Seen = {
  /** ISO 8601, UTC. */
  now: string;
  queues: readonly QueueState[];
  /** The newest first. */
  runs: readonly RunItem[];
  dumps: readonly DumpItem[];
  /** Lists of today that no channel took, although their digest was due. */
  undelivered: number;
  /** Work past its due time. */
  lateWork: number;
  /** Local date of `now`. */
  today: string;
  /** How many shards the facts are spread over; undefined where nothing says so. */
  layout: FactLayout | undefined;
  /** Working calendar of the newest run's policy; null where it has none. */
  calendar: WorkingCalendar | null;
};

/** Something that a person should do something about. */
export type Finding = {
  /** What it is, for programs; where there is such an alarm, its entry of the runbook. */
  code: string;
  /** `broken`: somebody is without what they should have. `waiting`: it will be, or a person must decide. `near`: a limit. */
  level: 'broken' | 'waiting' | 'near';
  what: Label;
  /** Commands that help, without `npm run --silent tierline --`. */
  helps: string[];
};

/** Runs, dumps and notices that are named one by one; of more, the number says enough. */
export const named = 3;

/** Hours from an instant to another. */
export const hoursBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 3_600_000;
