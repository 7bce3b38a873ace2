import type { WorkItem } from '../../contracts/items/work.ts';
import type { DigestPolicy } from '../../contracts/policy/digest.ts';
import { localDate } from '../calendar.ts';
import { sayIn, writtenDay } from './digest-words.ts';

/** What somebody is told of late work; customers by the operator's own id alone. */
export type LateNotice = {
  /** ASCII, less than 100 characters. */
  subject: string;
  /** For a person. */
  text: string;
};

/** Lines told; the rest is counted. */
const mostLines = 20;

const words = {
  en: {
    reminder: (count: number) =>
      `${count === 1 ? '1 customer is' : `${count} customers are`} overdue. Please call today:`,
    escalation: (count: number) =>
      `${count === 1 ? '1 customer was' : `${count} customers were`} overdue for too long and went to the deputy:`,
    more: (count: number) => `and ${count} more`,
  },
  zh: {
    reminder: (count: number) => `您有 ${count} 位客户已逾期，请今日联系：`,
    escalation: (count: number) => `有 ${count} 位客户逾期未联系，已转交代理人：`,
    more: (count: number) => `另有 ${count} 位`,
  },
} as const;

/**
 * Puts late work into words: a reminder for the agent who has it, or word to the supervisor that it moved on.
 *
 * @param late the work, with whoever had it
 * @param timeZone IANA name; due days are local
 * @param policy what kinds of work and due days are called
 */
export const lateNotice = (
  kind: 'reminder' | 'escalation',
  language: 'en' | 'zh',
  late: readonly WorkItem[],
  timeZone: string,
  policy: DigestPolicy,
): LateNotice => {
  const sorted = [...late].sort((a, b) =>
    a.dueAt === b.dueAt ? (a.workId < b.workId ? -1 : 1) : a.dueAt < b.dueAt ? -1 : 1,
  );
  const say = sayIn(policy, language);
  const lines = sorted.slice(0, mostLines).map((item, index) => {
    const holder = kind === 'escalation' ? ` · ${item.agentId}` : '';
    const what = say(item.kind === 'churn-risk' ? 'churnRisk' : 'returnVisit');
    const due = say('due', { day: writtenDay(localDate(item.dueAt, timeZone), language) });
    return `${index + 1}. [${what}] ${item.customerId}${holder} · ${due}`;
  });
  const left = late.length - lines.length;
  return {
    subject: `tierline: ${late.length} overdue${kind === 'escalation' ? ', given to deputies' : ''}`,
    text: [words[language][kind](late.length), ...lines, ...(left > 0 ? [words[language].more(left)] : [])].join('\n'),
  };
};
