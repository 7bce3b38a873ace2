import { type Feed, type FeedName, feeds } from '../../contracts/feeds/index.ts';
import { allSlice, type ColumnProfile, type DumpProfile, type SliceProfile } from '../../contracts/gate.ts';
import { idHash } from '../shard.ts';
import { binSlots, blankBin, countValues } from './gate-bins.ts';
import { type FeedProfile, mergeFeeds, mostSlices } from './gate-merge.ts';
import { type ProfiledValues, type Regions, regionsOf, renumbered } from './gate-regions.ts';
import { addHashes, type IdSketch, idSketch } from './gate-sketch.ts';

/** Facts of one feed as columns of one length. */
export type ProfiledBatch = {
  feed: FeedName;
  rows: number;
  columns: readonly { name: string; values: ProfiledValues }[];
};

/** Columns of a feed whose numbers are judged; the key and the month are not looked at, regions only for slices. */
const columnsOf = ({ fields, key }: Feed) =>
  fields
    .filter(({ name }) => name !== key && name !== 'period' && name !== 'region')
    .map(({ name, kind }) => ({ name, isNumeric: kind === 'number' || kind === 'integer' }));

const textAt = (values: ProfiledValues | undefined, row: number): string | null => {
  if (values === undefined || values instanceof Float64Array || 'hashes' in values) return null;
  if ('codes' in values) return values.dictionary[values.codes[row] as number] ?? null;
  return values[row] ?? null;
};

/** What is counted of one feed. */
type Counting = {
  columns: ReturnType<typeof columnsOf>;
  /** Slices by name, in the order in which they came. */
  slices: Map<string, number>;
  rows: number[];
  sketches: IdSketch[];
  /** By column: histograms slice by slice, or the number of blanks. */
  counts: Uint32Array[];
  /** What was counted before there were too many regions to tell apart; from then on there is one slice. */
  before: FeedProfile | undefined;
};

const startCounting = (feed: Feed): Counting => {
  const columns = columnsOf(feed);
  const counts = columns.map(({ isNumeric }) => new Uint32Array(isNumeric ? binSlots : 1));
  return { columns, slices: new Map(), rows: [], sketches: [], counts, before: undefined };
};

/** Number of a slice; all are one where there are too many. */
const sliceOf = (counting: Counting, name: string): number => {
  const known = counting.slices.get(name);
  if (known !== undefined) return known;
  const slice = counting.slices.size;
  counting.slices.set(name, slice);
  counting.rows.push(0);
  counting.sketches.push(idSketch());
  for (const [index, { isNumeric }] of counting.columns.entries()) {
    const used = (slice + 1) * (isNumeric ? binSlots : 1);
    const counts = counting.counts[index] as Uint32Array;
    if (used <= counts.length) continue;
    const larger = new Uint32Array(used * 2);
    larger.set(counts);
    counting.counts[index] = larger;
  }
  return slice;
};

/** By row the number of its slice, or one number where all rows have the same. */
const slicesOf = (counting: Counting, regions: Regions): Int32Array | number => {
  const slices = Int32Array.from(regions.names, (name) => sliceOf(counting, name));
  const { rows } = regions;
  return typeof rows === 'number' ? (slices[rows] as number) : renumbered(rows, slices, 0);
};

const isCrowded = ({ slices }: Counting, { names }: Regions): boolean =>
  slices.size + names.length > mostSlices && new Set([...slices.keys(), ...names]).size > mostSlices;

const countSlices = (slices: Int32Array, counts: number[]): void => {
  for (let row = 0; row < slices.length; row++) {
    const slice = slices[row] as number;
    counts[slice] = (counts[slice] as number) + 1;
  }
};

const countRows = ({ rows: counts }: Counting, slices: Int32Array | number, rows: number): void => {
  if (typeof slices === 'number') counts[slices] = (counts[slices] as number) + rows;
  else countSlices(slices, counts);
};

const addIds = ({ sketches }: Counting, values: ProfiledValues, slices: Int32Array | number, rows: number): void => {
  const hashes =
    !(values instanceof Float64Array) && 'hashes' in values
      ? values.hashes
      : Int32Array.from({ length: rows }, (_, row) => idHash(textAt(values, row) ?? ''));
  if (typeof slices === 'number') addHashes(sketches, hashes, undefined, slices);
  else addHashes(sketches, hashes, slices, 0);
};

