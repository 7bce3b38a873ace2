import { type Data, makeData } from 'apache-arrow/data';
import { tableFromIPC, tableToIPC } from 'apache-arrow/ipc/serialization';
import { RecordBatch } from 'apache-arrow/recordbatch';
import { Field, Schema } from 'apache-arrow/schema';
import { Table } from 'apache-arrow/table';
import { Struct } from 'apache-arrow/type';
import type { FieldKind } from '../contracts/field.ts';
import { arrowType, type Column, fromArrow, toArrow } from './arrow-columns.ts';
import { parquetWasm } from './parquet-wasm.ts';

export type { Column } from './arrow-columns.ts';

/** Rows of one read batch: far above a fact file's, so that a file is one batch. */
const batchSize = 1 << 20;

/** Name of the field metadata that carries the {@link FieldKind} through the file. */
const kindKey = 'kind';

/**
 * Columns of one length as a Parquet file, compressed with zstd. Integers are INT64, dates DATE, flags BOOLEAN, the rest
 * DOUBLE or UTF-8 text: Athena, Spark, DuckDB and pandas read it as it is.
 */
export const writeParquet = async (columns: readonly Column[]): Promise<Uint8Array> => {
  const wasm = parquetWasm();
  const fields = columns.map(({ name, kind }) => new Field(name, arrowType[kind](), true, new Map([[kindKey, kind]])));
  const schema = new Schema(fields);
  const length = columns[0]?.values.length ?? 0;
  const children = columns.map(toArrow);
  const batch = new RecordBatch(schema, makeData({ type: new Struct(fields), length, nullCount: 0, children }));
  const table = wasm.Table.fromIPCStream(tableToIPC(new Table([batch]), 'stream'));
  const properties = new wasm.WriterPropertiesBuilder().setCompression(wasm.Compression.ZSTD).build();
  return wasm.writeParquet(table, properties);
};

/**
 * Columns of a file that {@link writeParquet} wrote, in the file's order.
 *
 * @param names read only these; a name that the file has not is left out of the answer
 * @throws where the bytes are no Parquet file
 */
export const readParquet = async (bytes: Uint8Array, names?: readonly string[]): Promise<Column[]> => {
  const stream = names
    ? await readNamed(bytes, names)
    : parquetWasm().readParquet(bytes, { batchSize }).intoIPCStream();
  if (!stream) return [];
  const table = tableFromIPC(stream);
  return table.schema.fields.map((field, index) => {
    const kind = field.metadata.get(kindKey) as FieldKind;
    const batches = table.batches.map((batch) => batch.data.children[index] as Data);
    return { name: field.name, kind, values: fromArrow(kind, batches) };
  });
};

/** Of the library's two readers only this one leaves columns unread; the other takes the option and ignores it. */
const readNamed = async (bytes: Uint8Array, names: readonly string[]): Promise<Uint8Array | undefined> => {
  const file = await parquetWasm().ParquetFile.fromFile(new Blob([bytes as Uint8Array<ArrayBuffer>]));
  try {
    const inFile = new Set(tableFromIPC(file.schema().intoIPCStream()).schema.fields.map(({ name }) => name));
    const columns = names.filter((name) => inFile.has(name));
    return columns.length === 0 ? undefined : (await file.read({ columns, batchSize })).intoIPCStream();
  } finally {
    file.free();
  }
};
