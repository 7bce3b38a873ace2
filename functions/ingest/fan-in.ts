import type { ChunkItem } from '../../shared/contracts/items/chunk.ts';
import { chunkCount, chunkFrom, type DumpCut } from '../../shared/contracts/messages/chunk-requested.ts';
import type { RefusalReason } from '../../shared/contracts/receipt.ts';
import { mergeReasons } from '../../shared/dump/refusal-tally.ts';
import type { Reading } from './read-rows.ts';

/** A reading that counts, and the lines of the file before it. */
export type PlacedChunk = ChunkItem & { linesBefore: number };

/** The readings of a dump put together: all that count, or those that are missing yet. */
export type Chain =
  | { state: 'whole'; readings: PlacedChunk[] }
  /** What to ask for: each chunk from the byte where its first row begins. */
  | { state: 'broken'; missing: { chunk: number; start: number }[] };

const keyOf = (chunk: number, start: number): string => `${chunk}@${start}`;

/**
 * Puts the readings of a dump together. The first chunk begins where a row does; each reading that begins where a row
 * does ends where a row does; so one that begins where the reading before it ended counts, and no other. Where there is
 * none, the chunk began within a quoted cell: it is to be read again from the right byte. A chunk that the row before
 * it swallowed has nothing to read.
 *
 * @param items every reading there is, right and wrong ones, in any order; at least one of each chunk
 */
export const chainOf = (cut: DumpCut, items: readonly ChunkItem[]): Chain => {
  const byStart = new Map(items.map((item) => [keyOf(item.chunk, item.start), item]));
  const anyOf = new Map(items.map((item) => [item.chunk, item]));
  const readings: PlacedChunk[] = [];
  const missing: { chunk: number; start: number }[] = [];
  let at = cut.from;
  let linesBefore = cut.linesBefore;
  for (let chunk = 0; chunk < chunkCount(cut); chunk++) {
    if (at >= chunkFrom(cut, chunk + 1)) continue;
    const reading = byStart.get(keyOf(chunk, at));
    if (reading) {
      readings.push({ ...reading, linesBefore });
      linesBefore += reading.lines;
      // What follows bytes that cannot be read does not matter.
      if (reading.problem !== null) break;
    } else missing.push({ chunk, start: at });
    // A reading that began amid a row mostly ends right all the same, so that all gaps are found at once.
    at = Math.max(chunkFrom(cut, chunk + 1), (reading ?? anyOf.get(chunk))?.end ?? 0);
  }
  return missing.length > 0 ? { state: 'broken', missing } : { state: 'whole', readings };
};

/** A problem's words with the line counted in the whole file. */
const inFile = (problem: string, linesBefore: number): string =>
  problem.replace(/\bline (\d+)/, (_, line: string) => `line ${Number(line) + linesBefore}`);

const sum = (readings: readonly PlacedChunk[], of: 'rows' | 'accepted' | 'refused'): number =>
  readings.reduce((total, reading) => total + reading[of], 0);

/** What the dump comes to, from all its readings; the quarantine file is put together elsewhere. */
export const sumReadings = (readings: readonly PlacedChunk[]): Omit<Reading, 'quarantineKey'> => {
  const warnings = readings[0]?.warnings ?? [];
  const bad = readings.find(({ problem }) => problem !== null);
  if (bad?.problem)
    return {
      problem: inFile(bad.problem, bad.linesBefore),
      ...{ rows: 0, accepted: 0, refused: 0, facts: {}, warnings, reasons: [] },
    };
  const facts = new Map<string, number>();
  for (const [name, count] of readings.flatMap((reading) => Object.entries(reading.facts)))
    facts.set(name, (facts.get(name) ?? 0) + count);
  const reasons = readings.flatMap(({ reasons, linesBefore }) =>
    reasons
      .map((reason): RefusalReason => ({ ...reason, firstLine: reason.firstLine + linesBefore }))
      .sort((left, right) => left.firstLine - right.firstLine),
  );
  return {
    problem: null,
    ...{ rows: sum(readings, 'rows'), accepted: sum(readings, 'accepted'), refused: sum(readings, 'refused') },
    facts: Object.fromEntries([...facts].sort(([a], [b]) => (a < b ? -1 : 1))),
    warnings,
    reasons: mergeReasons(reasons),
  };
};
