import type { Label } from '../../../contracts/field.ts';
import type { ReportedTier, RunReport } from '../../../contracts/run-report.ts';
import { type Html, html } from '../../page/html.ts';
import { cut } from '../../page/text-width.ts';
import { count, money, percent, shareOf, signed } from '../number-words.ts';
import { sumOf } from '../sum-of.ts';
import { label, more, px, say, section, table } from './parts.ts';

/** Units of the drawing: as wide as a phone is in CSS pixels, so that its texts are read there unscaled. */
const width = 328;
const labelWidth = 84;
const longest = 70;
const rowHeight = 34;

/** Customers to the left, what they pay to the right; a row a tier, the best on top. */
const pyramid = (tiers: readonly ReportedTier[], title: Label): Html => {
  const [customers, charge] = [sumOf(tiers, (tier) => tier.customers), sumOf(tiers, (tier) => tier.charge)];
  const [left, right] = [(width - labelWidth) / 2, (width + labelWidth) / 2];
  const shares = tiers.map(
    (tier) => [shareOf(tier.customers, customers) ?? 0, shareOf(tier.charge, charge) ?? 0] as const,
  );
  const scale = longest / Math.max(0.01, ...shares.flat());
  const rows = tiers.map((tier, at) => {
    const [ofCustomers, ofCharge] = shares[at] as readonly [number, number];
    const [y, middle] = [18 + at * rowHeight, 18 + at * rowHeight + rowHeight / 2 + 2];
    const [wide, other] = [ofCustomers * scale, Math.max(0, ofCharge) * scale];
    const name = (lang: 'en' | 'zh'): Html =>
      html`<text x="${width / 2}" y="${middle}" text-anchor="middle" lang="${lang}">${cut(tier.label[lang], 12)}</text>`;
    return html`<rect class="c1" x="${px(left - wide)}" y="${y + 4}" width="${px(wide)}" height="${rowHeight - 10}" rx="2"/><rect class="c4" x="${right}" y="${y + 4}" width="${px(other)}" height="${rowHeight - 10}" rx="2"/><text x="${px(left - wide - 5)}" y="${middle}" text-anchor="end">${percent(ofCustomers)}</text>${name('en')}${name('zh')}${charge > 0 && html`<text x="${px(right + other + 5)}" y="${middle}">${percent(ofCharge)}</text>`}`;
  });
  const head = (x: number, anchor: string, words: Label): Html =>
    html`<text class="dim" x="${x}" y="11" text-anchor="${anchor}" lang="en">${words.en}</text><text class="dim" x="${x}" y="11" text-anchor="${anchor}" lang="zh">${words.zh}</text>`;
  return html`<svg class="chart" viewBox="0 0 ${width} ${18 + tiers.length * rowHeight}" role="img" aria-label="${title.en} · ${title.zh}">${head(left, 'end', label('of customers', '客户占比'))}${charge > 0 && head(right, 'start', label('of revenue', '收入占比'))}${rows}</svg>`;
};

/** Tiers: how many customers, and what they bring. */
export const tiersSection = ({ scheme, currency }: RunReport): Html => {
  const { tiers } = scheme;
  const [best] = tiers;
  const customers = sumOf(tiers, (tier) => tier.customers);
  const charge = sumOf(tiers, (tier) => tier.charge);
  const ofCustomers = percent(shareOf(best?.customers ?? 0, customers));
  const ofCharge = percent(shareOf(best?.charge ?? 0, charge));
  const takeaway =
    charge > 0
      ? label(
          `${best?.label.en}: ${ofCustomers} of customers bring ${ofCharge} of the revenue.`,
          `${best?.label.zh}：${ofCustomers} 的客户贡献 ${ofCharge} 的收入。`,
        )
      : label(`${best?.label.en}: ${ofCustomers} of customers.`, `${best?.label.zh}：占客户 ${ofCustomers}。`);
  return section(
    'tiers',
    scheme.label,
    takeaway,
    pyramid(tiers, scheme.label),
    more(
      label('The numbers', '数据'),
      table(
        scheme.label,
        [
          { head: label('Tier', '等级') },
          { head: label('Customers', '客户数'), kind: 'number' },
          { head: label('Since the last run', '较上次'), kind: 'number' },
          { head: label('Revenue a month', '月收入'), kind: 'number' },
        ],
        tiers.map((tier) => [
          say(tier.label),
          count(tier.customers),
          tier.before === null ? '–' : signed(tier.customers - tier.before),
          say(money(tier.charge, currency)),
        ]),
      ),
    ),
  );
};
