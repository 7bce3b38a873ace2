import { plainLabel } from '../../../contracts/field.ts';
import type { RunReport } from '../../../contracts/run-report.ts';
import { type Html, html } from '../../page/html.ts';
import { count } from '../number-words.ts';
import { bar, label, say, section, table } from './parts.ts';

/** Digits enough that a night of a small base is not nought. */
const price = (cost: number, currency: string): string => `${cost < 1 ? cost.toFixed(4) : cost.toFixed(2)} ${currency}`;

/** What the night cost, and what of it is counted and what is estimated. */
export const costSection = ({ cost, customers }: RunReport): Html => {
  const most = Math.max(...cost.lines.map((line) => line.cost), Number.MIN_VALUE);
  const million = customers.decided === 0 ? null : (cost.total / customers.decided) * 1e6;
  const each = million === null ? '' : price(million, cost.currency);
  return section(
    'cost',
    label('What the night cost', '本次运行成本'),
    label(
      `${price(cost.total, cost.currency)}${each && `, ${each} a million customers`}: AWS list prices of ${cost.prices}, ${cost.region}.`,
      `${price(cost.total, cost.currency)}${each && `，每百万客户 ${each}`}：AWS ${cost.region} 标价（${cost.prices}）。`,
    ),
    table(
      label(
        'Blue: counted by the ledger. Grey: estimated by what was measured of a customer and a piece of work',
        '蓝色：账本计数；灰色：按单客户、单任务实测估算',
      ),
      [{ head: label('What', '项目') }, { kind: 'drawing' }, { head: plainLabel(cost.currency), kind: 'number' }],
      cost.lines
        .toSorted((one, two) => two.cost - one.cost)
        .map((line) => [
          html`${say(line.what)}<span class="sub">${count(line.amount)} ${say(line.unit)}, ${say(line.by === 'counted' ? label('counted', '计数') : label('estimated', '估算'))}</span>`,
          bar(line.cost / most, line.by === 'counted' ? 'c1' : 'c2'),
          line.cost.toFixed(4),
        ]),
    ),
  );
};
