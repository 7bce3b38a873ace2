import type { Scheme } from '../../contracts/policy/scheme.ts';
import type { CutOffs } from '../../contracts/run-base.ts';
import type { Coded, ShardTable } from '../decide/shard-table.ts';
import { cutOff, mergeSketches, type QuantileSketch, sketchCount, sketchOf } from './quantile-sketch.ts';
import type { Edges } from './tiers.ts';

/** A scheme whose tiers take a share of the customers each. */
export type PercentileScheme = Extract<Scheme, { kind: 'percentiles' }>;

/** The group that everybody belongs to. */
export const wholeBase = 'all';

/** Segment of a customer whose profile names none, as in the contract of the customers feed. */
const unnamedSegment = 'consumer';

/**
 * Groups of a customer, the narrowest first: `segment=consumer,region=south`, `segment=consumer`, `all`. Who has no region
 * belongs to no group of a region. The region comes last, because it may be any text.
 */
export const groupsOf = (
  groupBy: PercentileScheme['groupBy'],
  segment: string | null,
  region: string | null,
): string[] => {
  const bySegment = groupBy.includes('segment') ? `segment=${segment ?? unnamedSegment}` : undefined;
  const byRegion = groupBy.includes('region') && region !== null ? `region=${region}` : undefined;
  const narrow = [bySegment, byRegion].filter((part) => part !== undefined).join(',');
  return [...new Set([narrow, bySegment ?? '', wholeBase])].filter((group) => group !== '');
};

/** Something of each customer that depends on segment and region alone: worked out once for each two that meet. */
export const byGroup = <T>(
  { texts }: Pick<ShardTable, 'texts'>,
  make: (segment: string | null, region: string | null) => T,
) => {
  const nobody: Coded = { codes: new Int32Array(0), values: [] };
  const segment = texts.get('segment') ?? nobody;
  const region = texts.get('region') ?? nobody;
  const made = new Map<number, T>();
  return (row: number): T => {
    const segmentCode = segment.codes[row] ?? -1;
    const regionCode = region.codes[row] ?? -1;
    const key = (segmentCode + 1) * (region.values.length + 1) + regionCode + 1;
    let found = made.get(key);
    if (found === undefined) {
      found = make(segment.values[segmentCode] ?? null, region.values[regionCode] ?? null);
      made.set(key, found);
    }
    return found;
  };
};

/**
 * Sketches of a shard's customers by their narrowest group.
 *
 * @param rows customers whom the scheme grades
 * @param values what it grades by, by row
 */
export const sketchGroups = (
  { groupBy }: PercentileScheme,
  table: Pick<ShardTable, 'texts'>,
  rows: Iterable<number>,
  values: Float64Array,
): Record<string, QuantileSketch> => {
  const groupOf = byGroup(table, (segment, region) => groupsOf(groupBy, segment, region)[0] as string);
  const numbers = new Map<string, number[]>();
  for (const row of rows) {
    const group = groupOf(row);
    const list = numbers.get(group);
    if (list) list.push(values[row] as number);
    else numbers.set(group, [values[row] as number]);
  }
  return Object.fromEntries(
    [...numbers.keys()].sort().map((group) => [group, sketchOf(Float64Array.from(numbers.get(group) ?? []))]),
  );
};

/** The wider group that stands in for one with too few customers, or undefined. */
const widerThan = (group: string): string | undefined => {
  if (group === wholeBase) return undefined;
  const comma = group.indexOf(',');
  return comma < 0 ? wholeBase : group.slice(0, comma);
};

/** A group's members: what all shards say of it and of every narrower one. */
const gather = (shards: readonly Record<string, QuantileSketch>[]): Map<string, QuantileSketch[]> => {
  const members = new Map<string, QuantileSketch[]>([[wholeBase, []]]);
  for (const shard of shards)
    for (const [narrow, sketch] of Object.entries(shard))
      for (let group: string | undefined = narrow; group !== undefined; group = widerThan(group)) {
        const list = members.get(group);
        if (list) list.push(sketch);
        else members.set(group, [sketch]);
      }
  return members;
};

const orNull = (edges: readonly number[]): (number | null)[] =>
  edges.map((edge) => (Number.isFinite(edge) ? edge : null));

/** Edges of one group's tiers: the margins move the share of the customers above an edge. */
const edgesIn = ({ tiers, movement }: PercentileScheme, sketch: QuantileSketch): CutOffs['edges'][string] => {
  let sum = 0;
  const above = tiers.slice(0, -1).map(({ share = 0 }) => {
    sum += share;
    return sum;
  });
  const at = (shift: number) => orNull(above.map((share) => cutOff(sketch, Math.min(1, share + shift))));
  return { earn: at(0), rise: at(-movement.promotion.margin), stay: at(movement.demotion.margin) };
};

/** Where a scheme's tiers begin, made of what all shards say. The order of the shards does not matter. */
export const cutOffsOf = (scheme: PercentileScheme, shards: readonly Record<string, QuantileSketch>[]): CutOffs => {
  const merged = new Map([...gather(shards)].map(([group, list]) => [group, mergeSketches(list)]));
  const customers = new Map([...merged].map(([group, sketch]) => [group, sketchCount(sketch)]));
  const isEnough = (group: string): boolean => (customers.get(group) ?? 0) >= scheme.leastCustomers;
  const usedBy = (group: string): string => {
    const wider = widerThan(group);
    return isEnough(group) || wider === undefined ? group : usedBy(wider);
  };
  const names = [...merged.keys()].sort();
  const used = [...new Set(names.map(usedBy))].sort();
  return {
    groups: Object.fromEntries(
      names.map((group) => [group, { customers: customers.get(group) ?? 0, uses: usedBy(group) }]),
    ),
    tooFew: !isEnough(wholeBase),
    edges: Object.fromEntries(used.map((group) => [group, edgesIn(scheme, merged.get(group) as QuantileSketch)])),
  };
};

/** Edges of everybody's tiers by row, of what is known of the whole base. */
export const edgesByRow = (
  { groupBy }: PercentileScheme,
  cuts: CutOffs,
  table: Pick<ShardTable, 'texts'>,
): ((row: number) => Edges) => {
  const read = (edges: readonly (number | null)[]): Float64Array =>
    Float64Array.from(edges, (edge) => edge ?? Number.POSITIVE_INFINITY);
  return byGroup(table, (segment, region) => {
    // Somebody without a value may be alone in a group of which nothing was measured: the wider one stands in.
    const group = groupsOf(groupBy, segment, region).find((name) => cuts.groups[name] !== undefined) ?? wholeBase;
    const { earn, rise, stay } = cuts.edges[cuts.groups[group]?.uses ?? wholeBase] ?? { earn: [], rise: [], stay: [] };
    return { earn: read(earn), rise: read(rise), stay: read(stay) };
  });
};
