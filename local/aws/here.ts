import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** The operator's key: may do everything. */
export const operatorKey = { accessKeyId: 'LOCALOPERATOR', secretAccessKey: 'local' } as const;

const here = z.object({
  /** Cloud assembly that the data was made with. */
  assembly: z.string(),
  /** Where the last process that opened the folder listens, or listened. */
  endpoint: z.string(),
  region: z.string(),
  /** Physical names by output. */
  outputs: z.record(z.string(), z.string()),
});
/** What a data folder says of itself, to whoever opens it later or while it is in use. */
export type Here = z.infer<typeof here>;

const file = (dataDir: string): string => join(dataDir, 'here.json');

/** Writes it; whoever has the folder open does. */
export const writeHere = (dataDir: string, content: Here): void =>
  writeFileSync(file(dataDir), JSON.stringify(content));

/** Reads it; undefined where the folder holds no embedded AWS. */
export const readHere = (dataDir: string): Here | undefined => {
  try {
    return here.parse(JSON.parse(readFileSync(file(dataDir), 'utf8')));
  } catch {
    return undefined;
  }
};
