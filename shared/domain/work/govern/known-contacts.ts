import type { DecisionTable } from '../../decide/decision-table.ts';
import type { Ids } from '../../ids.ts';
import type { Night } from '../../night.ts';
import type { CompiledPolicy } from '../../policy/compile-policy.ts';
import { eventOf } from '../outcomes.ts';
import type { ContactEvents, Notice, Reported } from './contact-events.ts';
import { type AskedContacts, askedContacts, type Contact } from './contacts.ts';

/** What a night knows of a shard's contacts. */
export type KnownContacts = {
  /** What is in the way of contact. */
  notices: readonly Notice[];
  /** Contacts that earlier nights asked for, by row. */
  asked: AskedContacts;
  /** The same of one customer. */
  askedAt: (row: number) => readonly Contact[];
  /** What came of contacts of one customer. */
  reportedAt: (row: number) => readonly Reported[];
  /** Whether work waits for a later day than tonight's: until then it is no contact. */
  rests: (workId: string) => boolean;
  /** Whether nobody is going to call about a piece of work any more: it has ended, or it was a message. */
  isOver: (row: number, workId: string) => boolean;
};

/** Work that found no agent yet, by id: the day that it waits for. */
export type Waiting = ReadonlyMap<string, string>;

const none: readonly never[] = [];
/** Nothing waits. */
export const nothing: Waiting = new Map();

/**
 * Puts together what is known of a shard's contacts. An outcome of the future has not happened: a clock that is wrong
 * upstream silences nobody.
 *
 * @param ids of the customers, sorted
 * @param before decisions of the last completed run, by tonight's rows
 * @param waiting work that found no agent yet, and the day that it waits for: it is a contact of the day on which it is given out
 */
export const knownContacts = (
  { notices, reported }: ContactEvents,
  ids: Ids,
  before: DecisionTable | null,
  { policy }: Pick<CompiledPolicy, 'policy'>,
  { now, today }: Night,
  waiting: Waiting = nothing,
): KnownContacts => {
  const past = reported.filter(({ doneAt }) => Date.parse(doneAt) <= Date.parse(now));
  const byCustomer = Map.groupBy(past, ({ customerId }) => customerId);
  const told = new Set(past.map(({ workId }) => workId));
  const asked = askedContacts(before, policy, today, (workId) => waiting.has(workId) && !told.has(workId));
  // A row that names nobody is known by its work; few customers have any, so they are looked through.
  const unnamed = Map.groupBy(byCustomer.get(null) ?? none, ({ workId }) => workId);
  const reportedAt = (row: number): readonly Reported[] => {
    const own = byCustomer.get(ids.at(row) as string) ?? none;
    if (unnamed.size === 0) return own;
    const others = (asked.get(row) ?? none).flatMap(({ workId }): readonly Reported[] => unnamed.get(workId) ?? none);
    return others.length === 0 ? own : [...own, ...others];
  };
  return {
    notices,
    asked,
    askedAt: (row) => asked.get(row) ?? none,
    reportedAt,
    rests: (workId) => (waiting.get(workId) ?? today) > today,
    isOver: (row, workId) =>
      reportedAt(row).some((one) => one.workId === workId && eventOf[one.result] === 'finish') ||
      (asked.get(row) ?? none).some((one) => one.workId === workId && one.channel === 'message'),
  };
};
