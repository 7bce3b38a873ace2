import type { Label } from '../../../contracts/field.ts';
import type { ReportedTier, RunReport } from '../../../contracts/run-report.ts';
import { Html, html } from '../../page/html.ts';
import { swatch } from '../../page/html-page.ts';
import { type SankeyFlow, sankey } from '../../page/sankey.ts';
import { cut } from '../../page/text-width.ts';
import { count, money, percent, shareOf, signed } from '../number-words.ts';
import { sumOf } from '../sum-of.ts';
import { bar, label, more, px, regionName, say, section, table } from './parts.ts';

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

/** By the style's names, so that they fit a light page and a dark one. */
const colours = { up: 'var(--c1)', down: 'var(--c4)', same: 'var(--stay)' };

/** Who went from which tier to which. */
export const movesSection = ({ moves, scheme }: RunReport): Html => {
  const place = (name: string): number => scheme.tiers.findIndex((tier) => tier.name === name);
  const known = moves.flatMap(({ from, to, customers }) => (from === null ? [] : [{ from, to, customers }]));
  const fresh = sumOf(moves, ({ from, customers }) => (from === null ? customers : 0));
  const moved = known.filter(({ from, to }) => from !== to);
  const rose = sumOf(moved, ({ from, to, customers }) => (place(to) < place(from) ? customers : 0));
  const fell = sumOf(moved, ({ customers }) => customers) - rose;
  const title = label('Who moved', '等级异动');
  const newWords = label(`${count(fresh)} are new`, `新增 ${count(fresh)}`);
  if (known.length === 0)
    return section('moves', title, label('First night: every customer is new.', '首夜：全部为新客户。'));
  const takeaway =
    moved.length === 0
      ? label(`Nobody moved since the last run; ${newWords.en}.`, `与上次相比无变动；${newWords.zh}。`)
      : label(
          `${count(rose)} rose and ${count(fell)} fell since the last run; ${newWords.en}.`,
          `较上次升 ${count(rose)}、降 ${count(fell)}；${newWords.zh}。`,
        );
  const flows = known.map(({ from, to, customers }): SankeyFlow => {
    const way = from === to ? 'same' : place(to) < place(from) ? 'up' : 'down';
    const labelOf = (name: string): Label => scheme.tiers[place(name)]?.label ?? label(name, name);
    const words = (lang: 'en' | 'zh'): string => `${labelOf(from)[lang]} → ${labelOf(to)[lang]}: ${count(customers)}`;
    return { from, to, value: customers, colour: colours[way], title: label(words('en'), words('zh')) };
  });
  const legend = (['up', 'down', 'same'] as const).map((way) => {
    const words = { up: label('up', '升'), down: label('down', '降'), same: label('stayed', '未变') }[way];
    return html`<li>${new Html(swatch(colours[way]))}${say(words)}</li>`;
  });
  return section(
    'moves',
    title,
    takeaway,
    moved.length > 0 && html`${new Html(sankey(scheme.tiers, flows, title))}<ul class="key">${legend}</ul>`,
    moved.length > 0 &&
      more(
        label('The numbers', '数据'),
        table(
          title,
          [
            { head: label('From', '原等级') },
            { head: label('To', '现等级') },
            { head: label('Customers', '客户数'), kind: 'number' },
          ],
          moved.map(({ from, to, customers }) => [
            say(scheme.tiers[place(from)]?.label ?? label(from, from)),
            say(scheme.tiers[place(to)]?.label ?? label(to, to)),
            count(customers),
          ]),
        ),
      ),
  );
};

/** Fewer customers say nothing of a share: one more or less would change the colour. */
const fewest = 20;
/** Shares against that of all customers: where a colour begins. */
const steps = [0.6, 0.9, 1.2, 1.8];

const segmentNames: Record<string, Label> = {
  consumer: label('Consumer', '个人'),
  household: label('Household', '家庭'),
  enterprise: label('Enterprise', '企业'),
  government: label('Government', '政府'),
};
const segmentName = (segment: string | null): Label =>
  segment === null ? label('Not known', '未知') : (segmentNames[segment] ?? label(segment, segment));

