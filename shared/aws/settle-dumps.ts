import type { DumpItem } from '../contracts/items/ledger.ts';
import { type DumpLinks, dumpLinks } from '../domain/facts/run-dumps.ts';
import type { Ledger } from './ledger.ts';

const isSame = (dump: DumpItem, { supersedes, supersededBy }: DumpLinks): boolean =>
  dump.supersededBy === supersededBy && JSON.stringify(dump.supersedes ?? []) === JSON.stringify(supersedes);

/**
 * Puts right which dumps of a month replace which, after one of them was released or retracted: of two that are released
 * at the same moment, the later one sees both. Told again it writes nothing more.
 *
 * @param period month of the dumps' keys
 * @returns the links of every dump of that month, by id
 */
export const settleDumps = async (
  ledger: Pick<Ledger, 'dumpsOf' | 'linkDump'>,
  period: string,
): Promise<Map<string, DumpLinks>> => {
  const dumps = await ledger.dumpsOf(period);
  const links = dumpLinks(dumps);
  for (const dump of dumps) {
    const right = links.get(dump.dumpId);
    if (right && !isSame(dump, right)) await ledger.linkDump(dump, right);
  }
  return links;
};
