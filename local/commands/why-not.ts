import { policyOf, readShard } from '../../shared/aws/read-shard.ts';
import type { Policy } from '../../shared/contracts/policy.ts';
import type { RunManifest } from '../../shared/contracts/run-manifest.ts';
import { columnName, type DecisionTable } from '../../shared/domain/decide/decision-table.ts';
import { decideFrozen, nightOfRun } from '../../shared/domain/decide/frozen-shard.ts';
import { type RuleColumns, wordAt } from '../../shared/domain/decide/shard-table.ts';
import { nearestFirst, type StepVerdict, type WhyNot, waitWords, whyNot } from '../../shared/domain/explain/why-not.ts';
import { type WorkPlaced, workPlaced } from '../../shared/domain/explain/work-placed.ts';
import { rowOfId } from '../../shared/domain/ids.ts';
import { contactFeeds } from '../../shared/domain/policy/compile-contact.ts';
import type { CompiledPolicy } from '../../shared/domain/policy/compile-policy.ts';
import { shardName, shardOf } from '../../shared/domain/shard.ts';
import { fateOf } from '../../shared/domain/work/candidate.ts';
import { wallTime } from '../calendar.ts';
import type { Paint } from '../summary/table.ts';
import type { Lang } from '../summary/words.ts';
import { type Answer, wrapped } from './answer.ts';
import { CommandError } from './command-error.ts';
import { fateWords } from './fate-words.ts';
import { runOf } from './run-of.ts';
import type { Target } from './target.ts';

const words = {
  night: { en: 'Night of', zh: '夜间运行' },
  policy: { en: 'policy', zh: '策略' },
  undecided: {
    en: 'Not decided that night: no fact of the months looked at, or a dump that speaks of the customer is held',
    zh: '当夜未作决定：考察期内无数据，或相关数据被搁置',
  },
  ...fateWords,
  none: { en: 'no candidate', zh: '非候选' },
  passed: { en: 'passed', zh: '通过' },
  stopped: { en: 'stopped', zh: '止于此' },
  'not-asked': { en: 'not asked', zh: '未询问' },
  rule: { en: 'rule', zh: '规则' },
  again: { en: 'could be asked again for', zh: '最早可再次考虑：' },
  noDate: { en: 'no date: as long as the rule stands', zh: '无日期：规则存续期间' },
  missing: { en: 'does not hold', zh: '不满足' },
  with: { en: 'with agent', zh: '已派给' },
  waits: { en: 'work of an earlier night waits until', zh: '早前任务等待至' },
  until: { en: 'waits until', zh: '等待至' },
  gone: { en: 'the facts of the night are gone (erased, or past their time)', zh: '当夜事实已不存在' },
} as const;
type Word = keyof typeof words;

/** What `why-not --json` writes. */
type Answered = {
  customerId: string;
  runId: string;
  now: string;
  policy: { name: string; edition: string; hash: string };
  /** Whether that night decided the customer. */
  decided: boolean;
  programmes: WhyNot[];
};

/** What the facts of the night say of the customer today; null where that night did not decide the customer. */
const decideAgain = async (
  runs: Target['runs'],
  manifest: RunManifest,
  compiled: CompiledPolicy,
  customerId: string,
): Promise<{ columns: RuleColumns; row: number } | null> => {
  const shard = shardOf(customerId, manifest.shards);
  const frozen = await readShard(manifest, shard, contactFeeds(compiled.policy), runs);
  const { facts, decided } = decideFrozen(
    frozen,
    compiled,
    nightOfRun(manifest, compiled),
    await runs.base(manifest.runId),
  );
  const row = rowOfId(facts.ids, customerId);
  if (row < 0 || facts.known[row] === 0 || frozen.kept.has(customerId)) return null;
  return { columns: decided.columns, row };
};

const wordIn = (table: DecisionTable, row: number, name: string): string | null => {
  const column = table.words.get(name);
  return column ? wordAt(column, row) : null;
};

/** What became of a programme's candidate, as the night's snapshot has it. */
const fateIn = (table: DecisionTable, row: number, programme: string) => {
  const word = wordIn(table, row, columnName('fate', programme));
  return word === null ? null : fateOf(word);
};

/** Tells of work of a shard where the night put it; nothing where its work is not given out yet. */
const placesIn = async (
  { runs, work }: Pick<Target, 'runs' | 'work'>,
  { runId }: RunManifest,
  shard: number,
): Promise<(workId: string) => Promise<WorkPlaced | null>> => {
  const assignment = await runs.assignment(runId);
  if (!assignment) return async () => null;
  const [paused, roster] = [await runs.paused(runId), await runs.roster(runId)];
  const tonight = await runs.work(runId, shardName(shard));
  return async (workId) => {
    const asked = tonight.find((one) => one.workId === workId) ?? (await work.get([workId])).get(workId);
    return workPlaced(workId, assignment, paused, asked, roster);
  };
};

