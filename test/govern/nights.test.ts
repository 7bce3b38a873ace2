import { describe, expect, test } from 'vitest';
import { calendarDate } from '../../shared/contracts/field.ts';
import { workItem } from '../../shared/contracts/items/work.ts';
import type { WorkRequested } from '../../shared/contracts/messages/work-requested.ts';
import { addDays, instantAt } from '../../shared/domain/calendar.ts';
import { decisionAt } from '../../shared/domain/decide/decision-table.ts';
import { isBalanced } from '../../shared/domain/decide/run-counts.ts';
import { nightOf, runIdOf } from '../../shared/domain/night.ts';
import { compilePolicy } from '../../shared/domain/policy/compile-policy.ts';
import { type Desk, taskOf, wantsAgent } from '../../shared/domain/work/agent-fit.ts';
import { bestAssignment } from '../../shared/domain/work/best-assignment.ts';
import { fateWord } from '../../shared/domain/work/candidate.ts';
import type { Notice, Reported } from '../../shared/domain/work/govern/contact-events.ts';
import { contactBetweenOn } from '../../shared/domain/work/govern/contact-hours.ts';
import { requestAgain } from '../../shared/domain/work/request-again.ts';
import { workOf } from '../../shared/domain/work/work.ts';
import { decideAll } from '../domain/customer.ts';
import { type Random, seededRandom } from '../ingest/fuzz/random.ts';
import { brokenCaps, clock, isOnHold, isQuiet, type Made, numberOf, zoneOfPerson } from './oracle.ts';
import { isCandidate, type Known, noticesAround, outcomeOf, peopleOf, placeOf, policyOf } from './world.ts';

/**
 * Ten blocks of 53 worlds of 20 nights, of which one in 20 is left out: more than 10,000. Long enough for caps of a week and
 * cool-downs to end.
 */
const [blocks, worldsEach, nightsEach] = [10, 53, 20];

/** Agents of a night: some nights nobody comes, and work waits for days. */
const desksOf = (numbers: Random): Desk[] =>
  ['a', 'b'].map((agentId) => ({
    ...{ agentId, capacity: numbers.pick([1, 0, 0, 0]), load: 0, closed: false, deputyId: null },
    ...{ skills: ['all'], regions: [], languages: [], tiers: [] },
  }));

/** Agents of the night get its work, nobody more than the day takes: answers what they have, and what waits. */
const givenOut = (work: readonly WorkRequested[], desks: readonly Desk[], today: string) => {
  const tasks = work.map(taskOf);
  const { assigned, deferred } = bestAssignment(tasks, desks, addDays(today, 1));
  for (const { agentId, capacity } of desks)
    expect(assigned.filter((one) => one.agentId === agentId).length).toBeLessThanOrEqual(capacity);
  expect(assigned.length + deferred.length).toBe(tasks.length);
  const has = new Set(assigned.map(({ task }) => task.workId));
  return { given: work.filter(({ workId }) => has.has(workId)), left: deferred };
};

/** A piece that waited, as it is given out on a later day. */
const requestOf = (piece: WorkRequested, today: string): WorkRequested =>
  requestAgain(workItem.parse({ ...piece, status: 'waiting', agentId: null, assignedBy: null }), today, piece.runId);

