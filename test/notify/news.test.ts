import { describe, expect, test } from 'vitest';
import { assignWork } from '../../functions/notify/assign-work.ts';
import { planDigests } from '../../functions/notify/plan-digests.ts';
import type { DigestPorts } from '../../functions/notify/send-digest.ts';
import { sendNews } from '../../functions/notify/send-news.ts';
import { withdrawWork } from '../../functions/notify/withdraw-work.ts';
import { NotTaken } from '../../shared/aws/http-post.ts';
import type { DigestRequested } from '../../shared/contracts/messages/digest-requested.ts';
import type { Agent } from '../../shared/contracts/roster.ts';
import type { Digest } from '../../shared/domain/digest/digest.ts';
import { everyChannel, memoryCircuits, policies } from './digest-doubles.ts';
import { listDay, silent, Tables } from './doubles.ts';
import { anAgent, anItem, aRequest, day, delivered, runId } from './factories.ts';

const timeZone = 'Asia/Shanghai';
/** 08:45 of the next morning, and of the day itself, in Shanghai. */
const [nextMorning, morning] = ['2026-11-02T00:45:00Z', '2026-11-01T00:45:00Z'] as const;
const word = { runId: '2026-11-01T18-00-00Z', at: '2026-11-01T18:00:00.000Z' };

/** A list of yesterday that was told, and everything that its agent hears. */
const world = async (workIds: string[], agent: Partial<Agent> = {}) => {
  const tables = new Tables();
  await tables.reserve({ day, agentId: 'A1', runId }, workIds, 100);
  for (const workId of workIds) tables.items.set(workId, anItem({ workId, dueShard: 'late:2026-11-03#0' }));
  await tables.claim(day, 'A1', '2026-11-01T00:31:00Z', 0);
  await tables.delivered(day, 'A1', 'sns', '2026-11-01T00:30:00Z', {});
  const roster = [anAgent({ agentId: 'A1', language: 'en', ...agent })];
  const heard: { digest: Digest; deliveryId: string }[] = [];
  const fails: { with?: Error } = {};
  const queued: DigestRequested[] = [];
  const queue = { send: async (messages: readonly DigestRequested[]) => void queued.push(...messages) };
  const ports: DigestPorts = {
    ...{ agentDays: tables, work: tables, policy: policies, timeZone, queue, circuits: memoryCircuits() },
    channels: everyChannel(async ({ digest, deliveryId }) => {
      if (fails.with) throw fails.with;
      heard.push({ digest, deliveryId });
    }),
    rosterOf: async () => roster,
    late: { tell: async () => {} },
    linksOf: async () => (item) => `https://reply/${item.workId}`,
    now: () => Date.parse(nextMorning),
    report: { sent: () => {}, skipped: () => {}, failed: () => {}, undelivered: () => {} },
  };
  const plan = async (scheduledAt: string): Promise<DigestRequested[]> => {
    queued.length = 0;
    await planDigests({
      ...{ agentDays: tables, work: tables, queue, rosterOf: ports.rosterOf, policy: policies.digest },
      ...{ timeZone, digestAt: '08:30', report: { planned: () => {}, unreachable: () => {} } },
    })({ scheduledAt });
    return [...queued];
  };
  const tellAll = async (scheduledAt: string = nextMorning): Promise<void> => {
    for (const message of await plan(scheduledAt)) await sendNews(ports)(message);
  };
  const withdrawn = (ids: string[], why: 'vanished' | 'kept' = 'vanished') =>
    withdrawWork(
      { work: tables, agentDays: tables },
      ids.map((workId) => ({ workId, why })),
      word,
    );
  const assign = assignWork({ work: tables, agentDays: tables, rosterOf: ports.rosterOf, listDay, report: silent });
  return { tables, heard, fails, plan, tellAll, withdrawn, assign, ports };
};

