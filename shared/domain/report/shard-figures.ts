import type { PromiseEntry } from '../../contracts/promise-entry.ts';
import type { FigureCell, PromiseTally, ShardFigures } from '../../contracts/shard-figures.ts';
import { valueAtRisk } from '../churn/lifetime-value.ts';
import { outlookNames } from '../decide/decide-outlook.ts';
import { ungraded } from '../decide/run-counts.ts';
import { type Coded, wordAt } from '../decide/shard-table.ts';
import { noDesk } from '../promises/attainment.ts';

/** Columns that customers are counted by. */
export type FigureColumns = {
  tier: Coded;
  band: Coded;
  region: Coded;
  segment: Coded;
  /** What each pays a month, in the policy's currency; NaN where not known. */
  charge: Float64Array | undefined;
  /** Numbers of the decisions, by name: the outlook's are there where the policy asks. */
  numbers: ReadonlyMap<string, Float64Array>;
};

const inHundredths = (value: number): number => (Number.isNaN(value) ? 0 : Math.round(value * 100));

/** Names of a cell and of a tally, which tell its place. */
const cellName = ({ tier, band, region, segment }: Omit<FigureCell, 'customers' | 'charge' | 'atRisk'>): string =>
  JSON.stringify([tier, band, region, segment]);
const tallyName = ({ promise, tier, desk }: Pick<PromiseTally, 'promise' | 'tier' | 'desk'>): string =>
  JSON.stringify([promise, tier, desk]);

const inOrder = <T>(found: ReadonlyMap<string, T>): T[] =>
  [...found].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, one]) => one);

/** Customers decided, by tier, band, region and segment. */
export const countCells = (columns: FigureColumns, isDecided: Uint8Array): FigureCell[] => {
  const { tier, band, region, segment, charge, numbers } = columns;
  const probability = numbers.get(outlookNames.probability);
  const lifetime = numbers.get(outlookNames.lifetimeValue);
  const places = new Float64Array(isDecided.length);
  for (const { codes, values } of [tier, band, region, segment]) addDigit(places, codes, values.length + 1);
  const { cells, firstRows } = cellsOf(places, isDecided);
  const sums = () => new Float64Array(firstRows.length);
  const [customers, charges, atRisks] = [sums(), sums(), sums()];
  countIn(customers, cells);
  if (charge) addHundredths(charges, cells, charge);
  if (probability && lifetime) addHundredths(atRisks, cells, valuesAtRisk(lifetime, probability));
  // Two codes may stand for one word.
  return sumCells(
    firstRows.map((row, cell) => ({
      ...{ tier: wordAt(tier, row) ?? ungraded, band: wordAt(band, row) ?? ungraded },
      ...{ region: wordAt(region, row), segment: wordAt(segment, row) },
      ...{ customers: customers[cell] as number, charge: charges[cell] as number, atRisk: atRisks[cell] as number },
    })),
  );
};

/** One more column that places are told apart by; a missing word, -1, is one, too. */
const addDigit = (places: Float64Array, codes: Int32Array, base: number): void => {
  for (let row = 0; row < places.length; row++)
    places[row] = (places[row] as number) * base + (codes[row] as number) + 1;
};

/** Numbers places in the order in which they are met: the cell of each row, -1 of those not decided; and a row of each. */
const cellsOf = (places: Float64Array, isDecided: Uint8Array): { cells: Int32Array; firstRows: number[] } => {
  const cells = new Int32Array(places.length).fill(-1);
  const byPlace = new Map<number, number>();
  const firstRows: number[] = [];
  for (let row = 0; row < places.length; row++) {
    if (isDecided[row] === 0) continue;
    const place = places[row] as number;
    let cell = byPlace.get(place);
    if (cell === undefined) {
      cell = firstRows.push(row) - 1;
      byPlace.set(place, cell);
    }
    cells[row] = cell;
  }
  return { cells, firstRows };
};

const countIn = (counts: Float64Array, cells: Int32Array): void => {
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row] as number;
    if (cell >= 0) counts[cell] = (counts[cell] as number) + 1;
  }
};

const addHundredths = (sums: Float64Array, cells: Int32Array, values: Float64Array): void => {
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row] as number;
    if (cell >= 0) sums[cell] = (sums[cell] as number) + inHundredths(values[row] as number);
  }
};

const valuesAtRisk = (lifetimes: Float64Array, probabilities: Float64Array): Float64Array => {
  const values = new Float64Array(lifetimes.length);
  for (let row = 0; row < values.length; row++)
    values[row] = valueAtRisk(lifetimes[row] as number, probabilities[row] as number);
  return values;
};

const sumCells = (cells: Iterable<FigureCell>): FigureCell[] => {
  const found = new Map<string, FigureCell>();
  for (const cell of cells) {
    const name = cellName(cell);
    const sum = found.get(name);
    if (sum) for (const what of ['customers', 'charge', 'atRisk'] as const) sum[what] += cell[what];
    else found.set(name, { ...cell });
  }
  return inOrder(found);
};

/** Promises by name, tier and desk. */
export const tallyPromises = (entries: Iterable<PromiseEntry>): PromiseTally[] => {
  const found = new Map<string, PromiseTally>();
  for (const { promise, customerId, tier, desk: called, state } of entries) {
    const names = { promise, tier, desk: customerId === null ? (called ?? noDesk) : null };
    const name = tallyName(names);
    let tally = found.get(name);
    if (!tally) {
      tally = { ...names, promised: 0, delivered: 0, broken: 0, open: 0 };
      found.set(name, tally);
    }
    tally.promised++;
    tally[state]++;
  }
  return inOrder(found);
};

/** Figures of all shards together, the same in whichever order they come. */
export const sumFigures = (shards: readonly ShardFigures[]): ShardFigures => {
  const promises = new Map<string, PromiseTally>();
  for (const tally of shards.flatMap((shard) => shard.promises)) {
    const sum = promises.get(tallyName(tally));
    if (sum) for (const what of ['promised', 'delivered', 'broken', 'open'] as const) sum[what] += tally[what];
    else promises.set(tallyName(tally), { ...tally });
  }
  return { version: 1, cells: sumCells(shards.flatMap(({ cells }) => cells)), promises: inOrder(promises) };
};
