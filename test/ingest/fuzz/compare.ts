import { isDeepStrictEqual } from 'node:util';
import type { QuarantinedRow } from '../../../shared/contracts/receipt.ts';
import { BadDump } from '../../../shared/dump/bad-dump.ts';
import { factColumns } from '../../../shared/dump/compiled/fact-columns.ts';
import { readDump } from '../../../shared/dump/read-dump.ts';
import { idsOf } from '../ids-of.ts';
import type { FuzzFile } from './files.ts';
import { type Random, seededRandom } from './random.ts';

/** Shards in the comparison: few, so that a group has many rows whose order can go wrong. */
const shards = 4;

/** All that reading a file comes to. */
export type Reading = {
  /** Values by feed, month, shard and field, in their order. */
  facts: Map<string, unknown[]>;
  refused: QuarantinedRow[];
  warnings: string[];
  rows: number;
  /** Rows that zod read. */
  byZod: number;
  /** Why the file as a whole was refused. */
  problem: string | undefined;
};

async function* inPieces(bytes: Buffer, random: Random): AsyncGenerator<Uint8Array> {
  const most = random.pick([1, 7, 100, 4000, 100_000]);
  // A file in single bytes is read slowly: only its first ones come so.
  const fine = most < 100 ? 300 : bytes.length;
  for (let at = 0; at < bytes.length; ) {
    const next = at + 1 + random.below(at < fine ? most : 20_000);
    yield bytes.subarray(at, next);
    at = next;
  }
}

/** Reads a file one way; facts are taken out at random moments. */
export const readOneWay = async (
  { layout, head }: FuzzFile,
  rows: readonly Buffer[],
  thorough: boolean,
  random: Random,
): Promise<Reading> => {
  const facts = factColumns(shards);
  const reading: Reading = { facts: new Map(), refused: [], warnings: [], rows: 0, byZod: 0, problem: undefined };
  const drain = () => {
    for (const { feed, period, shard, columns } of facts.drain())
      for (const { name, values } of columns) {
        const place = `${feed}/${period}/${shard}/${name}`;
        const known = reading.facts.get(place) ?? [];
        for (const value of plainValues(values)) known.push(value);
        reading.facts.set(place, known);
      }
  };
  const warn = (warning: string) => reading.warnings.push(warning);
  const source = inPieces(Buffer.concat([head, ...rows]), random);
  try {
    for await (const read of readDump(source, { mapping: layout.mapping, key: layout.key, facts, warn, thorough })) {
      reading.rows += read.rows;
      reading.byZod += read.byZod;
      reading.refused.push(...read.refused);
      if (random.chance(0.05)) drain();
    }
  } catch (error) {
    if (!(error instanceof BadDump)) throw error;
    reading.problem = error.message;
  }
  drain();
  return reading;
};

type Values = ReturnType<ReturnType<typeof factColumns>['drain']>[number]['columns'][number]['values'];

const plainValues = (values: Values): Iterable<unknown> => {
  if ('codes' in values) return Array.from(values.codes, (code) => (code < 0 ? null : values.dictionary[code]));
  return 'plain' in values ? idsOf(values) : values;
};

/** Reads these rows both ways; `words` say what differs, undefined where nothing does. */
export const difference = async (file: FuzzFile, rows: readonly Buffer[], seed: number) => {
  const fast = await readOneWay(file, rows, false, seededRandom(seed));
  const thorough = await readOneWay(file, rows, true, seededRandom(seed + 1));
  return { words: differenceOf(fast, thorough), byZod: fast.byZod };
};

const differenceOf = (fast: Reading, thorough: Reading): string | undefined => {
  if (fast.problem !== thorough.problem) return `problem: ${fast.problem} / zod: ${thorough.problem}`;
  // What came before a fault of the whole file does not count, and pieces decide how much of it came.
  if (fast.problem !== undefined) return undefined;
  if (fast.rows !== thorough.rows) return `rows: ${fast.rows} / zod: ${thorough.rows}`;
  for (const [index, row] of thorough.refused.entries())
    if (!isDeepStrictEqual(row, fast.refused[index]))
      return `refused: ${JSON.stringify(fast.refused[index])} / zod: ${JSON.stringify(row)}`;
  if (fast.refused.length > thorough.refused.length) return 'refused: more rows than zod refuses';
  if (!isDeepStrictEqual(fast.warnings, thorough.warnings))
    return `warnings: ${fast.warnings} / zod: ${thorough.warnings}`;
  for (const place of new Set([...fast.facts.keys(), ...thorough.facts.keys()])) {
    const [ours, zods] = [fast.facts.get(place) ?? [], thorough.facts.get(place) ?? []];
    if (ours.length !== zods.length) return `${place}: ${ours.length} facts / zod: ${zods.length}`;
    const at = zods.findIndex((value, index) => !Object.is(value, ours[index]));
    // JSON has no -0, and a difference of it counts.
    const show = (value: unknown) => (Object.is(value, -0) ? '-0' : JSON.stringify(value));
    if (at !== -1) return `${place}, fact ${at}: ${show(ours[at])} / zod: ${show(zods[at])}`;
  }
  return undefined;
};

/** The fewest rows, by halving and leaving out, that still differ. */
export const fewestRows = async (file: FuzzFile, seed: number): Promise<Buffer[]> => {
  let rows = file.rows;
  for (let size = Math.ceil(rows.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < rows.length; ) {
      const without = [...rows.slice(0, at), ...rows.slice(at + size)];
      if (without.length > 0 && (await difference(file, without, seed)).words !== undefined) rows = without;
      else at += size;
    }
  }
  return rows;
};