/** Regions by segments: where more customers than elsewhere may leave. */
export const riskSection = ({ risk, bands, customers }: RunReport): Html => {
  const [worst] = bands;
  const all = shareOf(worst?.customers ?? 0, customers.decided) ?? 0;
  const cells = risk.regions.flatMap((region) =>
    region.cells.map((cell, at) => ({ ...cell, region, segment: risk.segments[at] ?? null })),
  );
  const shareIn = ({ customers: whole, high }: { customers: number; high: number }): number =>
    whole === 0 ? 0 : high / whole;
  const [most] = cells.filter((cell) => cell.customers >= fewest).toSorted((one, two) => shareIn(two) - shareIn(one));
  const where = most && {
    region: regionName(most.region),
    segment: segmentName(most.segment),
    share: percent(shareIn(most)),
  };
  const counted = count(worst?.customers ?? 0);
  const takeaway = where
    ? label(
        `${worst?.label.en}: ${counted} customers, ${percent(all)} of all. Most often in ${where.region.en}, ${where.segment.en.toLowerCase()}: ${where.share}.`,
        `${worst?.label.zh}客户 ${counted} 位，占 ${percent(all)}。占比最高：${where.region.zh} · ${where.segment.zh} ${where.share}。`,
      )
    : label(`${worst?.label.en}: ${counted} customers.`, `${worst?.label.zh}客户 ${counted} 位。`);
  const kindOf = (cell: { customers: number; high: number }): string =>
    cell.customers < fewest || all === 0 ? '' : `h${steps.filter((step) => shareIn(cell) >= step * all).length}`;
  const title = label('Risk by region and segment', '区域与客户群风险');
  const scale = [
    label('far below', '远低于'),
    label('below', '低于'),
    label('about', '接近'),
    label('above', '高于'),
    label('far above the average', '远高于平均'),
  ];
  const heat = html`<table class="heat"><caption>${say(label(`${worst?.label.en}, of the customers there`, `${worst?.label.zh}客户占比`))}</caption><thead><tr><th scope="col">${say(label('Region', '区域'))}</th>${risk.segments.map((segment) => html`<th scope="col">${say(segmentName(segment))}</th>`)}</tr></thead><tbody>${risk.regions.map(
    (region) =>
      html`<tr><th scope="row">${say(regionName(region))}</th>${region.cells.map((cell) => html`<td class="${kindOf(cell)}">${cell.customers === 0 ? '–' : percent(shareIn(cell), shareIn(cell) < 0.1 ? 1 : 0)}</td>`)}</tr>
`,
  )}</tbody></table>`;
  const legend = html`<ul class="scale">${scale.map((words, at) => html`<li class="h${at}">${say(words)}</li>`)}<li>${say(label(`no colour: fewer than ${fewest} customers`, `无色：不足 ${fewest} 位客户`))}</li></ul>`;
  return section(
    'risk',
    title,
    takeaway,
    risk.regions.length > 0 && heat,
    risk.regions.length > 0 && legend,
    html`<h3>${say(label('All customers by risk', '客户风险分布'))}</h3>`,
    table(
      label('Customers by risk band', '按风险等级'),
      [
        { head: label('Risk', '风险') },
        { kind: 'drawing' },
        { head: label('Customers', '客户数'), kind: 'number' },
        { head: label('Share', '占比'), kind: 'number' },
      ],
      bands.map((band, at) => [
        say(band.label),
        bar(shareOf(band.customers, customers.decided) ?? 0, at === 0 ? 'c4' : 'c2'),
        html`${count(band.customers)}${band.before !== null && html`<span class="sub">${signed(band.customers - band.before)}</span>`}`,
        percent(shareOf(band.customers, customers.decided)),
      ]),
    ),
    risk.regions.length > 0 &&
      more(
        label('Customers of each cell', '各单元客户数'),
        table(
          label('At risk, of customers', '高风险 / 客户数'),
          [
            { head: label('Region', '区域') },
            ...risk.segments.map((segment) => ({ head: segmentName(segment), kind: 'number' as const })),
          ],
          risk.regions.map((region) => [
            say(regionName(region)),
            ...region.cells.map((cell) => `${count(cell.high)} / ${count(cell.customers)}`),
          ]),
          true,
        ),
      ),
  );
};

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
