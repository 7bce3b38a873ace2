import type { AgentFigures, AssessedAgent, JudgedOutcome, Verdict } from '../../shared/contracts/agent-figures.ts';
import type { Label } from '../../shared/contracts/field.ts';
import { count, type Paint } from '../summary/table.ts';
import type { Lang } from '../summary/words.ts';
import { type Answer, facts, tableOf, theOne } from './answer.ts';
import { CommandError } from './command-error.ts';
import { runOf } from './run-of.ts';
import type { Target } from './target.ts';

const words = {
  agent: { en: 'AGENT', zh: '客户经理' },
  total: { en: 'TOTAL', zh: '总分' },
  ability: { en: 'ABILITY', zh: '能力' },
  work: { en: 'WORK', zh: '工作量' },
  effect: { en: 'EFFECT', zh: '成效' },
  assigned: { en: 'ASSIGNED', zh: '派单' },
  inTime: { en: 'IN TIME', zh: '按时' },
  overdue: { en: 'OVERDUE', zh: '逾期' },
  escalated: { en: 'ESCALATED', zh: '升级' },
  saves: { en: 'SAVES', zh: '挽留' },
  kept: { en: 'VALUE KEPT', zh: '保有价值' },
  rating: { en: 'RATING', zh: '满意度' },
  answered: { en: 'ANSWERED IN TIME', zh: '及时接听' },
  judged: { en: 'RESULTS', zh: '结果核实' },
  when: { en: 'DONE AT', zh: '完成时间' },
  result: { en: 'RESULT', zh: '结果' },
  verdict: { en: 'VERDICT', zh: '核实' },
  facts: { en: 'FACTS', zh: '依据' },
  workId: { en: 'WORK ID', zh: '工单' },
} satisfies Record<string, Label>;

const verdicts: Record<Verdict, Label> = {
  verified: { en: 'verified', zh: '属实' },
  unverified: { en: 'unverified', zh: '待核' },
  contradicted: { en: 'contradicted', zh: '不符' },
};

const nothing = '–';
const points = (value: number | null): string => (value === null ? nothing : value.toFixed(1));
const money = (hundredths: number): string => count(Math.round(hundredths / 100));
const ofDue = ({ doneInTime, due }: AssessedAgent['counts']): string => (due === 0 ? nothing : `${doneInTime}/${due}`);
const savesOf = ({ savesVerified, saves }: AssessedAgent['counts']): string =>
  saves === 0 ? nothing : `${savesVerified}/${saves}`;

/** The facts of a verdict in one cell: what speaks against it is marked. */
const factsOf = ({ facts: found }: JudgedOutcome): string =>
  found.map(({ kind, speaks, of, says }) => `${speaks === 'against' ? '✗ ' : ''}${kind} ${of} ${says}`).join('; ');

const figuresOf = async (target: Target, run: string | undefined): Promise<AgentFigures> => {
  const { run: found } = await runOf(target, run);
  const figures = await target.runs.agentFigures(found.runId);
  if (!figures)
    throw new CommandError(
      `run ${found.runId} assessed nobody: its policy has no section "assessment", or it is not closed`,
    );
  return figures;
};

const listed = (figures: AgentFigures, lang: Lang, paint: Paint): Answer => {
  const order = Object.entries(figures.agents).sort(
    ([leftId, left], [rightId, right]) => (right.total ?? -1) - (left.total ?? -1) || (leftId < rightId ? -1 : 1),
  );
  const rows = order.map(([agentId, { total, ability, work, effect, counts }]) => [
    ...[agentId, points(total), points(ability), points(work), points(effect), count(counts.assigned), ofDue(counts)],
    ...[count(counts.overdue), count(counts.escalated), savesOf(counts), money(counts.valueKept)],
  ]);
  const of = [
    'agent',
    'total',
    'ability',
    'work',
    'effect',
    'assigned',
    'inTime',
    'overdue',
    'escalated',
    'saves',
    'kept',
  ];
  const header = (of as (keyof typeof words)[]).map((name) => words[name][lang]);
  const align = ['left', ...header.slice(1).map(() => 'right' as const)] as ('left' | 'right')[];
  return { lines: tableOf(header, rows, align, [14], paint), json: figures };
};

/** `agents`, of all or of one. */
export const showAgents = async (
  target: Target,
  { agent, run, lang }: { agent: string | undefined; run: string | undefined; lang: Lang },
  paint: Paint,
): Promise<Answer> => {
  const figures = await figuresOf(target, run);
  if (agent === undefined) return listed(figures, lang, paint);
  const [agentId, one] = theOne(agent, Object.entries(figures.agents), ([id]) => id, 'agent', 'agents');
  const { counts } = one;
  const judged = (await target.runs.shardAgents(figures.runId))
    .flatMap((shard) => shard.judged)
    .filter((outcome) => outcome.agentId === agentId)
    .sort((left, right) => (left.doneAt < right.doneAt ? 1 : -1));
  const { verified, unverified, contradicted } = counts;
  const about = facts(
    [
      [words.agent[lang], agentId],
      [words.total[lang], points(one.total)],
      [words.ability[lang], points(one.ability)],
      [words.work[lang], points(one.work)],
      [words.effect[lang], points(one.effect)],
      [words.assigned[lang], count(counts.assigned)],
      [words.inTime[lang], ofDue(counts)],
      [words.overdue[lang], count(counts.overdue)],
      [words.escalated[lang], count(counts.escalated)],
      [
        words.judged[lang],
        `${verified} ${verdicts.verified[lang]}, ${unverified} ${verdicts.unverified[lang]}, ${contradicted} ${verdicts.contradicted[lang]}`,
      ],
      [words.saves[lang], savesOf(counts)],
      [words.kept[lang], money(counts.valueKept)],
      [words.answered[lang], counts.calls === 0 ? nothing : `${counts.callsInTime}/${counts.calls}`],
      [words.rating[lang], counts.ratings === 0 ? nothing : (counts.ratingSum / counts.ratings / 100).toFixed(2)],
    ],
    paint,
  );
  const header = [words.when, words.workId, words.result, words.verdict, words.facts].map((word) => word[lang]);
  const rows = judged.map((outcome) => [
    ...[outcome.doneAt, outcome.workId.slice(0, 8), outcome.result, verdicts[outcome.verdict][lang], factsOf(outcome)],
  ]);
  const table = tableOf(header, rows, ['left', 'left', 'left', 'left', 'left'], [25, 8, 11, 12, 48], paint);
  return { lines: [...about, ...(rows.length > 0 ? ['', ...table] : [])], json: { agentId, ...one, judged } };
};
