/**
 * The file as a whole cannot be read: its message goes into the receipt as it is, so it says what is wrong and what to
 * do, and never quotes a value of a row. Everything else that is thrown is not the file's fault and is tried again.
 */
export class BadDump extends Error {
  override name = 'BadDump';
}
