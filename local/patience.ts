/** What takes minutes on AWS takes seconds where somebody is watching. */
export const patience = {
  /**
   * A failed message is tried again after so many seconds instead of its queue's minutes. Five attempts must outlast the 30 s for which a
   * start that was killed amid a digest keeps others from sending it.
   */
  retryDelaySeconds: 8,
  /** A wait of minutes (the second look of an erasure) takes a second; what a chat robot asks for, seconds, is kept. */
  shortened: (seconds: number): number => (seconds > 60 ? 1 : seconds),
};
