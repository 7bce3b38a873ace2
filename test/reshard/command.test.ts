import { describe, expect, test } from 'vitest';
import { copyFactsOf } from '../../functions/reshard/copy-facts.ts';
import { readCommand } from '../../local/commands/arguments.ts';
import { type ReshardStep, reshard } from '../../local/reshard/reshard.ts';
import { factLayout, layoutKey } from '../../shared/contracts/fact-layout.ts';
import { type CopyFacts, copyFacts } from '../../shared/contracts/messages/copy-facts.ts';
import { deliverBase, shards, wholeNight } from '../score/base.ts';
import { memoryNight } from '../score/doubles.ts';
import { bucketOf } from './bucket.ts';

/** A stack after its first night, the reshard queue, and the command on it. */
const stack = async (options: { begun?: boolean } = {}) => {
  const night = memoryNight();
  if (options.begun !== false) {
    deliverBase(night);
    await wholeNight(night);
  }
  const facts = bucketOf(night.objects);
  const waiting: CopyFacts[] = [];
  const queues = {
    all: async () => [],
    redrive: async () => 0,
    to: async () => ({
      send: async (messages: readonly unknown[]) => void waiting.push(...messages.map((one) => copyFacts.parse(one))),
    }),
  };
  let minutes = 0;
  const command = (given: ReshardStep) => {
    const at = new Date(Date.parse('2026-11-02T00:00:00Z') + minutes * 60_000).toISOString();
    return reshard({ facts, ledger: night.ledger, queues }, given, { at, by: 'lihua' });
  };
  return {
    night,
    waiting,
    command,
    later: (more: number) => {
      minutes += more;
    },
    work: async (most = Number.POSITIVE_INFINITY) => {
      for (const message of waiting.splice(0, most)) await copyFactsOf(message, { facts });
    },
    layout: () => factLayout.parse(JSON.parse(new TextDecoder().decode(night.objects.get(layoutKey)))),
    places: () =>
      [
        ...new Set(
          [...night.objects.keys()].map((key) =>
            /^facts\/(shards=\d+\/)?shard=\d/.exec(key)?.[0].replace(/shard=\d$/, ''),
          ),
        ),
      ]
        .filter((place) => place !== undefined)
        .sort(),
  };
};

describe('tierline reshard', () => {
  test.each([
    ['48', '--to 48: not a power of two: give 64, 128, 256, 512, 1024 and so on; docs/scale.md has one for each base'],
    ['0', '--to 0: below 1: give 1 to 65536'],
    ['131072', '--to 131072: above 65536: give 1 to 65536'],
    ['many', '--to many: not a whole number such as 256'],
    ['-4', '--to -4: not a whole number such as 256'],
    ['4', 'facts lie in 4 shards already'],
  ])('to %s is refused with what would be right', async (to, words) => {
    const { command, waiting } = await stack();
    await expect(command({ to })).rejects.toThrow(words);
    expect(waiting).toEqual([]);
  });

  test('goes all the way: copies, switches, takes the old copies away; said in so many words', async () => {
    const { command, work, waiting, later, layout, places, night } = await stack();
    expect((await command({})).lines).toEqual([
      'Facts lie in 4 shards: new dumps are written there, and the next run takes them.',
    ]);
    const begun = await command({ to: '16' });
    expect(begun.json).toMatchObject({ left: 36, objects: 36, asked: waiting.length });
    expect(begun.lines.join('\n')).toMatch(
      /0 of 36 objects are copied to 16 shards\.\n36 pieces of work are asked for/,
    );
    await expect(command({ step: 'switch' })).rejects.toThrow('36 objects are not copied yet');
    await work();
    expect((await command({})).lines.at(-1)).toMatch(
      /^All are: --switch lets new dumps and the next run take 16 shards/,
    );
    expect((await command({ step: 'switch' })).lines.join('\n')).toMatch(
      /Facts lie in 16 shards[\s\S]+--back takes it/,
    );
    expect(layout()).toMatchObject({ now: { shards: 16 }, other: { shards }, state: 'switched' });
    await expect(command({ step: 'finish' })).rejects.toThrow(/^wait 15 minutes: dumps that were being read/);
    later(20);
    expect((await command({ step: 'finish' })).json).toMatchObject({ left: 36, asked: 36 });
    await work();
    expect((await command({ step: 'finish' })).lines.at(-1)).toMatch(
      /^Nothing is left: once more --finish, a quarter of an/,
    );
    later(20);
    expect((await command({ step: 'finish' })).json).toEqual({
      ...{ layout: { version: 1, now: { shards: 16, first: false } }, objects: 0, left: 0, asked: 0 },
    });
    expect(places()).toEqual(['facts/shards=16/']);
    expect((await wholeNight(night, '2026-11-02T18:00:00Z')).length).toBeGreaterThan(0);
  });

  test('asked for again asks for what is missing alone', async () => {
    const { command, work, waiting } = await stack();
    await command({ to: '16' });
    const [all, half] = [waiting.length, Math.floor(waiting.length / 2)];
    await work(half);
    waiting.length = 0;
    expect((await command({ to: '16' })).json).toMatchObject({ asked: all - half });
  });

  test('goes back as long as the old copies are there, and can be given up', async () => {
    const { command, work, later, layout, places } = await stack();
    await expect(command({ step: 'back' })).rejects.toThrow('nothing is under way: --to N begins');
    await command({ to: '16' });
    await expect(command({ step: 'back' })).rejects.toThrow('nights still take 4 shards: --finish gives the copies up');
    await work();
    await command({ step: 'switch' });
    expect((await command({ step: 'back' })).lines[0]).toMatch(/^Facts lie in 4 shards/);
    later(20);
    await command({ step: 'finish' });
    await expect(command({ step: 'back' })).rejects.toThrow('the facts in 16 shards are being taken away');
    await expect(command({ to: '32' })).rejects.toThrow('on their way between 4 and 16 shards: --finish that first');
    await work();
    later(20);
    await command({ step: 'finish' });
    expect(layout()).toEqual({ version: 1, now: { shards, first: true } });
    expect(places()).toEqual(['facts/']);
  });

  test('of a stack without facts says where its number of shards comes from', async () => {
    const { command } = await stack({ begun: false });
    await expect(command({ to: '16' })).rejects.toThrow('a new stack begins with the shards that cdk.json says');
  });

  test('takes one step at a time', () => {
    expect(readCommand(['reshard', '--to', '256'])).toMatchObject({ name: 'reshard', to: '256', step: undefined });
    expect(readCommand(['reshard', '--switch'])).toMatchObject({ to: undefined, step: 'switch' });
    expect(() => readCommand(['reshard', '--switch', '--back'])).toThrow('reshard takes one step at a time');
    expect(() => readCommand(['reshard', '--too', '256'])).toThrow('did you mean "--to"');
  });
});
