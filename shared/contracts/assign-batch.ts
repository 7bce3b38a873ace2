/**
 * How much work the function gets at once. An item costs one write, and each agent of the batch one more: the larger the
 * batch, the fewer. 2,500 messages of some 2 KB are what Lambda's 6 MB carry; for 500 agents that is 1.2 writes an item
 * at most, with batches of 10 it would be 2.
 */
export const assignBatch = {
  /** Messages at most. */
  size: 2_500,
  /** How long the queue gathers them, seconds: a night's burst fills a batch sooner, and nobody waits for a lone item. */
  windowSeconds: 10,
} as const;
