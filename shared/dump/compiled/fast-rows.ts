import type { FeedField } from '../../contracts/feeds/index.ts';
import type { Mapping } from '../../contracts/mapping.ts';
import { shardOf } from '../../domain/shard.ts';
import { cellReader, cellRules } from '../cell-reader.ts';
import type { Plan } from '../compile-mapping.ts';
import { undecodable } from '../decode.ts';
import { type CellMemo, cellMemo, type Dictionary, missing } from './cell-memo.ts';
import { type ColumnPlan, compileRows, type RowBatch } from './compile-rows.ts';
import type { FactColumns, FilledFeed } from './fact-columns.ts';
import { isNumeric } from './fact-table.ts';
import { type SchemaShape, schemaShape } from './schema-shape.ts';

/** Reads rows straight from bytes into columns; it takes only what zod would take, with the values zod would give. */
export type FastRows = {
  /**
   * Reads rows of `buffer` from `from`; the bytes end, at `limit`, behind a line feed.
   *
   * @returns how many rows were taken, where it stopped, and whether the row there needs zod
   */
  read: (buffer: Uint8Array, from: number, limit: number) => Pick<RowBatch, 'rows' | 'at' | 'doubt'>;
};

/** One field of one plan. */
type Target = {
  plan: number;
  index: number;
  field: FeedField;
  numeric: boolean;
  dictionary: Dictionary;
  memo: CellMemo;
};

/** A spelling of "no value" that begins like a number must not be read as one. */
const numberLike = /^-?\d/;

const fixedText = (value: unknown): string => (Array.isArray(value) ? value.join(';') : String(value));

/** True where a plan is one that the fast path can follow: see docs/adr/007-the-fast-path-of-a-row.md. */
const isPlain = ({ feed, month, sources }: Plan, keyPeriod: string): boolean => {
  const given = [...sources.entries()];
  const complete = feed.fields.every(({ name, required }) => !required || name === 'period' || sources.has(name));
  const period = feed.fields.find(({ name }) => name === 'period');
  return (
    feed.key === 'customerId' &&
    // A mapping may name a month that no calendar has: zod refuses each of its rows.
    period?.schema.safeParse(month ?? keyPeriod).success === true &&
    !feed.hasRowChecks &&
    complete &&
    !(month !== null && sources.has('period')) &&
    given.every(([, source]) => source.sum === undefined && source.join === undefined) &&
    sources.get(feed.key)?.column !== undefined &&
    sources.get(feed.key)?.values === undefined &&
    sources.get(feed.key)?.times === undefined
  );
};

/**
 * Compiles the fast path of one file, where its mapping has one: plain columns and constants, without sums. The rest of
 * the reading is zod's.
 *
 * @param plans what the mapping fills, month by month
 * @param names the file's columns
 * @param keyPeriod month of rows that say none
 * @param facts where the rows go
 */
