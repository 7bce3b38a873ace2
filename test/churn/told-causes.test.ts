import { expect, test } from 'vitest';
import { toldCauses } from '../../shared/domain/churn/told-causes.ts';
import { defaultPolicy, deliver, deliverBase, firstNight, secondNight, wholeNight } from '../score/base.ts';
import { memoryNight } from '../score/doubles.ts';

const label = { en: 'x', zh: 'x' };
const policy = { kinds: { competitive: label, natural: label }, causes: { price: label } };
const said = (
  doneAt: string,
  churnKind: string | null,
  churnCause: string | null,
  customerId: string | null = 'B',
) => ({
  ...{ workId: 'w', result: 'leaving' as const, customerId, doneAt, churnKind, churnCause },
});

test('the last word of an agent counts; words that the policy has not, and rows of the future, say nothing', () => {
  const reported = [
    said('2026-10-03T08:00:00Z', 'natural', 'price'),
    said('2026-10-02T08:00:00Z', 'competitive', null),
    said('2026-10-04T08:00:00Z', 'malicious', 'weather'),
    said('2026-12-04T08:00:00Z', 'competitive', null),
    said('2026-10-04T08:00:00Z', 'competitive', null, null),
    said('2026-10-04T08:00:00Z', 'competitive', null, 'A'),
  ];
  expect([...toldCauses(reported, policy, ['A', 'B'], '2026-11-01T00:00:00Z')]).toEqual([
    [0, { kind: 'competitive', cause: null }],
    [1, { kind: 'natural', cause: 'price' }],
  ]);
});

test('kind and cause that an agent closes with go into the archive of former customers, also after the customer is gone', async () => {
  const night = memoryNight();
  deliverBase(night);
  deliver(night, {
    ...{ dumpId: 'gone', feed: 'customers', period: '2026-10', arrivedAt: '2026-10-31T12:00:00Z' },
    rows: [{ customerId: 'C000', status: 'closed', region: 'south', joinedOn: '2012-03-15' }],
  });
  await wholeNight(night, firstNight, defaultPolicy);
  const before = night.table.get('C000')?.former;
  expect(before?.back).toBeNull();
  deliver(night, {
    ...{ dumpId: 'said', feed: 'outcomes', period: '2026-10', source: 'crm', arrivedAt: '2026-11-01T08:00:00Z' },
    rows: [
      {
        workId: 'w',
        customerId: 'C000',
        result: 'leaving',
        doneAt: '2026-10-30T08:00:00Z',
        churnKind: 'negligent',
        churnCause: 'employee',
      },
    ],
  });
  const runId = await wholeNight(night, secondNight, defaultPolicy);
  const decisions = (
    await Promise.all(['000', '001', '002', '003'].map((shard) => night.runs.decisions(runId, shard)))
  ).flat();
  const after = decisions.find(({ customerId }) => customerId === 'C000')?.former;
  expect([before?.kind, before?.cause]).not.toEqual(['negligent', 'employee']);
  expect(after).toEqual({ ...before, kind: 'negligent', cause: 'employee' });
});
