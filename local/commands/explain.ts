import { policyOf, readShard } from '../../shared/aws/read-shard.ts';
import type { Decision } from '../../shared/contracts/items/decision.ts';
import type { Outline } from '../../shared/contracts/messages/work-requested.ts';
import type { RunManifest } from '../../shared/contracts/run-manifest.ts';
import { decisionAt } from '../../shared/domain/decide/decision-table.ts';
import { decideFrozen, nightOfRun } from '../../shared/domain/decide/frozen-shard.ts';
import { wordAt } from '../../shared/domain/decide/shard-table.ts';
import type { ValueOf } from '../../shared/domain/explain/explain-card.ts';
import { type ExplainedDecision, explainDecision } from '../../shared/domain/explain/explain-decision.ts';
import type { SchemeOfCustomer } from '../../shared/domain/explain/explain-scheme.ts';
import { storedValues } from '../../shared/domain/features/stored-values.ts';
import { rowOfId } from '../../shared/domain/ids.ts';
import { maskName, maskPhone } from '../../shared/domain/mask.ts';
import { contactFeeds } from '../../shared/domain/policy/compile-contact.ts';
import type { CompiledPolicy } from '../../shared/domain/policy/compile-policy.ts';
import { type EarnedInput, earnedIn, edgesIn } from '../../shared/domain/schemes/earned.ts';
import { shardName, shardOf } from '../../shared/domain/shard.ts';
import type { Candidate } from '../../shared/domain/work/candidate.ts';
import { wallTime } from '../calendar.ts';
import type { Paint } from '../summary/table.ts';
import type { Lang } from '../summary/words.ts';
import { type Answer, tableOf, wrapped } from './answer.ts';
import { CommandError } from './command-error.ts';
import { explainLines } from './explain-lines.ts';
import { outlineLines, outlinesOf } from './explain-outline.ts';
import { runOf } from './run-of.ts';
import type { Target } from './target.ts';

/** A decision as it was stored, with the values that its cards read. */
type Stored = { decision: Decision; valueIn: ValueOf };

/** The stored decision of a customer in a run; null where the run knows none. */
const storedIn = async (
  { runs }: Pick<Target, 'runs'>,
  runId: string,
  shard: number,
  customerId: string,
): Promise<Stored | null> => {
  const table = await runs.snapshot(runId, shardName(shard));
  const row = table ? rowOfId(table.ids, customerId) : -1;
  if (!table || row < 0) return null;
  const hash = table.words.get('policy');
  const decision = decisionAt(table, row, await policyOf((hash && wordAt(hash, row)) ?? '', runs));
  return { decision, valueIn: storedValues(table, row) };
};

/** What the facts of the night say today: whose name is masked, which tiers and work they give. */
type Again = {
  decision: Decision;
  person: { name: string | null; phone: string | null; segment: string | null; list: string | null };
  schemes: SchemeOfCustomer[];
  candidates: readonly Candidate[];
  /** What an agent would take along to visits that are planned, or asked for tonight, by programme. */
  outlines: Record<string, Outline>;
};

/** Decides the customer again as the night did; null where the night did not decide the customer. */
const decideAgain = async (
  { runs }: Pick<Target, 'runs'>,
  manifest: RunManifest,
  compiled: CompiledPolicy,
  customerId: string,
): Promise<Again | null> => {
  const night = nightOfRun(manifest, compiled);
  const base = await runs.base(manifest.runId);
  const frozen = await readShard(manifest, shardOf(customerId, manifest.shards), contactFeeds(compiled.policy), runs);
  const { facts, scored, decided } = decideFrozen(frozen, compiled, night, base);
  const row = rowOfId(facts.ids, customerId);
  if (row < 0 || facts.known[row] === 0 || frozen.kept.has(customerId)) return null;
  const input: EarnedInput = { table: scored, columns: decided.columns, scores: scored.scores, base };
  const [name, phone] = [facts.profileText('name', row), facts.profileText('phone', row)];
  const decision = decisionAt(decided.table, row, compiled);
  return {
    decision,
    outlines: outlinesOf(compiled, { facts, decided }, decision, row),
    person: {
      name: name === null ? null : maskName(name),
      phone: phone === null ? null : maskPhone(phone),
      segment: wordAt(facts.profileWord('segment'), row),
      list: wordAt(facts.profileWord('list'), row),
    },
    schemes: compiled.schemes.map((one) => {
      const graded = edgesIn(one, input);
      return {
        compiled: one,
        earned: earnedIn(one, input)(row),
        edges: graded?.edgesAt(row) ?? null,
        value: graded?.values[row] ?? Number.NaN,
      };
    }),
    candidates: decided.candidates.get(row) ?? [],
  };
};

