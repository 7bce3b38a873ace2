import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endWork } from '../../functions/notify/end-work.ts';
import { lookAfterLate } from '../../functions/notify/late-work.ts';
import { outcomesReleased } from '../../shared/contracts/messages/outcomes-released.ts';
import { digestPolicy } from '../../shared/contracts/policy/digest.ts';
import type { Roster } from '../../shared/contracts/roster.ts';
import { workLifePolicy } from '../../shared/contracts/work-life.ts';
import { byWork, eventOf, type Outcome } from '../../shared/domain/work/outcomes.ts';
import { isOver } from '../../shared/domain/work/work-life.ts';
import { Death, life, listDay, Tables, Turns } from './doubles.ts';
import { anAgent, anItem, seeded, shuffled } from './factories.ts';
import { lateWords } from './late-double.ts';

const workIds = ['w0', 'w1', 'w2', 'w3', 'w4'];
const roster: Roster = [anAgent({ agentId: 'A1', deputyId: 'A2', supervisorId: 'S' }), anAgent({ agentId: 'A2' })];
const workLife = workLifePolicy.parse({});
const digest = digestPolicy.parse({});
/** A sweep asks 15 days of the index in 8 parts each, and reads the items of each part; to die there changes nothing, so it dies behind, too. */
const indexReads = 240;
/** Falls due, is looked at again, moves on, and is looked at again. */
const sweeps = [
  '2026-11-03T10:00:00.000Z',
  '2026-11-03T22:00:00.000Z',
  '2026-11-04T10:00:00.000Z',
  '2026-11-05T10:00:00.000Z',
];

const released = outcomesReleased.parse({
  ...{ version: '0', 'detail-type': 'Dump Released', source: 'tierline.dump' },
  detail: {
    ...{ version: 1, dumpId: 'd1', key: 'k', versionId: 'v', feed: 'outcomes', period: '2026-11', source: 'crm' },
    ...{ status: 'released', problem: null, rows: 1, accepted: 1, refused: 0 },
    ...{ arrivedAt: '2026-11-03T00:00:00Z', summary: [], receiptBucket: 'b', receiptKey: 'r', quarantineKey: null },
  },
});

const outcomesOf = fc.array(
  fc.record({
    workId: fc.constantFrom(...workIds, 'unknown'),
    result: fc.constantFrom('kept' as const, 'leaving' as const, 'not-reached' as const),
    minute: fc.integer({ min: 10, max: 30 }),
  }),
  { maxLength: 12 },
);

test('with every message twice, in any order, and workers that die anywhere, work ends once, as its first result says', async () => {
  await fc.assert(
    fc.asyncProperty(outcomesOf, fc.integer(), async (given, seed) => {
      const random = seeded(seed);
      const turns = new Turns(random);
      const tables = new Tables();
      for (const workId of workIds)
        tables.items.set(workId, anItem({ workId, dueShard: 'late:2026-11-03#0', dueAt: '2026-11-03T10:00:00.000Z' }));
      const outcomes = given.map(
        ({ workId, result, minute }): Outcome => ({
          ...{ workId, result, doneAt: `2026-11-03T09:${minute}:00Z`, agentId: 'A1' },
          ...{ churnKind: null, churnCause: null },
        }),
      );
      const words = lateWords();
      /** One life after the other until one comes to its end; each but the last dies somewhere. */
      const surviving = async (before: number, work: (port: Tables) => Promise<unknown>): Promise<void> => {
        for (let lives = 0; ; lives++) {
          const { port, within } = life(tables, turns, lives < 2 ? before + Math.ceil(random() * 12) : undefined);
          try {
            return void (await within(work(port)));
          } catch (error) {
            // Two at work on one item may send the message back; what else is thrown is a fault.
            if (!(error instanceof Death) && !/kept changing/.test(String(error))) throw error;
          }
        }
      };
      const quiet = { taken: () => {}, skipped: () => {} };
      const ledger = { dump: async () => ({ status: 'released' }) as never };
      const take = () =>
        surviving(0, (work) => endWork({ ledger, work, outcomesOf: async () => outcomes, report: quiet })(released));
      const sweep = (now: string) =>
        surviving(indexReads, (work) =>
          lookAfterLate({ work, late: words, workLife, digest, timeZone: 'Asia/Shanghai', listDay }, now, roster),
        );
      await turns.drive(
        Promise.all(shuffled([take(), take(), sweep(sweeps[0] as string), sweep(sweeps[0] as string)], random)),
      );
      for (const now of [...sweeps, ...sweeps]) await turns.drive(sweep(now));

      for (const [workId, item] of tables.items) {
        const own = byWork(outcomes).get(workId) ?? [];
        const ending = own.find(({ result }) => eventOf[result] === 'finish');
        expect([workId, isOver(item.state), item.outcome?.doneAt]).toEqual([
          workId,
          ending !== undefined,
          ending?.doneAt,
        ]);
        expect(item.dueShard === null).toBe(ending !== undefined);
        const steps = item.steps.map(({ event, at }) => `${event} ${at}`);
        expect(new Set(steps).size).toBe(steps.length);
        if (ending) continue;
        expect(item).toMatchObject({ state: 'escalated', status: 'waiting', ownerId: 'A2', agentId: null });
        const told = words.told
          .filter(({ work }) => work.includes(workId))
          .map(({ agentId, kind }) => `${agentId} ${kind}`);
        expect(new Set(told)).toEqual(new Set(['A1 reminder', 'S escalation']));
      }
      expect([...tables.items.keys()].sort()).toEqual(workIds);
    }),
    { numRuns: 80 },
  );
});
