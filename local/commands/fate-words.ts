import type { Label } from '../../shared/contracts/field.ts';
import type { Candidate } from '../../shared/domain/work/candidate.ts';

/** What became of a candidate for work, as commands say it. */
export const fateWords = {
  queued: { en: 'asked for', zh: '已派单' },
  suppressed: { en: 'kept away', zh: '已抑制' },
  heldOut: { en: 'left alone on purpose, to measure', zh: '对照组' },
  deferred: { en: 'left for a later night', zh: '已延后' },
} as const satisfies Record<Candidate['became'], Label>;
