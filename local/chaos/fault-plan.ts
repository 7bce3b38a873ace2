import type { Fault } from '../aws/index.ts';
import { random } from '../sample/random.ts';
import type { FaultKind } from './fault-kinds.ts';
import type { PhoneAnswer } from './phones.ts';

/** A request that a plan decides about: the n-th of its kind, from 0. */
export type PlannedCall = { function: string; operation: string; nth: number; canBePartial: boolean };

/** What goes wrong in a seed's nights: the same for the same seed and kinds, whatever order things happen in. */
export type FaultPlan = {
  /** How a request goes wrong; undefined where it goes right. */
  request: (call: PlannedCall) => { kind: FaultKind; fault: Fault } | undefined;
  /** Whether the n-th message of a queue is delivered twice. */
  duplicate: (queue: string, nth: number) => boolean;
  /** Milliseconds for which the n-th copy of a queue's messages is held back; 0 for most. */
  hold: (queue: string, nth: number) => number;
  /** Milliseconds by which a function's clock is wrong. */
  skew: (functionName: string) => number;
  /** How the n-th post to an agent's robot is answered. */
  phone: (agentId: string, nth: number) => PhoneAnswer;
};

/** Shares of requests that go wrong, by kind; each seed makes them its own, from half of it to twice as much. */
const shares = { throttle: 0.012, error: 0.008, timeout: 0.012, crash: 0.006, partial: 0.15 } as const;
type RequestKind = keyof typeof shares;
/**
 * Throttling comes in bursts of the same request. The SDK makes five attempts: a burst of five or more is an error to the function,
 * and its message comes again.
 */
const bursts = [1, 1, 1, 2, 3, 5, 6] as const;
const longestBurst = Math.max(...bursts);
/** Clocks are wrong by so much at most: what NTP lets happen on a bad day, and more. */
const mostSkew = 5 * 60_000;
/** Messages are held back for so long at most, ms: time for whole batches to overtake them. */
const longestHold = 400;

/** A number for a text, so that it can be a key of chance. */
const keyOf = (text: string): number => {
  let key = 0;
  for (const character of text) key = (Math.imul(key, 31) + (character.codePointAt(0) ?? 0)) | 0;
  return key;
};

/**
 * The plan of a seed.
 *
 * @param kinds what may go wrong; each kind is decided by itself, so that leaving one out moves no other
 */
export const faultPlan = (seed: number, kinds: ReadonlySet<FaultKind>): FaultPlan => {
  const chance = (kind: string, ...keys: (string | number)[]) =>
    random(seed, keyOf(kind), ...keys.map((key) => (typeof key === 'number' ? key : keyOf(key))));
  const share = (kind: RequestKind): number => shares[kind] * 2 ** chance('weather', kind).between(-1, 1);
  const happens = (kind: RequestKind, name: string, nth: number): boolean =>
    kinds.has(kind) && chance(kind, name, nth).chance(share(kind));
  const isThrottled = (name: string, nth: number): boolean =>
    Array.from({ length: longestBurst }, (_, ago) => ago).some(
      (ago) =>
        nth >= ago && happens('throttle', name, nth - ago) && chance('burst', name, nth - ago).pick(bursts) > ago,
    );

  return {
    request({ function: name, operation, nth, canBePartial }) {
      const what = `${name} ${operation}`;
      const detail = chance('detail', what, nth);
      if (isThrottled(what, nth)) return { kind: 'throttle', fault: { kind: 'throttle' } };
      if (happens('error', what, nth)) return { kind: 'error', fault: { kind: 'error' } };
      if (canBePartial && happens('partial', what, nth)) return { kind: 'partial', fault: { kind: 'partial' } };
      if (happens('timeout', what, nth))
        return {
          kind: 'timeout',
          fault: { kind: 'timeout', undone: detail.chance(0.5), afterMs: detail.whole(0, 60) },
        };
      if (happens('crash', what, nth))
        return { kind: 'crash', fault: { kind: 'crash', done: detail.chance(0.7), host: detail.chance(0.25) } };
      return undefined;
    },
    duplicate: (queue, nth) => kinds.has('duplicate') && chance('duplicate', queue, nth).chance(0.12),
    hold(queue, nth) {
      const numbers = chance('reorder', queue, nth);
      return kinds.has('reorder') && numbers.chance(0.15) ? numbers.whole(20, longestHold) : 0;
    },
    skew(functionName) {
      const numbers = chance('skew', functionName);
      return kinds.has('skew') && numbers.chance(0.3) ? numbers.whole(-mostSkew, mostSkew) : 0;
    },
    phone(agentId, nth) {
      const numbers = chance('slow-channel', agentId, nth);
      if (!kinds.has('slow-channel') || !numbers.chance(0.35)) return { kind: 'taken' };
      return numbers.pick<PhoneAnswer>([
        { kind: 'slow', ms: numbers.whole(50, 400) },
        { kind: 'busy', retryAfterSeconds: numbers.pick([1, 60, 3_600]) },
        { kind: 'broken' },
        { kind: 'cut' },
      ]);
    },
  };
};
