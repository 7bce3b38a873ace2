import type { RunReport } from '../../../contracts/run-report.ts';
import { type Html, html } from '../../page/html.ts';
import { count, percent, shareOf } from '../number-words.ts';
import { isMissed } from '../promise-part.ts';
import { bar, label, say, section, table } from './parts.ts';

/** How promises were kept: a bar a tier or desk, and a line where it should reach. */
export const promisesSection = ({ promises }: RunReport): Html | false => {
  if (promises.length === 0) return false;
  const judged = promises.filter(({ lines }) => lines.some(({ delivered, broken }) => delivered + broken > 0));
  const kept = judged.filter(({ lines }) => !lines.some(isMissed)).length;
  return section(
    'promises',
    label('Promises', '承诺'),
    judged.length === 0
      ? label('No promise is due yet.', '尚无到期承诺。')
      : label(
          `${count(kept)} of ${count(judged.length)} promises reach their target everywhere. The line is the target.`,
          `${count(judged.length)} 项承诺中 ${count(kept)} 项全部达标。竖线为目标。`,
        ),
    promises.map(({ label: name, lines }) =>
      table(
        name,
        [
          { head: label('To whom', '对象') },
          { kind: 'drawing' },
          { head: label('Kept', '兑现'), kind: 'number' },
          { head: label('Share', '兑现率'), kind: 'number' },
        ],
        lines.map((line) => {
          const share = shareOf(line.delivered, line.delivered + line.broken);
          return [
            say(line.label),
            bar(share ?? 0, isMissed(line) ? 'c4' : 'c1', line.target),
            html`${count(line.delivered)} / ${count(line.delivered + line.broken)}${line.open > 0 && html`<span class="sub">${say(label(`${count(line.open)} open`, `${count(line.open)} 待兑现`))}</span>`}`,
            html`${percent(share)}${line.target !== null && html`<span class="sub${isMissed(line) ? ' worse' : ''}">${say(label(`${isMissed(line) ? 'missed ' : ''}${percent(line.target, 0)}`, `${isMissed(line) ? '未达 ' : ''}${percent(line.target, 0)}`))}</span>`}`,
          ];
        }),
      ),
    ),
  );
};
