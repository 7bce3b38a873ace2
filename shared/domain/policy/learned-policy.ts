import type { Link, Scorecard } from '../../contracts/policy/scorecard.ts';
import type { Policy } from '../../contracts/policy.ts';
import { sha256 } from '../sha256.ts';

/** Points of a probability: what the link's formula gives backwards; with probability 0 every score has it. */
export const pointsAt = (probability: number, link: Link): number => {
  if (link.type === 'points') return probability;
  if (probability <= 0) return Number.NEGATIVE_INFINITY;
  return link.offset + link.factor * Math.log(probability / (1 - probability));
};

/** Probability that a card with a logistic link gives to points. */
export const probabilityOf = (points: number, link: Link): number =>
  link.type === 'points' ? points : 1 / (1 + Math.exp(-(points - link.offset) / link.factor));

/**
 * The policy as a run decides by it: each learned card in the place of the scorecard that it replaces. Where that is the
 * card of the risk, the bands are those of `learning`, by probability, turned into the card's points: decisions, reasons and
 * thresholds all stay points.
 */
export const withLearnedCards = (policy: Policy): Policy => {
  const { learnedCards, learning, risk } = policy;
  if (!learnedCards) return policy;
  const scorecards = { ...policy.scorecards };
  let bands = risk.bands;
  for (const [name, { card }] of Object.entries(learnedCards)) {
    scorecards[name] = card;
    if (name !== risk.card || !learning) continue;
    bands = risk.bands.map((band) => {
      const probability = learning.bands[band.name];
      return probability === undefined ? band : { ...band, from: pointsAt(probability, card.link) };
    });
  }
  return { ...policy, scorecards, risk: { ...risk, bands } };
};

/** Content hash of a hand-written card: 128 bits of SHA-256, as of learned ones. */
export const scorecardHash = (card: Scorecard): string => sha256(JSON.stringify(card)).slice(0, 32);

/** Content hash of the card that makes the churn risk: the learned one in force, else that of the policy. */
export const riskCardHash = ({ learnedCards, risk, scorecards }: Policy): string => {
  const written = scorecards[risk.card];
  return learnedCards?.[risk.card]?.hash ?? (written ? scorecardHash(written) : '');
};

/** The operator's own policy, without what a run froze into it. */
export const withoutLearnedCards = ({ learnedCards: _, ...policy }: Policy): Policy => policy;
