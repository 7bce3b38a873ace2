import { describe, expect, test } from 'vitest';
import { trainMonthly } from '../../functions/score/train-monthly.ts';
import { readTrainingRows } from '../../shared/aws/read-training-rows.ts';
import { addEdited } from '../../shared/aws/train-card.ts';
import { canonicalCard, learnedCard } from '../../shared/contracts/learned-card.ts';
import type { Learning } from '../../shared/contracts/policy/learning.ts';
import type { Policy } from '../../shared/contracts/policy.ts';
import { promotion, rollBack } from '../../shared/domain/explain/card-moves.ts';
import { runIdOf } from '../../shared/domain/night.ts';
import { shardName, shardOf } from '../../shared/domain/shard.ts';
import { shards } from '../score/base.ts';
import { memoryNight } from '../score/doubles.ts';
import { deliverLeavers, policyWith } from './leavers.ts';

const due = '2026-11-04T18:00:00Z';
const mover = { at: '2026-11-05T01:00:00Z', by: 'lihua' };

const world = (tick?: () => void, customers?: number) => {
  const night = memoryNight(tick);
  deliverLeavers(night, customers);
  const train = (policy: Policy = policyWith(), scheduledAt = due) =>
    trainMonthly(
      { version: 1, kind: 'monthly-training', scheduledAt },
      { ledger: night.ledger, runs: night.runs, cards: night.cards.desk, policy, timeZone: 'Asia/Shanghai', shards },
    );
  return { night, train };
};
// Any margin passes: what is tested is the rule's machinery, not how much a card of twenty leavers can learn.
const always = {
  promote: { by: 'rule' as const, margin: -1, slope: [0, 99] as [number, number], ece: 1, sliceWorse: 1 },
};

