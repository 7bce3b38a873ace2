import { expect, test } from 'vitest';
import { trainMonthly } from '../../functions/score/train-monthly.ts';
import type { Decision } from '../../shared/contracts/items/decision.ts';
import { promotion, rollBack } from '../../shared/domain/explain/card-moves.ts';
import { pointsAt, riskCardHash } from '../../shared/domain/policy/learned-policy.ts';
import { firstNight, secondNight, shards, wholeNight } from '../score/base.ts';
import { memoryNight } from '../score/doubles.ts';
import { deliverLeavers, policyWith } from './leavers.ts';

const mover = { at: '2026-11-01T01:00:00Z', by: 'lihua' };

test('a promoted card decides from the next run on; the run freezes it, each decision names it, and one word takes it back', async () => {
  const night = memoryNight();
  deliverLeavers(night);
  const policy = policyWith();
  const { training } = await trainMonthly(
    { version: 1, kind: 'monthly-training', scheduledAt: '2026-11-01T00:00:00Z' },
    { ledger: night.ledger, runs: night.runs, cards: night.cards.desk, policy, timeZone: 'Asia/Shanghai', shards },
  );
  if (!training) throw new Error('nothing was learned');
  const before = await night.cards.desk.inForce('churn');
  const move = promotion(before, training.hash, mover);
  if (move) await night.cards.desk.move(before, move);

  const runId = await wholeNight(night, firstNight);
  const manifest = await night.runs.manifest(runId);
  expect(manifest.cards).toEqual({ churn: training.hash });
  const frozen = await night.runs.policy(manifest.policy);
  expect(frozen.learnedCards?.churn).toEqual({ hash: training.hash, card: training.card.card });
  expect(frozen.scorecards.churn).toEqual(policy.scorecards.churn);
  const decisions: Decision[] = [...night.table.values()];
  expect(new Set(decisions.map(({ risk }) => risk.card))).toEqual(new Set([training.hash]));
  const least = pointsAt(policy.learning?.bands.high as number, training.card.card.link);
  for (const { risk } of decisions) expect(risk.band === 'high').toBe(risk.points >= least);
  expect(new Set(decisions.map(({ risk }) => risk.band)).size).toBeGreaterThan(1);

  const now = await night.cards.desk.inForce('churn');
  const back = rollBack(now, mover);
  if (back) await night.cards.desk.move(now, back);
  const next = await wholeNight(night, secondNight);
  const later = await night.runs.manifest(next);
  expect(later.cards).toBeUndefined();
  expect(riskCardHash(await night.runs.policy(later.policy))).not.toBe(training.hash);
  // What the first night worked from is as it was: a replay decides by the same card.
  expect(riskCardHash(await night.runs.policy((await night.runs.manifest(runId)).policy))).toBe(training.hash);
});
