import type { Label } from '../../contracts/field.ts';
import type { Scorecard } from '../../contracts/policy/scorecard.ts';
import { slotsOf } from '../cards/card-slots.ts';
import { type ExplainedCard, scoreOfSlots, slotLabel } from './explain-card.ts';

/** One feature in another slot, all else the same. */
export type SlotChange = {
  feature: string;
  /** What people call the feature. */
  label: Label;
  /** Slot now, and the other one, in words. */
  from: Label;
  to: Label;
  /** Points that the score would gain; negative where it would lose them. */
  points: number;
  /** Score then. */
  score: number;
};

/**
 * The smallest changes of a single feature that bring a score to where it is wanted: fewest bins first, then fewest
 * points. Of each feature only the smallest; a value that becomes unknown is no change that anybody makes.
 *
 * @param explained the score as it is
 * @param isWanted whether a score is where it is wanted
 * @param most how many to give
 */
export const nearestChanges = (
  card: Scorecard,
  explained: ExplainedCard,
  isWanted: (score: number) => boolean,
  currency: string,
  most = 3,
): SlotChange[] => {
  const slots = explained.lines.map(({ slot }) => slot);
  const found: (SlotChange & { bins: number })[] = [];
  card.features.forEach((one, index) => {
    const all = slotsOf(one);
    const now = slots[index] as number;
    const isBin = all[now]?.kind === 'bin';
    const tried = all.flatMap((slot, to): (SlotChange & { bins: number })[] => {
      if (to === now || slot.kind === 'missing') return [];
      const { score } = scoreOfSlots(card, slots.with(index, to));
      if (!isWanted(score)) return [];
      return [
        {
          feature: one.feature,
          label: (explained.lines[index] as ExplainedCard['lines'][number]).label,
          from: (explained.lines[index] as ExplainedCard['lines'][number]).slotLabel,
          to: slotLabel(one.feature, slot, currency),
          points: score - explained.score,
          score,
          bins: isBin && slot.kind === 'bin' ? Math.abs(to - now) : 1,
        },
      ];
    });
    found.push(...tried.sort(smaller).slice(0, 1));
  });
  return found
    .sort(smaller)
    .slice(0, most)
    .map(({ bins: _, ...change }) => change);
};

const smaller = (left: SlotChange & { bins: number }, right: SlotChange & { bins: number }): number =>
  left.bins - right.bins || Math.abs(left.points) - Math.abs(right.points);
