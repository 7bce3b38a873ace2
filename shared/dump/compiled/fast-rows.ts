import type { Feed, FeedField } from '../../contracts/feeds/index.ts';
import type { ColumnSource, Mapping } from '../../contracts/mapping.ts';
import { idHash } from '../../domain/shard.ts';
import { cellReader, cellRules } from '../cell-reader.ts';
import type { Plan } from '../compile-mapping.ts';
import { cellDecoder, undecodable } from '../decode.ts';
import type { NumberShape } from './cell-code.ts';
import { type CellMemo, cellMemo, type Dictionary, missing } from './cell-memo.ts';
import { type CellPlan, compileRows, type RowBatch } from './compile-rows.ts';
import { addend, type Computed, computer } from './computed.ts';
import type { FactColumns, FilledFeed } from './fact-columns.ts';
import { isNumeric } from './fact-table.ts';
import { schemaShape } from './schema-shape.ts';

/** Reads rows straight from bytes into columns; it takes only what zod would take, with the values zod would give. */
export type FastRows = {
  /**
   * Reads rows of `buffer` from `from`; the bytes end, at `limit`, behind a line feed.
   *
   * @returns how many rows were taken, where it stopped, and whether the row there needs zod
   */
  read: (buffer: Uint8Array, from: number, limit: number) => Pick<RowBatch, 'rows' | 'at' | 'doubt'>;
};

/** Plan of a number that only others are made of. */
const noPlan = -1;

/** A number that no contract bounds. */
const anyNumber: NumberShape = { min: -Infinity, max: Infinity, decimals: 15, optional: true };

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

const isNumber = ({ fields }: Feed, name: string): boolean => {
  const field = fields.find((one) => one.name === name);
  return field !== undefined && schemaShape(field.schema).shape === 'number';
};

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
    given.every(([name, { sum, join }]) => join === undefined && (sum === undefined || isNumber(feed, name))) &&
    sources.get(feed.key)?.column !== undefined &&
    sources.get(feed.key)?.values === undefined &&
    sources.get(feed.key)?.times === undefined
  );
};

/**
 * Compiles the fast path of one file, where its mapping has one. The rest of the reading is zod's.
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
  const decode = cellDecoder(mapping.encoding);
  const targets: Target[] = [];
  const constants: { target: number; text: string | undefined }[] = [];
  const computed: Computed[] = [];
  const columnCells = new Map<string, CellPlan[]>();
  const hasNumberLikeBlanks = mapping.blanks.some((blank) => numberLike.test(blank));

  const readCell = (column: string, cell: CellPlan): void => {
    columnCells.set(column, [...(columnCells.get(column) ?? []), cell]);
  };
  /** A number is read straight from bytes where no text stands for another. */
  const numberCell = (target: number, shape: NumberShape, source: ColumnSource): CellPlan =>
    source.values || hasNumberLikeBlanks ? { read: 'cell', target } : { read: 'number', target, shape };
  const addTarget = (target: Omit<Target, 'memo' | 'numeric'>, clean: (text: string) => string | undefined): number => {
    const memo = cellMemo(target.field, clean, decode, target.dictionary);
    return targets.push({ ...target, numeric: isNumeric(target.field), memo }) - 1;
  };

  for (const [place, plan] of plans.entries()) {
    const dictionaries = facts.dictionariesOf(plan.feed.name);
    for (const [index, field] of plan.feed.fields.entries()) {
      const source = plan.sources.get(field.name);
      if (!source || field.name === plan.feed.key) continue;
      const dictionary = dictionaries[index] as Dictionary;
      const cleanOf = (its: ColumnSource) => {
        const readText = cellReader(its, () => 0, rules, field.kind);
        return (text: string) => readText([text]) ?? (field.name === 'period' ? keyPeriod : undefined);
      };
      const { column, sum, times, constant } = source;
      const shape = schemaShape(field.schema);
      const isComputed = constant === undefined && shape.shape === 'number' && (sum ?? times) !== undefined;
      const clean = isComputed ? cleanOf({ constant: '' }) : cleanOf(source);
      const target = addTarget({ plan: place, index, field, dictionary }, clean);
      if (constant !== undefined) constants.push({ target, text: clean('') });
      else if (isComputed) {
        const addends = (sum ?? [column as string]).map((name) => {
          const its = { column: name, ...(source.values && { values: source.values }) };
          const number = { ...field, schema: addend, required: false };
          const part = addTarget({ plan: noPlan, index, field: number, dictionary }, cleanOf(its));
          readCell(name, numberCell(part, anyNumber, source));
          return part;
        });
        computed.push({ target, addends, isSum: sum !== undefined, times, shape, required: field.required });
      } else {
        const direct = shape.shape === 'number' && { ...shape, optional: !field.required };
        readCell(column as string, direct ? numberCell(target, direct, source) : { read: 'cell', target });
      }
    }
  }
  const columns = names.map((name): CellPlan[] => [
    ...(name === keyColumn ? [{ read: 'id' } as const] : []),
    ...(columnCells.get(name) ?? []),
  ]);

  const parse = compileRows(columns, {
    delimiter,
    gb18030: mapping.encoding === 'gb18030',
    blankHashes: new Set(mapping.blanks.map((blank) => idHash(blank))),
    memos: targets.map(({ memo }) => memo),
    numeric: targets.map(({ numeric }) => numeric),
    compute: (values) => computed.map((one) => computer(one, values)),
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
