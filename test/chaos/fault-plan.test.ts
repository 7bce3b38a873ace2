import { describe, expect, test } from 'vitest';
import { allKinds, type FaultKind } from '../../local/chaos/fault-kinds.ts';
import { type FaultPlan, faultPlan } from '../../local/chaos/fault-plan.ts';
import { injector } from '../../local/chaos/injector.ts';

const all = new Set(allKinds);
const call = { function: 'score', operation: 'dynamodb:BatchWriteItem', canBePartial: true };
const first = Array.from({ length: 400 }, (_, nth) => nth);

/** Everything that a plan says of the first of each. */
const said = (plan: FaultPlan) => ({
  requests: first.map((nth) => plan.request({ ...call, nth })),
  duplicates: first.map((nth) => plan.duplicate('shards', nth)),
  holds: first.map((nth) => plan.hold('shards', nth)),
  skews: ['ingest', 'score', 'digest'].map(plan.skew),
  phones: first.map((nth) => plan.phone('A1', nth)),
});

/** Kinds of the faults that a plan has. */
const kindsOf = ({ requests, duplicates, holds, skews, phones }: ReturnType<typeof said>): Set<FaultKind> =>
  new Set([
    ...requests.flatMap((planned) => planned?.kind ?? []),
    ...(duplicates.includes(true) ? (['duplicate'] as const) : []),
    ...(holds.some((ms) => ms > 0) ? (['reorder'] as const) : []),
    ...(skews.some((ms) => ms !== 0) ? (['skew'] as const) : []),
    ...(phones.some(({ kind }) => kind !== 'taken') ? (['slow-channel'] as const) : []),
  ]);

describe("a seed's plan", () => {
  test('is the same whenever it is asked for, in whatever order, and another for another seed', () => {
    const [plan, again] = [faultPlan(7, all), faultPlan(7, all)];
    const backwards = first.toReversed().map((nth) => again.request({ ...call, nth }));
    expect(said(plan).requests).toEqual(backwards.toReversed());
    expect(said(faultPlan(7, all))).toEqual(said(plan));
    expect(said(faultPlan(8, all))).not.toEqual(said(plan));
  });

  test('has every kind of fault in some seed, and of the kinds that are left out none', () => {
    const seen = new Set(Array.from({ length: 20 }, (_, seed) => [...kindsOf(said(faultPlan(seed, all)))]).flat());
    expect(seen).toEqual(all);
    for (const kind of allKinds) {
      const alone = Array.from({ length: 20 }, (_, seed) => [
        ...kindsOf(said(faultPlan(seed, new Set([kind])))),
      ]).flat();
      expect(new Set(alone)).toEqual(new Set([kind]));
    }
  });

  test('a kind that is left out moves no fault of the others', () => {
    const without = said(
      faultPlan(7, new Set(allKinds.filter((kind) => kind !== 'slow-channel' && kind !== 'duplicate'))),
    );
    expect([without.requests, without.holds, without.skews]).toEqual([
      ...[said(faultPlan(7, all)).requests, said(faultPlan(7, all)).holds, said(faultPlan(7, all)).skews],
    ]);
  });

  test('throttles five times in a row now and then: the attempts that the SDK makes', () => {
    const inARow = (seed: number) => {
      const plan = faultPlan(seed, new Set(['throttle']));
      let [longest, row] = [0, 0];
      for (const nth of first) {
        row = plan.request({ ...call, nth }) ? row + 1 : 0;
        longest = Math.max(longest, row);
      }
      return longest;
    };
    expect(Math.max(...Array.from({ length: 20 }, (_, seed) => inARow(seed)))).toBeGreaterThanOrEqual(5);
  });
});

describe('injecting a plan', () => {
  const request = { function: 'score', service: 'dynamodb', operation: 'PutItem', resource: '' } as const;

  test('leaves the operator alone, counts what it does, and ends: so nights come to an end', () => {
    const { trouble, counts } = injector(faultPlan(3, all));
    expect(first.map(() => trouble.request?.({ ...request, function: '' })).filter(Boolean)).toEqual([]);
    const done = Array.from({ length: 40_000 }, () => trouble.request?.(request)).filter(
      (fault) => fault !== undefined,
    );
    expect(done.length).toBe(counts.throttle + counts.error + counts.timeout + counts.crash + counts.partial);
    expect(done.filter(({ kind }) => kind === 'crash').length).toBe(counts.crash);
    expect(done.length).toBeLessThan(100);
    // A single item is taken or not: there are no parts.
    expect(counts.partial).toBe(0);
  });
});
