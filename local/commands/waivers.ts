import { count, type Paint } from '../summary/table.ts';
import type { Lang } from '../summary/words.ts';
import { type Answer, tableOf } from './answer.ts';
import { runOf } from './run-of.ts';
import type { Target } from './target.ts';

const words = {
  en: {
    ...{
      customer: 'CUSTOMER',
      fault: 'FAULT',
      from: 'FROM',
      until: 'UNTIL',
      hours: 'HOURS',
      fee: 'FEE',
      waived: 'WAIVED',
    },
    ...{ none: 'Nothing is waived.', unknown: 'not known', all: '{count} waivers, {amount} {currency}' },
  },
  zh: {
    ...{ customer: '客户', fault: '故障', from: '开始', until: '结束', hours: '小时', fee: '月费', waived: '减免' },
    ...{ none: '无减免。', unknown: '未知', all: '减免 {count} 笔，共 {amount} {currency}' },
  },
} as const;

/** Rows that a person is shown; a program gets all. */
const most = 50;

/** `waivers`: the fees that billing waives by a run, because faults were not repaired as promised. */
export const showWaivers = async (
  target: Pick<Target, 'ledger' | 'runs'>,
  { run: given, lang }: { run: string | undefined; lang: Lang },
  paint: Paint,
): Promise<Answer> => {
  const { run, manifest } = await runOf(target, given);
  const { currency } = await target.runs.policy(manifest.policy);
  const waivers = await target.runs.waivers(run.runId);
  const said = words[lang];
  const sum = waivers.reduce((total, { amount }) => total + Math.round((amount ?? 0) * 100), 0) / 100;
  const money = (value: number | null): string => (value === null ? said.unknown : value.toFixed(2));
  const all = said.all
    .replace('{count}', count(waivers.length))
    .replace('{amount}', sum.toFixed(2))
    .replace('{currency}', currency);
  return {
    lines:
      waivers.length === 0
        ? [said.none]
        : [
            ...tableOf(
              [said.customer, said.fault, said.from, said.until, said.hours, said.fee, said.waived],
              waivers
                .slice(0, most)
                .map(({ customerId, fact, from, until, hours, monthlyFee, amount }) => [
                  ...[customerId, fact, from.slice(0, 16), until.slice(0, 16)],
                  ...[hours.toFixed(1), money(monthlyFee), money(amount)],
                ]),
              ['left', 'left', 'left', 'left', 'right', 'right', 'right'],
              [20, 24],
              paint,
            ),
            all,
          ],
    json: { runId: run.runId, currency, amount: sum, waivers },
  };
};
