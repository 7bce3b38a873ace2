import { readLayout } from '../../shared/aws/fact-objects.ts';
import { inParallel } from '../../shared/aws/in-parallel.ts';
import { addDays, localDate } from '../../shared/domain/calendar.ts';
import { lateShardsOf } from '../../shared/domain/work/assign-days.ts';
import type { Answer } from '../commands/answer.ts';
import { wrapped } from '../commands/answer.ts';
import type { Target } from '../commands/target.ts';
import type { Paint } from '../summary/table.ts';
import type { Lang } from '../summary/words.ts';
import type { Finding, Seen } from './finding.ts';
import { findingsOf } from './findings.ts';

/** Runs looked at: a stuck one is among the last. */
const runsBack = 31;
/** Days back that late work is looked for; the sweep looks no further either. */
const lateDays = 14;
const parallel = 8;
/** A digest that no channel took for so long will not be taken: five attempts last minutes. */
const undeliveredAfterMs = 3_600_000;

/** Reads what there is to look at. @param now ISO 8601, UTC */
export const look = async (
  { queues, ledger, desk, runs, facts, agentDays, work }: Target,
  now: string,
): Promise<Seen> => {
  const [states, latest, dumps, layout] = await Promise.all([
    queues.all(),
    ledger.runs(runsBack),
    desk.all(),
    readLayout(facts),
  ]);
  const [newest] = latest;
  const timeZone = newest ? (await runs.manifest(newest.runId)).timeZone : 'UTC';
  const today = localDate(now, timeZone);
  const lists = (await Promise.all([addDays(today, -1), today].map((day) => agentDays.listsOf(day)))).flat();
  let lateWork = 0;
  const utcDay = now.slice(0, 'YYYY-MM-DD'.length);
  const days = Array.from({ length: lateDays + 1 }, (_, ago) => addDays(utcDay, -ago));
  await inParallel(parallel, days.flatMap(lateShardsOf), async (shard) => {
    lateWork += (await work.due(shard, now)).length;
  });
  return {
    now,
    queues: states,
    runs: latest,
    dumps,
    undelivered: lists.filter(
      ({ workIds, delivered, closedAt }) =>
        workIds.size > 0 &&
        Object.keys(delivered).length === 0 &&
        closedAt !== null &&
        Date.parse(now) - Date.parse(closedAt) > undeliveredAfterMs,
    ).length,
    lateWork,
    today,
    layout,
    calendar: newest ? ((await runs.policy(newest.policy)).visits?.calendar ?? null) : null,
  };
};

const words = {
  en: {
    well: 'nothing is stuck, held, late, out of balance or near a limit',
    levels: { broken: 'broken ', waiting: 'waiting', near: 'near   ' },
  },
  zh: {
    well: '一切正常：没有卡住、扣留、逾期、不平或接近上限的情况',
    levels: { broken: '故障', waiting: '待办', near: '临近上限' },
  },
} as const;
const colours = { broken: 'red', waiting: 'yellow', near: 'dim' } as const;

const linesOf = (findings: readonly Finding[], paint: Paint, lang: Lang): string[] =>
  findings.flatMap(({ level, what, helps }) => [
    ...wrapped(what[lang], 10, `${paint(colours[level], words[lang].levels[level])}   `),
    ...helps.map((command) => `          ${paint('bold', `tierline ${command}`)}`),
  ]);

/** `doctor`: what is stuck, held, late, out of balance or near a limit, and the command that helps. Exit code 2 where something is broken. */
export const doctor = async (target: Target, lang: Lang, now: string, paint: Paint): Promise<Answer> => {
  const findings = findingsOf(await look(target, now));
  return {
    lines: findings.length === 0 ? [words[lang].well] : linesOf(findings, paint, lang),
    json: findings,
    code: findings.some(({ level }) => level === 'broken') ? 2 : 0,
  };
};
