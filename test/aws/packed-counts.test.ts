import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packedCounts, unpackedRow } from '../../shared/aws/packed-counts.ts';
import type { RunCounts } from '../../shared/contracts/items/ledger.ts';
import { noCounts } from '../../shared/domain/decide/run-counts.ts';

const name = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', '-', '/', '@', '省', '_'), maxLength: 4 }),
  fc.constantFrom('__proto__', 'constructor', '12'),
);
const counts = fc.record({
  ledger: fc.dictionary(
    fc.tuple(name, name).map(([region, rest]) => `${region}|${rest}|queued`),
    fc.nat(),
  ),
  valueAtRisk: fc.option(
    fc.dictionary(
      fc.tuple(name, name).map(([tier, region]) => `${tier}@${region}`),
      fc.nat(),
    ),
    { nil: undefined },
  ),
});
const row = (of: Partial<RunCounts>) => ({ pk: 'run', counts: packedCounts({ ...noCounts(), ...of }) });

describe('counts in a row of DynamoDB', () => {
  test('come back as they were, whatever the regions are called', () => {
    fc.assert(
      fc.property(counts, (of) => {
        expect(unpackedRow(row(of))).toEqual({ pk: 'run', counts: { ...noCounts(), ...of } });
      }),
    );
  });

  test('have the same bytes in whatever order they were counted', () => {
    const ledger = { 'north|churn|call|queued': 3, 'north|churn|call|candidates': 4, 'east|churn|call|candidates': 1 };
    const turned = Object.fromEntries(Object.entries(ledger).reverse());
    expect(row({ ledger: turned })).toEqual(row({ ledger }));
  });

  test('of two thousand regions have room in it, with what else the run says', () => {
    const fates = ['candidates', 'queued', 'heldOut', 'deferred', 'suppressed:already-open', 'suppressed:cool-down'];
    const ledger: Record<string, number> = {};
    const valueAtRisk: Record<string, number> = {};
    // Numbers without a pattern, as customers come: nothing but the names is said twice.
    let seed = 1;
    const random = (most: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return Math.floor((seed / 2_147_483_647) * most);
    };
    for (let region = 0; region < 2_000; region++) {
      for (const playbook of ['call', 'offer', 'message', 'visit', 'welcome', 'repair'])
        for (const fate of fates) ledger[`county-${region}|churn-risk|${playbook}|${fate}`] = random(5_000);
      for (const tier of ['top', 'high', 'mid', 'low', 'none']) valueAtRisk[`${tier}@county-${region}`] = random(1e9);
    }
    expect(JSON.stringify({ ledger, valueAtRisk }).length).toBeGreaterThan(400 * 1024);
    const held = row({ ledger, valueAtRisk }).counts as Record<string, Uint8Array>;
    const bytes = (held.ledger?.length ?? 0) + (held.valueAtRisk?.length ?? 0);
    // The rest of the row, the plan of the work among it, is some ten kilobytes.
    expect(bytes).toBeLessThan(350 * 1024);
  });

  test('that an older edition wrote are read as they are', () => {
    const old = { pk: 'run', counts: { ...noCounts(), ledger: { 'north|churn|call|queued': 3 } } };
    expect(unpackedRow(old)).toEqual(old);
    expect(unpackedRow({ pk: 'run', counts: null })).toEqual({ pk: 'run', counts: null });
  });
});
