import { type Training, type TrainPorts, trainCard } from '../../shared/aws/train-card.ts';
import type { CardWatch } from '../../shared/contracts/items/card.ts';
import type { MonthlyTraining } from '../../shared/contracts/messages/schedules.ts';
import type { Policy } from '../../shared/contracts/policy.ts';
import { addMonths, localDate } from '../../shared/domain/calendar.ts';
import { CannotLearn } from '../../shared/learn/trouble.ts';

/** What the monthly training needs. */
export type MonthlyPorts = TrainPorts & {
  /** The operator's policy. */
  policy: Policy;
  /** Operator's IANA time zone. */
  timeZone: string;
  /** Number of shards. */
  shards: number;
};

/** What the monthly training came to. */
export type MonthlyOutcome = {
  /** `off`: the policy has no section `learning`. */
  state: 'trained' | 'too-little' | 'off';
  /** Why nothing was learned. */
  why: string | null;
  training: Training | null;
  /** How the learned card in force stands, whether or not a challenger was learned; null where none is in force. */
  watch: CardWatch | null;
};

/**
 * Learns from the months that were over when the schedule was due: files of the month under way are still coming. The same
 * event again learns the same card and changes nothing more.
 */
export const trainMonthly = async ({ scheduledAt }: MonthlyTraining, ports: MonthlyPorts): Promise<MonthlyOutcome> => {
  const { policy, timeZone, shards } = ports;
  const { learning } = policy;
  if (!learning) return { state: 'off', why: null, training: null, watch: null };
  const through = addMonths(localDate(scheduledAt, timeZone).slice(0, 7), -1);
  let watch: CardWatch | null = null;
  try {
    const training = await trainCard(
      { policy, learning, timeZone, shards, through },
      { at: scheduledAt, by: 'schedule' },
      ports,
      {
        onWatch: (found) => {
          watch = found;
        },
      },
    );
    return { state: 'trained', why: null, training, watch };
  } catch (error) {
    if (!(error instanceof CannotLearn)) throw error;
    return { state: 'too-little', why: error.message, training: null, watch };
  }
};
