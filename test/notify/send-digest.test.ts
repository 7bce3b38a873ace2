import { describe, expect, test } from 'vitest';
import { type DigestPorts, sendDigest } from '../../functions/notify/send-digest.ts';
import { NotTaken } from '../../shared/aws/http-post.ts';
import type { LateWord } from '../../shared/aws/late-channel.ts';
import { type DigestRequested, digestRequested } from '../../shared/contracts/messages/digest-requested.ts';
import type { Agent } from '../../shared/contracts/roster.ts';
import { everyChannel, memoryCircuits, policies } from './digest-doubles.ts';
import { Tables } from './doubles.ts';
import { anAgent, anItem, day, runId } from './factories.ts';

const request: DigestRequested = { version: 1, agentId: 'A1', day, runId, requestedAt: '2026-11-01T00:30:00Z' };
const start = Date.parse('2026-11-01T00:31:00Z');

/** How a channel behaves: it takes the digest, or throws. */
type Behaviour = 'takes' | Error;

const listed = async (tables: Tables, agentId: string, workIds: string[], onDay = day) => {
  await tables.reserve({ day: onDay, agentId, runId }, workIds, 100);
  for (const workId of workIds) tables.items.set(workId, anItem({ workId, agentId, day: onDay }));
};

/** A sender and what it did; channels take everything unless something else is said of them. */
const sender = (tables: Tables, agent: Partial<Agent> = {}, behaves: Record<string, Behaviour> = {}) => {
  const seen = {
    taken: [] as string[][],
    asked: [] as string[],
    skipped: [] as string[],
    sent: [] as string[],
    undelivered: [] as string[],
    told: [] as LateWord[],
    queued: [] as { message: DigestRequested; delay: number | undefined }[],
  };
  const clock = { now: start };
  const channels = {
    of: async (one: Agent, name: string) =>
      name.endsWith(':unknown')
        ? { missing: 'the secret of robots has no valid "unknown"' }
        : everyChannel(async ({ digest }) => {
            seen.asked.push(name);
            const does = behaves[name] ?? 'takes';
            if (does !== 'takes') throw does;
            seen.taken.push(digest.items.map(({ workId }) => workId));
          }).of(one, name),
  };
  const ports: DigestPorts = {
    ...{ agentDays: tables, work: tables, channels, policy: policies, timeZone: 'Asia/Shanghai' },
    rosterOf: async () => [
      anAgent({ agentId: 'A1', supervisorId: 'S1', ...agent }),
      anAgent({ agentId: 'S1', language: 'en' }),
    ],
    circuits: memoryCircuits(),
    queue: {
      send: async (messages, options) =>
        void seen.queued.push(...messages.map((message) => ({ message, delay: options?.delaySeconds }))),
    },
    late: { tell: async (word) => void seen.told.push(word) },
    now: () => clock.now,
    report: {
      sent: (channel) => void seen.sent.push(channel),
      skipped: (why) => void seen.skipped.push(why),
      failed: () => {},
      undelivered: (agentId) => void seen.undelivered.push(agentId),
    },
  };
  const send = sendDigest(ports);
  /** Sends, then whatever was asked for again, as the queue would: after its delay. */
  const until = async (attempts: number): Promise<void> => {
    let next: DigestRequested | undefined = request;
    for (let attempt = 0; attempt < attempts && next; attempt++) {
      const before = seen.queued.length;
      await send(next);
      clock.now += (seen.queued[before]?.delay ?? 0) * 1_000;
      next = seen.queued[before]?.message;
    }
  };
  return { send, until, seen, clock };
};

const down = new NotTaken('answered 500', false);
const gone = new NotTaken('answered 404', true);

