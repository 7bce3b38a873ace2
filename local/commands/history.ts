import type { Decision } from '../../shared/contracts/items/decision.ts';
import type { Policy } from '../../shared/contracts/policy.ts';
import { type Change, type Difference, differenceOf } from '../../shared/domain/explain/decision-history.ts';
import { shardName, shardOf } from '../../shared/domain/shard.ts';
import type { Paint } from '../summary/table.ts';
import type { Lang } from '../summary/words.ts';
import { type Answer, wrapped } from './answer.ts';
import { CommandError } from './command-error.ts';
import { runOf } from './run-of.ts';
import type { Target } from './target.ts';

/** What changed for a customer in one night. */
type Night = Difference & { runId: string; day: string; policy: string };

const words = {
  en: {
    tier: 'tier',
    stage: 'stage',
    band: 'risk',
    region: 'region',
    keyCustomer: 'key customer',
    nothing: 'nothing',
    why: 'why',
    points: 'points',
    quiet: 'nothing changed in these nights',
  },
  zh: {
    tier: '等级',
    stage: '阶段',
    band: '风险',
    region: '区域',
    keyCustomer: '大客户',
    nothing: '无',
    why: '原因',
    points: '分',
    quiet: '这些夜晚没有变化',
  },
} as const;

/** What a person calls a value of a change, by the policy of that night. */
const called = (policy: Policy, { of, scheme }: Change, value: string | null, lang: Lang): string => {
  if (value === null) return words[lang].nothing;
  const inList = (list: readonly { name: string; label: { en: string; zh: string } }[] | undefined) =>
    list?.find(({ name }) => name === value)?.label[lang] ?? value;
  if (of === 'tier') return inList(policy.schemes[scheme ?? '']?.tiers);
  if (of === 'band') return inList(policy.risk.bands);
  if (of === 'stage') return policy.lifecycle.stages[value]?.[lang] ?? value;
  if (of === 'keyCustomer')
    return { true: { en: 'yes', zh: '是' }, false: { en: 'no', zh: '否' } }[value]?.[lang] ?? value;
  return value;
};

const signed = (points: number): string => (points > 0 ? `+${points}` : String(points));

const nightLines = (night: Night, policy: Policy, lang: Lang, paint: Paint): string[] => {
  const say = words[lang];
  const changes = night.changes.map((change) => {
    const name =
      change.of === 'tier' ? (policy.schemes[change.scheme ?? '']?.label[lang] ?? change.scheme) : say[change.of];
    return `  ${name}: ${called(policy, change, change.from, lang)} → ${called(policy, change, change.to, lang)}`;
  });
  const scores = night.scores.map(
    ({ card, from, to }) => `  ${policy.scorecards[card]?.label[lang] ?? card}: ${from ?? '–'} → ${to ?? '–'}`,
  );
  const why = night.why.flatMap(({ from, to, label }) =>
    wrapped(`${signed(Math.round((to - from) * 1e9) / 1e9)}  ${label[lang]} (${from} → ${to})`, 8, '    '),
  );
  return [
    '',
    `${paint('bold', night.day)}  ${paint('dim', `${night.runId}  ${night.policy.slice(0, 8)}`)}`,
    ...changes,
    ...scores,
    ...why,
  ];
};

/** `history`: what changed for a customer, night by night, newest first. */
export const showHistory = async (
  target: Pick<Target, 'ledger' | 'runs'>,
  { customerId, limit, lang }: { customerId: string; limit: number; lang: Lang },
  paint: Paint,
): Promise<Answer> => {
  const { runs } = target;
  const nights: Night[] = [];
  const policies = new Map<string, Policy>();
  let { manifest } = await runOf(target, undefined);
  const decisionIn = async (): Promise<Decision | null> => {
    const rows = await runs.decisions(manifest.runId, shardName(shardOf(customerId, manifest.shards)));
    return rows.find((row) => row.customerId === customerId) ?? null;
  };
  let after = await decisionIn();
  if (!after)
    throw new CommandError(
      `no customer "${customerId}" in run ${manifest.runId}: ids are written as the feeds write them`,
    );
  for (let seen = 0; seen < limit && after !== null; seen++) {
    const { runId, businessDay, policy, previousRunId } = manifest;
    if (previousRunId !== null) manifest = await runs.manifest(previousRunId);
    const before: Decision | null = previousRunId === null ? null : await decisionIn();
    const difference = differenceOf(before, after);
    if (difference.changes.length > 0 || difference.scores.length > 0 || difference.why.length > 0) {
      nights.push({ runId, day: businessDay, policy, ...difference });
      if (!policies.has(policy)) policies.set(policy, await runs.policy(policy));
    }
    after = before;
  }
  const lines = nights.flatMap((night) => nightLines(night, policies.get(night.policy) as Policy, lang, paint));
  return { lines: nights.length === 0 ? [words[lang].quiet] : lines.slice(1), json: { customerId, nights } };
};
