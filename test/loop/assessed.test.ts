import { describe, expect, test } from 'vitest';
import { showAgents } from '../../local/commands/agents.ts';
import { readCommand } from '../../local/commands/arguments.ts';
import type { Target } from '../../local/commands/target.ts';
import type { WorkRequested } from '../../shared/contracts/messages/work-requested.ts';
import { parsePolicy } from '../../shared/contracts/policy.ts';
import { anItem } from '../notify/factories.ts';
import { defaultPolicy, deliver, deliverBase, wholeNight } from '../score/base.ts';
import { type MemoryNight, memoryNight } from '../score/doubles.ts';

/** Everybody at risk is asked for, and results are judged. */
const policy = (() => {
  const given = structuredClone(defaultPolicy);
  Object.assign(given.programmes.retention ?? {}, { suppress: [], playbooks: [], withdraw: false });
  return parsePolicy(JSON.stringify({ ...given, assessment: {} }));
})();
const [first, second] = ['2026-10-31T18:00:00Z', '2026-11-02T18:00:00Z'];
const doneAt = '2026-11-01T06:00:00Z';

/** What notify makes of a request that A1 says to have kept. */
const saved = (night: MemoryNight, one: WorkRequested) =>
  night.workItems.items.set(
    one.workId,
    anItem({
      ...{ ...one, state: 'done', agentId: 'A1', steps: [{ event: 'finish', at: doneAt, by: 'A1' }] },
      outcome: { result: 'kept', churnKind: null, churnCause: null, doneAt, dumpId: 'outcomes' },
    }),
  );
const plain = (_: unknown, text: string) => text;
const targetOf = (night: MemoryNight) => ({ ledger: night.ledger, runs: night.runs }) as unknown as Target;

const twoNights = async () => {
  const night = memoryNight();
  deliverBase(night);
  const runId = await wholeNight(night, first, policy);
  const [kept, left, silent, ...others] = night.workOf(runId).filter(({ kind }) => kind === 'churn-risk');
  if (!kept || !left || !silent) throw new Error('too little work for the test');
  for (const one of [kept, left, silent]) saved(night, one);
  for (const one of others) night.workItems.items.set(one.workId, anItem({ ...one, agentId: 'A2' }));
  const call = ({ customerId }: WorkRequested, callId: string) => ({
    ...{ callId, customerId, agentId: 'A1', direction: 'in', rating: 4 },
    ...{ queuedAt: '2026-11-01T05:50:00Z', answeredAt: '2026-11-01T05:50:12Z' },
  });
  deliver(night, {
    ...{ dumpId: 'calls', feed: 'calls', period: '2026-11', rows: [call(kept, 'K1'), call(left, 'K2')] },
  });
  deliver(night, {
    ...{ dumpId: 'customers-11', feed: 'customers', period: '2026-11', arrivedAt: '2026-11-02T10:00:00Z' },
    rows: [{ customerId: left.customerId, status: 'closed', region: 'south', joinedOn: '2012-03-15' }],
  });
  return { night, kept, left, silent, others };
};

describe('agents', () => {
  test('are assessed by what the facts bear out, and judged again when next month’s bill comes', async () => {
    const { night, kept, left, silent } = await twoNights();
    const verdicts = async (runId: string) =>
      new Map(
        (await night.runs.shardAgents(runId)).flatMap(({ judged }) => judged).map((one) => [one.workId, one.verdict]),
      );
    const runId = await wholeNight(night, second, policy);
    expect(await verdicts(runId)).toEqual(
      new Map([
        [kept.workId, 'unverified'],
        [left.workId, 'contradicted'],
        [silent.workId, 'unverified'],
      ]),
    );
    const agents = (await night.runs.agentFigures(runId))?.agents;
    expect(agents?.A1).toMatchObject({
      counts: {
        assigned: 3,
        due: 3,
        doneInTime: 3,
        saves: 3,
        savesVerified: 0,
        contradicted: 1,
        calls: 2,
        callsInTime: 2,
      },
      ...{ work: 100, effect: 0 },
    });
    expect(agents?.A2?.counts).toMatchObject({ due: 0, done: 0 });

    deliver(night, {
      ...{ dumpId: 'billing-12', feed: 'billing', period: '2026-12', arrivedAt: '2027-01-01T10:00:00Z' },
      rows: [kept, silent].map(({ customerId }) => ({ customerId, charged: 88 })),
    });
    const later = await wholeNight(night, '2027-01-02T18:00:00Z', policy);
    expect(await verdicts(later)).toEqual(
      new Map([
        [kept.workId, 'verified'],
        [left.workId, 'contradicted'],
        // Paid, but nobody knows of a call.
        [silent.workId, 'unverified'],
      ]),
    );
    expect((await night.runs.agentFigures(later))?.agents.A1).toMatchObject({
      ...{ effect: 50, counts: { savesVerified: 1, ratings: 2 } },
    });
  });

  test('are shown by their figures, and one with the facts behind each result', async () => {
    const { night, kept } = await twoNights();
    await wholeNight(night, second, policy);
    const ask = (agent?: string, lang: 'en' | 'zh' = 'en') =>
      showAgents(targetOf(night), { agent, run: undefined, lang }, plain).then(({ lines }) => lines);
    const all = await ask();
    expect(all[0]).toMatch(/^AGENT +TOTAL +ABILITY +WORK +EFFECT/);
    expect(all.find((line) => line.startsWith('A1'))).toMatch(/100\.0 +0\.0 +3 +3\/3/);
    const one = (await ask('A1')).join('\n');
    expect(one).toContain('0 verified, 2 unverified, 1 contradicted');
    expect(one).toContain(`${kept.workId.slice(0, 8)}  kept    unverified    call K1 answered; rating K1 4`);
    expect((await ask('A1', 'zh')).join('\n')).toContain('不符');
    await expect(ask('A9')).rejects.toThrow('no agent "A9" (nearest: A1, A2; agents shows all)');
  });

  test('of a policy without the section nobody is assessed, and the command says why', async () => {
    const night = memoryNight();
    deliverBase(night);
    const bare = parsePolicy(JSON.stringify({ ...policy, assessment: undefined }));
    const runId = await wholeNight(night, first, bare);
    expect([...night.objects.keys()].filter((key) => key.startsWith(`runs/${runId}/agents`))).toEqual([]);
    await expect(showAgents(targetOf(night), { agent: undefined, run: undefined, lang: 'en' }, plain)).rejects.toThrow(
      'its policy has no section "assessment"',
    );
    expect(readCommand(['agents'])).toMatchObject({ name: 'agents', agent: undefined });
    expect(readCommand(['agents', 'A1', '--run', '2026-11-01'])).toMatchObject({ agent: 'A1', run: '2026-11-01' });
    expect(() => readCommand(['agents', 'A1', 'A2'])).toThrow('"A2" belongs to no option of agents');
  });
});
