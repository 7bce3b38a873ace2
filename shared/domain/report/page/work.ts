import type { Label } from '../../../contracts/field.ts';
import type { WaitsFor } from '../../../contracts/items/work.ts';
import type { ReportedFates, RunReport } from '../../../contracts/run-report.ts';
import { type Html, html, type Part } from '../../page/html.ts';
import { count, percent, shareOf, signed } from '../number-words.ts';
import { bar, key, label, more, regionName, say, section, stacked, table } from './parts.ts';

/** What becomes of a candidate, each with its colour. */
const fates = [
  { of: 'queued', kind: 'c1', words: label('go out', '派单') },
  { of: 'suppressed', kind: 'c2', words: label('suppressed', '抑制') },
  { of: 'heldOut', kind: 'c3', words: label('held out', '对照') },
  { of: 'deferred', kind: 'c4', words: label('deferred', '顺延') },
] as const;

const stackOf = (counted: ReportedFates, tall = false): Html =>
  stacked(
    fates.map(({ of, kind }) => ({ kind, value: counted[of] })),
    tall,
  );

/** Fates of some slices: a bar for the eye, and the five numbers. */
const fatesTable = (caption: Label, head: Label, rows: readonly { name: Part; its: ReportedFates }[]): Html =>
  table(
    caption,
    [
      { head },
      { head: label('Candidates', '候选'), kind: 'number' },
      ...fates.map(({ words }) => ({ head: words, kind: 'number' as const })),
    ],
    rows.map(({ name, its }) => [name, count(its.candidates), ...fates.map(({ of }) => count(its[of]))]),
    true,
  );

const shortages: Record<WaitsFor, Label> = {
  room: label('nobody who fits has room', '合适人员已满'),
  skill: label('no agent has the skill', '无人具备技能'),
  language: label('no agent speaks the language', '无人会该语言'),
  tier: label('no agent serves the tier', '无人服务该等级'),
  customer: label('the customer may not be contacted today', '今日不可接触客户'),
};

const planLines = ({ plan }: RunReport['work']): Html | false => {
  if (!plan) return false;
  const facts = [
    label(
      `${count(plan.given)} pieces are on the lists of ${count(plan.agents)} agents`,
      `${count(plan.given)} 项任务分配给 ${count(plan.agents)} 位客户经理`,
    ),
    ...(plan.messages > 0
      ? [label(`${count(plan.messages)} go out as messages`, `${count(plan.messages)} 条客户短信`)]
      : []),
    ...(plan.waited > 0
      ? [label(`${count(plan.waited)} had waited for today`, `${count(plan.waited)} 项此前顺延至今日`)]
      : []),
    ...(plan.withdrawn > 0
      ? [
          label(
            `${count(plan.withdrawn)} of earlier nights were taken back: their reason has vanished`,
            `${count(plan.withdrawn)} 项前夜任务已撤回：原因已消失`,
          ),
        ]
      : []),
    ...Object.entries(plan.deferred).map(([why, pieces]) => {
      const words = shortages[why as WaitsFor] ?? label(why, why);
      return label(`${count(pieces)} wait: ${words.en}`, `${count(pieces)} 项等待：${words.zh}`);
    }),
  ];
  return html`<ul>${facts.map((words) => html`<li>${say(words)}</li>`)}</ul>`;
};

/** Candidates and what became of them: the parts add up to the whole, in all and in each slice. */
export const workSection = ({ work }: RunReport): Html => {
  const { candidates, before, reasons, playbooks, regions } = work;
  const most = Math.max(1, ...reasons.map((reason) => reason.candidates));
  const sums = (lang: 'en' | 'zh'): string =>
    fates.map(({ of, words }) => `${count(work[of])} ${words[lang]}`).join(' + ');
  return section(
    'work',
    label('Work', '工作'),
    label(`${count(candidates)} candidates = ${sums('en')}`, `${count(candidates)} 候选 = ${sums('zh')}`),
    stackOf(work, true),
    key(
      fates.map(({ of, kind, words }) => ({
        kind,
        words: html`<b>${count(work[of])}</b> ${say(words)} ${percent(shareOf(work[of], candidates))}${before !== null && html` <span class="sign">${signed(work[of] - before[of])}</span>`}`,
      })),
    ),
    planLines(work),
    reasons.length > 0 &&
      table(
        label('Why candidates got no contact', '抑制原因'),
        [{ head: label('Reason', '原因') }, { kind: 'drawing' }, { head: label('Candidates', '候选'), kind: 'number' }],
        reasons.map((reason) => [say(reason.label), bar(reason.candidates / most, 'c2'), count(reason.candidates)]),
      ),
    playbooks.length > 0 &&
      table(
        label('By playbook', '按方案'),
        [
          { head: label('Playbook', '方案') },
          { kind: 'drawing' },
          { head: label('Go out, of candidates', '派单 / 候选'), kind: 'number' },
        ],
        playbooks.map((playbook) => [
          say(playbook.label),
          stackOf(playbook),
          `${count(playbook.queued)} / ${count(playbook.candidates)}`,
        ]),
      ),
    playbooks.length > 0 &&
      more(
        label('All numbers, by playbook and region', '全部数据：按方案与区域'),
        fatesTable(
          label('By playbook', '按方案'),
          label('Playbook', '方案'),
          playbooks.map((its) => ({ name: say(its.label), its })),
        ),
        fatesTable(
          label('By region', '按区域'),
          label('Region', '区域'),
          regions.map((its) => ({ name: say(regionName(its)), its })),
        ),
      ),
  );
};
