import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isBalanced } from '../../shared/domain/decide/run-counts.ts';
import { freed } from '../../shared/domain/work/freed.ts';
import { listDayOf } from '../../shared/domain/work/list-days.ts';
import { takeOutcome } from '../../shared/domain/work/outcomes.ts';
import { unbalancedSlices } from '../../shared/domain/work/suppression-ledger.ts';
import { policyWith } from '../domain/customer.ts';
import { closedRun } from './closed-run.ts';
import { contradictions } from './doubles.ts';
import { anAgent, anItem, aRequest, day, runId, seeded, shuffled } from './factories.ts';

const tomorrow = '2026-11-02';
const retention = aRequest({ workId: 'w1', kind: 'churn-risk' });
const visit = aRequest({ workId: 'w2', kind: 'return-visit' });
const waiting = (workId: string, more: Parameters<typeof anItem>[0] | object = {}) =>
  anItem({ workId, status: 'waiting', agentId: null, assignedBy: null, dueShard: `${day}#3`, ...more });

describe('giving out the work of a run', () => {
  test('puts all that its shards ask for on the queue of its kind, with the agent whom it is for', async () => {
    const { plan, churnRisk, returnVisit, said, workPlan } = await closedRun([[retention], [visit], []]);
    await plan();
    const placement = { agentId: 'A1', assignedBy: 'region-skill' };
    expect(churnRisk.sent.map(({ message }) => message)).toEqual([{ ...retention, placement }]);
    expect(returnVisit.sent.map(({ message }) => message)).toEqual([{ ...visit, placement }]);
    expect(workPlan()).toMatchObject({ pieces: 2, given: 2, deferred: {}, waited: 0, messages: 0, agents: 1 });
    expect(said).toEqual([workPlan()]);
  });

  test('then asks for the report; again, where whoever did may have died before', async () => {
    const { plan, reports, workPlan } = await closedRun([[retention]]);
    await plan();
    expect(workPlan()).toBeDefined();
    await plan();
    const asked = { version: 1, runId };
    expect(reports.sent.map(({ message }) => message)).toEqual([asked, asked]);
  });

  test('each agent’s work comes together', async () => {
    const roster = [anAgent({ agentId: 'A1' }), anAgent({ agentId: 'A2' }), anAgent({ agentId: 'A3' })];
    const work = Array.from({ length: 18 }, (_, index) => aRequest({ workId: `w${index}`, priority: index % 5 }));
    const { plan, sent } = await closedRun([work.slice(0, 9), work.slice(9)], { roster });
    await plan();
    const agents = sent().map(({ placement }) => placement && 'agentId' in placement && placement.agentId);
    expect(agents).toEqual(agents.toSorted());
    expect(new Set(agents).size).toBe(3);
  });

  test('what is left over waits, with its date and why, and the sums of the run say so', async () => {
    const roster = [anAgent({ agentId: 'A1', capacity: 1 })];
    const work = [
      aRequest({ workId: 'urgent', priority: 99 }),
      aRequest({ workId: 'less', region: null, playbook: 'care-call' }),
      aRequest({ workId: 'data', skill: 'data', kind: 'return-visit' }),
    ];
    const { plan, placed, assignAll, tables, counts, workPlan } = await closedRun([work], { roster });
    expect(counts()).toMatchObject({ candidates: 3, queued: 3, deferred: 0 });
    await plan();
    expect(placed()).toEqual({ urgent: 'A1', less: `${tomorrow} room`, data: `${tomorrow} skill` });
    expect(workPlan()).toMatchObject({ deferred: { room: 1, skill: 1 }, missing: { 'skill data': 1 } });
    const sums = counts();
    expect(sums).toMatchObject({ candidates: 3, queued: 1, deferred: 2 });
    expect(sums?.queuedByKind).toEqual({ 'churn-risk': 1, 'return-visit': 0 });
    expect(sums && isBalanced(sums)).toBe(true);
    expect(unbalancedSlices(sums?.ledger ?? {})).toEqual([]);
    expect(sums?.ledger).toMatchObject({ '-|retention|care-call|queued': 0, '-|retention|care-call|deferred': 1 });
    await assignAll();
    expect(tables.items.get('data')).toMatchObject({ status: 'waiting', waitsFor: 'skill' });
    expect(tables.items.get('data')?.dueShard).toMatch(new RegExp(`^${tomorrow}#`));
  });

  test('work that waited for the day competes with tonight’s, and is not counted as tonight’s', async () => {
    const roster = [anAgent({ agentId: 'A1', capacity: 1 })];
    const run = await closedRun([[aRequest({ workId: 'new', priority: 5 })]], { roster });
    run.tables.items.set('waited', waiting('waited', { priority: 9, day: '2026-10-31', runId: 'old' }));
    run.tables.items.set('missed', waiting('missed', { priority: 1, dueShard: '2026-10-25#1' }));
    run.tables.items.set('later', waiting('later', { dueShard: '2026-11-03#1' }));
    await run.plan();
    expect(run.placed()).toEqual({ waited: 'A1', new: `${tomorrow} room`, missed: `${tomorrow} room` });
    expect(run.sent().find(({ workId }) => workId === 'waited')).toMatchObject({ day, runId });
    expect(run.counts()).toMatchObject({ candidates: 1, queued: 0, deferred: 1 });
    expect(run.workPlan()).toMatchObject({ pieces: 1, waited: 2, given: 1, deferred: { room: 2 } });
    await run.assignAll();
    expect(run.tables.items.get('missed')?.dueShard).toMatch(new RegExp(`^${tomorrow}#`));
  });

  test('what is left over on a Friday waits for Monday, over a holiday for its end', async () => {
    const roster = [anAgent({ agentId: 'A1', capacity: 1 })];
    const run = await closedRun([[aRequest({ workId: 'a', priority: 99 }), aRequest({ workId: 'b', priority: 1 })]], {
      roster,
      listDay: (from) => (from === tomorrow ? '2026-11-04' : from),
    });
    await run.plan();
    expect(run.placed()).toEqual({ a: 'A1', b: '2026-11-04 room' });
    const days = listDayOf(policyWith().policy);
    expect(['2026-10-01', '2026-10-09', '2026-11-07'].map(days)).toEqual(['2026-10-08', '2026-10-09', '2026-11-09']);
    const every = policyWith((given) => {
      if (given.visits) given.visits.dueDays = 'calendar';
    });
    expect(listDayOf(every.policy)('2026-11-07')).toBe('2026-11-07');
  });

  test('work about a customer who may not be contacted on the day goes on waiting, and takes nobody’s room', async () => {
    const roster = [anAgent({ agentId: 'A1', capacity: 1 })];
    const run = await closedRun([[aRequest({ workId: 'new', priority: 5 })]], { roster });
    run.tables.items.set('held', waiting('held', { priority: 9 }));
    const paused = { workId: 'held', step: 'cap', reason: 'cap', rule: 'contact.caps[0]', until: '2026-11-06' };
    await run.night.runs.savePaused(runId, '000', [paused, { ...paused, workId: 'nobody waits for it' }]);
    await run.plan();
    expect(run.placed()).toEqual({ new: 'A1', held: '2026-11-06 customer' });
    expect(run.workPlan()).toMatchObject({ given: 1, waited: 1, deferred: { customer: 1 }, missing: {} });
    await run.assignAll();
    expect(run.tables.items.get('held')).toMatchObject({ status: 'waiting', waitsFor: 'customer' });
    expect(run.tables.items.get('held')?.dueShard).toMatch(/^2026-11-06#/);
  });

  test('lists that are full or were told already get nothing more', async () => {
    const roster = [anAgent({ agentId: 'A1', capacity: 1 }), anAgent({ agentId: 'A2' }), anAgent({ agentId: 'A3' })];
    const run = await closedRun([[retention]], { roster });
    await run.tables.reserve({ day, agentId: 'A1', runId }, ['x'], 1);
    await run.tables.reserve({ day, agentId: 'A2', runId }, ['y'], 9);
    await run.tables.claim(day, 'A2', '2026-11-01T00:30:00Z', 0);
    await run.plan();
    expect(run.placed()).toEqual({ w1: 'A3' });
  });

  test('a message to a customer takes no agent and no capacity', async () => {
    const message = aRequest({ workId: 'm', priority: 99, channel: 'message' });
    const roster = [anAgent({ agentId: 'A1', capacity: 1 })];
    const run = await closedRun([[message, retention]], { roster });
    await run.plan();
    expect(run.placed()).toEqual({ w1: 'A1' });
    expect(run.messages.sent.map(({ message: sent }) => sent)).toEqual([message]);
    expect(run.workPlan()).toMatchObject({ pieces: 2, messages: 1, given: 1 });
    expect(run.counts()).toMatchObject({ candidates: 2, queued: 2, deferred: 0 });
  });

  test('first takes back what the run withdraws, and the ledger says what came of it', async () => {
    const { plan, night, tables, sent, workPlan } = await closedRun([[retention], []]);
    tables.items.set('old', anItem({ workId: 'old', dueShard: 'late:2026-11-01#1' }));
    tables.items.set('begun', anItem({ workId: 'begun', state: 'in-progress' }));
    await night.runs.saveWithdrawn(runId, '000', [{ workId: 'old', why: 'lapsed' }]);
    await night.runs.saveWithdrawn(
      ...([runId, '001', ['begun', 'nobody'].map((workId) => ({ workId, why: 'vanished' as const }))] as const),
    );
    await plan();
    expect(tables.items.get('old')).toMatchObject({ state: 'withdrawn', withdrawn: { runId, why: 'lapsed' } });
    expect(tables.items.get('begun')?.state).toBe('in-progress');
    expect(sent().map(({ workId }) => workId)).toEqual(['w1']);
    expect(workPlan()).toMatchObject({ pieces: 1, withdrawn: { withdrawn: 1, begun: 1, unknown: 1 } });
  });

  test('waits for the run to close, and refuses a run whose shard left no work behind', async () => {
    const { plan, night, said } = await closedRun([[retention]]);
    night.objects.delete(`runs/${runId}/work/000.jsonl`);
    await expect(plan()).rejects.toThrow(`there is no object runs/${runId}/work/000.jsonl`);
    night.ledgerRuns.delete(runId);
    await plan();
    expect(said).toEqual(['not-completed']);
  });
});

describe('who had the customer before', () => {
  const roster = ['A1', 'A2', 'A3'].map((agentId) => anAgent({ agentId, skills: ['retention'] }));
  const again = aRequest({ workId: 'w', earlierWorkIds: ['first', 'second'] });

  test('gets the customer again, where several fit alike', async () => {
    const run = await closedRun([[again]], { roster });
    run.tables.items.set('first', anItem({ workId: 'first', agentId: 'A2', state: 'done' }));
    run.tables.items.set('second', anItem({ workId: 'second', agentId: 'A3', state: 'done' }));
    await run.plan();
    expect(run.sent()).toMatchObject([{ placement: { agentId: 'A3', assignedBy: 'region-skill' } }]);
    expect(run.sent()[0]).not.toHaveProperty('ownerId');
  });

  test('owns the matter to its end, before the manager, if it was taken and has not ended', async () => {
    const run = await closedRun([[{ ...again, managerId: 'A1' }]], { roster });
    run.tables.items.set('second', anItem({ workId: 'second', agentId: 'A2', ownerId: 'A2', state: 'acknowledged' }));
    await run.plan();
    expect(run.sent()).toMatchObject([{ ownerId: 'A2', placement: { agentId: 'A2', assignedBy: 'owner' } }]);
  });
});

test('first contact: an agent’s word that a matter is taken gives that agent the customer’s next work, too', async () => {
  const roster = ['A1', 'A2', 'A3'].map((agentId) => anAgent({ agentId, skills: ['retention'] }));
  const run = await closedRun([[aRequest({ workId: 'new', managerId: 'A1', earlierWorkIds: ['old'] })]], { roster });
  const old = anItem({ workId: 'old', agentId: 'A3', day: '2026-10-02' });
  const word = { workId: 'old', result: 'taken', doneAt: '2026-10-03T02:00:00Z', agentId: 'A2' } as const;
  run.tables.items.set('old', takeOutcome(old, { ...word, churnKind: null, churnCause: null }, 'd').item);
  await run.plan();
  await run.assignAll();
  expect(run.tables.items.get('new')).toMatchObject({ agentId: 'A2', assignedBy: 'owner', ownerId: 'A2' });
});

describe('bad input', () => {
  test('open work of an agent who left goes to the deputy, at once; what is over stays', async () => {
    const left = anAgent({ agentId: 'A9', deputyId: 'A2' });
    const roster = [anAgent({ agentId: 'A1' }), anAgent({ agentId: 'A2', skills: [] })];
    const run = await closedRun([[]], { roster, before: [...roster, left] });
    for (const item of [
      anItem({ workId: 'open', agentId: 'A9', managerId: 'A9', day: '2026-10-30', dueShard: 'late:2026-11-04#1' }),
      anItem({ workId: 'done', agentId: 'A9', day: '2026-10-30', state: 'done' }),
      anItem({ workId: 'moved', agentId: 'A1', day: '2026-10-30' }),
    ])
      run.tables.items.set(item.workId, item);
    const list = { day: '2026-10-30', agentId: 'A9', runId };
    await run.tables.reserve(list, ['open', 'done', 'moved', 'not-there'], 10);
    await run.plan();
    expect(run.placed()).toEqual({ open: 'A2' });
    expect(run.workPlan()?.left).toEqual({ agentIds: ['A9'], agents: 1, pieces: 1 });
    await run.assignAll();
    expect(run.tables.items.get('open')).toMatchObject({ agentId: 'A2', assignedBy: 'owner', ownerId: 'A2', day });
    expect(run.tables.items.get('done')).toMatchObject({ agentId: 'A9', state: 'done' });
  });

  test('work that was freed before a plan died is counted by the next one', async () => {
    const left = anAgent({ agentId: 'A9' });
    const roster = [anAgent({ agentId: 'A1' })];
    const run = await closedRun([[]], { roster, before: [...roster, left] });
    const item = anItem({ workId: 'open', agentId: 'A9', dueShard: 'late:2026-11-04#1' });
    run.tables.items.set('open', freed(item, left, day, new Set(['A1'])));
    await run.plan();
    expect(run.placed()).toEqual({ open: 'A1' });
    expect(run.workPlan()?.left).toEqual({ agentIds: ['A9'], agents: 1, pieces: 1 });
    await run.assignAll();
    expect(run.tables.items.get('open')?.leftBy).toBeUndefined();
  });

  test('an agent who left after today’s list was begun does not get the work back from it', async () => {
    const roster = [anAgent({ agentId: 'A1' })];
    const run = await closedRun([[]], { roster, before: [...roster, anAgent({ agentId: 'A9', deputyId: 'A8' })] });
    run.tables.items.set('open', anItem({ workId: 'open', agentId: 'A9', dueShard: 'late:2026-11-04#1' }));
    await run.tables.reserve({ day, agentId: 'A9', runId }, ['open'], 10);
    await run.plan();
    await run.assignAll();
    expect(run.tables.items.get('open')).toMatchObject({ agentId: 'A1', day });
    expect(contradictions(run.tables, [...roster, anAgent({ agentId: 'A9' })])).toEqual([]);
  });

  test('a night without any agents takes nothing away from those of the night before', async () => {
    const run = await closedRun([[retention]], { roster: [], before: [anAgent({ agentId: 'A9' })] });
    run.tables.items.set('open', anItem({ workId: 'open', agentId: 'A9' }));
    await run.tables.reserve({ day: '2026-10-30', agentId: 'A9', runId }, ['open'], 10);
    await run.plan();
    expect(run.tables.items.get('open')?.agentId).toBe('A9');
    expect(run.placed()).toEqual({ w1: `${tomorrow} skill` });
    expect(run.workPlan()).toMatchObject({ agents: 0, left: { agents: 0 } });
  });

  test('managers whom nobody knows are named, and their customers go to the pool', async () => {
    const run = await closedRun([
      [
        { ...retention, managerId: 'A7' },
        { ...visit, managerId: 'A7' },
      ],
    ]);
    await run.plan();
    expect(run.placed()).toEqual({ w1: 'A1', w2: 'A1' });
    expect(run.workPlan()?.unknownManagers).toEqual({ agentIds: ['A7'], agents: 1, pieces: 2 });
  });
});

describe('the same again', () => {
  const roster = ['A1', 'A2', 'A3'].map((agentId) => anAgent({ agentId, capacity: 3 }));
  const work = Array.from({ length: 12 }, (_, index) =>
    aRequest({
      workId: `w${index}`,
      kind: index % 3 === 0 ? 'return-visit' : 'churn-risk',
      priority: (index * 7) % 5,
      managerId: index % 4 === 0 ? 'A2' : null,
    }),
  );
  const shards = [work.slice(0, 5), work.slice(5)];
  const ended = async (run: Awaited<ReturnType<typeof closedRun>>) => ({
    items: [...run.tables.items.values()].sort((a, b) => (a.workId < b.workId ? -1 : 1)),
    lists: [...run.tables.days.values()]
      .map(({ agentId, workIds }) => [agentId, [...workIds].sort()] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
    counts: run.counts(),
    workPlan: run.workPlan(),
  });

  test('is done once, however often it is asked for', async () => {
    const { plan, sent, said } = await closedRun([[retention]]);
    for (const _ of [1, 2, 3]) await plan();
    expect(sent().map(({ workId }) => workId)).toEqual(['w1']);
    expect(said.slice(1)).toEqual(['planned-before', 'planned-before']);
  });

  test('whatever dies, and however often and in whatever order work is delivered: the same items and lists', async () => {
    const undisturbed = await closedRun(shards, { roster });
    await undisturbed.plan();
    await undisturbed.assignAll();
    const expected = await ended(undisturbed);
    expect(expected.items.map(({ status }) => status)).toContain('waiting');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), fc.integer(), async (deathAt, seed) => {
        let calls = 0;
        const random = seeded(seed);
        const tick = () => {
          if (++calls === deathAt) throw new Error('died');
        };
        const run = await closedRun(shards, { roster, tick });
        await run.plan().catch(run.plan);
        // Batches of any size, each piece twice, in any order.
        const all = shuffled([...run.sent(), ...run.sent()], random);
        run.churnRisk.sent.splice(0);
        run.returnVisit.sent.splice(0);
        while (all.length > 0) {
          const batch = all.splice(0, 1 + Math.floor(random() * 6));
          run.churnRisk.sent.splice(
            0,
            Number.POSITIVE_INFINITY,
            ...batch.map((message) => ({ message, delaySeconds: 0 })),
          );
          expect(await run.assignAll()).toEqual([]);
        }
        expect(await ended(run)).toEqual(expected);
        expect(contradictions(run.tables, roster)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
