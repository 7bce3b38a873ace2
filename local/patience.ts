/** What takes minutes on AWS takes seconds where somebody is watching. */
export const patience = {
  /**
   * A failed message is tried again after so many seconds instead of its queue's minutes, which the function's clock says have passed. Whoever
   * is still at the same thing must have ended by then: a digest takes a second or two.
   */
  retryDelaySeconds: 8,
  /** A wait of minutes (the second look of an erasure) takes a second; what a chat robot asks for, seconds, is kept. */
  shortened: (seconds: number): number => (seconds > 60 ? 1 : seconds),
};