const stepLine = ({ step, label, said }: StepVerdict, { placed }: WhyNot, lang: Lang, paint: Paint): string => {
  const agent = step === 'capacity' && placed && 'agentId' in placed ? ` · ${words.with[lang]} ${placed.agentId}` : '';
  const told = `${label[lang]}: ${words[said][lang]}${agent}`;
  return `  ${said === 'stopped' ? paint('yellow', `✗ ${told}`) : `${said === 'passed' ? '✓' : '·'} ${told}`}`;
};

/** Where work of an earlier night stands, of which no more is asked for tonight. */
const earlierLines = ({ placed, programme, became }: WhyNot, policy: Policy, lang: Lang): string[] => {
  if (!placed || became !== 'suppressed') return [];
  if ('agentId' in placed) return [`  ${words.with[lang]} ${placed.agentId}`];
  return wrapped(
    `${words.waits[lang]} ${placed.until}${lang === 'zh' ? '：' : ': '}${waitWords(placed, programme, policy)[lang]}`,
    4,
    '  ',
  );
};

const programmeLines = (one: WhyNot, policy: Policy, lang: Lang, paint: Paint): string[] => {
  const say = (word: Word): string => words[word][lang];
  const { label, became, playbook, reason, rule, until, missing } = one;
  const how = playbook && playbook.name !== one.programme ? ` · ${playbook.label[lang]}` : '';
  const head = `${paint('bold', label[lang])}${how} · ${say(became)}`;
  if (became === 'none')
    return [
      '',
      head,
      ...(missing === null
        ? wrapped(say('gone'), 4, '  ')
        : missing.flatMap((part) => wrapped(`${say('missing')}: ${part[lang]}`, 4, '  - '))),
    ];
  return [
    '',
    head,
    ...one.steps.map((step) => stepLine(step, one, lang, paint)),
    ...(reason === null
      ? []
      : [
          ...wrapped(`${one.words?.[lang] ?? reason} (${reason})`, 4, '  '),
          ...(rule === null ? [] : [`  ${say('rule')}: ${rule}`]),
          `  ${until === null ? say('noDate') : `${say(rule === null ? 'until' : 'again')} ${until}`}`,
        ]),
    ...earlierLines(one, policy, lang),
  ];
};

/** `why-not`: what each programme made of a customer in a night, step by step, by which rule, and until when. */
export const whyNotCustomer = async (
  target: Pick<Target, 'ledger' | 'runs' | 'work'>,
  { customerId, run: given, lang }: { customerId: string; run: string | undefined; lang: Lang },
  paint: Paint,
): Promise<Answer> => {
  const { runs } = target;
  const { manifest } = await runOf(target, given);
  const { runId, now, timeZone } = manifest;
  const compiled = await policyOf(manifest.policy, runs);
  const { policy, hash } = compiled;
  const table = await runs.snapshot(runId, shardName(shardOf(customerId, manifest.shards)));
  const row = table ? rowOfId(table.ids, customerId) : -1;
  if (!table || row < 0)
    throw new CommandError(
      `no customer "${customerId}" in run ${runId}: ids are written as the feeds write them, and erased customers are gone`,
    );
  const again = await decideAgain(runs, manifest, compiled, customerId);
  const placed = await placesIn(target, manifest, shardOf(customerId, manifest.shards));
  const found: WhyNot[] = [];
  for (const { name } of compiled.programmes) {
    const workId = wordIn(table, row, columnName('work', name));
    const place = workId === null ? null : await placed(workId);
    found.push(whyNot(policy, name, fateIn(table, row, name), again, place));
  }
  const programmes = nearestFirst(found);
  const decided = again !== null || programmes.some(({ became }) => became !== 'none');
  const answered: Answered = {
    ...{ customerId, runId, now, decided, programmes },
    policy: { name: policy.name, edition: policy.edition, hash },
  };
  const say = (word: Word): string => words[word][lang];
  return {
    lines: [
      paint('bold', customerId),
      `${say('night')} ${wallTime(new Date(now), timeZone)} (${timeZone}) · ${runId} · ${say('policy')} ${policy.name} ${policy.edition} (${hash.slice(0, 8)})`,
      ...(decided
        ? programmes.flatMap((one) => programmeLines(one, policy, lang, paint))
        : wrapped(paint('yellow', say('undecided')))),
    ],
    json: answered,
  };
};
