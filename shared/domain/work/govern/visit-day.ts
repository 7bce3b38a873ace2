import { ownReasons } from '../candidate.ts';
import type { VisitsTonight } from '../visits-in.ts';
import type { GovernStepTest } from './asked.ts';

/** Visit day: a planned visit waits for its working day. What keeps contact away is asked on that day, not before. */
export const visitDay =
  ({ waitsUntil }: VisitsTonight): GovernStepTest =>
  ({ row, programme: { name } }) => {
    const until = waitsUntil(name, row);
    return until === null
      ? null
      : { step: 'visit-day', reason: ownReasons.visitDay, rule: `programmes.${name}.cadence`, until };
  };
