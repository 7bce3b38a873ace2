import type { Decision } from '../../shared/contracts/items/decision.ts';
import type { Policy } from '../../shared/contracts/policy.ts';
import { type ShardPart, shardName, shardsMeeting } from '../../shared/domain/shard.ts';
import { countMoves, movesOf, sumMoves, type TierMove } from '../../shared/domain/whatif/migration.ts';
import type { Progress } from '../progress.ts';
import { count, type Paint } from '../summary/table.ts';
import type { Lang } from '../summary/words.ts';
import { type Answer, tableOf } from './answer.ts';
import { runOf } from './run-of.ts';
import type { Target } from './target.ts';

const words = {
  en: {
    title: 'against',
    none: 'It is the first run: everybody is new.',
    from: 'FROM',
    region: 'REGION',
    nowhere: '–',
  },
  zh: { title: '对比', none: '首次运行：全部为新客户。', from: '原等级', region: '区域', nowhere: '–' },
} as const;
const directions = {
  en: { up: 'UP', down: 'DOWN', stayed: 'STAYED', came: 'NEW', went: 'GONE' },
  zh: { up: '升', down: '降', stayed: '不变', came: '新增', went: '离开' },
} as const;

/** Moves with all regions taken together. */
const overRegions = (moves: readonly TierMove[]): TierMove[] =>
  sumMoves(moves.map((move) => ({ ...move, region: null })));

/** Tiers that moves name, the policy's first, in its order. */
const tiersIn = (moves: readonly TierMove[], scheme: Policy['schemes'][string] | undefined): string[] => {
  const named = moves.flatMap(({ from, to }) => [from, to]).filter((tier) => tier !== null);
  return [...new Set([...(scheme?.tiers ?? []).map(({ name }) => name), ...named])];
};

const matrixLines = (
  moves: readonly TierMove[],
  tiers: readonly string[],
  labelOf: (tier: string) => string,
  lang: Lang,
  paint: Paint,
): string[] => {
  const all = overRegions(moves);
  const cell = (from: string | null, to: string | null): string =>
    count(all.find((move) => move.from === from && move.to === to)?.customers ?? 0);
  const said = directions[lang];
  const rows = [...tiers, null].map((from) => [
    from === null ? said.came : labelOf(from),
    ...[...tiers, null].map((to) => (from === null && to === null ? '' : cell(from, to))),
  ]);
  const header = [`${words[lang].from} \\ →`, ...tiers.map(labelOf), said.went];
  return tableOf(header, rows, ['left', ...tiers.map(() => 'right' as const), 'right'], [24], paint);
};

const regionLines = (moves: readonly TierMove[], tiers: readonly string[], lang: Lang, paint: Paint): string[] => {
  const said = directions[lang];
  const shown = Object.keys(said) as (keyof typeof said)[];
  const rows = [...Map.groupBy(moves, ({ region }) => region)]
    .sort(([left], [right]) => ((left ?? '') < (right ?? '') ? -1 : 1))
    .map(([region, own]) => {
      const counts = countMoves(own, tiers);
      return [region ?? words[lang].nowhere, ...shown.map((direction) => count(counts[direction]))];
    });
  const header = [words[lang].region, ...shown.map((direction) => said[direction])];
  return tableOf(header, rows, ['left', ...shown.map(() => 'right' as const)], [24], paint);
};

/** `runs moves`: who went from which tier to which since the run before, by scheme and region. */
export const showMoves = async (
  target: Pick<Target, 'ledger' | 'runs'>,
  { id, lang }: { id: string; lang: Lang },
  paint: Paint,
  progress: Progress,
): Promise<Answer> => {
  const { run, manifest } = await runOf(target, id);
  const policy = await target.runs.policy(manifest.policy);
  const step = progress.step('Comparing two nights', 'shards');
  const moves: TierMove[] = [];
  const { previousRunId } = manifest;
  const shardsBefore = manifest.earlierShards?.[previousRunId ?? ''] ?? run.shards;
  // Parts that are whole in both nights, whichever had more shards.
  const parts = Math.min(run.shards, shardsBefore);
  const decisionsOf = async (runId: string, part: ShardPart, shards: number): Promise<Decision[]> =>
    (await Promise.all(shardsMeeting(part, shards).map((one) => target.runs.decisions(runId, shardName(one))))).flat();
  for (let shard = 0; shard < parts; shard++) {
    const part = { shard, shards: parts };
    const [before, after] = await Promise.all([
      previousRunId === null ? [] : decisionsOf(previousRunId, part, shardsBefore),
      decisionsOf(run.runId, part, run.shards),
    ]);
    moves.push(...movesOf(before, after));
    step.at(shard + 1, parts);
  }
  const sums = sumMoves(moves);
  step.done(`${count(sums.reduce((sum, { customers }) => sum + customers, 0))} tiers`);

  const bySchemes = Map.groupBy(sums, ({ scheme }) => scheme);
  const lines = [
    paint('bold', `${run.runId} ${words[lang].title} ${manifest.previousRunId ?? '–'}`),
    ...(manifest.previousRunId === null ? [words[lang].none] : []),
    ...[...new Set([...Object.keys(policy.schemes), ...bySchemes.keys()])].flatMap((name) => {
      const scheme = policy.schemes[name];
      const own = bySchemes.get(name) ?? [];
      const tiers = tiersIn(own, scheme);
      const labelOf = (tier: string): string => scheme?.tiers.find((one) => one.name === tier)?.label[lang] ?? tier;
      return [
        '',
        paint('bold', scheme?.label[lang] ?? name),
        ...matrixLines(own, tiers, labelOf, lang, paint),
        '',
        ...regionLines(own, tiers, lang, paint),
      ];
    }),
  ];
  return { lines, json: { runId: run.runId, previousRunId: manifest.previousRunId, moves: sums } };
};
