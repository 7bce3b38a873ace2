import type { WorkKind } from '../../contracts/messages/work-requested.ts';

/** What a digest says in one language. Days are `YYYY-MM-DD`. */
export type DigestWords = {
  greeting(name: string | null): string;
  summary(day: string, counts: Record<WorkKind, number>): string;
  kind: Record<WorkKind, string>;
  due(day: string): string;
  unknownName: string;
  /** What to offer, and what speaks for it. */
  offer(offer: string, say: string): string;
  /** Between reasons. */
  separator: string;
};

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const english = (day: string): string => `${Number(day.slice(8))} ${months[Number(day.slice(5, 7)) - 1]}`;
const chinese = (day: string): string => `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`;

/** `1 item`, `2 items`. */
const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

const en: DigestWords = {
  greeting: (name) => (name ? `Hello ${name},` : 'Hello,'),
  summary: (day, counts) =>
    `${counted(counts['churn-risk'] + counts['return-visit'], 'customer', 'customers')} to call on ${english(day)}: ${counts['churn-risk']} at risk of leaving, ${counted(counts['return-visit'], 'return visit', 'return visits')}.`,
  kind: { 'churn-risk': 'At risk', 'return-visit': 'Visit' },
  due: (day) => `by ${english(day)}`,
  unknownName: 'name unknown',
  offer: (offer, say) => `Offer: ${offer}. ${say}`,
  separator: '; ',
};

/** The operators' own terms: 流失预警 (churn warning), 回访 (return visit). */
const zh: DigestWords = {
  greeting: (name) => (name ? `${name}，您好！` : '您好！'),
  summary: (day, counts) =>
    `${chinese(day)}共 ${counts['churn-risk'] + counts['return-visit']} 位客户需要联系：流失预警 ${counts['churn-risk']} 位，回访 ${counts['return-visit']} 位。`,
  kind: { 'churn-risk': '流失预警', 'return-visit': '回访' },
  due: (day) => `${chinese(day)}前`,
  unknownName: '姓名未知',
  offer: (offer, say) => `可荐：${offer}。${say}`,
  separator: '；',
};

/** Words by language. */
export const digestWords: Record<'zh' | 'en', DigestWords> = { zh, en };
