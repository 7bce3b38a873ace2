import type { Label } from '../../../contracts/field.ts';
import type { RunReport } from '../../../contracts/run-report.ts';
import type { Html } from '../../page/html.ts';
import { money, percent, shareOf } from '../number-words.ts';
import { bar, label, regionName, say, section, table } from './parts.ts';

/** What is at stake, by tier and by region. */
export const stakeSection = ({ atRisk, scheme, risk, currency }: RunReport): Html | false => {
  if (!atRisk) return false;
  const amounts = [...scheme.tiers.map((tier) => tier.atRisk), ...risk.regions.map((region) => region.atRisk)];
  const most = Math.max(1, ...amounts);
  const total = money(atRisk.total, currency);
  const [top] = scheme.tiers.toSorted((one, two) => two.atRisk - one.atRisk);
  const share = percent(shareOf(top?.atRisk ?? 0, atRisk.total), 0);
  const columns = (head: Label) => [
    { head },
    { kind: 'drawing' as const },
    { head: label('At stake', '风险价值'), kind: 'number' as const },
  ];
  return section(
    'stake',
    label('Value at risk', '风险价值'),
    atRisk.total === 0
      ? label('Nothing is at stake.', '无风险价值。')
      : label(
          `${total.en}: what customers are still worth, times how likely they leave; ${share} of it ${top?.label.en}.`,
          `${total.zh}：客户剩余价值 × 离网概率；其中${top?.label.zh}占 ${share}。`,
        ),
    table(
      label('By tier', '按等级'),
      columns(label('Tier', '等级')),
      scheme.tiers.map((tier) => [say(tier.label), bar(tier.atRisk / most, 'c1'), say(money(tier.atRisk, currency))]),
    ),
    risk.regions.length > 0 &&
      table(
        label('By region', '按区域'),
        columns(label('Region', '区域')),
        risk.regions.map((region) => [
          say(regionName(region)),
          bar(region.atRisk / most, 'c3'),
          say(money(region.atRisk, currency)),
        ]),
      ),
  );
};
