import type { PausedWork } from '../../../contracts/run-work.ts';
import { addDays } from '../../calendar.ts';
import type { RuleColumns } from '../../decide/shard-table.ts';
import type { Ids } from '../../ids.ts';
import type { Night } from '../../night.ts';
import type { CompiledPolicy } from '../../policy/compile-policy.ts';
import type { OpenWork } from '../open-work.ts';
import { firstVerdict, type GovernStepTest } from './asked.ts';
import { contactCap } from './contact-cap.ts';
import type { Contact } from './contacts.ts';
import { contactsIn } from './contacts-in.ts';
import { coolDown } from './cool-down.ts';
import { suppressedByRule } from './eligible.ts';
import type { KnownContacts } from './known-contacts.ts';
import { merge, type TonightOf } from './merge.ts';
import { operationalHold } from './operational-hold.ts';
import { playbookIn } from './playbook-in.ts';
import { stoppedByGuard } from './stopped.ts';

/** These say a day on which the way is free; what others say is asked again every night. */
const knowsItsEnd = new Set(['cap', 'cool-down']);

/**
 * Work of earlier nights that may not be given out tonight, by row: on the night that asked for it nothing kept the customer from
 * being contacted, but it is handed out on a later one. Of several pieces that wait, those that may go count as tonight's
 * contacts for the next ones, in the order of the policy.
 *
 * @param open work of earlier nights, by row
 * @param tonight what is asked for tonight; its agent is told of a piece that waits
 */
export const pausedIn = (
  compiled: CompiledPolicy,
  columns: RuleColumns,
  ids: Ids,
  known: KnownContacts,
  open: ReadonlyMap<number, OpenWork>,
  stopped: ReadonlySet<string>,
  tonight: TonightOf,
  night: Night,
): ((row: number) => PausedWork[]) => {
  const { contact } = compiled;
  const bound = compiled.programmes.map((programme) => ({ programme, playbookAt: playbookIn(programme, columns) }));
  const contactsAt = contactsIn(compiled, columns, known, night);
  let others: readonly Contact[] = [];
  const always: GovernStepTest[] = [
    suppressedByRule(compiled, columns, night),
    ...(contact ? [operationalHold(contact, columns, known.notices, night)] : []),
    ...(contact ? [contactCap(contact, () => others, night), coolDown(contact, columns, known.reportedAt, night)] : []),
    stoppedByGuard(stopped),
  ];
  const ifItWaits: GovernStepTest[] = [merge(compiled, new Map(), tonight, night), ...always];
  return (row) => {
    const paused: PausedWork[] = [];
    const going = new Set<string>();
    const its = open.get(row) ?? {};
    const waiting = new Set(Object.values(its).flatMap(({ workId, waits }) => (waits ? [workId] : [])));
    for (const { programme, playbookAt } of bound) {
      const piece = its[programme.name];
      if (!piece?.standsInTheWay || known.rests(piece.workId)) continue;
      const { workId, waits } = piece;
      // Of what waits, only what goes tonight can be in the way.
      others = contactsAt(row, (one) => one.workId !== workId && (!waiting.has(one.workId) || going.has(one.workId)));
      const playbook = playbookAt(row);
      const channel = known.askedAt(row).find((one) => one.workId === workId)?.channel ?? playbook.channel;
      const asked = {
        row,
        customerId: ids.at(row) as string,
        programme,
        playbook: { ...playbook, channel },
        notes: [],
      };
      const verdict = firstVerdict(waits ? ifItWaits : always, asked);
      if (!verdict) {
        if (waits) going.add(workId);
        continue;
      }
      const until = knowsItsEnd.has(verdict.step) ? verdict.until : addDays(night.today, 1);
      paused.push({ workId, ...verdict, until });
    }
    return paused;
  };
};
