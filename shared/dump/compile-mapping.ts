import { type Feed, type FeedField, type FeedName, feeds } from '../contracts/feeds/index.ts';
import type { ColumnSource, Fill, Mapping } from '../contracts/mapping.ts';
import { maskCell, maskName, maskPhone } from '../domain/mask.ts';
import { type CellReader, type CellRules, cellReader, cellRules } from './cell-reader.ts';
import { checkHeader, type Header } from './header.ts';

/** One valid row of a feed. */
export type Fact = {
  /** Feed it belongs to. */
  feed: Feed;
  /** Values by field; absent where missing. */
  row: Record<string, unknown>;
};

/** The first thing wrong with a row. */
export type Problem = {
  /** Canonical column; null where the whole row is at fault. */
  column: string | null;
  /** What is wrong with it; never quotes the value. */
  reason: string;
};

/** A mapping, made ready for one file. */
export type RowReader = {
  /** The file's columns. */
  header: Header;
  /** How the cells of each column may be shown in a quarantine file. */
  masks: CellMask[];
  /** What the mapping fills, month by month. */
  plans: Plan[];
  /** The facts of a row, or the first problem with any of them: a row counts whole or not at all. */
  read: (cells: readonly string[]) => Fact[] | Problem;
};

/** Makes a cell fit to be shown. */
export type CellMask = (cell: string) => string;

const shown: CellMask = (cell) => cell;
/** A column that no field reads may hold anything, so nothing of it is shown. */
const hidden: CellMask = () => '***';
const personalMasks: Record<string, CellMask> = { name: maskName, phone: maskPhone };

type FieldReader = { field: FeedField; read: CellReader };
type FactReader = (cells: readonly string[]) => Fact | Problem | undefined;

const sourceOf = (given: string | ColumnSource): ColumnSource =>
  typeof given === 'string' ? { column: given } : given;

const columnsOf = (source: ColumnSource): string[] =>
  source.sum ?? source.join ?? (source.column === undefined ? [] : [source.column]);

/** One fill for one month (null: the row's own); `{month}` is replaced already. */
export type Plan = { feed: Feed; month: string | null; skipBlank: boolean; sources: Map<string, ColumnSource> };

const forToken = (source: ColumnSource, token: string): ColumnSource => ({
  ...source,
  ...(source.column !== undefined && { column: source.column.replaceAll('{month}', token) }),
  ...(source.sum && { sum: source.sum.map((name) => name.replaceAll('{month}', token)) }),
  ...(source.join && { join: source.join.map((name) => name.replaceAll('{month}', token)) }),
});

const plansOf = ({ feed, months, skipBlank, columns }: Fill): Plan[] => {
  const sources = Object.entries(columns).map(([name, given]) => [name, sourceOf(given)] as const);
  if (!months) return [{ feed: feeds[feed], month: null, skipBlank: false, sources: new Map(sources) }];
  return Object.entries(months).map(([token, month]) => ({
    feed: feeds[feed],
    month,
    skipBlank,
    sources: new Map(sources.map(([name, source]) => [name, forToken(source, token)])),
  }));
};

/** Without `fills` the file has the contract's own columns: those that it has are read. */
const ownColumns = (feed: Feed, names: readonly string[]): Plan => ({
  feed,
  month: null,
  skipBlank: false,
  sources: new Map(
    feed.fields.filter(({ name }) => names.includes(name)).map(({ name }) => [name, { column: name }] as const),
  ),
});

const problemOf = (
  issue: { path: PropertyKey[]; message: string } | undefined,
  row: Record<string, unknown>,
): Problem => {
  const column = issue?.path[0] === undefined ? null : String(issue.path[0]);
  const isBlank = column !== null && issue?.path.length === 1 && row[column] === undefined;
  // zod's own words for an absent value speak of its types; the contract's words for a present one are ours.
  if (isBlank && issue?.message.startsWith('Invalid input')) return { column, reason: 'is required, but blank' };
  return { column, reason: issue?.message ?? 'is not valid' };
};

