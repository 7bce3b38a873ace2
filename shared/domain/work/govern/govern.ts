import type { PromiseEntry } from '../../../contracts/promise-entry.ts';
import type { RuleColumns } from '../../decide/shard-table.ts';
import type { Ids } from '../../ids.ts';
import type { Night } from '../../night.ts';
import type { CompiledPlaybook } from '../../policy/compile-contact.ts';
import type { CompiledPolicy, CompiledProgramme } from '../../policy/compile-policy.ts';
import { markedOf, rowsWithBits, setBit } from '../../rows.ts';
import type { Candidate, GovernStep } from '../candidate.ts';
import type { OpenWork } from '../open-work.ts';
import type { VisitsTonight } from '../visits-in.ts';
import { periodsOf, workIdOf } from '../work-period.ts';
import { type Asked, firstVerdict, type GovernStepTest } from './asked.ts';
import { contactCap } from './contact-cap.ts';
import { type ContactsAt, contactsIn } from './contacts-in.ts';
import { coolDown } from './cool-down.ts';
import { eligible } from './eligible.ts';
import { heldOut } from './hold-out.ts';
import type { KnownContacts } from './known-contacts.ts';
import { merge, type TonightOf } from './merge.ts';
import { operationalHold } from './operational-hold.ts';
import { playbookIn } from './playbook-in.ts';
import { stoppedByGuard } from './stopped.ts';
import { visitDay } from './visit-day.ts';

/** The steps in their order; the first that says why not ends a candidate's way. Capacity follows at assignment. */
const stepsOf = (
  compiled: CompiledPolicy,
  columns: RuleColumns,
  known: KnownContacts,
  open: ReadonlyMap<number, OpenWork>,
  visits: VisitsTonight | null,
  tonight: TonightOf,
  contactsAt: ContactsAt,
  stopped: ReadonlySet<string>,
  night: Night,
): readonly GovernStepTest[] => {
  const { contact } = compiled;
  return [
    eligible(compiled, columns, open, night),
    ...(visits ? [visitDay(visits)] : []),
    ...(contact ? [operationalHold(contact, columns, known.notices, night)] : []),
    merge(compiled, open, tonight, night),
    ...(contact ? [contactCap(contact, contactsAt, night), coolDown(contact, columns, known.reportedAt, night)] : []),
    stoppedByGuard(stopped),
    heldOut,
  ];
};

/** What tonight has asked for about one customer so far. */
type Tonight = Extract<Candidate, { became: 'queued' }>;

/** What tonight's plan of visits must know of a candidate. */
export type BeforePlan = {
  /** Something keeps the candidate away whatever the day: a visit would take a day that another could have. */
  isKeptAway: boolean;
  /** Held out: gets a day like everybody else, so that both groups are alike on each day, and is left alone on it. */
  isHeldOut: boolean;
};

/** Asks of single candidates what the plan of visits must know before the steps are taken. */
export const beforePlanIn = (
  compiled: CompiledPolicy,
  columns: RuleColumns,
  ids: Ids,
  open: ReadonlyMap<number, OpenWork>,
  night: Night,
): ((programme: CompiledProgramme, row: number) => BeforePlan) => {
  const isEligible = eligible(compiled, columns, open, night);
  const playbooks = new Map(compiled.programmes.map((one) => [one, playbookIn(one, columns)]));
  return (programme, row) => {
    const playbook = playbooks.get(programme)?.(row) as CompiledPlaybook;
    const asked: Asked = { row, customerId: ids.at(row) as string, programme, playbook, notes: [] };
    return { isKeptAway: isEligible(asked) !== null, isHeldOut: heldOut(asked) !== null };
  };
};

/**
 * Every programme that would have a customer contacted, and what becomes of it: by row, ascending.
 *
 * @param columns what was decided of the shard
 * @param isDecided who is decided tonight: nobody else is a candidate
 * @param known what is known of earlier contacts, and of what is in the way
 * @param open work of earlier nights, by row
 * @param visits tonight's plan of visits; null where no programme has a cadence
 * @param stopped playbooks that the harm guard stopped
 */
export const governIn = (
  compiled: CompiledPolicy,
  columns: RuleColumns,
  ids: Ids,
  isDecided: Uint8Array,
  known: KnownContacts,
  open: ReadonlyMap<number, OpenWork>,
  visits: VisitsTonight | null,
  stopped: ReadonlySet<string>,
  night: Night,
): ReadonlyMap<number, readonly Candidate[]> => {
  const bound = compiled.programmes.map((programme) => ({
    programme,
    isCandidate: visits?.isCandidate(programme.name) ?? programme.isCandidate(columns),
    playbookAt: playbookIn(programme, columns),
    // Of a planned visit the period is that of the customer's own cadence.
    period: periodsOf(programme, compiled, night)[0]?.name ?? '',
  }));
  let tonight: Tonight | undefined;
  const contactsAt = contactsIn(compiled, columns, known, night);
  const steps = stepsOf(compiled, columns, known, open, visits, () => tonight, contactsAt, stopped, night);
  const candidatesAt = (row: number): Candidate[] => {
    const found: Candidate[] = [];
    tonight = undefined;
    for (const { programme, isCandidate, playbookAt, period } of bound) {
      if (!isCandidate(row)) continue;
      const { keeps } = programme.rules;
      const promise = keeps === undefined ? undefined : promiseToKeep(columns.promises?.get(row), keeps);
      if (keeps !== undefined && !promise) continue;
      const customerId = ids.at(row) as string;
      const playbook = playbookAt(row);
      const asked: Asked = { row, customerId, programme, playbook, notes: [], ...(promise && { promise }) };
      const who = { programme: programme.name, playbook: playbook.name };
      const verdict = firstVerdict(steps, asked);
      if (verdict) found.push({ ...who, became: fates[verdict.step] ?? 'suppressed', ...verdict });
      else {
        const its = visits?.periodAt(programme.name, row) ?? period;
        const workId = promise?.id ?? workIdOf(customerId, programme.name, its);
        const lastDay = visits?.lastDay(programme.name, row);
        const due = { ...(lastDay && { lastDay }), ...(promise && { dueAt: promise.dueAt }) };
        tonight = { ...who, became: 'queued', workId, ...due, notes: asked.notes };
        found.push(tonight);
      }
    }
    return found;
  };
  // A programme after the other, of everybody: few are candidates of anything.
  const isAsked = new Int32Array(isDecided.length);
  for (const { isCandidate } of bound) setBit(isAsked, 1, isCandidate);
  const found = new Map<number, readonly Candidate[]>();
  for (const row of markedOf(rowsWithBits(isAsked), isDecided)) {
    const candidates = candidatesAt(row);
    if (candidates.length > 0) found.set(row, candidates);
  }
  return found;
};

/** What becomes of a candidate that a step keeps away; of others, `suppressed`. */
const fates: Partial<Record<GovernStep, 'heldOut' | 'deferred'>> = { 'hold-out': 'heldOut', 'visit-day': 'deferred' };

/** The open promise that is due first and that nobody was asked to keep yet; where all were asked for, the first of them. */
const promiseToKeep = (promises: readonly PromiseEntry[] | undefined, name: string): PromiseEntry | undefined => {
  let first: PromiseEntry | undefined;
  for (const one of promises ?? []) {
    if (one.promise !== name || one.state !== 'open') continue;
    const [isAsked, wasAsked] = [one.askedAt !== undefined, first?.askedAt !== undefined];
    if (!first || (wasAsked && !isAsked) || (wasAsked === isAsked && one.dueAt < first.dueAt)) first = one;
  }
  return first;
};
