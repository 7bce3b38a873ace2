import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gatherReplies } from '../../functions/notify/gather-replies.ts';
import { replyKey } from '../../shared/contracts/landed-reply.ts';
import type { ObjectCreated } from '../../shared/contracts/messages/object-created.ts';
import { parseLandingKey } from '../../shared/dump/landing-key.ts';
import { memoryObjects } from '../score/doubles.ts';

const told = (key: string): ObjectCreated => ({
  ...{ version: '0', 'detail-type': 'Object Created', source: 'aws.s3', time: '2026-11-02T01:00:00Z' },
  detail: { bucket: { name: 'landing' }, object: { key, size: 1, etag: 'e', sequencer: '0' } },
});
const bucket = (tick = (): void => {}) => {
  const { store, objects } = memoryObjects(tick);
  const reports: [number, number][] = [];
  const handle = gatherReplies({
    landing: store,
    report: { gathered: (replies, dumps) => void reports.push([replies, dumps]) },
  });
  return {
    objects,
    reports,
    reply: (period: string, name: string): string => {
      const key = replyKey(period, name);
      objects.set(key, new TextEncoder().encode(`{"workId":"${name}"}\n`));
      return key;
    },
    gather: (keys: readonly string[]) =>
      handle(keys.map((key, index) => ({ messageId: `m${index}`, message: told(key) }))),
    dumps: () => [...objects.keys()].filter((key) => key.startsWith('feed=')).sort(),
    text: (key: string) => new TextDecoder().decode(objects.get(key)),
  };
};

describe('gathering replies', () => {
  test('makes one dump of outcomes a month of what came together, in the order of their names', async () => {
    const { reply, gather, dumps, text, reports } = bucket();
    const keys = [reply('2026-11', 'w2'), reply('2026-10', 'w3'), reply('2026-11', 'w1')];
    expect(await gather(keys)).toEqual([]);
    expect(dumps().map(parseLandingKey)).toMatchObject([
      { feed: 'outcomes', period: '2026-10', source: 'reply-page', problem: null },
      { feed: 'outcomes', period: '2026-11', source: 'reply-page', problem: null },
    ]);
    expect(dumps().map(text)).toEqual(['{"workId":"w3"}\n', '{"workId":"w1"}\n{"workId":"w2"}\n']);
    expect(reports).toEqual([[3, 2]]);
  });

  test('no dump takes the place of another: each is a part of its own', async () => {
    const { reply, gather, dumps } = bucket();
    await gather([reply('2026-11', 'w1')]);
    await gather([reply('2026-11', 'w2')]);
    expect(new Set(dumps().map((key) => parseLandingKey(key).part)).size).toBe(2);
  });

  test('the same batch again, in any order, writes nothing', async () => {
    const { reply, gather, dumps } = bucket();
    const keys = ['w1', 'w2', 'w3'].map((name) => reply('2026-11', name));
    await gather(keys);
    const before = dumps();
    await gather([...keys.reverse(), ...keys]);
    expect(dumps()).toEqual(before);
  });

  test('a reply whose time is over is no dump', async () => {
    const { gather, dumps, reports } = bucket();
    expect(await gather([replyKey('2026-11', 'gone')])).toEqual([]);
    expect([dumps(), reports]).toEqual([[], [[0, 0]]]);
  });

  test('an object that is no reply fails the batch, with no word of its name', async () => {
    const { objects, gather } = bucket();
    objects.set('replies/wang.jsonl', new Uint8Array());
    await expect(gather(['replies/wang.jsonl'])).rejects.toThrow('an object among the replies that is none');
  });

  test('whatever dies, and however batches fall: every reply is in a dump, and none in two of one delivery', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 8 }), { maxLength: 8 }),
        fc.array(fc.boolean(), { maxLength: 40 }),
        async (batches, deaths) => {
          let at = 0;
          const { reply, gather, dumps, text } = bucket(() => {
            if (deaths[at++]) throw new Error('killed');
          });
          const keys = batches.map((batch) => batch.map((one) => reply(`2026-1${one % 3}`, `w${one}`)));
          // The queue gives back what failed until it is done.
          for (const batch of keys)
            for (let done = false; !done; )
              done = await gather(batch).then(
                () => true,
                () => false,
              );
          const rows = dumps().map((key) => text(key).trimEnd().split('\n'));
          for (const of of rows) expect(new Set(of).size).toBe(of.length);
          expect(new Set(rows.flat())).toEqual(new Set(batches.flat().map((one) => `{"workId":"w${one}"}`)));
        },
      ),
    );
  });
});
