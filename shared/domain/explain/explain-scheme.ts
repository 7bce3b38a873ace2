import type { Label } from '../../contracts/field.ts';
import type { Decision } from '../../contracts/items/decision.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { Night } from '../night.ts';
import type { CompiledScheme } from '../schemes/compile-scheme.ts';
import { type Earned, elapsedIn, noStanding, type Standing } from '../schemes/move-tier.ts';
import { type Edges, type Place, placeOf } from '../schemes/tiers.ts';
import type { ExplainedCard } from './explain-card.ts';
import { metaOf } from './explain-card.ts';
import { nearestChanges, type SlotChange } from './nearest-changes.ts';
import { type TierReason, whyTier } from './why-tier.ts';
import { writtenValue } from './written-value.ts';

/** The tier beside the one that is held, and what leads there. */
export type NextTier = {
  tier: string;
  label: Label;
  /** Upwards the least number that gives it; downwards the number below which it comes. */
  edge: number;
  /** The edge, and how far it is from the value (with its sign; null where there is no value), in the unit graded by. */
  written: Label;
  gap: Label | null;
  /** Changes of a single feature that would do; none where no single one does, or where no card grades. */
  changes: SlotChange[];
};

/** Why a scheme gave a customer this tier, and what would give another. */
export type ExplainedScheme = {
  scheme: string;
  label: Label;
  /** Tier held; null for a customer whom the scheme does not grade. */
  tier: string | null;
  tierLabel: Label | null;
  since: string | null;
  /** What the scheme grades by: points of a card or a feature's value, with the number; null where rules decide. */
  by: { card: string | null; feature: string | null; label: Label; value: number | null; written: Label } | null;
  /** Why the tier is held; null where tonight's facts cannot tell. */
  reason: (TierReason & { earnedLabel: Label }) | null;
  up: NextTier | null;
  down: NextTier | null;
};

/** What one scheme knows of one customer tonight. */
export type SchemeOfCustomer = {
  compiled: CompiledScheme;
  /** What tonight's facts give. */
  earned: Earned;
  /** Edges of the customer's tiers; null where rules decide. */
  edges: Edges | null;
  /** What it grades by; NaN where not known or where rules decide. */
  value: number;
};

/** What a decision remembers of a scheme. */
const standingOf = ({ name, scheme }: CompiledScheme, decision: Decision | null): Standing => {
  const tier = scheme.tiers.findIndex((one) => one.name === decision?.tiers[name]);
  if (!decision || tier < 0) return noStanding();
  return {
    tier,
    since: decision.tiersSince[name] ?? '',
    fallingSince: decision.fallingSince[name] ?? '',
    cleanSince: decision.cleanSince[name] ?? '',
    eventSince: decision.eventSince[name] ?? '',
  };
};

/** A number that a scheme grades by: points, or a feature's value with its unit. */
const inUnit = ({ scheme }: CompiledScheme, value: number, currency: string): Label => {
  const feature = scheme.kind === 'rules' ? undefined : scheme.feature;
  return writtenValue(value, feature === undefined ? 'points' : metaOf(feature).unit, currency);
};

const gradedBy = (compiled: CompiledScheme, policy: Policy, value: number): ExplainedScheme['by'] => {
  const { scheme } = compiled;
  const isKnown = !Number.isNaN(value);
  const written = isKnown ? inUnit(compiled, value, policy.currency) : { en: 'not known', zh: '未知' };
  if (scheme.kind === 'rules') return null;
  const { card = null, feature = null } = scheme;
  const label = card === null ? metaOf(feature ?? '').label : policy.scorecards[card]?.label;
  return { card, feature, label: label ?? { en: '', zh: '' }, value: isKnown ? value : null, written };
};

/** The stored tier of a scheme, where nothing is known of why. */
export const tierOnly = (name: string, scheme: Policy['schemes'][string], decision: Decision): ExplainedScheme => {
  const tier = decision.tiers[name] ?? null;
  return {
    scheme: name,
    label: scheme.label,
    tier,
    tierLabel: scheme.tiers.find((one) => one.name === tier)?.label ?? null,
    since: decision.tiersSince[name] ?? null,
    ...{ by: null, reason: null, up: null, down: null },
  };
};

/**
 * Why a scheme gave a customer this tier, and what would give another.
 *
 * @param of what the scheme knows of the customer
 * @param before decision of the night before; null for a first one
 * @param after tonight's decision
 * @param cards the customer's scores, taken apart
 */
export const explainScheme = (
  { compiled, earned, edges, value }: SchemeOfCustomer,
  {
    before,
    after,
    cards,
    policy,
    night,
  }: {
    before: Decision | null;
    after: Decision;
    cards: readonly ExplainedCard[];
    policy: Policy;
    night: Night;
  },
): ExplainedScheme => {
  const { name, scheme, moves } = compiled;
  const standing = standingOf(compiled, after);
  const held = standing.tier;
  const labelOf = (place: Place): Label => scheme.tiers[place]?.label ?? { en: '', zh: '' };
  const context = { now: night.now, timeZone: night.timeZone, elapsed: elapsedIn(night) };
  const reason = whyTier(moves, earned, standingOf(compiled, before), standing, context);

  const next = (place: Place, edge: number | undefined, isThere: (points: number) => boolean): NextTier | null => {
    const tier = scheme.tiers[place];
    if (!tier || edge === undefined || !Number.isFinite(edge)) return null;
    const graded = scheme.kind === 'rules' ? undefined : scheme.card;
    const card = graded === undefined ? undefined : policy.scorecards[graded];
    const explained = cards.find((one) => one.card === graded);
    const changes = card && explained ? nearestChanges(card, explained, isThere, policy.currency) : [];
    const gap = Number.isNaN(value) ? null : inUnit(compiled, edge - value, policy.currency);
    const sign = edge > value ? '+' : '';
    return {
      ...{ tier: tier.name, label: tier.label, edge, changes },
      written: inUnit(compiled, edge, policy.currency),
      gap: gap && { en: sign + gap.en, zh: sign + gap.zh },
    };
  };
  const isGraded = held >= 0 && edges !== null;
  return {
    scheme: name,
    label: scheme.label,
    tier: after.tiers[name] ?? null,
    tierLabel: held < 0 ? null : labelOf(held),
    since: after.tiersSince[name] ?? null,
    by: gradedBy(compiled, policy, value),
    reason: held < 0 ? null : { ...reason, earnedLabel: labelOf(reason.earned) },
    up: isGraded ? next(held - 1, edges.rise[held - 1], (points) => placeOf(edges.rise, points) < held) : null,
    down: isGraded ? next(held + 1, edges.stay[held], (points) => placeOf(edges.stay, points) > held) : null,
  };
};