describe('the monthly training', () => {
  test('makes a candidate with its backtest, and the hand-written card stays in force', async () => {
    const { night, train } = world();
    const { state, training } = await train();
    expect(state).toBe('trained');
    const card = learnedCard.parse(JSON.parse(canonicalCard([...night.cards.documents.values()][0] as never)));
    expect(card).toMatchObject({ replaces: 'churn', madeBy: 'training', parent: null });
    expect(card.card.link.type).toBe('logistic');
    expect(card.backtest).toMatchObject({ trainedOn: ['2026-06'], judgedBy: ['2026-08'] });
    expect(card.backtest.cards.map(({ who }) => who)).toEqual(['challenger', 'hand-written']);
    const [own, written] = card.backtest.cards;
    expect(own?.figures.auroc?.value).toBeGreaterThan(written?.figures.auroc?.value as number);
    for (const { figures } of card.backtest.cards)
      for (const part of [figures.auroc, figures.logLoss, figures.brier, figures.slope, figures.ece]) {
        expect(part?.low).toBeLessThanOrEqual(part?.value as number);
        expect(part?.high).toBeGreaterThanOrEqual(part?.value as number);
      }
    expect([...night.cards.register.values()]).toMatchObject([{ hash: training?.hash, at: due, by: 'schedule' }]);
    expect(await night.cards.desk.inForce('churn')).toMatchObject({ hash: null });
  });

  test('learns of promises what the ledger said by the cut: the last night before it counts, none after it', async () => {
    const night = memoryNight();
    deliverLeavers(night);
    const { learning } = policyWith();
    if (!learning) throw new Error('the default policy learns nothing');
    const scope = { policy: policyWith(), learning, timeZone: 'Asia/Shanghai', shards, through: '2026-10' };
    const read = () => readTrainingRows(scope, { ledger: night.ledger, runs: night.runs });
    const { cuts, rows } = await read();
    const [cut] = cuts;
    if (!cut) throw new Error('no cut');
    const brokenOf = async (): Promise<(number | undefined)[]> => {
      const found = await read();
      const broken = found.rows.numbers.get('brokenPromises');
      return [...found.rows.cuts].flatMap((at, row) => (at === 0 ? [broken?.[row]] : []));
    };
    expect(new Set(await brokenOf())).toEqual(new Set([Number.NaN]));
    const customerId = rows.customerIds[rows.cuts.indexOf(0)] as string;
    /** A night some hours before the cut or after it, whose ledger knows so many broken promises. */
    const ran = async (hoursBefore: number, broken: number): Promise<void> => {
      const scheduledAt = new Date(Date.parse(cut.night.now) - hoursBefore * 3_600_000).toISOString();
      const runId = runIdOf(scheduledAt);
      night.ledgerRuns.set(runId, {
        ...{
          version: 1,
          runId,
          status: 'completed',
          scheduledAt,
          policy: 'p',
          previousRunId: null,
          shards,
          counts: null,
        },
      });
      const entry = (index: number) => ({
        ...{ id: `${runId}-${index}`, customerId, promise: 'repair', fact: 'f', tier: null, region: null, terms: {} },
        ...{ promisedAt: '2026-05-01T00:00:00Z', dueAt: '2026-05-02T00:00:00Z', state: 'broken' as const },
        ...{ keptAt: null, evidence: null },
      });
      for (let shard = 0; shard < shards; shard++)
        await night.runs.savePromises(runId, shardName(shard), {
          seen: [],
          entries:
            shard === shardOf(customerId, shards) ? Array.from({ length: broken }, (_, index) => entry(index)) : [],
        });
    };
    await ran(-2, 9);
    expect(new Set(await brokenOf())).toEqual(new Set([Number.NaN]));
    await ran(46, 1);
    await ran(22, 3);
    expect((await brokenOf()).filter((count) => count !== 0)).toEqual([3]);
  });

  test('done twice, in another month’s retry too, it writes the same bytes and one register item', async () => {
    const { night, train } = world();
    const first = await train();
    const again = await train(policyWith(), '2026-11-04T18:00:00.000Z');
    expect(again.training).toMatchObject({ hash: first.training?.hash, isNew: false });
    expect([night.cards.documents.size, night.cards.register.size]).toEqual([1, 1]);
  });

  test('dies at any line: told again, all is there once', async () => {
    // Enough leavers to learn from, few enough to learn fourteen times.
    const fewer = 200;
    let steps = 0;
    await world(() => steps++, fewer).train(policyWith(always));
    for (let dies = 1; dies <= steps; dies++) {
      let left = dies;
      const { night, train } = world(() => {
        if (--left === 0) throw new Error('died');
      }, fewer);
      left = dies;
      await train(policyWith(always)).catch(() => {});
      await train(policyWith(always));
      expect([night.cards.documents.size, night.cards.register.size]).toEqual([1, 1]);
      const { hash, history } = await night.cards.desk.inForce('churn');
      expect([hash, history.length]).toEqual([[...night.cards.documents.keys()][0], 1]);
    }
  });

  test('the rule promotes what passes, once: a card that a person took out of force stays out', async () => {
    const { night, train } = world();
    expect((await train(policyWith(always))).training?.promoted).toBe(true);
    const before = await night.cards.desk.inForce('churn');
    expect(before.history).toMatchObject([{ did: 'promoted', by: 'rule', from: null }]);
    const back = rollBack(before, mover);
    expect(back && (await night.cards.desk.move(before, back))).toBe(true);
    expect((await train(policyWith(always))).training?.promoted).toBe(false);
    expect(await night.cards.desk.inForce('churn')).toMatchObject({ hash: null });
  });

  test('the rule keeps out what is not better by the margin', async () => {
    const { night, train } = world();
    const { training } = await train(policyWith({ promote: { ...always.promote, margin: 0.49 } }));
    expect(training).toMatchObject({ promoted: false, promotion: { passes: false } });
    expect(night.cards.inForce.size).toBe(0);
  });

  test('too few leavers or months: it says what is missing, and learns nothing', async () => {
    const { night, train } = world();
    expect((await train(policyWith({ fewestGone: 400 }))).why).toMatch(
      /customers of the older cuts left: at least 400/,
    );
    expect((await train(policyWith({ outcomeMonths: 4 }))).why).toMatch(/from 2026-04 to 2026-10: .* needs 11 months/);
    expect(await train({ ...policyWith(), learning: undefined })).toMatchObject({ state: 'off' });
    expect(night.cards.documents.size).toBe(0);
  });
});

