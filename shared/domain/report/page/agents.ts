import type { Label } from '../../../contracts/field.ts';
import type { ReportedAgent, RunReport } from '../../../contracts/run-report.ts';
import { type Html, html, type Part } from '../../page/html.ts';
import { count, money } from '../number-words.ts';
import { key, label, more, say, section, stacked, table } from './parts.ts';

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
