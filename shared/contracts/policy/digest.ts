import * as z from 'zod';
import { label } from '../field.ts';
import { template } from '../template.ts';

/** What a digest says, in both languages; a place in braces is filled with what its name says. */
const digestTexts = z.strictObject({
  greeting: template('name').default({ en: 'Hello {name},', zh: '{name}，您好！' }),
  /** To an agent whose name is not known. */
  greetingNobody: template().default({ en: 'Hello,', zh: '您好！' }),
  summary: template('count', 'day', 'churnRisk', 'returnVisit').default({
    en: '{count|customer|customers} to call on {day}: {churnRisk} at risk of leaving, {returnVisit|return visit|return visits}.',
    zh: '{day}共 {count} 位客户需要联系：流失预警 {churnRisk} 位，回访 {returnVisit} 位。',
  }),
  churnRisk: template().default({ en: 'At risk', zh: '流失预警' }),
  returnVisit: template().default({ en: 'Visit', zh: '回访' }),
  due: template('day').default({ en: 'by {day}', zh: '{day}前' }),
  unknownName: template().default({ en: 'name unknown', zh: '姓名未知' }),
  offer: template('offer', 'say').default({ en: 'Offer: {offer}. {say}', zh: '可荐：{offer}。{say}' }),
  /** What a visit's outline has the agent ask (回访提纲). */
  questions: template('questions').default({ en: 'Ask: {questions}', zh: '请问：{questions}' }),
  /** When the customer may be contacted, on the operator's clock. */
  contact: template('from', 'until').default({ en: 'Call {from} to {until}', zh: '可联系 {from}–{until}' }),
  promise: template('promise').default({ en: 'Promised: {promise}', zh: '承诺：{promise}' }),
  /** Between reasons. */
  separator: template().default({ en: '; ', zh: '；' }),
  /** What a link is called; where a channel shows the bare address, it stands before it. */
  link: template().default({ en: 'Details and reply', zh: '详情与回复' }),
  /** Which part of a digest this is, where a channel takes only so much at once. */
  part: template('part', 'of').default({ en: '({part}/{of})', zh: '（{part}/{of}）' }),
  /** Where a list is longer than a channel takes. */
  more: template('count').default({
    en: 'and {count|customer|customers} more: see them in CRM',
    zh: '另有 {count} 位客户，请在 CRM 中查看',
  }),
  /** What has changed on a list that went out. */
  news: template('day', 'added', 'withdrawn').default({
    en: 'Your list of {day} has changed: {added} urgent and new, {withdrawn} withdrawn.',
    zh: '{day}的清单有变：新增紧急 {added} 位，撤回 {withdrawn} 位。',
  }),
  /** Before work that need not be done any more. */
  withdrawn: template().default({ en: 'Withdrawn', zh: '已撤回' }),
  undelivered: template('agent', 'count', 'day', 'tried').default({
    en: '{agent} could not be told of {count|customer|customers} on {day}: {tried}. The list stays and is tried again.',
    zh: '未能通知 {agent} {day} 的 {count} 位客户：{tried}。名单保留，将继续重试。',
  }),
});

/** Part of the policy: how agents are told of their work. */
export const digestPolicy = z.strictObject({
  /** What a person calls the section. */
  label: label().default({ en: "Agents' digests", zh: '每日清单' }),
  /** Items whose reasons are told: ten fill the first screens of a phone; the others get one line each. */
  explained: z.number().int().min(0).max(500).default(10),
  /** Reasons told for each: two fit a line of a phone; the page behind the link shows all. */
  reasonsTold: z.number().int().min(0).max(10).default(2),
  /** Messages that one digest may take on a robot's channel: four of the 20 a minute that most robots take. */
  mostParts: z.number().int().min(1).max(20).default(4),
  /** Work that cannot wait for the agent's own morning. */
  urgent: z
    .strictObject({
      /** Due within so many hours: by a working day's end it would be late before anybody had a day for it. */
      dueWithinHours: z.number().min(0).max(168).default(12),
      /** From when on such a list goes out, local to the agent: nobody is woken. */
      from: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'not a time of day such as "07:00"' })
        .default('07:00'),
    })
    .prefault({}),
  /** After this time of day, local to the agent, nobody wants the list of a day that is over: it goes out the next morning. */
  until: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'not a time of day such as "19:59"' })
    .default('19:59'),
  /** What it says. */
  texts: digestTexts.prefault({}),
});
/** How agents are told of their work. */
export type DigestPolicy = z.infer<typeof digestPolicy>;
