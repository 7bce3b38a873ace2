import { policyOf, readShard } from '../../shared/aws/read-shard.ts';
import type { RunManifest } from '../../shared/contracts/run-manifest.ts';
import { columnName, type DecisionTable } from '../../shared/domain/decide/decision-table.ts';
import { decideFrozen, nightOfRun } from '../../shared/domain/decide/frozen-shard.ts';
import { type RuleColumns, wordAt } from '../../shared/domain/decide/shard-table.ts';
import { nearestFirst, type StepVerdict, type WhyNot, whyNot } from '../../shared/domain/explain/why-not.ts';
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
  const row = facts.ids.indexOf(customerId);
  if (row < 0 || facts.known[row] === 0 || frozen.kept.has(customerId)) return null;
  return { columns: decided.columns, row };
};

/** What became of a programme's candidate, as the night's snapshot has it. */
const fateIn = (table: DecisionTable, row: number, programme: string) => {
  const column = table.words.get(columnName('fate', programme));
  const word = column ? wordAt(column, row) : null;
  return word === null ? null : fateOf(word);
};

const stepLine = ({ label, said }: StepVerdict, lang: Lang, paint: Paint): string => {
  const told = words[said][lang];
  return `  ${said === 'stopped' ? paint('yellow', `✗ ${label[lang]}: ${told}`) : `${said === 'passed' ? '✓' : '·'} ${label[lang]}: ${told}`}`;
};

const programmeLines = (one: WhyNot, lang: Lang, paint: Paint): string[] => {
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
    ...one.steps.map((step) => stepLine(step, lang, paint)),
    ...(reason === null
      ? []
      : [
          ...wrapped(`${one.words?.[lang] ?? reason} (${reason})`, 4, '  '),
          `  ${say('rule')}: ${rule}`,
          `  ${until === null ? say('noDate') : `${say('again')} ${until}`}`,
        ]),
  ];
};

/** `why-not`: what each programme made of a customer in a night, step by step, by which rule, and until when. */
export const whyNotCustomer = async (
  target: Pick<Target, 'ledger' | 'runs'>,
  { customerId, run: given, lang }: { customerId: string; run: string | undefined; lang: Lang },
  paint: Paint,
): Promise<Answer> => {
  const { runs } = target;
  const { manifest } = await runOf(target, given);
  const { runId, now, timeZone } = manifest;
  const compiled = await policyOf(manifest.policy, runs);
  const { policy, hash } = compiled;
  const table = await runs.snapshot(runId, shardName(shardOf(customerId, manifest.shards)));
  const row = table?.ids.indexOf(customerId) ?? -1;
  if (!table || row < 0)
    throw new CommandError(
      `no customer "${customerId}" in run ${runId}: ids are written as the feeds write them, and erased customers are gone`,
    );
  const again = await decideAgain(runs, manifest, compiled, customerId);
  const programmes = nearestFirst(
    compiled.programmes.map(({ name }) => whyNot(policy, name, fateIn(table, row, name), again)),
  );
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
        ? programmes.flatMap((one) => programmeLines(one, lang, paint))
        : wrapped(paint('yellow', say('undecided')))),
    ],
    json: answered,
  };
};
