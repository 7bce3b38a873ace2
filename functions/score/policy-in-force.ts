import type { CardDesk } from '../../shared/aws/card-desk.ts';
import type { LearnedCards } from '../../shared/contracts/policy/learned-cards.ts';
import type { Policy } from '../../shared/contracts/policy.ts';

/**
 * The operator's policy with the learned card that is in force: what a run freezes, so that a replay a year later decides by
 * the same card.
 *
 * @throws where the card's document is not there or no longer fits the catalogue: `tierline cards rollback` helps
 */
export const policyInForce = async (policy: Policy, cards: Pick<CardDesk, 'inForce' | 'card'>): Promise<Policy> => {
  if (!policy.learning) return policy;
  const { mayReplace } = policy.learning;
  const { hash } = await cards.inForce(mayReplace);
  if (hash === null) return policy;
  const { card } = await cards.card(hash);
  return { ...policy, learnedCards: { [mayReplace]: { hash, card } } };
};

/** Content hashes of learned cards, by the scorecard whose place they take. */
export const hashesOf = (learned: LearnedCards): Record<string, string> =>
  Object.fromEntries(Object.entries(learned).map(([name, { hash }]) => [name, hash]));
