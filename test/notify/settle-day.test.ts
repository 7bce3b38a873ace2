import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WorkRequested } from '../../shared/contracts/messages/work-requested.ts';
import type { Roster } from '../../shared/contracts/roster.ts';
import { assignOnce, contradictions, Death, Tables, Turns } from './doubles.ts';
import { anAgent, anItem, aRequest, day, seeded, shuffled } from './factories.ts';

/** Hands messages to several lives at once, again and again, until none is left; some die on the way. */
const deliverAll = async (
  tables: Tables,
  roster: Roster,
  messages: WorkRequested[],
  turns: Turns,
  deaths: number[],
) => {
  let queue = messages;
  const toDie = [...deaths];
  for (let delivery = 0; queue.length > 0; delivery++) {
    if (delivery > 50) throw new Error('the queue does not drain');
    const consumers = 1 + Math.floor(turns.random() * 3);
    const mixed = shuffled(queue, turns.random);
    const batches = Array.from({ length: consumers }, (_, index) => mixed.filter((_, at) => at % consumers === index));
    const left = await turns.drive(
      Promise.all(
        batches.map((batch) =>
          assignOnce(tables, roster, batch, turns, toDie.pop()).catch((error: unknown) => {
            if (!(error instanceof Death)) throw error;
            return batch;
          }),
        ),
      ),
    );
    queue = left.flat();
  }
};

const rosters = fc
  .array(
    fc.record({
      capacity: fc.integer({ min: 0, max: 4 }),
      region: fc.constantFrom('south', 'north', null),
      deputy: fc.integer({ min: 0, max: 5 }),
    }),
    { maxLength: 5 },
  )
  .map((agents) =>
    agents.map(({ capacity, region, deputy }, index) =>
      anAgent({ agentId: `A${index}`, capacity, regions: region ? [region] : [], deputyId: `A${deputy}` }),
    ),
  );
const works = fc
  .array(
    fc.record({
      manager: fc.option(fc.integer({ min: 0, max: 5 })),
      region: fc.constantFrom('south', 'north', 'east', null),
      priority: fc.integer({ min: 0, max: 3 }),
      copies: fc.integer({ min: 1, max: 3 }),
    }),
    { maxLength: 12 },
  )
  .map((given) =>
    given.flatMap(({ manager, region, priority, copies }, index) =>
      Array.from({ length: copies }, () =>
        aRequest({ workId: `w${index}`, managerId: manager === null ? null : `A${manager}`, region, priority }),
      ),
    ),
  );

describe('assignment under duplicates, disorder, rivals and deaths', () => {
  test('every item is assigned once or waits, lists and items agree, and nobody is ever above capacity', async () => {
    await fc.assert(
      fc.asyncProperty(
        rosters,
        works,
        fc.array(fc.integer({ min: 1, max: 25 }), { maxLength: 6 }),
        fc.integer(),
        async (roster, messages, deaths, seed) => {
          const tables = new Tables();
          await deliverAll(tables, roster, messages, new Turns(seeded(seed)), deaths);
          expect(contradictions(tables, roster)).toEqual([]);
          expect([...tables.items.keys()].sort()).toEqual([...new Set(messages.map(({ workId }) => workId))].sort());
        },
      ),
      { numRuns: 400 },
    );
  });

  test('a second delivery of everything writes nothing', async () => {
    const turns = new Turns(seeded(1));
    const roster = [anAgent({ agentId: 'A1', capacity: 3 })];
    const messages = Array.from({ length: 5 }, (_, index) => aRequest({ workId: `w${index}` }));
    const tables = new Tables();
    await turns.drive(assignOnce(tables, roster, messages, turns));
    const before = structuredClone({ ...tables.writes });
    expect(await turns.drive(assignOnce(tables, roster, messages, turns))).toEqual([]);
    expect(tables.writes).toEqual(before);
  });

  test.each(Array.from({ length: 9 }, (_, call) => call + 1))(
    'a death at call %i is healed by the retry',
    async (deathAt) => {
      const turns = new Turns(seeded(deathAt));
      const roster = [anAgent({ agentId: 'A1', capacity: 2 }), anAgent({ agentId: 'A2', capacity: 1 })];
      const messages = ['a', 'b', 'c', 'd'].map((workId) => aRequest({ workId }));
      const tables = new Tables();
      await deliverAll(tables, roster, messages, turns, [deathAt]);
      expect(contradictions(tables, roster)).toEqual([]);
      expect([...tables.items.values()].map(({ status }) => status).sort()).toEqual([
        'assigned',
        'assigned',
        'assigned',
        'waiting',
      ]);
    },
  );
});

