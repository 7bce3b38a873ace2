import { type Label, plainLabel } from '../../../contracts/field.ts';
import type { RunReport } from '../../../contracts/run-report.ts';
import { type Html, html } from '../../page/html.ts';
import { inHand } from '../headline.ts';
import { count, money, percent, shareOf, signed } from '../number-words.ts';
import { sumOf } from '../sum-of.ts';
import { key, label, say, stacked } from './parts.ts';

/** One of the numbers that a manager looks at first. */
type Tile = { what: Label; value: Label; note: Label; mood?: 'better' | 'worse' | undefined };

const sinceLast = (words: string): Label => label(`${words} since the last run`, `较上次 ${words}`);
const first = label('first report', '首份报告');

/** How much something changed since the last report. @param good whether more of it is better */
const change = (now: number, before: number | null, good?: boolean): Pick<Tile, 'note' | 'mood'> => {
  if (before === null) return { note: first };
  const difference = Math.round(now - before);
  const mood = good === undefined || difference === 0 ? undefined : difference > 0 === good ? 'better' : 'worse';
  return { note: sinceLast(signed(difference)), mood };
};

const tilesOf = ({ customers, bands, atRisk, work, promises, feeds, currency }: RunReport): Tile[] => {
  const [worst] = bands;
  const lines = promises.flatMap((promise) => promise.lines);
  const [kept, broken] = [sumOf(lines, ({ delivered }) => delivered), sumOf(lines, (line) => line.broken)];
  const [rows, refused] = [sumOf(feeds, (feed) => feed.rows), sumOf(feeds, (feed) => feed.refused)];
  const ofAll = percent(shareOf(worst?.customers ?? 0, customers.decided));
  const high = change(worst?.customers ?? 0, worst?.before ?? null, false);
  return [
    {
      what: label('Customers', '客户数'),
      value: plainLabel(count(customers.decided)),
      ...change(customers.decided, customers.before),
    },
    {
      what: worst?.label ?? label('At risk', '有风险'),
      value: plainLabel(count(worst?.customers ?? 0)),
      ...high,
      note: label(`${ofAll} · ${high.note.en}`, `${ofAll} · ${high.note.zh}`),
    },
    ...(atRisk
      ? [
          {
            what: label('Value at risk', '风险价值'),
            value: money(atRisk.total, currency),
            ...change(atRisk.total, atRisk.before, false),
          },
        ]
      : []),
    {
      what: label('Work that goes out', '今日派单'),
      value: plainLabel(count(work.queued)),
      note: label(`of ${count(work.candidates)} candidates`, `候选 ${count(work.candidates)}`),
    },
    ...(kept + broken > 0
      ? [
          {
            what: label('Promises kept', '承诺兑现'),
            value: plainLabel(percent(shareOf(kept, kept + broken))),
            note: label(`${count(kept)} of ${count(kept + broken)}`, `${count(kept)} / ${count(kept + broken)}`),
          },
        ]
      : []),
    {
      what: label('Rows of data refused', '拒收数据行'),
      value: plainLabel(percent(shareOf(refused, rows), 2)),
      note: label(`${count(refused)} of ${count(rows)}`, `${count(refused)} / ${count(rows)}`),
    },
  ];
};

/** Who looks after those to be kept: the parts of the headline, which add up. */
const keepingBar = (work: RunReport['work']): Html | false => {
  const { keeping } = work;
  const parts = [
    { kind: 'c1', value: inHand(work), words: label('with somebody, or told by message', '有人跟进或已发短信') },
    { kind: 'c4', value: keeping.deferred, words: label('wait for a free agent', '等待空闲人员') },
    { kind: 'c3', value: keeping.heldOut, words: label('left alone, to measure', '对照组') },
    {
      kind: 'c2',
      value: keeping.suppressed - keeping.alreadyOpen,
      words: label('left in peace by a rule', '按规则不打扰'),
    },
  ];
  return (
    keeping.candidates > 0 &&
    html`${stacked(parts, true)}${key(parts.map(({ kind, value, words }) => ({ kind, words: html`<b>${count(value)}</b> ${say(words)}` })))}`
  );
};

/** What a manager sees first: the sentence, what needs somebody, and six numbers. */
export const firstScreen = (report: RunReport, night: string): Html => {
  const { headline, needs, policy } = report;
  return html`<header>
<p class="about">tierline · ${say(label('Night of', '夜间运行'))} ${night} (${report.timeZone}) · ${say(policy.label)} ${policy.edition}</p>
<h1>${say(headline)}</h1>
${keepingBar(report.work)}
${
  needs.length === 0
    ? html`<p class="well">${say(label('Nothing needs you today.', '今日无需处理的事项。'))}</p>`
    : html`<ul class="needs">${needs.map(({ what, section }) => html`<li><a href="#${section}">${say(what)}</a></li>`)}</ul>`
}
<ul class="tiles">${tilesOf(report).map(({ what, value, note, mood }) => html`<li><span class="what">${say(what)}</span><b>${say(value)}</b><span class="note${mood ? ` ${mood}` : ''}">${say(note)}</span></li>`)}</ul>
</header>
`;
};
