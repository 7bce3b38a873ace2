/**
 * Loops over all customers of a shard, each a function of its own: V8 makes a loop quick amid its first run, and works on whatever
 * stands around it, too. What is done for the few rows that are found stands apart.
 */

/** Room for rows that are found, used again: what is answered is a copy. A new array of all rows takes as long as looking for a few. */
let room = new Int32Array(0);

const roomFor = (rows: number): Int32Array => {
  if (room.length < rows) room = new Int32Array(rows * 2);
  return room;
};

/** Rows that have a word, ascending. */
export const rowsWithWord = (codes: Int32Array): Int32Array => {
  const found = roomFor(codes.length);
  let count = 0;
  for (let row = 0; row < codes.length; row++) if ((codes[row] as number) >= 0) found[count++] = row;
  return found.slice(0, count);
};

/** Rows that have none, ascending. */
export const rowsWithoutWord = (codes: Int32Array): Int32Array => {
  const found = roomFor(codes.length);
  let count = 0;
  for (let row = 0; row < codes.length; row++) if ((codes[row] as number) < 0) found[count++] = row;
  return found.slice(0, count);
};

/** Sets a bit of everybody for whom something holds. */
export const setBit = (bits: Int32Array, bit: number, holds: (row: number) => boolean): void => {
  for (let row = 0; row < bits.length; row++) if (holds(row)) bits[row] = (bits[row] as number) | bit;
};

/** Rows with any bit, ascending. */
export const rowsWithBits = (bits: Int32Array): Int32Array => {
  const found = roomFor(bits.length);
  let count = 0;
  for (let row = 0; row < bits.length; row++) if (bits[row] !== 0) found[count++] = row;
  return found.slice(0, count);
};

/** Marks for so many rows, and one before them: that of -1, which is none. Room for whole words. */
export const newMarks = (rows: number): Uint8Array => new Uint8Array((rows + 4) & ~3);

/** Marks rows; -1 is none. */
export const markRows = (rows: Int32Array, marks: Uint8Array): void => {
  for (let at = 0; at < rows.length; at++) marks[(rows[at] as number) + 1] = 1;
};

const fourMarks = 0x01010101;

/** Of so many rows those that are not marked, ascending. @param marks see {@link newMarks} */
export const unmarkedRows = (marks: Uint8Array, rows: number): Int32Array => {
  const found = roomFor(rows);
  // That of none is no row.
  marks[0] = 1;
  const words = new Int32Array(marks.buffer, marks.byteOffset, marks.length >> 2);
  let count = 0;
  for (let word = 0; word < words.length; word++) {
    if (words[word] === fourMarks) continue;
    const end = Math.min(word * 4 + 3, rows);
    for (let row = word * 4 - 1; row < end; row++) if (marks[row + 1] === 0) found[count++] = row;
  }
  return found.slice(0, count);
};

/** How many are marked. */
export const countMarked = (marks: Uint8Array): number => {
  let count = 0;
  for (let row = 0; row < marks.length; row++) count += marks[row] as number;
  return count;
};

/** Each row's own number. */
export const everyRow = (rows: number): Int32Array => {
  const found = new Int32Array(rows);
  for (let row = 0; row < rows; row++) found[row] = row;
  return found;
};

/** Whether these are all rows, each in its own place. */
export const isEveryRow = (found: Int32Array, rows: number): boolean => {
  if (found.length !== rows) return false;
  for (let row = 0; row < rows; row++) if (found[row] !== row) return false;
  return true;
};

/** Those of some rows that are marked. */
export const markedOf = (rows: Int32Array, marks: Uint8Array): Int32Array => {
  const found = roomFor(rows.length);
  let count = 0;
  for (let at = 0; at < rows.length; at++) if (marks[rows[at] as number] === 1) found[count++] = rows[at] as number;
  return found.slice(0, count);
};

/** Marked rows by code, of which there are so many: the first is of those without one. */
export const countCodes = (codes: Int32Array, marks: Uint8Array, words: number): Int32Array => {
  const counts = new Int32Array(words + 1);
  for (let row = 0; row < codes.length; row++) {
    if (marks[row] !== 1) continue;
    const place = (codes[row] as number) + 1;
    counts[place] = (counts[place] as number) + 1;
  }
  return counts;
};