export const compileFastRows = (
  plans: readonly Plan[],
  names: readonly string[],
  mapping: Pick<Mapping, 'blanks' | 'dates' | 'offset' | 'encoding' | 'delimiter'>,
  keyPeriod: string,
  facts: FactColumns,
): FastRows | undefined => {
  const keyColumns = new Set(plans.map(({ feed, sources }) => sources.get(feed.key)?.column));
  const [keyColumn] = keyColumns;
  const delimiter = mapping.delimiter.charCodeAt(0);
  if (!plans.every((plan) => isPlain(plan, keyPeriod)) || keyColumns.size !== 1 || delimiter > 127) return undefined;

  const rules = cellRules(mapping);
  const decoder = new TextDecoder(mapping.encoding, { ignoreBOM: true });
  const decode = (bytes: Uint8Array): string => decoder.decode(bytes);
  const targets: Target[] = [];
  const constants: { target: number; text: string | undefined }[] = [];
  const columnTargets = new Map<string, number[]>();

  for (const [place, plan] of plans.entries()) {
    const dictionaries = facts.dictionariesOf(plan.feed.name);
    for (const [index, field] of plan.feed.fields.entries()) {
      const source = plan.sources.get(field.name);
      if (!source || field.name === plan.feed.key) continue;
      const dictionary = dictionaries[index] as Dictionary;
      const readText = cellReader(source, () => 0, rules, field.kind);
      const clean = (text: string) => readText([text]) ?? (field.name === 'period' ? keyPeriod : undefined);
      const memo = cellMemo(field, clean, decode, dictionary);
      const target = targets.push({ plan: place, index, field, numeric: isNumeric(field), dictionary, memo }) - 1;
      if (source.constant === undefined)
        columnTargets.set(source.column as string, [...(columnTargets.get(source.column as string) ?? []), target]);
      else constants.push({ target, text: clean('') });
    }
  }

  const numberColumn = (target: number, column: string): ColumnPlan | undefined => {
    const { field, plan } = targets[target] as Target;
    const source = plans[plan]?.sources.get(field.name);
    const shape: SchemaShape = schemaShape(field.schema);
    const plain = source?.times === undefined && source?.values === undefined && source?.column === column;
    if (shape.shape !== 'number' || !plain || mapping.blanks.some((blank) => numberLike.test(blank))) return undefined;
    const { min, max, decimals } = shape;
    return { read: 'number', target, shape: { min, max, decimals, optional: !field.required } };
  };
  const columns = names.map((name): ColumnPlan => {
    if (name === keyColumn) return { read: 'id' };
    const its = columnTargets.get(name) ?? [];
    if (its.length === 0) return { read: 'nothing' };
    const [only] = its;
    const direct = its.length === 1 && only !== undefined ? numberColumn(only, name) : undefined;
    return (
      direct ?? {
        read: 'cells',
        targets: its.map((target) => ({ target, numeric: targets[target]?.numeric === true })),
      }
    );
  });
  // The id is one column for all plans, but it may also fill other fields: the fast path would not see them.
  if (columnTargets.has(keyColumn as string)) return undefined;

  const parse = compileRows(columns, {
    delimiter,
    gb18030: mapping.encoding === 'gb18030',
    shards: facts.shards,
    blankHashes: new Set(mapping.blanks.map((blank) => shardOf(blank, 2 ** 32))),
    memos: targets.map(({ memo }) => memo),
    numeric: targets.map(({ numeric }) => numeric),
    isText: (buffer, start, end) => !decode(buffer.subarray(start, end)).includes(undecodable),
  });
  const first = parse(new Uint8Array(), 0, 0);
  for (const { target, text } of constants)
    if (!fillConstant(first, targets[target] as Target, target, text)) return undefined;

  const filled = plans.map((plan, place): FilledFeed => {
    const its = targets.flatMap(({ plan: of, index, field }, target) =>
      of === place && field.name !== 'period' ? [{ target, field: index }] : [],
    );
    const period = targets.findIndex(({ plan: of, field }) => of === place && field.name === 'period');
    const constant = new Set(constants.map(({ target }) => target));
    return {
      feed: plan.feed.name,
      period: period === -1 ? (plan.month ?? keyPeriod) : { target: period },
      fields: its,
      telling: plan.skipBlank ? its.map(({ target }) => target).filter((target) => !constant.has(target)) : undefined,
    };
  });

  return {
    read(buffer, from, limit) {
      const batch = parse(buffer, from, limit);
      const loose = targets.map(({ memo }) => memo.takeLoose());
      if (batch.rows > 0) facts.addBatch(batch, filled, loose);
      return batch;
    },
  };
};

/** Puts a constant into every row of the batch; false where zod would refuse it. */
const fillConstant = (
  batch: RowBatch,
  { field, numeric, dictionary }: Target,
  target: number,
  text: string | undefined,
): boolean => {
  const values = batch.values[target] as Float64Array | Int32Array;
  if (text === undefined) {
    values.fill(numeric ? Number.NaN : missing);
    return !field.required;
  }
  const parsed = field.schema.safeParse(text);
  if (!parsed.success) return false;
  const value = numeric ? Number(parsed.data) : dictionary.codeOf(fixedText(parsed.data));
  values.fill(value);
  return numeric || value !== missing;
};
