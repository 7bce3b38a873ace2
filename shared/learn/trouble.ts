/** What cannot be learned from: the message says what, where, and what to do. */
export class CannotLearn extends Error {
  override name = 'CannotLearn';
}
