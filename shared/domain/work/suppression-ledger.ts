import type { Candidate } from './candidate.ts';

/**
 * The suppression ledger of a run: counts by slice and fate. A slice is `region|programme|playbook`, with `-` for no region;
 * behind it stand `candidates`, `queued`, `heldOut`, `deferred`, and `suppressed:<reason>`.
 */
export type SuppressionLedger = Record<string, number>;

const part = (text: string): string => text.replaceAll('|', '/');

const addTo = (ledger: SuppressionLedger, name: string, count = 1): void => {
  ledger[name] = (ledger[name] ?? 0) + count;
};

const sliceOf = (region: string | null, { programme, playbook }: Pick<Candidate, 'programme' | 'playbook'>): string =>
  `${part(region ?? '-')}|${programme}|${playbook}`;

/** Counts a queued candidate as deferred instead, in place. */
export const deferQueued = (
  ledger: SuppressionLedger,
  candidate: Pick<Candidate, 'programme' | 'playbook'> & { region: string | null },
): void => {
  const slice = sliceOf(candidate.region, candidate);
  addTo(ledger, `${slice}|queued`, -1);
  addTo(ledger, `${slice}|deferred`);
};

/** Counts a candidate, in place. */
export const addCandidate = (ledger: SuppressionLedger, candidate: Candidate, region: string | null): void => {
  const slice = sliceOf(region, candidate);
  addTo(ledger, `${slice}|candidates`);
  addTo(ledger, `${slice}|${candidate.became}${candidate.became === 'suppressed' ? `:${candidate.reason}` : ''}`);
};

/** One slice of a ledger: what became of its candidates. */
export type LedgerSlice = {
  region: string;
  programme: string;
  playbook: string;
  candidates: number;
  queued: number;
  heldOut: number;
  deferred: number;
  /** By reason. */
  suppressed: Record<string, number>;
};

/** The slices of a ledger, in the order of its names. */
export const slicesOf = (ledger: SuppressionLedger): LedgerSlice[] => {
  const slices = new Map<string, LedgerSlice>();
  for (const [name, count] of Object.entries(ledger)) {
    const [region = '', programme = '', playbook = '', fate = ''] = name.split('|');
    const key = `${region}|${programme}|${playbook}`;
    const slice = slices.get(key) ?? {
      ...{ region, programme, playbook, suppressed: {} },
      ...{ candidates: 0, queued: 0, heldOut: 0, deferred: 0 },
    };
    slices.set(key, slice);
    if (fate.startsWith('suppressed:')) slice.suppressed[fate.slice('suppressed:'.length)] = count;
    else if (fate === 'candidates' || fate === 'queued' || fate === 'heldOut' || fate === 'deferred')
      slice[fate] = count;
  }
  return [...slices.values()];
};

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

/** Slices whose candidates are not queued + suppressed + held out + deferred. */
export const unbalancedSlices = (ledger: SuppressionLedger): LedgerSlice[] =>
  slicesOf(ledger).filter(
    ({ candidates, queued, heldOut, deferred, suppressed }) =>
      candidates !== queued + heldOut + deferred + sum(suppressed),
  );
