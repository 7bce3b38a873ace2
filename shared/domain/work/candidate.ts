import type { Label } from '../../contracts/field.ts';

/** The steps that a candidate for work goes through, in order; at `capacity` an agent is looked for, over the whole run. */
export const governSteps = [
  'eligible',
  'visit-day',
  'hold',
  'merge',
  'cap',
  'cool-down',
  'guard',
  'hold-out',
  'capacity',
] as const;
/** A step that a candidate for work goes through. */
export type GovernStep = (typeof governSteps)[number];

/** Why a candidate gets no contact tonight. */
export type Verdict = {
  /** Step that said so. */
  step: GovernStep;
  /** Code: of the policy's rule, or one of the engine's own. */
  reason: string;
  /** The rule's place in the policy: `contact.caps[0]`. */
  rule: string;
  /** Day of the agents' lists for which it could be asked again, `YYYY-MM-DD`; null where no date is known. */
  until: string | null;
};

/** What became of one candidate for work; exactly one of the four. */
export type Candidate = {
  /** Why the customer would be contacted. */
  programme: string;
  /** How. */
  playbook: string;
} & (
  | {
      became: 'queued';
      workId: string;
      /** Of a planned visit: the last working day on which it may be made. */
      lastDay?: string;
      /** What the agent must know before speaking; what is merged into it later is added. */
      notes: Label[];
      /** When the promise is due that the work keeps, UTC; else the playbook says. */
      dueAt?: string;
    }
  | ({ became: 'suppressed' | 'heldOut' | 'deferred' } & Verdict)
);

/** Reasons of the engine itself, besides those of the policy's rules. */
export const ownReasons = {
  /** The same work was asked for on an earlier night of the period. */
  alreadyOpen: 'already-open',
  /** It was asked for in the period before, but too few days ago. */
  recentlyAsked: 'recently-asked',
  /** A planned visit whose day has not come. */
  visitDay: 'visit-day',
  /** Other work about the customer goes first, tonight or still open: nobody is called twice. */
  merged: 'merged',
  /** As many contacts as a cap allows lie within its days. */
  cap: 'cap',
  /** What came of the last contact leaves the customer in peace for a while. */
  coolDown: 'cool-down',
  /** The harm guard stopped the playbook: contacted customers left more often than those left alone. */
  stoppedByGuard: 'stopped-by-guard',
  /** Left alone on purpose, to measure what contact is worth. */
  heldOut: 'held-out',
} as const;

/** What stands of a candidate in the snapshot. */
export type Fate = { became: Candidate['became']; playbook: string } & Partial<Verdict>;

const none = '-';

/** A candidate's fate as one word of the snapshot, its parts separated by blanks: `suppressed care-call cap cap contact.caps[0] 2026-11-08`. */
export const fateWord = (candidate: Candidate): string =>
  candidate.became === 'queued'
    ? `queued ${candidate.playbook}`
    : [
        candidate.became,
        candidate.playbook,
        candidate.step,
        candidate.reason,
        candidate.rule,
        candidate.until ?? none,
      ].join(' ');

/** The fate that such a word tells. */
export const fateOf = (word: string): Fate => {
  const [became = '', playbook = '', step, reason, rule, until] = word.split(' ');
  return {
    became: became as Fate['became'],
    playbook,
    ...(step !== undefined && { step: step as GovernStep }),
    ...(reason !== undefined && { reason }),
    ...(rule !== undefined && { rule }),
    ...(until !== undefined && { until: until === none ? null : until }),
  };
};
