import { kmeans } from '@thi.ng/k-means';
import { XsAdd } from '@thi.ng/random';
import type { SegmentsPolicy } from '../../contracts/policy/segments.ts';
import type { Segment, SegmentModel, SegmentSample, Standardised } from '../../contracts/segment-model.ts';
import { sha256 } from '../sha256.ts';
import { nearest, squaredDistance } from './distance.ts';
import { leastCostMatch } from './match.ts';
import { namesOf } from './names.ts';
import { meanSilhouette } from './silhouette.ts';
import { pointsOf, standardisedOf, translated } from './standardise.ts';

/** k-means moves little after a few dozen rounds, and the best of several starts is taken anyway. */
const mostRounds = 100;
/** 48 bits: a few models a year never meet. */
const hashDigits = 12;
const dayMs = 86_400_000;

const hashOf = (content: unknown): string => sha256(JSON.stringify(content)).slice(0, hashDigits);

/** Hash of all that decides which segments are found; names do not. */
const definitionOf = ({ label, names, refitDays, features, ...rest }: SegmentsPolicy): string =>
  hashOf([features.map(({ feature, scale, weight }) => [feature, scale, weight]), rest]);

/**
 * The last run's segments where they stand: made by the same section of the policy, and not too old. Names are made anew,
 * because people give segments names after they have seen them.
 *
 * @returns null where segments must be found anew
 */
export const keptSegments = (policy: SegmentsPolicy, last: SegmentModel | null, now: string): SegmentModel | null => {
  if (last?.definition !== definitionOf(policy)) return null;
  if (Date.parse(now) - Date.parse(last.fittedAt) >= policy.refitDays * dayMs) return null;
  const labels = namesOf(policy, last.segments);
  return {
    ...last,
    segments: last.segments.map((segment, index) => ({ ...segment, label: labels[index] as Segment['label'] })),
  };
};

/** Centroids, and the cluster of each point. */
type Clusters = { centroids: number[][]; of: number[]; silhouette: number | null };

/** The tightest of several starts; fewer clusters than asked for where there are fewer different points. */
const cluster = ({ starts, seed }: SegmentsPolicy, points: number[][], count: number): Clusters => {
  let best: number[][] = [];
  let least = Number.POSITIVE_INFINITY;
  for (let start = 0; start < starts; start++) {
    const found = kmeans(count, points, { rnd: new XsAdd((seed + start) >>> 0), maxIter: mostRounds });
    const centroids = found.map(({ centroid }) => Array.from(centroid as Iterable<number>));
    const spread = points.reduce(
      (sum, point) => sum + squaredDistance(point, centroids[nearest(point, centroids)] as number[]),
      0,
    );
    if (spread < least) {
      least = spread;
      best = centroids;
    }
  }
  return { centroids: best, of: points.map((point) => nearest(point, best)), silhouette: null };
};

/** Clusters of the number asked for, or of the one in the range with the best silhouette. */
const chosenClusters = (policy: SegmentsPolicy, points: number[][], lastCount: number | undefined): Clusters => {
  const { count, silhouetteSample, keepMargin } = policy;
  const { from, to } = typeof count === 'number' ? { from: count, to: count } : count;
  // Rows come in the order of their hashes: the first ones are a sample of the sample.
  const some = points.slice(0, silhouetteSample);
  const tried = Array.from({ length: to - from + 1 }, (_, index) => {
    const found = cluster(policy, points, from + index);
    return { ...found, silhouette: meanSilhouette(some, found.of.slice(0, some.length), found.centroids.length) };
  });
  const worth = ({ silhouette, centroids }: Clusters): number =>
    (silhouette ?? -1) + (centroids.length === lastCount ? keepMargin : 0);
  return tried.reduce((best, other) => (worth(other) > worth(best) ? other : best));
};

type Found = Omit<Segment, 'id' | 'label'>;

/** Ids of segments: those of the last run's that they are matched to, and new ones. The largest is first among new ones. */
const idsOf = (found: readonly Found[], features: readonly Standardised[], last: SegmentModel | null) => {
  let next = last?.next ?? 1;
  const costs = found.map(({ centroid }) => {
    const placed = last ? translated(centroid, features, last.features) : [];
    return (last?.segments ?? []).map((segment) => squaredDistance(placed, segment.centroid));
  });
  const matched = leastCostMatch(costs);
  const ids = found.map((_, index) => last?.segments[matched[index] ?? -1]?.id ?? `s${next++}`);
  return { ids, next };
};

const numberOf = (id: string): number => Number(id.slice(1));

/** Whether two models compare the same features: only then can their segments be the same. */
const comparesSame = (last: SegmentModel, features: readonly Standardised[]): boolean =>
  JSON.stringify(last.features.map(({ feature, scale }) => [feature, scale])) ===
  JSON.stringify(features.map(({ feature, scale }) => [feature, scale]));

/**
 * Finds the behaviour segments of a sample by k-means (Lloyd 1982; begun by k-means++, Arthur and Vassilvitskii 2007). The
 * same sample, section and last model give the same segments, byte for byte, in whichever order the sample's rows came.
 *
 * @param sample rows of the whole base, as `mergeSamples` gives them
 * @param last model of the last run, whose ids are kept; null for the first
 * @param now instant of the run
 * @returns null where the sample is empty: there are no segments then
 */
export const fitSegments = (
  policy: SegmentsPolicy,
  sample: SegmentSample,
  last: SegmentModel | null,
  now: string,
): SegmentModel | null => {
  if (sample.rows.length === 0) return null;
  const features = standardisedOf(policy, sample);
  const before = last && comparesSame(last, features) ? last : null;
  const points = pointsOf(sample, features, policy.limit);
  const { centroids, of, silhouette } = chosenClusters(policy, points, before?.segments.length);
  const found = centroids
    .map((centroid, index): Found => ({ centroid, sampled: of.filter((one) => one === index).length }))
    .sort((left, right) => right.sampled - left.sampled || inOrder(left.centroid, right.centroid));
  const { ids, next } = idsOf(found, features, before);
  const segments = found
    .map((segment, index) => ({ id: ids[index] as string, ...segment }))
    .sort((left, right) => numberOf(left.id) - numberOf(right.id));
  const labels = namesOf(policy, segments);
  const { limit } = policy;
  return {
    method: `k-means-${hashOf([limit, features, segments.map(({ id, centroid }) => [id, centroid])])}`,
    definition: definitionOf(policy),
    fittedAt: now,
    sampled: points.length,
    silhouette,
    limit,
    features,
    segments: segments.map(({ id, ...segment }, index) => ({
      id,
      label: labels[index] as Segment['label'],
      ...segment,
    })),
    next,
  };
};

const inOrder = (left: readonly number[], right: readonly number[]): number => {
  const at = left.findIndex((value, index) => value !== right[index]);
  return at < 0 ? 0 : (left[at] as number) - (right[at] as number);
};
