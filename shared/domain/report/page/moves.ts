import type { Label } from '../../../contracts/field.ts';
import type { RunReport } from '../../../contracts/run-report.ts';
import { Html, html } from '../../page/html.ts';
import { swatch } from '../../page/html-page.ts';
import { type SankeyFlow, sankey } from '../../page/sankey.ts';
import { count } from '../number-words.ts';
import { sumOf } from '../sum-of.ts';
import { label, more, say, section, table } from './parts.ts';

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
