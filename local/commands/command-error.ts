/** A command that cannot be done; the message says what happened, where, and what to do. */
export class CommandError extends Error {}