describe('assignment of one batch', () => {
  const settle = async (tables: Tables, roster: Roster, messages: WorkRequested[]) => {
    const turns = new Turns(seeded(7));
    return turns.drive(assignOnce(tables, roster, messages, turns));
  };

  test('what is above capacity waits for the next day, where the sweep finds it', async () => {
    const tables = new Tables();
    await settle(
      tables,
      [anAgent({ agentId: 'A1', capacity: 1 })],
      [aRequest({ workId: 'a', priority: 1 }), aRequest({ workId: 'b', priority: 2 })],
    );
    expect(tables.items.get('b')).toMatchObject({
      status: 'assigned',
      agentId: 'A1',
      dueShard: expect.stringMatching(/^late:2026-11-03#/),
    });
    expect(tables.items.get('a')).toMatchObject({ status: 'waiting', agentId: null });
    expect(tables.items.get('a')?.dueShard).toMatch(/^2026-11-02#[0-7]$/);
  });

  test('waiting work that is asked for again on its day is assigned to that day', async () => {
    const tables = new Tables();
    tables.items.set(
      'w',
      anItem({ workId: 'w', status: 'waiting', agentId: null, assignedBy: null, dueShard: `${day}#3` }),
    );
    await settle(tables, [anAgent({ agentId: 'A1' })], [aRequest({ workId: 'w', day: '2026-11-02' })]);
    expect(tables.items.get('w')).toMatchObject({ status: 'assigned', agentId: 'A1', day: '2026-11-02' });
  });

  test('a late copy of the first request does not touch work that waits for a later day', async () => {
    const tables = new Tables();
    const waiting = anItem({
      workId: 'w',
      status: 'waiting',
      agentId: null,
      assignedBy: null,
      dueShard: '2026-11-02#3',
    });
    tables.items.set('w', waiting);
    await settle(tables, [anAgent({ agentId: 'A1' })], [aRequest({ workId: 'w' })]);
    expect(tables.items.get('w')).toEqual(waiting);
    expect(tables.days.size).toBe(0);
  });

  test('a place that a dead function left on a closed list is given up, and the work waits for the next day', async () => {
    const tables = new Tables();
    await tables.reserve({ day, agentId: 'A1', runId: 'r' }, ['w'], 5);
    await tables.claim(day, 'A1', '2026-11-01T00:30:00Z', 0);
    await settle(tables, [anAgent({ agentId: 'A1' })], [aRequest({ workId: 'w' })]);
    expect(tables.items.get('w')).toMatchObject({ status: 'waiting' });
    expect(tables.days.get(`${day} A1`)?.workIds.size).toBe(0);
  });

  test('a table that refuses one item fails that message only', async () => {
    class Refusing extends Tables {
      override async settle(...input: Parameters<Tables['settle']>) {
        if (input[0].workId === 'bad') throw new Error('no');
        return super.settle(...input);
      }
    }
    const tables = new Refusing();
    const failed = await settle(
      tables,
      [anAgent({ agentId: 'A1' })],
      [aRequest({ workId: 'bad' }), aRequest({ workId: 'good' })],
    );
    expect(failed.map(({ workId }) => workId)).toEqual(['bad']);
    expect(tables.items.get('good')).toMatchObject({ status: 'assigned' });
  });
});
