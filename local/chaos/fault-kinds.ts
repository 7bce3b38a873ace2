/** Kinds of faults, and what each stands for in AWS; docs/adr/028. */
export const faultKinds = {
  throttle: 'a request refused: too many at once',
  error: 'an internal error of a service',
  partial: 'a batch of which only a part is taken',
  timeout: 'no answer: the work is done, or it is not',
  duplicate: 'a message delivered twice',
  reorder: 'a message overtaken by later ones',
  crash: 'a function killed amid its writes',
  'slow-channel': "an agent's channel slow, busy or broken",
  skew: 'a function whose clock is minutes wrong',
} as const;

/** A kind of fault. */
export type FaultKind = keyof typeof faultKinds;

/** All kinds, in the order in which they are told. */
export const allKinds = Object.keys(faultKinds) as readonly FaultKind[];

/** How many faults of each kind there were. */
export type FaultCounts = Record<FaultKind, number>;

/** None yet. */
export const noFaults = (): FaultCounts => Object.fromEntries(allKinds.map((kind) => [kind, 0])) as FaultCounts;