const factReader = (plan: Plan, at: (column: string) => number, rules: CellRules, keyPeriod: string): FactReader => {
  const { feed, month } = plan;
  const readers: FieldReader[] = feed.fields.flatMap((field) => {
    const source = plan.sources.get(field.name);
    return source ? [{ field, read: cellReader(source, at, rules, field.kind) }] : [];
  });
  /** Fields that may speak for a month: a customer's id and a constant are in every row. */
  const telling = readers
    .map(({ field }) => field.name)
    .filter((name) => name !== feed.key && plan.sources.get(name)?.constant === undefined);
  return (cells) => {
    const row: Record<string, unknown> = { period: month ?? keyPeriod };
    for (const { field, read } of readers) {
      const text = read(cells);
      // A blank month stays the key's, as in a file without the column.
      if (text !== undefined) row[field.name] = text;
    }
    if (plan.skipBlank && telling.every((name) => row[name] === undefined)) return undefined;
    const parsed = feed.row.safeParse(row);
    return parsed.success ? { feed, row: parsed.data } : problemOf(parsed.error.issues[0], row);
  };
};

/** Columns that must be there, and those that are read where they are there. */
const neededColumns = (mapping: Mapping, key: { feed: FeedName }): { needed: string[]; optional: string[] } => {
  const own = feeds[key.feed];
  const required = own.fields.filter(({ name, required }) => required && name !== 'period').map(({ name }) => name);
  const filled = mapping.fills?.flatMap(plansOf);
  const needed = filled
    ? [...new Set(filled.flatMap(({ sources }) => [...sources.values()].flatMap(columnsOf)))]
    : required;
  const optional = filled ? [] : own.fields.map(({ name }) => name).filter((name) => !needed.includes(name));
  return { needed, optional };
};

/** All columns that a mapping reads of a file. */
export const columnsRead = (mapping: Mapping, key: { feed: FeedName }): string[] => {
  const { needed, optional } = neededColumns(mapping, key);
  return [...needed, ...optional];
};

/**
 * Makes a mapping ready for one file.
 *
 * @param mapping the layout
 * @param key feed and month of the object key: the feed is filled where the mapping has no `fills`, the month is the
 *   row's where the file has none
 * @param headerCells cells of the header line; not looked at where the mapping names the columns itself
 * @param mismatch what to say of bytes that could not be decoded
 * @throws {@link BadDump} where the header does not fit
 */
export const compileMapping = (
  mapping: Mapping,
  key: { feed: FeedName; period: string },
  headerCells: readonly string[],
  mismatch: () => string,
): RowReader => {
  const { needed, optional } = neededColumns(mapping, key);
  const filled = mapping.fills?.flatMap(plansOf);
  const header = checkHeader(mapping.header === true ? headerCells : mapping.header, needed, optional, mismatch);
  const plans = filled ?? [ownColumns(feeds[key.feed], header.names)];

  const place = new Map(header.names.map((name, index) => [name, index]));
  const rules = cellRules(mapping);
  const readers = plans.map((plan) => factReader(plan, (name) => place.get(name) as number, rules, key.period));
  return {
    header,
    masks: masksOf(plans, header.names),
    plans,
    read: (cells) => {
      const facts: Fact[] = [];
      for (const read of readers) {
        const found = read(cells);
        if (found && 'reason' in found) return found;
        if (found) facts.push(found);
      }
      return facts;
    },
  };
};

/** How the cells of each column may be shown in a quarantine file. */
const masksOf = (plans: readonly Plan[], names: readonly string[]): CellMask[] => {
  const masks = new Map<string, CellMask>();
  for (const { feed, sources } of plans)
    for (const { name, personal } of feed.fields)
      for (const column of columnsOf(sources.get(name) ?? {}))
        if (personal || !masks.has(column)) masks.set(column, personal ? (personalMasks[name] ?? maskCell) : shown);
  return names.map((name) => masks.get(name) ?? hidden);
};