const isBlank = (values: ProfiledValues, row: number): boolean =>
  values instanceof Float64Array ? Number.isNaN(values[row]) : textAt(values, row) === null;

const addBlanks = (values: ProfiledValues, into: Uint32Array, slices: Int32Array | number, rows: number): void => {
  if (!(values instanceof Float64Array) && 'codes' in values) {
    for (let row = 0; row < rows; row++)
      if ((values.codes[row] as number) < 0) {
        const slice = typeof slices === 'number' ? slices : (slices[row] as number);
        into[slice] = (into[slice] as number) + 1;
      }
    return;
  }
  for (let row = 0; row < rows; row++)
    if (isBlank(values, row)) {
      const slice = typeof slices === 'number' ? slices : (slices[row] as number);
      into[slice] = (into[slice] as number) + 1;
    }
};

const startsOf = (slices: Int32Array): Int32Array => {
  const starts = new Int32Array(slices.length);
  for (let row = 0; row < slices.length; row++) starts[row] = (slices[row] as number) * binSlots;
  return starts;
};

const columnProfile = (counts: Uint32Array, isNumeric: boolean, slice: number): ColumnProfile => {
  if (!isNumeric) return { blank: counts[slice] as number };
  const own = counts.subarray(slice * binSlots, (slice + 1) * binSlots);
  const bins: number[] = [];
  for (let bin = 0; bin < blankBin; bin++) if (own[bin]) bins.push(bin, own[bin] as number);
  return { blank: own[blankBin] as number, bins };
};

/** Makes the profile of a dump, or of a part of one, while its facts are written. */
export const profiler = () => {
  const countings = new Map<FeedName, Counting>();
  return {
    /** Takes facts in. */
    add(batch: ProfiledBatch): void {
      const { feed: name, rows } = batch;
      if (rows === 0) return;
      const feed = feeds[name];
      let counting = countings.get(name) ?? startCounting(feed);
      const regions = regionsOf(batch.columns);
      if (!counting.before && isCrowded(counting, regions))
        counting = { ...startCounting(feed), before: { ...profileOf(counting), crowded: true } };
      countings.set(name, counting);
      const slices = counting.before ? sliceOf(counting, allSlice) : slicesOf(counting, regions);
      const values = new Map(batch.columns.map((column) => [column.name, column.values]));
      countRows(counting, slices, rows);
      addIds(counting, values.get(feed.key) ?? [], slices, rows);
      const starts = typeof slices === 'number' ? slices * binSlots : startsOf(slices);
      for (const [index, { name: column, isNumeric }] of counting.columns.entries()) {
        const given = values.get(column) ?? noValues(isNumeric, rows);
        const into = counting.counts[index] as Uint32Array;
        if (isNumeric && given instanceof Float64Array) countValues(given, into, starts);
        else addBlanks(given, into, slices, rows);
      }
    },
    /** What was counted so far. */
    profile: (): DumpProfile => ({
      version: 1,
      feeds: Object.fromEntries([...countings].map(([feed, counting]) => [feed, profileOf(counting)])),
    }),
  };
};
const noValues = (isNumeric: boolean, rows: number): ProfiledValues =>
  isNumeric ? new Float64Array(rows).fill(Number.NaN) : Array.from({ length: rows }, () => null);

const profileOf = ({ columns, slices, rows, sketches, counts, before }: Counting): FeedProfile => {
  const counted = {
    crowded: false,
    slices: Object.fromEntries(
      [...slices]
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([name, slice]): [string, SliceProfile] => [
          name,
          {
            rows: rows[slice] as number,
            ids: (sketches[slice] as IdSketch).hashes(),
            columns: Object.fromEntries(
              columns.map(({ name: column, isNumeric }, index) => [
                column,
                columnProfile(counts[index] as Uint32Array, isNumeric, slice),
              ]),
            ),
          },
        ]),
    ),
  };
  return before ? mergeFeeds(before, counted) : counted;
};
