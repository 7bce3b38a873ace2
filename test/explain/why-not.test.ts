import { describe, expect, test } from 'vitest';
import type { PausedWork, RunAssignment } from '../../shared/contracts/run-work.ts';
import { nearestFirst, type WhyNot, waitWords, whyNot } from '../../shared/domain/explain/why-not.ts';
import { type WorkPlaced, workPlaced } from '../../shared/domain/explain/work-placed.ts';
import { type Candidate, fateOf, fateWord, governSteps } from '../../shared/domain/work/candidate.ts';
import { decideAll, leaving, nightAt, policyWith } from '../domain/customer.ts';
import { anAgent, aRequest } from '../notify/factories.ts';

const compiled = policyWith();
const night = nightAt();
const noticeOf = (given: object) => ({
  ...{ noticeId: 'N1', kind: 'fault', customerId: 'C1', region: null, endsAt: null },
  ...{ startsAt: '2026-10-31T01:00:00Z', ...given },
});

/** What every programme made of one customer, by name. */
const why = (given: Parameters<typeof decideAll>[0][number], notices: ReturnType<typeof noticeOf>[] = []) => {
  const { table, columns } = decideAll([given], null, compiled, night, null, { notices, reported: [] });
  const fates = compiled.programmes.map(({ name }) => {
    const column = table.words.get(`fate_${name}`);
    const word = column?.values[column.codes[0] ?? -1];
    return whyNot(compiled.policy, name, word === undefined ? null : fateOf(word), { columns, row: 0 });
  });
  return Object.fromEntries(nearestFirst(fates).map((one) => [one.programme, one])) as Record<string, WhyNot>;
};

describe('why not', () => {
  test('who is contacted passed every step but the last, which is taken at assignment', () => {
    const { retention } = why(leaving);
    expect(retention).toMatchObject({ became: 'queued', playbook: { name: 'ask-why' }, reason: null });
    expect(retention?.steps.map(({ said }) => said)).toEqual([
      ...governSteps.slice(1).map(() => 'passed'),
      'not-asked',
    ]);
  });

  test('who is on hold is told the step, the rule, its words, and from when on', () => {
    const { retention } = why(leaving, [noticeOf({ endsAt: '2026-11-02T01:00:00Z' })]);
    expect(retention).toMatchObject({
      ...{ became: 'suppressed', reason: 'open-fault', rule: 'contact.holds[0]', until: '2026-11-03' },
      words: { en: 'A fault is open', zh: '故障处理中' },
    });
    const saidOf = (step: string) => retention?.steps.find((one) => one.step === step)?.said;
    expect([saidOf('eligible'), saidOf('hold'), saidOf('cap')]).toEqual(['passed', 'stopped', 'not-asked']);
  });

  test('who was no candidate is told what does not hold, the nearest programme first', () => {
    const found = why({ ...leaving, voiceMinutes: [300, 300], dataMb: [9000, 9000], rechargeAmount: [100, 100] });
    expect(found.retention).toMatchObject({ became: 'none', steps: [] });
    expect(found.retention?.missing).toEqual([{ en: 'risk is High risk', zh: '风险为高风险' }]);
    // Its condition holds of everybody: what is missing is a promise to keep.
    expect(found['call-back']?.missing?.[0]?.en).toContain('an open promise');
    const far = Object.values(found).map(({ missing }) => missing?.length ?? 0);
    expect(far).toEqual(far.toSorted((one, other) => one - other));
    expect(Math.min(...far)).toBeGreaterThan(0);
  });

  const request = aRequest({ workId: 'w', skill: 'data', region: 'south' });
  const [full, able, unable] = [
    anAgent({ agentId: 'A1', skills: ['data'], capacity: 2 }),
    anAgent({ agentId: 'A2', skills: ['data'], capacity: 1 }),
    anAgent({ agentId: 'A3', skills: ['visit'] }),
  ];
  const given: RunAssignment['given'] = [
    ['a', 'A1', 'skill'],
    ['b', 'A1', 'skill'],
    ['c', 'A2', 'skill'],
  ];
  const placedBy = (deferred: RunAssignment['deferred'], paused: PausedWork[] = []) =>
    workPlaced('w', { given, deferred }, paused, request, [full, able, unable]);

  test('who was put off for want of room is told until when, and which agents were full', () => {
    const placed = placedBy([['w', '2026-11-02', 'room']]);
    const found = whyNot(compiled.policy, 'retention', { became: 'queued', playbook: 'ask-why' }, null, placed);
    expect(found).toMatchObject({ became: 'deferred', reason: 'waits-for-room', until: '2026-11-02', rule: null });
    expect(found.words?.en).toBe('nobody who could do it had room: A1 (2/2), A2 (1/1)');
    expect(found.steps.at(-1)).toMatchObject({ step: 'capacity', said: 'stopped' });
    const withAgent = whyNot(compiled.policy, 'retention', { became: 'queued', playbook: 'ask-why' }, null, {
      ...{ agentId: 'A1', assignedBy: 'skill' },
    });
    expect([withAgent.became, withAgent.steps.at(-1)?.said]).toEqual(['queued', 'passed']);
  });

  test('work of an earlier night that waits says why: a skill that nobody has, or the customer', () => {
    const said = (placed: WorkPlaced | null) =>
      placed && 'until' in placed && waitWords(placed, 'retention', compiled.policy).en;
    expect(said(placedBy([['w', '2026-11-02', 'skill']]))).toBe('no agent has the skill');
    const paused = { workId: 'w', step: 'hold', reason: 'open-fault', rule: 'contact.holds[0]', until: '2026-11-02' };
    expect(said(placedBy([['w', '2026-11-02', 'customer']], [paused]))).toBe(
      'the customer may not be contacted yet: A fault is open',
    );
    expect(placedBy([])).toBeNull();
  });

  test('nothing is claimed where the facts of the night are gone', () => {
    expect(whyNot(compiled.policy, 'retention', null, null)).toMatchObject({ became: 'none', missing: null });
  });
});

test.each<Candidate>([
  { programme: 'p', playbook: 'how', became: 'queued', workId: 'w', notes: [] },
  {
    ...{ programme: 'p', playbook: 'how', became: 'suppressed', step: 'cap', reason: 'cap' },
    ...{ rule: 'contact.caps[0]', until: '2026-11-08' },
  },
  {
    ...{ programme: 'p', playbook: 'how', became: 'heldOut', step: 'hold-out', reason: 'held-out' },
    ...{ rule: 'programmes.p.holdOut', until: null },
  },
])('a fate is read as it was written: $became', (candidate) => {
  const { programme: _, ...fate } = candidate;
  if (fate.became === 'queued') expect(fateOf(fateWord(candidate))).toEqual({ became: 'queued', playbook: 'how' });
  else expect(fateOf(fateWord(candidate))).toEqual(fate);
});
