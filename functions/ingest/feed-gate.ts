import type { Ledger } from '../../shared/aws/ledger.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { storedJson } from '../../shared/aws/stored-json.ts';
import { feeds } from '../../shared/contracts/feeds/index.ts';
import { type DumpProfile, dumpProfile, type GatePolicy, profileKey } from '../../shared/contracts/gate.ts';
import type { DumpItem } from '../../shared/contracts/items/ledger.ts';
import type { RefusalReason } from '../../shared/contracts/receipt.ts';
import { addMonths } from '../../shared/domain/calendar.ts';
import { dumpsOfRun } from '../../shared/domain/facts/run-dumps.ts';
import { judge, type Reference } from '../../shared/domain/gate/gate.ts';
import { mergeProfiles } from '../../shared/domain/gate/gate-merge.ts';
import type { ReleaseGate } from './release-gate.ts';

/** What the gate needs. */
export type GatePorts = {
  /** The facts bucket. */
  facts: Pick<ObjectStore, 'get' | 'put'>;
  ledger: Pick<Ledger, 'dumpsOf'>;
  policy: GatePolicy;
};

/** Months that may lack a released dump before those further back are too old to say anything. */
const gapMonths = 3;

const stored = ({ facts }: GatePorts, key: string): Promise<DumpProfile | undefined> =>
  storedJson(facts, key, dumpProfile);

/** Profile of the whole dump; of one that was cut, those of its readings put together, and kept for the months to come. */
const profileOf = async (dump: DumpItem, ports: GatePorts): Promise<DumpProfile> => {
  if (!dump.readings) return (await stored(ports, profileKey(dump))) ?? mergeProfiles([]);
  const parts = await Promise.all(dump.readings.map((from) => stored(ports, profileKey(dump, from))));
  const whole = mergeProfiles(parts.filter((part) => part !== undefined));
  await ports.facts.put(profileKey(dump), JSON.stringify(whole), 'application/json');
  return whole;
};

/** The last released dumps of the same feed, source and part, newest first. */
const referencesOf = async (dump: DumpItem, ports: GatePorts): Promise<Reference[]> => {
  const { compareWith } = ports.policy;
  const found: Reference[] = [];
  for (let back = 1; back <= compareWith + gapMonths && found.length < compareWith; back++) {
    const dumps = dumpsOfRun(await ports.ledger.dumpsOf(addMonths(dump.period, -back)));
    const same = dumps.findLast(
      ({ feed, source, part }) => feed === dump.feed && source === dump.source && part === dump.part,
    );
    const profile = same && (await stored(ports, profileKey(same)));
    if (profile) found.push({ dumpId: same.dumpId, profile, held: same.held ?? [] });
  }
  return found;
};

/** Holds a dump against the last released ones; see docs/adr/009-the-feed-gate.md. */
export const feedGate =
  (ports: GatePorts): ReleaseGate =>
  async (dump, reasons) => {
    const key = dump.feed && feeds[dump.feed].key;
    const refusedIds = (of: readonly RefusalReason[]): number =>
      of.filter(({ column }) => column === key).reduce((sum, { rows }) => sum + rows, 0);
    const candidate = {
      profile: await profileOf(dump, ports),
      rows: dump.rows,
      refused: dump.refused,
      refusedIds: refusedIds(reasons),
    };
    const { status, problem, held } = judge(candidate, await referencesOf(dump, ports), ports.policy);
    return { status, problem, ...(held.length > 0 && { held }) };
  };
