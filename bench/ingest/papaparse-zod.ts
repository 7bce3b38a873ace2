import { createReadStream } from 'node:fs';
import Papa from 'papaparse';
import type { Loader } from './loader.ts';
import { zodMap } from './zod-map.ts';

/** papaparse, with zod on each of its rows. */
export const load: Loader = (file) => {
  const { counts, add } = zodMap();
  return new Promise((resolve, reject) => {
    const options = { header: true, skipEmptyLines: true, error: reject, complete: () => resolve(counts) } as const;
    Papa.parse<Record<string, string>>(createReadStream(file), { ...options, step: ({ data }) => add(data) });
  });
};
