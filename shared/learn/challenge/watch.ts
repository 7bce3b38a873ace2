import type { CardWatch } from '../../contracts/items/card.ts';
import type { LearnedCard } from '../../contracts/learned-card.ts';
import type { Learning } from '../../contracts/policy/learning.ts';
import type { Cut } from '../../domain/learning/cuts.ts';
import { rowsAt, type TrainingRows } from '../../domain/learning/training-rows.ts';
import { driftOf, spreadOf, wordDriftOf } from './drift.ts';
import { probabilitiesOf, tableOf } from './make-challenger.ts';

/** What the card in force is looked at with. */
export type Look = {
  /** Newest month with facts, and its customers. */
  month: string;
  newest: TrainingRows;
  /** Cuts whose outcome is known, with their rows. */
  cuts: readonly Cut[];
  rows: TrainingRows;
};

const three = (value: number): number => Number(value.toFixed(3)) + 0;

/** Leavers promised and come of cuts that the card was not trained on and that are newer than those it was. */
const outcomeOf = (card: LearnedCard, { cuts, rows }: Look): CardWatch['outcome'] => {
  const newestOfTraining = card.design.cuts.at(-1)?.month ?? '';
  const since = cuts.filter(({ month }) => month > newestOfTraining);
  const places = new Set(since.map((cut) => cuts.indexOf(cut)));
  const own = rowsAt(
    rows,
    [...rows.cuts.keys()].filter((row) => places.has(rows.cuts[row] as number)),
  );
  if (own.labels.length === 0) return null;
  return {
    cuts: since.map(({ month }) => month),
    promised: three(probabilitiesOf(card.card, tableOf(own)).reduce((sum, value) => sum + value, 0)),
    realised: own.labels.reduce((sum, label) => sum + label, 0),
  };
};

/** Looks whether customers, scores and leavers are still those that the card was made for. */
export const watchCard = (hash: string, card: LearnedCard, look: Look, limits: Learning['drift']): CardWatch => {
  const table = tableOf(look.newest);
  const scorePsi = three(driftOf(card.reference.scores, spreadOf(probabilitiesOf(card.card, table))));
  const features = [
    ...Object.entries(card.reference.features).map(([feature, reference]) => {
      const values = table.numbers.get(feature);
      return { feature, psi: values ? three(driftOf(reference, spreadOf(values))) : 0 };
    }),
    ...Object.entries(card.reference.words ?? {}).map(([feature, reference]) => {
      const words = table.texts.get(feature);
      return { feature, psi: words ? three(wordDriftOf(reference, words)) : 0 };
    }),
  ].sort((left, right) => right.psi - left.psi || (left.feature < right.feature ? -1 : 1));
  const outcome = outcomeOf(card, look);
  const findings: string[] = [];
  if (scorePsi > limits.scorePsi)
    findings.push(`scores have shifted by ${scorePsi} since training (limit ${limits.scorePsi})`);
  const importance = new Map(card.curves.map((curve) => [curve.feature, curve.importance]));
  const least = limits.featureImportance * Math.max(...importance.values());
  for (const { feature, psi } of features)
    if (psi > limits.featurePsi && (importance.get(feature) ?? 0) >= least)
      findings.push(`${feature} has shifted by ${psi} since training (limit ${limits.featurePsi})`);
  if (outcome && outcome.promised >= limits.fewestPromised) {
    const ratio = three(outcome.realised / outcome.promised);
    if (ratio < limits.realised[0] || ratio > limits.realised[1])
      findings.push(
        `${outcome.realised} customers left where ${Math.round(outcome.promised)} were promised: ${ratio} times as many (limits ${limits.realised.join(' to ')})`,
      );
  }
  return { version: 1, replaces: card.replaces, hash, month: look.month, scorePsi, features, outcome, findings };
};
