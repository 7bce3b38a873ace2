import * as z from 'zod';
import { calendarMonth } from '../field.ts';

const byte = z.number().int().min(0);

/** How a large object is cut. Chunk k is the bytes from `from + k * chunkBytes`, give or take the row at either end. */
export const dumpCut = z.object({
  /** What the text is; JSON Lines have no header line. */
  format: z.enum(['delimited', 'json-lines']),
  /** First byte behind the header line. */
  from: byte,
  /** Lines before that byte. */
  linesBefore: z.number().int().min(0),
  /** Size of the object, bytes. */
  size: byte,
  /** Bytes of a chunk, give or take a row. */
  chunkBytes: z.number().int().min(1),
  /** Cells of the header line, or keys of the first object: the upstream system's names of the columns, no values. */
  columns: z.array(z.string()),
});
/** How a large object is cut. */
export type DumpCut = z.infer<typeof dumpCut>;

/** Chunk queue: read one part of a dump that was cut. */
export const chunkRequested = z.object({
  /** Version of this message. */
  version: z.literal(1),
  /** The landing bucket. */
  bucket: z.string().min(1),
  /** Month of the dump's key: with the id, its ledger row. */
  period: calendarMonth(),
  /** The dump. */
  dumpId: z.string().min(1),
  /** How it is cut: the same in all its messages. */
  cut: dumpCut,
  /** Number of the chunk, from 0. */
  chunk: z.number().int().min(0),
  /**
   * First byte of its first row, where that is known. Null asks the reader to begin behind the first line end, which is
   * right unless that line end lies within quotes; whoever puts the readings together finds out, and asks again.
   */
  start: byte.nullable(),
});
/** Read one part of a dump. */
export type ChunkRequested = z.infer<typeof chunkRequested>;

/** Number of chunks of a cut. */
export const chunkCount = ({ from, size, chunkBytes }: DumpCut): number => Math.ceil((size - from) / chunkBytes);

/** First byte of a chunk by the cut; of the one behind the last, the object's size. */
export const chunkFrom = ({ from, size, chunkBytes }: DumpCut, chunk: number): number =>
  Math.min(size, from + chunk * chunkBytes);
