import * as z from 'zod';
import { label } from '../field.ts';
import { template } from '../template.ts';

const text = (en: string, zh: string) => template().default({ en, zh });

/** What the reply page says, in both languages. */
const replyTexts = z.strictObject({
  title: text('Work for you', '客户工单'),
  otherLanguage: template().default({ en: '中文', zh: 'English' }),
  churnRisk: text('At risk of leaving', '流失预警'),
  returnVisit: text('Return visit', '回访'),
  due: template('day', 'time').default({ en: 'Due by {day}, {time}', zh: '请于{day} {time} 前完成' }),
  contact: template('from', 'until').default({
    en: 'May be contacted from {from} to {until}',
    zh: '可联系时间：{from} 至 {until}',
  }),
  byMessage: text('By message', '短信联系'),
  byCall: text('By phone', '电话联系'),
  byVisit: text('By visit', '上门拜访'),
  customer: text('Customer', '客户'),
  number: text('Number', '号码'),
  unknown: text('unknown', '未知'),
  region: text('Region', '地区'),
  tier: text('Value tier', '价值等级'),
  atStake: text('At stake', '风险价值'),
  why: text('Why', '原因'),
  notes: text('Know this first', '注意事项'),
  promises: text('Promised and still open', '未兑现的承诺'),
  script: text('What to say', '参考话术'),
  offers: text('What to offer', '可推荐'),
  points: text('Worth speaking of', '可谈话题'),
  outline: text('Please ask', '回访提纲'),
  reply: text('What came of it', '处理结果'),
  taken: text('I take it', '已接单，待处理'),
  kept: text('Stays', '已挽留'),
  leaving: text('Left, or will leave', '已离网或将离网'),
  visited: text('Visit made', '已回访'),
  told: text('Message sent', '已发送短信'),
  undecided: text('Spoken to, nothing settled', '已沟通，未确定'),
  notReached: text('Nobody answered', '未联系上'),
  refused: text('Wants no contact', '拒绝联系'),
  churnKind: text('Kind of leaving', '离网类型'),
  natural: text('Natural', '自然离网'),
  malicious: text('Malicious', '恶意离网'),
  competitive: text('To a competitor', '竞争离网'),
  negligent: text('Our own negligence', '过失离网'),
  churnCause: text('Cause', '离网原因'),
  value: text('Value for money', '价值'),
  system: text('System', '系统'),
  employee: text('Staff', '员工'),
  service: text('Service', '服务'),
  price: text('Price', '价格'),
  mismatch: text('Product does not fit', '产品不匹配'),
  competitor: text('Competitor', '竞争对手'),
  notSaid: text('not said', '未说明'),
  remarks: template('most').default({ en: 'Remarks (at most {most} characters)', zh: '备注（最多 {most} 字）' }),
  send: text('Send', '提交'),
  recorded: template('result').default({ en: 'Recorded: {result}', zh: '已记录：{result}' }),
  recordedMore: text(
    'It counts within a few minutes. You may close this page, or open the link again to say more.',
    '几分钟内生效。可关闭本页；如需补充，请重新打开链接。',
  ),
  over: template('state').default({ en: 'This work is over: {state}', zh: '该工单已结束：{state}' }),
  errorForged: text('This link is not valid', '链接无效'),
  errorForgedMore: text('Open it from your list, whole, without changes.', '请从每日清单中完整打开链接。'),
  errorExpired: text('This link has expired', '链接已过期'),
  errorExpiredMore: text('Open the link of your newest list.', '请使用最新清单中的链接。'),
  errorMoved: text('This work is with somebody else now', '该工单已转交他人'),
  errorMovedMore: text('You need not do anything more.', '您无需再处理。'),
  errorRepeated: text('This was recorded already', '该结果已记录'),
  errorRepeatedMore: text('Open the link again to say more.', '如需补充，请重新打开链接。'),
  errorLarge: text('This is too much', '内容过长'),
  errorLargeMore: template('most').default({
    en: 'Nothing was recorded. Go back and shorten the remarks to {most} characters.',
    zh: '未记录任何内容。请返回并将备注缩短至 {most} 字以内。',
  }),
  errorForm: text('Something is missing', '填写有误'),
  errorResult: text('Choose what came of it.', '请选择处理结果。'),
  errorRemarks: template('most').default({
    en: 'The remarks are longer than {most} characters.',
    zh: '备注超过 {most} 字。',
  }),
  errorAnswer: text('An answer is longer than 200 characters.', '回答超过 200 字。'),
});

/** Part of the policy: the page behind the links of digests. */
export const replyPolicy = z.strictObject({
  /** What a person calls the section. */
  label: label().default({ en: 'Reply page', zh: '反馈页面' }),
  /** Days after its due time that a link of work still opens: late work is done late, and said later. */
  validDays: z.number().int().min(0).max(60).default(7),
  /** Most characters of remarks: some sentences; the CRM is the place for more. */
  remarks: z.number().int().min(0).max(2_000).default(500),
  /** What it says. */
  texts: replyTexts.prefault({}),
});
/** The page behind the links of digests. */
export type ReplyPolicy = z.infer<typeof replyPolicy>;
