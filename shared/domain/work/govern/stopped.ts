import { ownReasons } from '../candidate.ts';
import type { GovernStepTest } from './asked.ts';

/** Harm guard: a playbook that it stopped contacts nobody, until an operator resumes it. No date: nobody knows when. */
export const stoppedByGuard =
  (stopped: ReadonlySet<string>): GovernStepTest =>
  ({ playbook }) =>
    stopped.has(playbook.name)
      ? { step: 'guard', reason: ownReasons.stoppedByGuard, rule: 'guard', until: null }
      : null;
