import * as z from 'zod';
import { didYouMean } from '../../shared/contracts/did-you-mean.ts';
import { type FeedName, feedNames } from '../../shared/contracts/feeds/index.ts';
import { calendarMonth, identifier } from '../../shared/contracts/field.ts';
import { problems } from '../../shared/contracts/problems.ts';
import { UsageError } from '../arguments.ts';

const isFeed = (name: string): name is FeedName => (feedNames as readonly string[]).includes(name);

/** One delivered file of `dumps.json`. */
const entry = z.strictObject({
  /** Path of the file, from the folder of `dumps.json`. */
  file: z.string().min(1),
  /** Feed that the object key names; where a mapping fills several, any of them. */
  feed: z.string().transform((name, context): FeedName => {
    if (isFeed(name)) return name;
    context.issues.push({ code: 'custom', input: name, message: `no feed "${name}"${didYouMean(name, feedNames)}` });
    return z.NEVER;
  }),
  /** Month of the file, `YYYY-MM`; the last one where it holds several. */
  period: calendarMonth(),
  /** The system it comes from. */
  source: identifier(),
  /** Which part of the month's delivery it is, where that is in several files: without, the newest file counts alone. */
  part: identifier().optional(),
  /** Name of a mapping in `policies/mappings/`, or a JSON file in the folder; the contract's own columns without. */
  mapping: z.string().min(1).optional(),
});
/** One delivered file. */
export type DumpEntry = z.infer<typeof entry>;

const entries = z.array(entry).min(1, { error: 'names no dump' });
const document = z.strictObject({ dumps: entries });

/**
 * Reads the text of a `dumps.json`: `{ "dumps": [...] }`, or the list alone.
 *
 * @throws UsageError with one line a problem
 */
export const parseDumpsFile = (text: string, path: string): DumpEntry[] => {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const read = document.safeParse(Array.isArray(given) ? { dumps: given } : given);
  if (!read.success)
    throw new UsageError(
      `${path} is not valid:\n${problems(read.error)
        .map((line) => `  ${line}`)
        .join('\n')}`,
    );
  return read.data.dumps;
};
