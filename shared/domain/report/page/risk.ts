import type { Label } from '../../../contracts/field.ts';
import type { RunReport } from '../../../contracts/run-report.ts';
import { type Html, html } from '../../page/html.ts';
import { count, percent, shareOf, signed } from '../number-words.ts';
import { bar, label, more, regionName, say, section, table } from './parts.ts';

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
