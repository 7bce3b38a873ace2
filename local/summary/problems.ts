import type { Summary } from './summary.ts';

const sum = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((total, value) => total + value, 0);

/**
 * What is not as it must be after a night, a sentence each: the invariants that a person may rely on.
 *
 * @param runStatus state of the night's run; undefined where there is none
 */
export const problemsOf = (summary: Omit<Summary, 'problems'>, runStatus: string | undefined): string[] => {
  const { candidates, queued, suppressed, heldOut, deferred } = summary.work;
  const found: string[] = [];
  for (const dump of summary.dumps)
    if (dump.accepted + dump.refused !== dump.rows)
      found.push(
        `${dump.key} does not balance: ${dump.rows} rows, but ${dump.accepted} accepted + ${dump.refused} refused`,
      );
  for (const dump of summary.dumps)
    if (dump.status === 'received' || dump.status === 'ingesting')
      found.push(`${dump.key} was never finished: it is still ${dump.status}`);
  for (const call of summary.deniedCalls)
    found.push(`IAM refused ${call.function} the action ${call.action} on ${call.resource}`);
  if (summary.denied > summary.deniedCalls.length)
    found.push(`IAM refused ${summary.denied - summary.deniedCalls.length} more calls`);
  for (const [queue, messages] of Object.entries(summary.deadLetters))
    if (messages > 0) found.push(`${messages} messages are in the dead-letter queue ${queue}`);
  for (const { agent, tried } of summary.undelivered)
    found.push(
      `no channel of agent ${agent} takes the list of the day: ${Object.entries(tried)
        .map(([channel, why]) => `${channel} ${why}`)
        .join('; ')}`,
    );
  if (runStatus !== 'completed') found.push(`the night's run is ${runStatus ?? 'missing'}, not completed`);
  if (runStatus === 'completed' && !summary.workPlan) found.push('the work of the night was not given out');
  if (summary.workPlan && !summary.report) found.push("the managers' report of the night was not made");
  if (candidates !== queued + suppressed + heldOut + deferred)
    found.push(
      `candidates do not balance: ${candidates} candidates, but ${queued} queued + ${suppressed} suppressed + ${heldOut} held out + ${deferred} deferred`,
    );
  if (runStatus === 'completed' && sum(summary.tiers) !== summary.customers)
    found.push(`tiers hold ${sum(summary.tiers)} customers, but ${summary.customers} were decided`);
  return found;
};
