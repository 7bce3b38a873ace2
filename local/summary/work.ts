import type { WorkPlan } from '../../shared/contracts/items/ledger.ts';
import type { AgentsAmiss } from '../../shared/contracts/run-work.ts';
import type { Page } from './page.ts';
import type { Summary } from './summary.ts';
import { bar, count, table } from './table.ts';
import { upliftWords } from './uplift-words.ts';

/** Why work was left over, and what is wrong with agents: each that there is, a line. */
const planLines = (plan: WorkPlan, { say, paint }: Page): string[] => {
  const { missing, messages, left, unknownManagers } = plan;
  // Without agents another line says why all of it waits.
  const deferred = plan.agents === 0 ? {} : plan.deferred;
  const words = ['room', 'skill', 'language', 'tier'] as const;
  const missingOf = (word: string): string => {
    const names = Object.keys(missing).filter((name) => name.startsWith(`${word} `));
    return names.length === 0 ? '' : `: ${names.map((name) => name.slice(word.length + 1)).join(', ')}`;
  };
  const reasons = words.flatMap((word) =>
    deferred[word] ? [[count(deferred[word]), `${say(word)}${missingOf(word)}`]] : [],
  );
  const amiss = ({ agentIds, agents, pieces }: AgentsAmiss, word: 'agentsLeft' | 'managersUnknown'): string[] => {
    const shown = agentIds.slice(0, 5).join(', ');
    const ids = agents > 5 ? `${shown}, …` : shown;
    return agents === 0
      ? []
      : [`  ${paint('yellow', `${count(agents)} ${say(word)}: ${ids} · ${count(pieces)} ${say('pieces')}`)}`];
  };
  return [
    ...(reasons.length > 0 ? [`  ${paint('dim', say('deferredFor'))}`] : []),
    ...table(reasons, ['right', 'left']).map((line) => `  ${line}`),
    ...(messages > 0 ? [`  ${count(messages)} ${say('messages')}`] : []),
    ...amiss(left, 'agentsLeft'),
    ...amiss(unknownManagers, 'managersUnknown'),
  ];
};

/** Work that was withdrawn; of playbooks that hold somebody out, what contact is worth, and what is stopped. */
const loopLines = ({ withdrawn = {}, playbooks = {} }: Summary, { say, paint, lang }: Page): string[] => {
  const total = Object.values(withdrawn).reduce((sum, pieces) => sum + pieces, 0);
  return [
    ...(total > 0 ? [`  ${count(total)} ${say('withdrawn')}`] : []),
    ...Object.entries(playbooks).map(([name, one]) => {
      const worth = `  ${say('worth')} ${name}: ${upliftWords(one, lang)}`;
      return one.stopped ? paint('yellow', `${worth} · ${say('stoppedByGuard')}`) : worth;
    }),
  ];
};

/** Work by queue, the balance, and why candidates got none. */
export const renderWork = (summary: Summary, view: Page): string[] => {
  const { say, paint, labels } = view;
  const { candidates, queued, suppressed, heldOut, deferred } = summary.work;
  const balance = `${count(candidates)} ${say('candidates')} = ${count(queued)} ${say('queued')} + ${count(suppressed)} ${say('suppressed')} + ${count(heldOut)} ${say('heldOut')} + ${count(deferred)} ${say('deferred')}`;
  const kinds = Object.entries(summary.queuedByKind).sort((a, b) => b[1] - a[1]);
  const queues = table(
    kinds.map(([kind, items]) => [kind, count(items)]),
    ['left', 'right'],
  ).map((line, index) => `  ${line}  ${paint('cyan', bar(kinds[index]?.[1] ?? 0, Math.max(1, queued), 40))}`);
  const reasons = table(
    Object.entries(summary.suppressedByReason)
      .sort((a, b) => b[1] - a[1])
      .map(([code, items]) => [count(items), view.both(labels.suppressions[code], code)]),
    ['right', 'left'],
  );
  const { total, withWork, capacity } = summary.agents;
  const assigned = `${count(summary.notified)} ${say('assigned')} · ${count(summary.waiting)} ${say('waiting')}`;
  const load = `${count(withWork)}/${count(total)} ${say('agentsWithWork')}, ${count(summary.notified)}/${count(capacity)} ${say('ofCapacity')}`;
  return [
    ...view.title(say('work'), balance),
    ...queues,
    ...(reasons.length > 0 ? [`  ${paint('dim', say('whySuppressed'))}`, ...reasons.map((line) => `  ${line}`)] : []),
    ...(summary.workPlan ? planLines(summary.workPlan, view) : []),
    ...loopLines(summary, view),
    `  ${assigned} · ${total === 0 ? say('noAgents') : load}`,
  ];
};

/** Digests that were delivered, and one of each language in full. */
export const renderDigests = (summary: Summary, view: Page): string[] => {
  const { say, paint } = view;
  const channels = Object.entries(summary.digestsByChannel)
    .map(([channel, sent]) => `${channel} ${count(sent)}`)
    .join(', ');
  const head = view.title(
    say('digests'),
    `${count(summary.digests)} ${say('delivered')}${channels === '' ? '' : ` (${channels})`}`,
  );
  if (summary.digests === 0) return [...head, `  ${say(summary.work.queued === 0 ? 'noWork' : 'noDigests')}`];
  return [
    ...head,
    ...summary.examples.flatMap(({ agent, language, text }) => [
      `  ${paint('dim', `┌ ${agent} (${language})`)}`,
      ...text
        .trimEnd()
        .split('\n')
        .map((line) => `  ${paint('dim', '│')} ${line}`),
    ]),
  ];
};
