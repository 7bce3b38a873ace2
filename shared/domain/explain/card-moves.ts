import type { CardInForce, CardMove } from '../../contracts/items/card.ts';

/** Who changes the card in force, and when. */
export type CardMover = Pick<CardMove, 'at' | 'by'>;

/** Puts a learned card in force; null where it is already. */
export const promotion = (before: CardInForce, hash: string, mover: CardMover): CardMove | null =>
  before.hash === hash ? null : { ...mover, did: 'promoted', to: hash, from: before.hash };

/**
 * Puts back the card that was in force before the present one was promoted, at last the hand-written one; null where that is in
 * force already.
 */
export const rollBack = (before: CardInForce, mover: CardMover): CardMove | null => {
  if (before.hash === null) return null;
  const came = before.history.findLast(({ did, to }) => did === 'promoted' && to === before.hash);
  return { ...mover, did: 'rolled-back', to: came?.from ?? null, from: before.hash };
};

/**
 * What the policy's rule may do with a card that passes: promote it, but only once. A card that a person took out of force is
 * not put back by a repeated training.
 */
export const promotionByRule = (before: CardInForce, hash: string, at: string): CardMove | null =>
  before.history.some(({ did, to }) => did === 'promoted' && to === hash)
    ? null
    : promotion(before, hash, { at, by: 'rule' });
