/** Tells erased customers by what is kept of them. */
export type ErasedIds = {
  /** Whether an id with this hash (`idHash`) may be one; hardly ever for nothing. */
  mayHold: (hash: number) => boolean;
  /** Whether the id is one. */
  holds: (customerId: string) => boolean;
};