describe('work that is taken back after its list went out', () => {
  test('is told in the morning, in one message for all of it, with the reason; once', async () => {
    const { withdrawn, tellAll, heard, plan } = await world(['a', 'b', 'c']);
    await withdrawn(['a', 'b']);
    // Nobody is woken.
    expect(await plan('2026-11-01T19:00:00Z')).toEqual([]);
    await tellAll();
    expect(heard.map(({ digest }) => digest.text)).toEqual([
      [
        'Hello,',
        'Your list of 1 Nov has changed: 0 urgent and new, 2 withdrawn.',
        '[Withdrawn] C-a 王** · retention',
        '   Its reason is gone: nothing need be done',
        '[Withdrawn] C-b 王** · retention',
        '   Its reason is gone: nothing need be done',
      ].join('\n'),
    ]);
    expect(heard[0]?.digest).toMatchObject({ items: [], takenBack: ['a', 'b'] });
    expect(await plan(nextMorning)).toEqual([]);
    // The plan of the night comes twice: nobody hears of it again.
    await withdrawn(['a', 'b']);
    await tellAll();
    expect(heard).toHaveLength(1);
  });

  test('speaks the language of the agent', async () => {
    const { withdrawn, tellAll, heard } = await world(['a'], { language: 'zh', name: '李娜' });
    await withdrawn(['a'], 'kept');
    await tellAll();
    expect(heard[0]?.digest.text).toBe(
      '李娜，您好！\n11月1日的清单有变：新增紧急 0 位，撤回 1 位。\n[已撤回] C-a 王** · retention\n   客户已通过其他方式联系，无需再处理',
    );
  });

  test('needs no word where the list has not gone out, or the work is asked for again', async () => {
    const { withdrawn, tables, heard, tellAll } = await world(['a']);
    await tables.reserve({ day: '2026-11-02', agentId: 'A1', runId }, ['open'], 100);
    tables.items.set('open', anItem({ workId: 'open', day: '2026-11-02', dueShard: 'late:2026-11-03#0' }));
    await withdrawn(['open']);
    expect(tables.days.get('2026-11-02 A1')?.takenBack.size).toBe(0);
    await withdrawn(['a']);
    tables.items.set('a', anItem({ workId: 'a', day: '2026-11-02', again: '2026-11-02T18-00-00Z' }));
    await tables.release('2026-11-02', 'A1', ['open']);
    await tellAll();
    expect(heard).toEqual([]);
    expect(tables.days.get(`${day} A1`)?.takenBack.size).toBe(0);
  });

  test('a channel that is down is tried again, and then hears of the same under the same id', async () => {
    const { withdrawn, heard, fails, plan, ports, tables } = await world(['a']);
    await withdrawn(['a']);
    fails.with = new NotTaken('answered 404', true);
    const [message] = await plan(nextMorning);
    await sendNews(ports)(message as DigestRequested);
    expect([heard, tables.days.get(`${day} A1`)?.takenBack]).toEqual([[], new Set(['a'])]);
    delete fails.with;
    await sendNews(ports)(message as DigestRequested);
    await sendNews(ports)(message as DigestRequested);
    expect(heard).toHaveLength(1);
  });
});

describe('urgent work after the list went out', () => {
  const urgent = aRequest({ workId: 'u', ownerId: 'A1', dueAt: '2026-11-01T03:00:00Z' });

  test('goes on the list that was told, and its agent hears of it at once', async () => {
    const { assign, tables, tellAll, heard } = await world(['a']);
    expect(await assign(delivered([{ ...urgent, urgent: true as const }]))).toEqual([]);
    expect(tables.items.get('u')).toMatchObject({ status: 'assigned', agentId: 'A1', assignedBy: 'owner' });
    await tellAll(morning);
    expect(heard[0]?.digest.text).toContain('has changed: 1 urgent and new, 0 withdrawn.');
    expect(heard[0]?.digest.items.map(({ workId, link }) => [workId, link])).toEqual([['u', 'https://reply/u']]);
    await tellAll(morning);
    expect(heard).toHaveLength(1);
  });

  test('what is not urgent waits, and nobody gets more than the day takes', async () => {
    const { assign, tables } = await world(['a'], { capacity: 2 });
    const more = aRequest({ workId: 'v', ownerId: 'A1' });
    await assign(delivered([{ ...urgent, urgent: true as const }, more]));
    expect(tables.items.get('v')).toMatchObject({ status: 'waiting' });
    await assign(delivered([{ ...aRequest({ workId: 'x' }), urgent: true as const }]));
    expect(tables.items.get('x')).toMatchObject({ status: 'waiting' });
    expect(tables.days.get(`${day} A1`)?.workIds).toEqual(new Set(['a', 'u']));
  });

  test('whoever dies between the place and the item finds the place again', async () => {
    const { assign, tables, tellAll, heard } = await world(['a']);
    const { settle } = tables;
    tables.settle = async () => {
      throw new Error('died');
    };
    const [message] = delivered([{ ...urgent, urgent: true as const }]);
    expect(await assign([message as never])).toEqual(['m0']);
    await tellAll(morning);
    expect([heard, tables.days.get(`${day} A1`)?.added]).toEqual([[], new Set(['u'])]);
    tables.settle = settle;
    expect(await assign([message as never])).toEqual([]);
    await tellAll(morning);
    expect(heard).toHaveLength(1);
  });
});
