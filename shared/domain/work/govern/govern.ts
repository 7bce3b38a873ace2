import { type RuleColumns, wordAt } from '../../decide/shard-table.ts';
import type { Night } from '../../night.ts';
import type { CompiledPolicy } from '../../policy/compile-policy.ts';
import type { Candidate } from '../candidate.ts';
import { type OpenWork, workIdOf } from '../open-work.ts';
import type { Asked, GovernStepTest } from './asked.ts';
import { contactCap } from './contact-cap.ts';
import { zoneOf } from './contact-hours.ts';
import { type Contact, contactsOf } from './contacts.ts';
import { coolDown } from './cool-down.ts';
import { eligible } from './eligible.ts';
import { heldOut } from './hold-out.ts';
import type { KnownContacts } from './known-contacts.ts';
import { merge, type TonightOf } from './merge.ts';
import { operationalHold } from './operational-hold.ts';

/** The steps in their order; the first that says why not ends a candidate's way. Capacity follows at assignment. */
const stepsOf = (
  compiled: CompiledPolicy,
  columns: RuleColumns,
  known: KnownContacts,
  open: ReadonlyMap<number, OpenWork>,
  tonight: TonightOf,
  contactsAt: (row: number) => readonly Contact[],
  night: Night,
): readonly GovernStepTest[] => {
  const { contact } = compiled;
  return [
    eligible(compiled, columns, open, night),
    ...(contact ? [operationalHold(contact, columns, known.notices, night)] : []),
    merge(compiled, open, tonight, night),
    ...(contact ? [contactCap(contact, contactsAt, night), coolDown(contact, columns, known.reportedAt, night)] : []),
    heldOut,
  ];
};

/** What tonight has asked for about one customer so far. */
type Tonight = Extract<Candidate, { became: 'queued' }> & { notes: Asked['notes'] };

const nobody: readonly Candidate[] = [];

/**
 * Every programme that would have a customer contacted, and what becomes of it: asked by row.
 *
 * @param columns what was decided of the shard
 * @param known what is known of earlier contacts, and of what is in the way
 * @param open work of earlier nights, by row
 */
export const governIn = (
  compiled: CompiledPolicy,
  columns: RuleColumns,
  ids: readonly string[],
  known: KnownContacts,
  open: ReadonlyMap<number, OpenWork>,
  night: Night,
): ((row: number) => readonly Candidate[]) => {
  const bound = compiled.programmes.map((programme) => ({
    programme,
    isCandidate: programme.isCandidate(columns),
    playbooks: programme.playbooks.map((playbook) => ({ playbook, isMeant: playbook.isMeant?.(columns) })),
  }));
  const regions = columns.texts.get('region');
  let tonight: Tonight | undefined;
  const contactsAt = (row: number): readonly Contact[] => {
    const { contact } = compiled;
    if (!contact) return [];
    const zone = zoneOf(contact.rules, regions ? wordAt(regions, row) : null, night.timeZone);
    return contactsOf(known.askedAt(row), known.reportedAt(row), contact.rules, zone);
  };
  const steps = stepsOf(compiled, columns, known, open, () => tonight, contactsAt, night);
  return (row) => {
    let found: Candidate[] | undefined;
    for (const { programme, isCandidate, playbooks } of bound) {
      if (!isCandidate(row)) continue;
      if (!found) {
        found = [];
        tonight = undefined;
      }
      const customerId = ids[row] as string;
      // The last playbook takes the rest: the contract holds it to.
      const meant = playbooks.find(({ isMeant }) => isMeant?.(row) !== false);
      const { playbook } = meant ?? (playbooks.at(-1) as (typeof playbooks)[number]);
      const asked: Asked = { row, customerId, programme, playbook, notes: [] };
      const who = { programme: programme.name, playbook: playbook.name };
      const verdict = firstVerdict(steps, asked);
      if (verdict) found.push({ ...who, became: verdict.step === 'hold-out' ? 'heldOut' : 'suppressed', ...verdict });
      else {
        const workId = workIdOf(customerId, programme.name, programme.rules, night);
        tonight = { ...who, became: 'queued', workId, notes: asked.notes };
        found.push(tonight);
      }
    }
    return found ?? nobody;
  };
};

const firstVerdict = (steps: readonly GovernStepTest[], asked: Asked): ReturnType<GovernStepTest> => {
  for (const step of steps) {
    const verdict = step(asked);
    if (verdict) return verdict;
  }
  return null;
};
