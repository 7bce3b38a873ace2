import { type Label, plainLabel } from '../../../contracts/field.ts';
import type { GuardNote } from '../../../contracts/guard-report.ts';
import type { ReportedPlaybook, RunReport } from '../../../contracts/run-report.ts';
import { type Html, html } from '../../page/html.ts';
import { count, percent, signedPercent } from '../number-words.ts';
import { label, px, say, section, table } from './parts.ts';

const notes: Record<GuardNote, Label> = {
  'no-hold-out': label('nobody is held out: nothing can be known', '无对照组，无法判断'),
  'all-held-out': label('everybody is held out', '全部为对照组'),
  'too-early': label('too early', '为时尚早'),
  'not-in-policy': label('no longer in the policy', '策略中已无此方案'),
};

/** Where nothing is known the axis goes from minus to plus five percentage points. */
const leastReach = 0.05;

/** An interval around a point, on an axis with nought in its middle. */
const interval = ({ uplift }: ReportedPlaybook, reach: number): Html | false => {
  const at = (value: number): number => 50 + (Math.max(-reach, Math.min(reach, value)) / reach) * 48;
  return (
    uplift !== null &&
    html`<svg class="stack" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="10"/><rect class="axis" x="49.7" width="0.6" height="10"/><rect class="${uplift.high < 0 ? 'c4' : 'c1'}" x="${px(at(uplift.low))}" y="3.5" width="${px(Math.max(0.5, at(uplift.high) - at(uplift.low)))}" height="3"/><rect class="target" x="${px(at(uplift.uplift) - 0.8)}" y="1" width="1.6" height="8"/></svg>`
  );
};

/** What contact is worth, by playbook, against those left alone; and what the harm guard stopped. */
export const worthSection = ({ playbooks }: RunReport): Html | false => {
  if (playbooks.length === 0) return false;
  const stopped = playbooks.filter((playbook) => playbook.stopped).length;
  const known = playbooks.filter(({ uplift }) => uplift !== null);
  const sure = known.filter(({ uplift }) => (uplift?.low ?? 0) > 0).length;
  const reach = Math.max(
    leastReach,
    ...known.flatMap(({ uplift }) => [Math.abs(uplift?.low ?? 0), Math.abs(uplift?.high ?? 0)]),
  );
  const ends = label(
    known.length === 0
      ? 'Too early: those drawn have not been followed long enough.'
      : `${count(sure)} of ${count(known.length)} playbooks surely keep customers${stopped > 0 ? `; ${count(stopped)} stopped` : ''}.`,
    known.length === 0
      ? '为时尚早：观察期不足。'
      : `${count(known.length)} 个方案中 ${count(sure)} 个确有成效${stopped > 0 ? `；${count(stopped)} 个已停止` : ''}。`,
  );
  return section(
    'worth',
    label('What contact is worth', '接触成效'),
    ends,
    table(
      label('Share that stayed: contacted, less left alone; with its interval', '留存率：接触组减对照组；含置信区间'),
      [
        { head: label('Playbook', '方案') },
        { head: plainLabel(`−${percent(reach, 0)} … +${percent(reach, 0)}`), kind: 'drawing' },
        { head: label('Uplift', '提升'), kind: 'number' },
      ],
      playbooks.map((playbook) => [
        html`${say(playbook.label)} ${playbook.stopped ? html`<span class="pill worse">${say(label('stopped', '已停止'))}</span>` : html`<span class="pill">${say(label('runs', '运行中'))}</span>`}<span class="sub">${say(label(`${count(playbook.contacted)} contacted, ${count(playbook.heldOut)} left alone`, `接触 ${count(playbook.contacted)}，对照 ${count(playbook.heldOut)}`))}</span>`,
        interval(playbook, reach),
        playbook.uplift
          ? html`${signedPercent(playbook.uplift.uplift)}<span class="sub">${signedPercent(playbook.uplift.low)} …<br>${signedPercent(playbook.uplift.high)}</span>`
          : playbook.note !== null && html`<span class="sub">${say(notes[playbook.note])}</span>`,
      ]),
    ),
  );
};
