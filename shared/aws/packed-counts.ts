import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod';
import type { RunCounts } from '../contracts/items/ledger.ts';

/** What is counted region by region, and what parts the two halves of its names: `north|churn-risk|call|queued`, `high@north`. */
const byRegion = [
  ['ledger', '|'],
  ['valueAtRisk', '@'],
] as const;

/** Second halves of names once, and with each first half its counts in their order: null where there is none. */
const packed = z.object({
  names: z.array(z.string()),
  rows: z.array(z.tuple([z.string(), z.array(z.number().nullable())])),
});

const pack = (counts: Readonly<Record<string, number>>, separator: string): Uint8Array => {
  const places = new Map<string, number>();
  const rows = new Map<string, (number | null)[]>();
  for (const name of Object.keys(counts).sort()) {
    const middle = name.indexOf(separator);
    const [first, second] = [name.slice(0, middle), name.slice(middle + 1)];
    const place = places.get(second) ?? places.size;
    places.set(second, place);
    const row = rows.get(first) ?? [];
    rows.set(first, row);
    while (row.length < place) row.push(null);
    row[place] = counts[name] as number;
  }
  return deflateRawSync(JSON.stringify({ names: [...places.keys()], rows: [...rows] }));
};

const unpack = (bytes: Uint8Array, separator: string): Record<string, number> => {
  const { names, rows } = packed.parse(JSON.parse(new TextDecoder().decode(inflateRawSync(bytes))));
  const counts: Record<string, number> = {};
  for (const [first, row] of rows)
    for (const [place, count] of row.entries()) if (count !== null) counts[first + separator + names[place]] = count;
  return counts;
};

/**
 * Counts as a row of DynamoDB holds them. A row holds 400 KB, and an operator may have a region for each of two thousand
 * counties: with six playbooks their ledger is 5 MB of names and numbers, and a tenth of a megabyte packed.
 */
export const packedCounts = (counts: RunCounts): Record<string, unknown> => {
  const row: Record<string, unknown> = { ...counts };
  for (const [name, separator] of byRegion) if (counts[name]) row[name] = pack(counts[name], separator);
  return row;
};

/** A row as it was before its counts were packed. Those of older editions, and rows without counts, are as they should be. */
export const unpackedRow = (row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  if (typeof row.counts !== 'object' || row.counts === null) return row;
  const counts: Record<string, unknown> = { ...row.counts };
  for (const [name, separator] of byRegion)
    if (counts[name] instanceof Uint8Array) counts[name] = unpack(counts[name], separator);
  return { ...row, counts };
};
