import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { featureNames } from '../../shared/contracts/features.ts';
import { scoreTable } from '../../shared/domain/cards/score-table.ts';
import { scoreIn } from '../../shared/domain/cards/scorecards.ts';
import { seriesFields } from '../../shared/domain/facts/facts.ts';
import { gatherFacts } from '../../shared/domain/facts/gather-facts.ts';
import { shardRoom } from '../../shared/domain/facts/room.ts';
import { featureColumns } from '../../shared/domain/features/feature-columns.ts';
import { formulas } from '../../shared/domain/features/features.ts';
import { compileKernel } from '../../shared/domain/kernel/compile-kernel.ts';
import {
  above,
  add,
  constant,
  isKnown,
  isMissing,
  mul,
  rarely,
  source,
  sqrt,
  sum,
  type Value,
  where,
} from '../../shared/domain/kernel/expression.ts';
import { loopsOf } from '../../shared/domain/kernel/loops.ts';
import { runKernels } from '../../shared/domain/kernel/run-kernel.ts';
import { everyRow } from '../../shared/domain/rows.ts';
import { filesOf, type Given, nightAt, policyWith } from './customer.ts';
import { evaluate } from './evaluate.ts';

const amount = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -2000, max: 30_000 }).map((cents) => cents / 100) },
  fc.constantFrom(null, 0, 1e-9, 5),
);
const history = fc.array(amount, { maxLength: 12 });
const customer: fc.Arbitrary<Given> = fc
  .record(Object.fromEntries(Object.values(seriesFields).flatMap((names) => names.map((name) => [name, history]))), {
    requiredKeys: [],
  })
  .chain((series) =>
    fc.constantFrom<Given>(
      series,
      { ...series, profile: { joinedOn: '2024-02-29', creditScore: 610, status: 'active' } },
      { ...series, profile: { tenureMonths: 7.5, contractEndsOn: '2027-01-01', period: '2026-09', status: 'closed' } },
    ),
  );
const shard = fc
  .array(customer, { minLength: 1, maxLength: 5 })
  .map((some) => some.map((given, place) => ({ ...given, customerId: `C${place}` })));
const nights = ['2026-11-01T02:00:00+08:00', '2027-03-01T02:00:00+08:00'].map((now) => nightAt(now));
/** A feed whose newest month has not come yet, or none. */
const late = fc.constantFrom('usage', 'billing', 'service', null);

describe('kernels', () => {
  test('a kernel of all features comes to what their formulas say step by step, to the last bit', () => {
    const room = shardRoom();
    fc.assert(
      fc.property(shard, fc.constantFrom(...nights), late, fc.boolean(), (customers, night, feed, inRoom) => {
        const files = filesOf(customers, night.months).filter(
          (file) => file.feed !== feed || file.period !== night.months.at(-1),
        );
        const facts = gatherFacts(files, night.months, [], inRoom ? room : undefined);
        for (const [name, values] of featureColumns(featureNames, facts, night)) {
          const formula = formulas[name](facts.months);
          expect([name, ...values]).toEqual([
            name,
            ...Array.from(everyRow(facts.rows), (row) => evaluate(formula, facts, night, row)),
          ]);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('a kernel of cards comes to the points that their slots give', () => {
    const policy = policyWith();
    const [night] = nights as [(typeof nights)[0]];
    fc.assert(
      fc.property(shard, (customers) => {
        const scored = scoreTable(policy, gatherFacts(filesOf(customers, night.months), night.months), night);
        for (const card of policy.cards) {
          const score = scoreIn(card, scored);
          expect([...(scored.scores.get(card.name) as Float64Array)]).toEqual(Array.from(everyRow(scored.rows), score));
        }
      }),
      { numRuns: 40 },
    );
  });

  test('every output is computed in one loop, next to those that read the same columns', () => {
    const column = (name: string): Value => source(name, () => undefined);
    const wide = Array.from({ length: 30 }, (_, place) => column(`wide ${place}`));
    const outputs = new Map<string, Value>([
      ['one', add(column('a'), column('b'))],
      ['alone', sqrt(column('c'))],
      ['two', mul(column('b'), column('d'))],
      ['wide', sum(wide)],
      ['also wide', add(column('d'), sum(wide.slice(0, 23)))],
      ['seldom', rarely(isMissing(column('a')), sum(wide), column('a'))],
    ]);
    expect(loopsOf(outputs)).toEqual([['one', 'two', 'seldom'], ['alone'], ['wide'], ['also wide']]);
  });

  test('what both branches of a rare case need is computed for either', () => {
    const night = nightAt();
    const facts = gatherFacts(filesOf([{ customerId: 'A' }, { customerId: 'B' }], night.months), night.months);
    const column = (name: string, ...values: number[]): Value => source(name, () => Float64Array.from(values));
    const [one, two] = [column('one', 4, Number.NaN), column('two', 9, 16)];
    const shared = sqrt(two);
    const outputs = new Map<string, Value>([
      ['rare', rarely(isMissing(one), mul(shared, two), add(sqrt(one), shared))],
      ['again', rarely(above(two, constant(100)), mul(shared, mul(shared, shared)), shared)],
      ['both', where(isKnown(one), mul(shared, two), add(mul(shared, two), constant(1)))],
    ]);
    const found = runKernels([compileKernel(outputs)], facts, night);
    expect(Object.fromEntries([...found].map(([name, values]) => [name, [...values]]))).toEqual({
      rare: [5, 64],
      again: [3, 4],
      both: [27, 65],
    });
  });
});
