import type { ReportedFeed, RunReport } from '../../../contracts/run-report.ts';
import { type Html, html } from '../../page/html.ts';
import { count, percent, shareOf } from '../number-words.ts';
import { sumOf } from '../sum-of.ts';
import { label, more, say, section, table } from './parts.ts';

const stateOf = ({ held, failed, late }: ReportedFeed): Html => {
  const troubles = [
    ...(failed > 0 ? [label(`${count(failed)} failed`, `${count(failed)} 失败`)] : []),
    ...(held > 0 ? [label(`${count(held)} held`, `${count(held)} 扣留`)] : []),
    ...(late.length > 0 ? [label('late', '未到')] : []),
  ];
  return troubles.length === 0
    ? html`<span class="pill">${say(label('good', '正常'))}</span>`
    : html`${troubles.map((words) => html`<span class="pill worse">${say(words)}</span> `)}`;
};

/** What came in, what of it was refused, and what is missing. */
export const feedsSection = ({ feeds }: RunReport): Html => {
  const [rows, accepted, refused] = [
    sumOf(feeds, (feed) => feed.rows),
    sumOf(feeds, (feed) => feed.accepted),
    sumOf(feeds, (feed) => feed.refused),
  ];
  const title = label('Data that came in', '数据接收');
  if (feeds.length === 0) return section('feeds', title, label('No file counted tonight.', '本次没有可用的数据文件。'));
  return section(
    'feeds',
    title,
    label(
      `${count(rows)} rows = ${count(accepted)} accepted + ${count(refused)} refused`,
      `${count(rows)} 行 = ${count(accepted)} 接收 + ${count(refused)} 拒收`,
    ),
    table(
      label('All files that this night worked from', '本次运行使用的全部文件'),
      [
        { head: label('Feed', '类别') },
        { head: label('Rows', '行数'), kind: 'number' },
        { head: label('Refused', '拒收'), kind: 'number' },
        { head: label('State', '状态') },
      ],
      feeds.map((feed) => [
        html`${say(feed.label)}<span class="sub">${feed.newest ?? '–'}</span>${feed.late.length > 0 && html`<span class="sub worse">${feed.late.join(', ')}</span>`}`,
        count(feed.rows),
        percent(shareOf(feed.refused, feed.rows), 2),
        stateOf(feed),
      ]),
    ),
    more(
      label('Files and systems', '文件与系统'),
      table(
        label('Files, those new since the last run, and refused rows', '文件数、新增文件与拒收行'),
        [
          { head: label('Feed', '类别') },
          ...[
            label('Systems', '系统'),
            label('Files', '文件'),
            label('New', '新增'),
            label('Accepted', '接收'),
            label('Refused', '拒收'),
          ].map((head) => ({ head, kind: 'number' as const })),
        ],
        feeds.map((feed) => [
          say(feed.label),
          ...[feed.sources, feed.dumps, feed.newDumps, feed.accepted, feed.refused].map(count),
        ]),
        true,
      ),
    ),
  );
};