/** One base for some nights; says what it saw, so that a test can tell that it saw anything. */
const live = (numbers: Random): Record<string, number> => {
  const policy = policyOf(numbers);
  const { contact } = policy;
  if (!contact) throw new Error('the policy does not govern contact');
  const compiled = compilePolicy(policy, 'drawn');
  const people = peopleOf(numbers);
  const { timeZone, start } = placeOf(numbers);
  const startsAt = Date.parse(`${start}T00:00:00Z`);
  const notices: Known<Notice>[] = noticesAround(numbers, startsAt, nightsEach, people);
  const reported: Known<Reported>[] = [];
  const madeBy = new Map<string, Made[]>();
  const askedOn = new Map<string, string[]>();
  const workIds = new Set<string>();
  const seen: Record<string, number> = {};
  const waiting = new Map<string, { piece: WorkRequested; until: string }>();
  const count = (name: string): void => {
    seen[name] = (seen[name] ?? 0) + 1;
  };
  let before: Uint8Array | null = null;

  for (let index = 0; index < nightsEach; index++) {
    // Now and then a night is left out.
    if (numbers.chance(0.05)) continue;
    const at = instantAt(addDays(start, index), numbers.below(5), timeZone);
    const night = nightOf(runIdOf(at), at, timeZone, 1);
    const isKnown = ({ knownAt }: { knownAt: number }) => knownAt <= Date.parse(at);
    const events = { notices: notices.filter(isKnown), reported: reported.filter(isKnown) };
    const base = people.map(({ customerId, region, arpu, arrearsDays }) => ({
      ...{ customerId, charged: [arpu], arrearsDays: [arrearsDays] },
      profile: { region, period: night.months[0] as string },
    }));
    const waits = new Map([...waiting].map(([workId, { until }]) => [workId, until]));
    const decided = decideAll(base, before, compiled, night, null, events, waits);
    before = decided.bytes;

    // The ledger: every candidate is in it once, and it balances.
    const candidates = [...decided.candidates.values()].flat();
    const wanted = people.flatMap((person) => Object.values(isCandidate).filter((wants) => wants(person)));
    expect(candidates.length).toBe(wanted.length);
    expect(decided.counts.candidates).toBe(wanted.length);
    expect(isBalanced(decided.counts)).toBe(true);
    for (const one of candidates) {
      const name = one.became === 'queued' ? 'queued' : one.step;
      count(name);
      if (one.became === 'queued') continue;
      expect(one.rule).not.toBe('');
      // What has a date has one that is to come, and is a date.
      if (one.until !== null) expect(calendarDate().safeParse(one.until).success && one.until > night.today).toBe(true);
    }
    for (const [row, its] of decided.candidates)
      for (const one of its) {
        const column = decided.table.words.get(`fate_${one.programme}`);
        expect(column?.values[column.codes[row] as number]).toBe(fateWord(one));
      }

    const messages = decided.work.map((one) =>
      workOf(compiled, one, decisionAt(decided.table, one.row, compiled), decided.facts, night),
    );
    // Nobody is contacted twice in one night: several programmes are one contact.
    expect(new Set(messages.map(({ customerId }) => customerId)).size).toBe(messages.length);
    for (const { workId, customerId, programme } of messages) {
      // Twice for one reason: not in the same period, and not within the pause.
      expect(workIds.has(workId)).toBe(false);
      workIds.add(workId);
      const asked = askedOn.get(`${customerId} ${programme}`) ?? [];
      const pause = policy.programmes[programme]?.pauseDays ?? 0;
      for (const day of asked) expect(numberOf(night.today) - numberOf(day)).toBeGreaterThanOrEqual(pause);
      askedOn.set(`${customerId} ${programme}`, [...asked, night.today]);
    }

    // What waited is taken back, goes on waiting, or is given out with tonight's work.
    for (const { workId } of decided.withdrawn) if (waiting.delete(workId)) count('withdrawn');
    for (const { workId, step, until } of decided.paused) {
      const waited = waiting.get(workId);
      if (!waited) continue;
      count(`paused: ${step}`);
      expect(until !== null && until > night.today).toBe(true);
      waiting.set(workId, { ...waited, until: until ?? '' });
    }
    const due = [...waiting.values()].filter(({ until }) => until <= night.today).map(({ piece }) => piece);
    const wantsOne = [...due.map((piece) => requestOf(piece, night.today)), ...messages.filter(wantsAgent)];
    const { given, left } = givenOut(wantsOne, desksOf(numbers), night.today);
    for (const piece of given) if (waiting.delete(piece.workId)) count('given out later');
    for (const { task, until } of left) {
      const piece = wantsOne.find(({ workId }) => workId === task.workId) as WorkRequested;
      waiting.set(piece.workId, { piece, until });
    }
    const reasons = [...waiting.values()].map(({ piece }) => `${piece.customerId} ${piece.programme}`);
    expect(new Set(reasons).size).toBe(reasons.length);

    for (const piece of [...messages.filter((one) => !wantsAgent(one)), ...given]) {
      const { workId, customerId, programme, channel = 'call', contactBetween, contactHours } = piece;
      const person = people.find((one) => one.customerId === customerId) as (typeof people)[number];
      const zone = zoneOfPerson(contact, person, timeZone);
      expect(isOnHold(policy, programme, person, events.notices, night.today, timeZone)).toBe(false);

      // What an agent has may be done some days later; a message is sent at once.
      const late = channel === 'message' ? 0 : numbers.below(contact.pendingDays + 1);
      const day = addDays(night.today, late);
      const hours = contactHours && contactBetweenOn(day, contactHours);
      expect(contactHours !== undefined).toBe(contact.quietHours !== undefined);
      if (late === 0) expect(hours).toEqual(contactBetween);
      const [from, until] = hours
        ? [Date.parse(hours.from), Date.parse(hours.until)]
        : [Date.parse(instantAt(day, 9, zone)), Date.parse(instantAt(day, 18, zone))];
      expect(until).toBeGreaterThan(from);
      for (const share of [0, 0.01, numbers.below(1_000) / 1_000, 0.99]) {
        const shown = clock(from + (until - from) * share, zone);
        expect(isQuiet(contact, shown.hour)).toBe(false);
        expect(shown.day).toBe(day);
      }
      expect(isQuiet(contact, clock(until - 1, zone).hour)).toBe(false);

      const made = [...(madeBy.get(customerId) ?? []), { channel, day }];
      madeBy.set(customerId, made);
      expect(brokenCaps(contact.caps, made)).toEqual([]);

      // In peace: nothing that was known forbade it.
      const own = events.reported.filter(
        (one) => Date.parse(one.doneAt) <= Date.parse(at) && one.customerId === customerId,
      );
      for (const { result, doneAt } of own) {
        const peace = (contact.coolDown as Record<string, number>)[result] ?? 0;
        expect(numberOf(night.today) - numberOf(clock(Date.parse(doneAt), zone).day)).toBeGreaterThanOrEqual(peace);
      }
      if (numbers.chance(0.6))
        reported.push(outcomeOf(numbers, { workId, customerId }, from + Math.floor((until - from) * 0.5)));
    }
    if (numbers.chance(0.1)) {
      const { customerId } = numbers.pick(people);
      reported.push(outcomeOf(numbers, { workId: `other-${index}`, customerId }, Date.parse(at) - 3_600_000));
    }
  }
  return seen;
};

describe('10,000 random nights', () => {
  test.each(Array.from({ length: blocks }, (_, block) => block))(
    'nobody is contacted beyond a cap, in quiet hours, twice for one reason or on hold; every ledger balances: block %i',
    (block) => {
      const seen: Record<string, number> = {};
      for (let seed = block * worldsEach; seed < (block + 1) * worldsEach; seed++) {
        try {
          for (const [name, count] of Object.entries(live(seededRandom(seed)))) seen[name] = (seen[name] ?? 0) + count;
        } catch (error) {
          throw new Error(`world ${seed}`, { cause: error });
        }
      }
      // A world in which nothing happens would show nothing.
      for (const name of ['queued', 'eligible', 'hold', 'merge', 'cap', 'cool-down', 'hold-out', 'given out later'])
        expect(seen[name], name).toBeGreaterThan(50);
      // Rarer: what waited is taken back, or goes on waiting because the customer may not be contacted.
      const paused = Object.keys(seen).filter((name) => name.startsWith('paused: '));
      expect([(seen.withdrawn ?? 0) > 0, paused.length > 1]).toEqual([true, true]);
    },
  );
});
