/**
 * Facts and snapshots as Parquet: columns in, one file out, and back. Athena, Spark, DuckDB and pandas read the files as
 * they are. See docs/adr/001-facts-are-parquet.md for why the codec is our own.
 */
export { decodeParquet as readParquet, type KnownTexts, openParquet, type ParquetFile } from './parquet/decode.ts';
export { encodeParquet as writeParquet } from './parquet/encode.ts';
export {
  type CodedTexts,
  type Column,
  type CopiedColumn,
  type PlainIds,
  pickValues,
  type WritableColumn,
} from './parquet/format.ts';
export { type Appender as FileRoom, appender as fileRoom } from './parquet/scratch.ts';
