import { Annotations, type Stack } from 'aws-cdk-lib';
import { parsePolicy } from '../shared/contracts/policy.ts';
import { endsSoon } from '../shared/contracts/working-calendar.ts';
import { readPolicyText } from './operator-data.ts';

/**
 * Warns at synth where the policy's working calendar is about to end: a stack that is deployed now runs on for weeks.
 *
 * @param today `YYYY-MM-DD`
 */
export const warnOfCalendar = (stack: Stack, policyFile: string, today: string): void => {
  const { visits } = parsePolicy(readPolicyText(policyFile));
  const until = visits && endsSoon(visits.calendar, today);
  if (until)
    Annotations.of(stack).addWarningV2(
      'tierline:calendar-ends',
      `The calendar "${visits.calendar.name}" knows holidays until ${until} only; after that weekends alone are days off. Give it the next year's, in policies/calendars.`,
    );
};