describe('digest sender', () => {
  test('sends the list once, records it, and a second message sends nothing', async () => {
    const tables = new Tables();
    await listed(tables, 'A1', ['a', 'b']);
    const { send, seen } = sender(tables);
    await send(request);
    await send(request);
    expect(seen.taken).toEqual([['a', 'b']]);
    expect(seen.skipped).toEqual(['delivered']);
    expect(tables.days.get(`${day} A1`)?.delivered).toEqual({ sns: '2026-11-01T00:30:00Z' });
  });

  test('a message of the version before, with its own channel, is understood', () => {
    expect(digestRequested.parse({ ...request, channel: 'webhook' })).toEqual(request);
  });

  test('the first channel that takes it is the only one that is used', async () => {
    const tables = new Tables();
    await listed(tables, 'A1', ['a']);
    const { send, seen } = sender(tables, { channels: ['wecom:south', 'webhook', 'sns'] });
    await send(request);
    expect(seen.asked).toEqual(['wecom:south']);
  });

  test('a channel that may work later is tried again, later and later, and then takes it', async () => {
    const tables = new Tables();
    await listed(tables, 'A1', ['a']);
    const behaves: Record<string, Behaviour> = { webhook: down };
    const { until, seen, send } = sender(tables, { channels: ['webhook', 'sns'] }, behaves);
    await until(2);
    expect(seen.queued.map(({ delay, message }) => [delay, message.again])).toEqual([
      [30, { channel: 'webhook', failed: 1, sent: 0 }],
      [60, { channel: 'webhook', failed: 2, sent: 0 }],
    ]);
    behaves.webhook = 'takes';
    await send(seen.queued[1]?.message as DigestRequested);
    expect([seen.sent, tables.days.get(`${day} A1`)?.delivered]).toEqual([
      ['webhook'],
      { webhook: '2026-11-01T00:30:00Z' },
    ]);
  });

  test('Retry-After is honoured, as seconds and as a date; who asks for more than may be waited is passed over', async () => {
    for (const [retryAfter, delay] of [
      ['7', 7],
      [new Date(start + 42_000).toUTCString(), 42],
    ] as const) {
      const tables = new Tables();
      await listed(tables, 'A1', ['a']);
      const busy = new NotTaken('answered 429', false, retryAfter);
      const { send, seen } = sender(tables, { channels: ['slack:south', 'sns'] }, { 'slack:south': busy });
      await send(request);
      expect(seen.queued.map((sent) => sent.delay)).toEqual([delay]);
    }
    const tables = new Tables();
    await listed(tables, 'A1', ['a']);
    const silent = new NotTaken('answered 429', false, '86400');
    const { send, seen } = sender(tables, { channels: ['slack:south', 'sns'] }, { 'slack:south': silent });
    await send(request);
    expect([seen.queued, seen.sent]).toEqual([[], ['sns']]);
  });

  test('after three failures in a row the channel is left alone, for other agents too, and the next one takes over', async () => {
    const tables = new Tables();
    await listed(tables, 'A1', ['a']);
    const { until, seen } = sender(tables, { channels: ['webhook', 'sns'] }, { webhook: down });
    await until(3);
    expect([seen.asked, seen.sent]).toEqual([['webhook', 'webhook', 'webhook', 'sns'], ['sns']]);
    expect(tables.days.get(`${day} A1`)).toMatchObject({ tried: { webhook: 'answered 500' }, undeliveredAt: null });
    await listed(tables, 'A1', ['b'], '2026-11-02');
    await sender(tables).send(request);
  });

  test('an open circuit is not asked; after its time one attempt closes it', async () => {
    const tables = new Tables();
    await listed(tables, 'A1', ['a']);
    await listed(tables, 'A1', ['b'], '2026-11-02');
    await listed(tables, 'A1', ['c'], '2026-11-03');
    const behaves: Record<string, Behaviour> = { webhook: gone };
    const { send, seen, clock } = sender(tables, { channels: ['webhook', 'sns'] }, behaves);
    for (const onDay of ['2026-11-01', '2026-11-02', '2026-11-03']) await send({ ...request, day: onDay });
    expect(seen.asked.filter((name) => name === 'webhook')).toHaveLength(3);
    for (const onDay of ['2026-11-04', '2026-11-05', '2026-11-06']) await listed(tables, 'A1', [onDay], onDay);
    await send({ ...request, day: '2026-11-04' });
    expect(seen.asked.filter((name) => name === 'webhook')).toHaveLength(3);
    clock.now += 601_000;
    behaves.webhook = 'takes';
    await send({ ...request, day: '2026-11-05' });
    await send({ ...request, day: '2026-11-06' });
    expect(seen.sent).toEqual(['sns', 'sns', 'sns', 'sns', 'webhook', 'webhook']);
  });

  test('three dead channels: the list is kept as undelivered, the supervisor is told once, and the next morning works', async () => {
    const tables = new Tables();
    await listed(tables, 'A1', ['a', 'b']);
    const dead: Record<string, Behaviour> = { webhook: gone, sns: new NotTaken('leads to a private address', true) };
    const { send, seen } = sender(tables, { channels: ['wecom:unknown', 'webhook', 'sns'] }, dead);
    await send(request);
    await send(request);
    expect([seen.taken, seen.undelivered, seen.queued]).toEqual([[], ['A1', 'A1'], []]);
    expect(seen.told).toHaveLength(1);
    expect(seen.told[0]).toMatchObject({ agentId: 'S1', kind: 'undelivered', language: 'en' });
    expect(seen.told[0]?.notice.text).toBe(
      'A1 could not be told of 2 customers on 1 Nov: wecom:unknown: the secret of robots has no valid "unknown"; webhook: answered 404; sns: leads to a private address. The list stays and is tried again.',
    );
    expect(tables.days.get(`${day} A1`)).toMatchObject({ undeliveredAt: '2026-11-01T00:30:00Z', delivered: {} });
    expect([...(tables.days.get(`${day} A1`)?.workIds ?? [])]).toEqual(['a', 'b']);
    expect((await tables.openListsOf(day)).map(({ agentId }) => agentId)).toEqual(['A1']);
    delete dead.sns;
    await send(request);
    expect(seen.taken).toEqual([['a', 'b']]);
    expect(tables.days.get(`${day} A1`)).toMatchObject({ undeliveredAt: null, delivered: { sns: expect.anything() } });
  });

  test('a channel that throws what nobody foresaw may be tried again; the work stays assigned', async () => {
    const tables = new Tables();
    await listed(tables, 'A1', ['a']);
    const { send, seen } = sender(tables, {}, { sns: new Error('Throttled') });
    await send(request);
    expect(seen.queued).toMatchObject([{ delay: 30, message: { again: { channel: 'sns', failed: 1 } } }]);
    expect(tables.items.get('a')).toMatchObject({ status: 'assigned', agentId: 'A1' });
    await sender(tables).send(request);
  });

  test('two messages at once: the second is told to come back, until the lease of a dead one is over', async () => {
    const tables = new Tables();
    await listed(tables, 'A1', ['a']);
    await tables.claim(day, 'A1', new Date(start).toISOString(), start + 30_000);
    await expect(sender(tables).send(request)).rejects.toThrow('right now');
    const later = sender(tables);
    later.clock.now = start + 31_000;
    await later.send(request);
    expect(later.seen.taken).toEqual([['a']]);
  });

  test('a place without its item is waited for, and after two minutes left out', async () => {
    const tables = new Tables();
    await listed(tables, 'A1', ['a']);
    await tables.reserve({ day, agentId: 'A1', runId }, ['unborn'], 100);
    await expect(sender(tables).send(request)).rejects.toThrow('1 items of the list are being assigned');
    const later = sender(tables);
    later.clock.now = start + 121_000;
    await later.send(request);
    expect(later.seen.taken).toEqual([['a']]);
  });

  test('work that went to somebody else, or waits, is not told', async () => {
    const tables = new Tables();
    await listed(tables, 'A1', ['mine', 'other', 'moved', 'late']);
    const waiting = { status: 'waiting', agentId: null, assignedBy: null, dueShard: '2026-11-02#1' } as const;
    tables.items.set('other', anItem({ workId: 'other', agentId: 'A2' }));
    tables.items.set('moved', anItem({ workId: 'moved', agentId: 'A1', day: '2026-11-02' }));
    tables.items.set('late', anItem({ workId: 'late', ...waiting }));
    const { send, seen } = sender(tables);
    await send(request);
    expect(seen.taken).toEqual([['mine']]);
  });

  test('no list, and a list without work of its agent, send nothing', async () => {
    const tables = new Tables();
    const { send, seen } = sender(tables);
    await send(request);
    await listed(tables, 'A1', ['a']);
    tables.items.set('a', anItem({ workId: 'a', status: 'waiting', agentId: null, dueShard: '2026-11-02#1' }));
    await send(request);
    expect([seen.taken, seen.skipped]).toEqual([[], ['missing', 'empty']]);
  });
});