describe('the card in force', () => {
  test('is looked at each month: nothing has moved at its own training, and a shifted feature is named', async () => {
    const { night, train } = world();
    const { training } = await train(policyWith(always));
    expect((await train(policyWith(always))).watch).toMatchObject({ hash: training?.hash, month: '2026-10' });
    for (const [key, item] of night.dumps)
      if (key === 'billing-2026-10') night.dumps.set(key, { ...item, status: 'retracted' });
    for (const [key, item] of night.dumps)
      if (key === 'billing-2026-09') night.dumps.set(key, { ...item, status: 'retracted' });
    // Every feature rings, however little it moves scores: which one this card has of the bill is the learner's choice.
    const drift = { ...policyWith().learning?.drift, featureImportance: 0 } as Learning['drift'];
    const { watch } = await train(policyWith({ ...always, drift }));
    expect(watch?.findings.join()).toMatch(/spend|arpu/);
    expect((await night.cards.desk.watches('churn'))[0]?.findings).toEqual(watch?.findings);
  });

  test('a challenger is measured against it, and told that it has seen the rows', async () => {
    const { train } = world();
    const { training } = await train(policyWith(always));
    const second = await train(policyWith({ ...always, seed: 5 }));
    expect(second.training?.card.parent).toBe(training?.hash);
    expect(second.training?.card.backtest.cards.map(({ who, sawThem }) => [who, sawThem])).toEqual([
      ['challenger', false],
      ['in-force', true],
      ['hand-written', false],
    ]);
  });
});

describe('a card that a person edited', () => {
  test('is a new card with its parent’s hash, and its backtest says what the edit cost', async () => {
    const { night, train } = world();
    const { training } = await train();
    if (!training) throw new Error('nothing was learned');
    const strongest = [...training.card.curves].sort((left, right) => right.importance - left.importance)[0]?.feature;
    const flattened = {
      ...training.card.card,
      features: training.card.card.features.map((feature) =>
        feature.feature === strongest && feature.bins
          ? { ...feature, bins: feature.bins.map((bin) => ({ ...bin, points: 0 })) }
          : feature,
      ),
    };
    const policy = policyWith();
    if (!policy.learning) throw new Error('no section');
    const scope = { policy, learning: policy.learning, timeZone: 'Asia/Shanghai', shards, through: '2026-10' };
    const ports = { ledger: night.ledger, runs: night.runs, cards: night.cards.desk };
    const made = await addEdited(scope, { card: flattened, parent: training.hash }, mover, ports);
    expect(made.hash).not.toBe(training.hash);
    expect(made.card).toMatchObject({ madeBy: 'hand', parent: training.hash });
    const parent = made.card.backtest.cards.find(({ who }) => who === 'parent');
    expect(parent?.behind?.value).toBeLessThan(0);
  });
});

describe('changes of the card in force', () => {
  test('roll back goes the way back, card by card, to the hand-written one', () => {
    const start = { version: 1 as const, replaces: 'churn', hash: null, history: [] };
    const moved = (state: typeof start | { hash: string | null; history: unknown[] }, move: unknown) =>
      ({ ...start, ...state, hash: (move as { to: string | null }).to, history: [...state.history, move] }) as never;
    const one = moved(start, promotion(start, 'a', mover));
    const two = moved(one, promotion(one, 'b', mover));
    const back = moved(two, rollBack(two, mover));
    expect(back).toMatchObject({ hash: 'a' });
    expect(moved(back, rollBack(back, mover))).toMatchObject({ hash: null });
    expect(rollBack(start, mover)).toBeNull();
    expect(promotion(one, 'a', mover)).toBeNull();
  });
});
