import type { Label } from '../../shared/contracts/field.ts';
import type { GuardedPlaybook, GuardReport, GuardWord } from '../../shared/contracts/guard-report.ts';
import type { Mover } from '../../shared/domain/facts/dump-moves.ts';
import { count, type Paint } from '../summary/table.ts';
import { upliftWords } from '../summary/uplift-words.ts';
import type { Lang } from '../summary/words.ts';
import { type Answer, facts, tableOf, theOne } from './answer.ts';
import { CommandError } from './command-error.ts';
import { runOf } from './run-of.ts';
import type { Target } from './target.ts';

const words = {
  playbook: { en: 'PLAYBOOK', zh: '方案' },
  status: { en: 'STATUS', zh: '状态' },
  contacted: { en: 'CONTACTED', zh: '已接触' },
  heldOut: { en: 'HELD OUT', zh: '对照' },
  stayed: { en: 'STAYED', zh: '留存' },
  uplift: { en: 'UPLIFT', zh: '留存提升' },
  evidence: { en: 'EVIDENCE OF HARM', zh: '有害证据' },
  running: { en: 'running', zh: '运行中' },
  stopped: { en: 'STOPPED', zh: '已停止' },
  resuming: { en: 'resumes next run', zh: '下次运行恢复' },
  interval: { en: 'interval', zh: '区间' },
  stops: { en: 'stops at', zh: '停止阈值' },
  since: { en: 'stopped at', zh: '停止于' },
  resumed: { en: 'resumed', zh: '恢复' },
  looks: { en: 'looks since it began', zh: '观察次数' },
  band: { en: 'BAND', zh: '风险等级' },
} satisfies Record<string, Label>;

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

type Bands = GuardedPlaybook['bands'];
const sumOf = (bands: Bands, arm: 'contacted' | 'heldOut') =>
  Object.values(bands).reduce(
    (sum, band) => ({ customers: sum.customers + band[arm].customers, stayed: sum.stayed + band[arm].stayed }),
    { customers: 0, stayed: 0 },
  );
const stayedOf = ({ customers, stayed }: { customers: number; stayed: number }): string =>
  customers === 0 ? '–' : percent(stayed / customers);

/** The last report, and the words that were given since. */
const lastReport = async (
  target: Target,
): Promise<{ report: GuardReport; pending: ReadonlyMap<string, GuardWord> }> => {
  const { run } = await runOf(target, undefined);
  const report = await target.runs.guard(run.runId);
  if (!report) throw new CommandError(`run ${run.runId} has no report of its playbooks: an older edition made it`);
  const given = await target.ledger.guardWords();
  const pending = Object.entries(report.playbooks).flatMap(([name, { state }]) => {
    const word = given.find(({ playbook, stoppedAt }) => playbook === name && stoppedAt === state.stopped?.at);
    return word ? [[name, word] as const] : [];
  });
  return { report, pending: new Map(pending) };
};

const statusOf = (name: string, { state }: GuardedPlaybook, pending: ReadonlyMap<string, GuardWord>, lang: Lang) =>
  state.status === 'running' ? words.running[lang] : pending.has(name) ? words.resuming[lang] : words.stopped[lang];

/** `guard list`. */
export const listGuards = async (target: Target, { lang }: { lang: Lang }, paint: Paint): Promise<Answer> => {
  const { report, pending } = await lastReport(target);
  const rows = Object.entries(report.playbooks).map(([name, one]) => {
    const [contacted, heldOut] = [sumOf(one.bands, 'contacted'), sumOf(one.bands, 'heldOut')];
    return [
      ...[name, statusOf(name, one, pending, lang), count(contacted.customers), count(heldOut.customers)],
      upliftWords(one, lang),
    ];
  });
  const header = [words.playbook, words.status, words.contacted, words.heldOut, words.uplift].map((word) => word[lang]);
  const lines = tableOf(header, rows, ['left', 'left', 'right', 'right', 'left'], [28, 24, 10, 10, 42], paint);
  return { lines, json: { ...report, pending: Object.fromEntries(pending) } };
};

/** `guard show`. */
export const showGuard = async (
  target: Target,
  { playbook: given, lang }: { playbook: string; lang: Lang },
  paint: Paint,
): Promise<Answer> => {
  const { report, pending } = await lastReport(target);
  const [name, one] = theOne(given, Object.entries(report.playbooks), ([id]) => id, 'playbook', 'guard list');
  const { state, evidence, bands } = one;
  const { policy } = await target.runs.manifest(report.runId);
  const { alpha } = (await target.runs.policy(policy)).guard;
  const word = pending.get(name);
  const about = facts(
    [
      [words.playbook[lang], name],
      [words.status[lang], statusOf(name, one, pending, lang)],
      [words.uplift[lang], upliftWords(one, lang)],
      [words.evidence[lang], `${evidence.toPrecision(3)} (${words.stops[lang]} ${(1 / alpha).toPrecision(3)})`],
      [words.looks[lang], count(state.looks)],
      [words.since[lang], state.stopped?.at],
      ...[...state.resumed, ...(word ? [word] : [])].map(({ at, by, why }): [string, string] => [
        words.resumed[lang],
        `${at} ${by}: ${why}`,
      ]),
    ],
    paint,
  );
  const header = [words.band, words.contacted, words.stayed, words.heldOut, words.stayed].map((of) => of[lang]);
  const rows = Object.entries(bands).map(([band, { contacted, heldOut }]) => [
    ...[band, count(contacted.customers), stayedOf(contacted), count(heldOut.customers), stayedOf(heldOut)],
  ]);
  const table = tableOf(header, rows, ['left', 'right', 'right', 'right', 'right'], [], paint);
  return { lines: [...about, ...(rows.length > 0 ? ['', ...table] : [])], json: { playbook: name, ...one, word } };
};

/** `guard resume`. */
export const resumePlaybook = async (
  target: Target,
  { playbook: given, why, lang }: { playbook: string; why: string; lang: Lang },
  { at, by }: Mover,
): Promise<Answer> => {
  const { report, pending } = await lastReport(target);
  const [name, { state }] = theOne(given, Object.entries(report.playbooks), ([id]) => id, 'playbook', 'guard list');
  if (state.status !== 'stopped' || !state.stopped)
    throw new CommandError(`${name} is not stopped: there is nothing to resume`);
  const earlier = pending.get(name);
  const word: GuardWord = { version: 1, playbook: name, stoppedAt: state.stopped.at, at, by, why };
  if (earlier || !(await target.ledger.giveGuardWord(word)))
    throw new CommandError(`${name} is resumed already${earlier ? `, by ${earlier.by} at ${earlier.at}` : ''}`);
  return {
    lines: [
      {
        en: `${name} contacts customers again with the next run; its evidence begins anew, so it stops again if it goes on doing harm`,
        zh: `${name} 自下次运行起恢复接触客户；证据重新累计，若继续有害将再次停止`,
      }[lang],
    ],
    json: word,
  };
};
