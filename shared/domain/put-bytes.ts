/**
 * Copies bytes to where as many are. From or into memory that threads could share, as kernels of a shard use it, `set` takes 6 times
 * as long as `fill`, and 20 times where words lie apart: it copies so that no thread would see half a word.
 */
export const putBytes = (to: ArrayBufferView, from: ArrayBufferView): void => {
  // Filled with nothing, `fill` throws.
  if (from.byteLength === 0) return;
  const bytes = new Uint8Array(from.buffer, from.byteOffset, from.byteLength);
  Buffer.from(to.buffer, to.byteOffset, from.byteLength).fill(bytes);
};
