import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { measuredFile, prices } from '../../shared/contracts/cost-data.ts';

const quota = z.strictObject({
  /** What is limited, for a person. */
  label: z.string(),
  /** The limit of a new account. */
  value: z.number().positive(),
  /** Its unit. */
  unit: z.string(),
  /** Whether AWS raises it on request. */
  adjustable: z.boolean(),
  /** Where it is published. */
  source: z.url(),
});
const quotaNames = [
  ...['lambdaConcurrency', 'eventSourceConcurrency', 'tableWrites', 'newTableWrites', 'itemWrites', 'itemKb'],
  ...['prefixReads', 'prefixWrites', 'queueInFlight', 'functionMinutes'],
] as const;
const quotasFile = z.strictObject({
  /** Day on which they were looked up. */
  asOf: z.iso.date(),
  quotas: z.record(z.enum(quotaNames), quota),
});

const read = async <S extends z.ZodType>(file: string, schema: S): Promise<z.infer<S>> =>
  schema.parse(JSON.parse(await readFile(new URL(file, import.meta.url), 'utf8')));

/** AWS's list prices. */
export const readPrices = () => read('../../shared/domain/cost/prices.json', prices);
/** AWS's published quotas. */
export const readQuotas = () => read('quotas.json', quotasFile);
/** tierline's own measurements. */
export const readMeasured = () => read('../../shared/domain/cost/measured.json', measuredFile);
