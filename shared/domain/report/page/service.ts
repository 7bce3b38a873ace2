import type { Label } from '../../../contracts/field.ts';
import type { GuardNote } from '../../../contracts/guard-report.ts';
import type { ReportedAgent, ReportedPlaybook, RunReport } from '../../../contracts/run-report.ts';
import { type Html, html, type Part } from '../../page/html.ts';
import { count, money, percent, shareOf, signedPercent } from '../number-words.ts';
import { bar, key, label, more, plain, px, say, section, stacked, table } from './parts.ts';

type PromiseLine = RunReport['promises'][number]['lines'][number];

const missed = ({ delivered, broken, target }: PromiseLine): boolean =>
  target !== null && delivered + broken > 0 && delivered < target * (delivered + broken);

/** How promises were kept: a bar a tier or desk, and a line where it should reach. */
export const promisesSection = ({ promises }: RunReport): Html | false => {
  if (promises.length === 0) return false;
  const judged = promises.filter(({ lines }) => lines.some(({ delivered, broken }) => delivered + broken > 0));
  const kept = judged.filter(({ lines }) => !lines.some(missed)).length;
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
            bar(share ?? 0, missed(line) ? 'c4' : 'c1', line.target),
            html`${count(line.delivered)} / ${count(line.delivered + line.broken)}${line.open > 0 && html`<span class="sub">${say(label(`${count(line.open)} open`, `${count(line.open)} 待兑现`))}</span>`}`,
            html`${percent(share)}${line.target !== null && html`<span class="sub${missed(line) ? ' worse' : ''}">${say(label(`${missed(line) ? 'missed ' : ''}${percent(line.target, 0)}`, `${missed(line) ? '未达 ' : ''}${percent(line.target, 0)}`))}</span>`}`,
          ];
        }),
      ),
    ),
  );
};

const agentName = ({ agentId, name, agents }: ReportedAgent): Part =>
  agentId === null
    ? say(label(`${count(agents)} others`, `其他 ${count(agents)} 位`))
    : html`${name ?? agentId}${name !== null && html`<span class="sub">${agentId}</span>`}`;

const resultsOf = ({ verified, unverified, contradicted }: ReportedAgent) => [
  { kind: 'c1', value: verified, words: label('verified', '属实') },
  { kind: 'c2', value: unverified, words: label('not known yet', '待核') },
  { kind: 'c4', value: contradicted, words: label('contradicted', '不符') },
];

/** What is true of what the team reports. */
const told = (team: ReportedAgent, results: number, currency: string): Label => {
  const { verified, contradicted, saves, savesVerified, valueKept } = team;
  const value = money(valueKept, currency);
  const kept =
    saves === 0
      ? label('', '')
      : label(
          ` Of ${count(saves)} customers said to be kept ${count(savesVerified)} still pay: ${value.en}.`,
          `声称挽留 ${count(saves)} 位，经核实 ${count(savesVerified)} 位仍在付费：${value.zh}。`,
        );
  return label(
    `Of ${count(results)} results facts bear out ${count(verified)} and contradict ${count(contradicted)}.${kept.en}`,
    `${count(results)} 条结果中，属实 ${count(verified)} 条，不符 ${count(contradicted)} 条。${kept.zh}`,
  );
};

/** Agents by what the facts say of their results: what they claim counts where calls, ratings and bills bear it out. */
export const agentsSection = ({ agents, currency }: RunReport): Html | false => {
  if (!agents) return false;
  const { team } = agents;
  const results = team.verified + team.unverified + team.contradicted;
  const title = label('Agents, by verified results', '客户经理（核实数据）');
  const none = '–';
  const of = (part: number, whole: number): string => (whole === 0 ? none : `${count(part)} / ${count(whole)}`);
  if (team.assigned === 0 && results === 0)
    return section('agents', title, label('No agent has had work that is judged yet.', '尚无可考核的任务。'));
  return section(
    'agents',
    title,
    results === 0
      ? label(
          `${count(team.agents)} agents had ${count(team.assigned)} pieces of work; no result has come in yet.`,
          `${count(team.agents)} 位客户经理共 ${count(team.assigned)} 项任务；尚无结果。`,
        )
      : told(team, results, currency),
    results > 0 && stacked(resultsOf(team), true),
    results > 0 &&
      key(
        resultsOf(team).map(({ kind, value, words }) => ({ kind, words: html`<b>${count(value)}</b> ${say(words)}` })),
      ),
    table(
      label('Results; customers kept, of those claimed; points of 100', '结果；核实挽留 / 声称挽留；总分（百分制）'),
      [
        { head: label('Agent', '客户经理') },
        { head: label('Results', '结果'), kind: 'drawing' },
        { head: label('Kept', '挽留'), kind: 'number' },
        { head: label('In time', '按时'), kind: 'number' },
        { head: label('Points', '总分'), kind: 'number' },
      ],
      agents.agents.map((agent) => [
        agentName(agent),
        stacked(resultsOf(agent)),
        of(agent.savesVerified, agent.saves),
        of(agent.doneInTime, agent.due),
        agent.total === null ? none : agent.total.toFixed(1),
      ]),
    ),
    more(
      label('All numbers', '全部数据'),
      table(
        title,
        [
          { head: label('Agent', '客户经理') },
          ...[
            label('Work', '任务'),
            label('Overdue', '逾期'),
            label('Verified', '属实'),
            label('Not known', '待核'),
          ].map((head) => ({ head, kind: 'number' as const })),
          { head: label('Contradicted', '不符'), kind: 'number' },
          { head: label('Value kept', '保有价值'), kind: 'number' },
        ],
        [...agents.agents, team].map((agent) => [
          agent === team ? say(label(`All ${count(team.agents)}`, `全部 ${count(team.agents)} 位`)) : agentName(agent),
          ...[agent.assigned, agent.overdue, agent.verified, agent.unverified, agent.contradicted].map(count),
          say(money(agent.valueKept, currency)),
        ]),
        true,
      ),
    ),
  );
};

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
        { head: plain(`−${percent(reach, 0)} … +${percent(reach, 0)}`), kind: 'drawing' },
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