const words = {
  en: {
    night: 'Night of',
    policy: 'policy',
    kept: 'Not decided in run {run}: the decision was carried over from run {from}, which follows',
    dumps: 'DUMPS USED',
    feed: 'FEED',
    period: 'PERIOD',
    source: 'SOURCE',
    id: 'ID',
    unknown: 'name not known',
    list: { red: 'red list', black: 'black list' },
  },
  zh: {
    night: '夜间运行',
    policy: '策略',
    kept: '运行 {run} 未重新决定：沿用运行 {from} 的结论，如下',
    dumps: '所用数据',
    feed: '类别',
    period: '月份',
    source: '来源',
    id: '编号',
    unknown: '姓名未知',
    list: { red: '红名单', black: '黑名单' },
  },
} as const;

/** What `explain --json` writes. */
type Explanation = ExplainedDecision & {
  customerId: string;
  person: Again['person'] | null;
  region: string | null;
  /** The run that was asked for, and the one that decided: an earlier one where the decision was carried over. */
  runId: string;
  decidedIn: string;
  now: string;
  businessDay: string;
  policy: { name: string; edition: string; hash: string };
  /** The stored decision is what the facts of the night give today. */
  reproduced: boolean;
  /** What an agent would take along to visits, by programme; as the facts of the night say today. */
  outlines: Record<string, Outline>;
  dumps: RunManifest['dumps'];
  decision: Decision;
};

const headLines = (explanation: Explanation, timeZone: string, lang: Lang, paint: Paint): string[] => {
  const say = words[lang];
  const { person, policy, runId, decidedIn } = explanation;
  const list = person?.list === 'red' || person?.list === 'black' ? say.list[person.list] : null;
  const who = [person?.name ?? say.unknown, person?.phone, explanation.region, person?.segment, list];
  const filled = say.kept.replace('{run}', runId).replace('{from}', decidedIn);
  return [
    `${paint('bold', explanation.customerId)}  ${who.filter((part) => part != null).join(' · ')}`,
    `${say.night} ${wallTime(new Date(explanation.now), timeZone)} (${timeZone}) · ${decidedIn} · ${say.policy} ${policy.name} ${policy.edition} (${policy.hash.slice(0, 8)})`,
    ...(runId === decidedIn ? [] : wrapped(paint('yellow', filled))),
  ];
};

const dumpLines = ({ dumps }: Explanation, lang: Lang, paint: Paint): string[] => {
  const say = words[lang];
  const rows = dumps.map(({ dumpId, feed, period, source }) => [feed ?? '?', period, source, dumpId]);
  const header = [say.feed, say.period, say.source, say.id];
  const lines = tableOf(header, rows, ['left', 'left', 'left', 'left'], [12, 8, 24], paint);
  return ['', paint('bold', say.dumps), ...lines.map((line) => `  ${line}`)];
};

/** `explain`: one decision, point by point, why it is so, and what would move it. */
export const explainCustomer = async (
  target: Pick<Target, 'ledger' | 'runs'>,
  { customerId, run: given, lang }: { customerId: string; run: string | undefined; lang: Lang },
  paint: Paint,
): Promise<Answer> => {
  const { runs } = target;
  const asked = await runOf(target, given);
  let { manifest } = asked;
  const shard = shardOf(customerId, manifest.shards);
  const read = (runId: string | null) => (runId === null ? null : storedIn(target, runId, shard, customerId));
  let stored = await read(manifest.runId);
  if (!stored)
    throw new CommandError(
      `no customer "${customerId}" in run ${manifest.runId}: ids are written as the feeds write them, and erased customers are gone`,
    );
  let again = await decideAgain(target, manifest, await policyOf(manifest.policy, runs), customerId);
  let before = await read(manifest.previousRunId);
  // Carried over: the run before, or one before that, decided. Each says the same of the customer.
  while (!again && before && manifest.previousRunId !== null) {
    manifest = await runs.manifest(manifest.previousRunId);
    stored = before;
    again = await decideAgain(target, manifest, await policyOf(manifest.policy, runs), customerId);
    before = await read(manifest.previousRunId);
  }
  const compiled = await policyOf(manifest.policy, runs);
  const { decision, valueIn } = stored;
  const reproduced = again !== null && JSON.stringify(again.decision) === JSON.stringify(decision);
  const explained = explainDecision(
    { before: before?.decision ?? null, after: decision },
    { policy: compiled.policy, night: nightOfRun(manifest, compiled) },
    valueIn,
    again && reproduced ? again.schemes : [],
    again && reproduced ? again.candidates : null,
  );
  const { name, edition } = compiled.policy;
  const explanation: Explanation = {
    customerId,
    person: again?.person ?? null,
    region: decision.region,
    runId: asked.run.runId,
    decidedIn: manifest.runId,
    now: manifest.now,
    businessDay: manifest.businessDay,
    policy: { name, edition, hash: compiled.hash },
    reproduced,
    ...explained,
    outlines: again?.outlines ?? {},
    dumps: manifest.dumps.filter(({ dumpId }) => decision.dumps.includes(dumpId)),
    decision,
  };
  const view = { lang, paint, timeZone: manifest.timeZone };
  return {
    lines: [
      ...headLines(explanation, manifest.timeZone, lang, paint),
      ...explainLines(explained, view),
      ...outlineLines(explanation.outlines, compiled.policy, lang, paint),
      ...dumpLines(explanation, lang, paint),
    ],
    json: explanation,
  };
};
