import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import type { Loader } from './loader.ts';
import { zodMap } from './zod-map.ts';

/** csv-parse, with zod on each of its rows. */
export const load: Loader = async (file) => {
  const { counts, add } = zodMap();
  for await (const row of createReadStream(file).pipe(parse({ columns: true }))) add(row as Record<string, string>);
  return counts;
};
