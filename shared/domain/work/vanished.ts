import type { WithdrawnWork } from '../../contracts/withdrawal.ts';
import { columnName, type DecisionTable } from '../decide/decision-table.ts';
import { type Coded, type RuleColumns, wordAt } from '../decide/shard-table.ts';
import { wordList } from '../decide/word-list.ts';
import type { CompiledPolicy } from '../policy/compile-policy.ts';
import type { KnownContacts } from './govern/known-contacts.ts';
import type { OpenWork } from './open-work.ts';
import { eventOf } from './outcomes.ts';
import type { Queued } from './work.ts';

/** A piece of work whose reason has vanished. */
export type Vanished = { row: number; programme: string } & WithdrawnWork;

/**
 * Work of earlier nights whose reason has vanished: tonight's decision no longer makes the customer a candidate of a
 * programme that says `withdraw` (a bill was corrected, use has recovered), or it has lapsed (`EarlierWork.lapsed`). Work that has
 * ended, or that an agent has begun as far as results tell, goes on; whoever gives out the work looks again.
 */
export const vanishedWork = (
  { programmes }: CompiledPolicy,
  columns: RuleColumns,
  open: ReadonlyMap<number, OpenWork>,
  known: KnownContacts,
  isDecided: Uint8Array,
): Vanished[] => {
  const bound = programmes.map(({ name, rules, isCandidate }) => ({
    name,
    isWanted: rules.withdraw ? isCandidate(columns) : () => true,
  }));
  const isBegun = (row: number, workId: string): boolean =>
    known.reportedAt(row).some((one) => one.workId === workId && eventOf[one.result] !== 'acknowledge');
  return [...open].flatMap(([row, its]) =>
    bound.flatMap(({ name, isWanted }): Vanished[] => {
      const work = its[name];
      if (isDecided[row] === 0 || !work?.standsInTheWay || isBegun(row, work.workId)) return [];
      const why = work.lapsed ?? (isWanted(row) ? null : 'vanished');
      return why === null ? [] : [{ row, programme: name, workId: work.workId, why }];
    }),
  );
};

/** Open work and contacts without what is withdrawn: it stands in nobody's way, and nobody was contacted. */
export const withoutVanished = (
  open: ReadonlyMap<number, OpenWork>,
  known: KnownContacts,
  vanished: readonly Vanished[],
): { open: ReadonlyMap<number, OpenWork>; known: KnownContacts } => {
  if (vanished.length === 0) return { open, known };
  const stillOpen = new Map(open);
  const asked = new Map(known.asked);
  for (const { row, programme, workId } of vanished) {
    const { [programme]: _, ...others } = stillOpen.get(row) ?? {};
    stillOpen.set(row, others);
    asked.set(
      row,
      (asked.get(row) ?? []).filter((contact) => contact.workId !== workId),
    );
  }
  return { open: stillOpen, known: { ...known, asked, askedAt: (row) => asked.get(row) ?? [] } };
};

/** Work that a programme withdrew and has not asked for since: the same work may be asked for again. */
export const withdrawnBefore = (before: DecisionTable | null, programme: string, row: number): string | null => {
  const column = before?.words.get(columnName('withdrawn', programme));
  return column ? wordAt(column, row) : null;
};

/** Columns `withdrawn_<programme>` of tonight: what was withdrawn, until the programme asks for the customer again. */
export const withdrawnColumns = (
  { programmes }: CompiledPolicy,
  before: DecisionTable | null,
  vanished: readonly Vanished[],
  work: readonly Queued[],
  rows: number,
): Map<string, Coded> => {
  const columns = new Map<string, Coded>();
  for (const { name, rules } of programmes) {
    const isNew = vanished.some(({ programme }) => programme === name);
    const earlier = before?.words.get(columnName('withdrawn', name));
    if (!rules.withdraw && !isNew && !earlier) continue;
    const list = wordList(earlier?.values);
    const codes = earlier?.codes.slice() ?? new Int32Array(rows).fill(-1);
    for (const { row, programme } of work) if (programme === name) codes[row] = -1;
    for (const { row, programme, workId } of vanished) if (programme === name) codes[row] = list.codeOf(workId);
    columns.set(columnName('withdrawn', name), { codes, values: list.words });
  }
  return columns;
};
