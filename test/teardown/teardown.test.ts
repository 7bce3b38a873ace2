import { describe, expect, test } from 'vitest';
import { painter } from '../../local/summary/table.ts';
import { readTeardown } from '../../local/teardown/command.ts';
import type { Estate, Holding, StackState } from '../../local/teardown/estate.ts';
import { teardown } from '../../local/teardown/teardown.ts';

const paint = painter(false);
const stack = 'tierline-dev';
type Thing = Holding & { count: number; bytes: number | null; protected: boolean };

/** An account in memory that dies at the `diesAt`th thing it does; whatever it does is done by then, or not at all. */
const account = (options: { kept: boolean; mayDelete?: boolean | null; diesAt?: number }) => {
  const { kept } = options;
  const things: Thing[] = [
    { kind: 'bucket', id: 'Facts', name: 'facts-1', kept, count: 1_200, bytes: 5_000_000, protected: false },
    { kind: 'bucket', id: 'Landing', name: 'landing-1', kept, count: 0, bytes: 0, protected: false },
    { kind: 'table', id: 'Ledger', name: 'ledger-1', kept, count: 40, bytes: 9_000, protected: kept },
    { kind: 'secret', id: 'LinkSecret', name: 'arn:link', kept, count: 1, bytes: null, protected: false },
    {
      kind: 'queue',
      id: 'IngestQueue',
      name: 'https://sqs/ingest',
      kept: false,
      count: 3,
      bytes: null,
      protected: false,
    },
  ];
  let there: StackState['state'] = 'there';
  let done = 0;
  const did: string[] = [];
  const act = (what: string): void => {
    if (++done === options.diesAt) throw new Error('the laptop was closed');
    did.push(what);
  };
  const drop = (thing: Thing): void => void things.splice(things.indexOf(thing), 1);
  const estate: Estate = {
    stack: async () => ({ state: there, mayDelete: options.mayDelete === undefined ? true : options.mayDelete }),
    holdings: async () => things.map(({ kind, id, name, kept: stays }) => ({ kind, id, name, kept: stays })),
    amount: async ({ id }) => {
      const found = things.find((thing) => thing.id === id);
      return found && { count: found.count, bytes: found.bytes, protected: found.protected };
    },
    deleteStack: async () => {
      act('delete stack');
      for (const thing of [...things]) if (thing.kind === 'queue') drop(thing);
      if (things.some((thing) => !thing.kept && thing.kind === 'bucket' && thing.count > 0)) there = 'failed';
      else {
        for (const thing of [...things]) if (!thing.kept) drop(thing);
        there = 'gone';
      }
      return there;
    },
    remove: async ({ id }) => {
      const found = things.find((thing) => thing.id === id);
      if (!found) return;
      act(`remove ${id}`);
      drop(found);
    },
  };
  return {
    estate,
    things,
    did,
    again: () => {
      done = Number.NEGATIVE_INFINITY;
    },
    state: () => there,
  };
};

const word = (given?: string, ask?: (question: string) => Promise<string>) => {
  const said: string[] = [];
  return { given, ask, said, say: (line: string) => void said.push(line) };
};

describe('tierline teardown', () => {
  test('shows what would be lost, and what protects it, before it asks', async () => {
    const { estate, did } = account({ kept: true });
    const spoken = word(undefined, async () => 'no');
    await expect(teardown(stack, estate, spoken, paint)).rejects.toThrow(
      '"no" is not "tierline-dev": nothing was deleted',
    );
    expect(did).toEqual([]);
    expect(spoken.said.map((line) => line.trimEnd())).toEqual([
      'Stack tierline-dev holds:',
      '  bucket  Facts        1,200 objects  5.0 MB  kept by CloudFormation',
      '  bucket  Landing          0 objects  0.0 MB  kept by CloudFormation',
      '  table   Ledger            40 items  0.0 MB  kept by CloudFormation, protected',
      '  secret  LinkSecret          1 text          kept by CloudFormation',
      '  queue   IngestQueue     3 messages',
    ]);
  });

  test('asks nobody who is not there: without the word, nothing is deleted', async () => {
    const { estate, did } = account({ kept: true });
    await expect(teardown(stack, estate, word(), paint)).rejects.toThrow(
      '--yes-delete tierline-dev says that all of this',
    );
    await expect(teardown(stack, estate, word('tierline-prod'), paint)).rejects.toThrow(
      '"tierline-prod" is not "tierline-dev"',
    );
    expect(did).toEqual([]);
  });

  test.each([
    [false, /is in production: "production" of its stage in cdk\.json must be false, and deployed/],
    [null, /does not say whether its data may be deleted: it is none of tierline's, or of an older edition/],
  ])('touches nothing of a stack whose settings say %s, whatever is typed', async (mayDelete, words) => {
    const { estate, did } = account({ kept: true, mayDelete });
    await expect(teardown(stack, estate, word(stack), paint)).rejects.toThrow(words);
    expect(did).toEqual([]);
  });

  test('takes the stack first, so that nothing writes any more, then what it left behind', async () => {
    const { estate, did, things, state } = account({ kept: true });
    const lines = await teardown(
      stack,
      estate,
      word(undefined, async () => `${stack}\n`),
      paint,
    );
    expect(did).toEqual(['delete stack', 'remove Facts', 'remove Landing', 'remove Ledger', 'remove LinkSecret']);
    expect([things, state()]).toEqual([[], 'gone']);
    expect(lines).toEqual(['stack tierline-dev and its data are deleted; secrets can be had back for seven days']);
  });

  test('empties buckets that CloudFormation was to delete and could not, and has it try again', async () => {
    const { estate, did, things, state } = account({ kept: false });
    await teardown(stack, estate, word(stack), paint);
    expect(did[0]).toBe('delete stack');
    expect(did.at(-1)).toBe('delete stack');
    expect([things, state()]).toEqual([[], 'gone']);
  });

  test('leaves the data of a stack that cannot be deleted where it is', async () => {
    const { estate, things } = account({ kept: true });
    const stuck = { ...estate, deleteStack: async () => 'failed' as const };
    await expect(teardown(stack, stuck, word(stack), paint)).rejects.toThrow('its events say why');
    expect(things.map(({ id }) => id)).toEqual(['Facts', 'Landing', 'Ledger', 'LinkSecret', 'IngestQueue']);
  });

  test.each([true, false])('stopped at any line it goes on when it is called again (kept: %s)', async (kept) => {
    for (let diesAt = 1; diesAt <= 6; diesAt++) {
      const { estate, things, again, state } = account({ kept, diesAt });
      await teardown(stack, estate, word(stack), paint).catch(() => {});
      again();
      await teardown(stack, estate, word(stack), paint);
      expect([things, state()]).toEqual([[], 'gone']);
      expect(await teardown(stack, estate, word(stack), paint)).toEqual(['nothing is left of stack tierline-dev']);
    }
  });

  test('names a stack, or is refused', () => {
    expect(readTeardown(['--stack', stack, '--yes-delete', stack])).toEqual({ stack, given: stack });
    expect(() => readTeardown([])).toThrow('npm run clean forgets local data');
  });
});
