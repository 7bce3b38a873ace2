import { squaredDistance } from './distance.ts';

/**
 * Mean silhouette of points in clusters, -1 to 1 (P. Rousseeuw, Silhouettes: a graphical aid to the interpretation and
 * validation of cluster analysis, 1987): how much nearer a point is to its own cluster than to the next one,
 * (b - a) / max(a, b) of the mean distances; 0 for a point alone in its cluster.
 *
 * @param clusters cluster of each point
 * @param count number of clusters
 * @returns null where fewer than two clusters hold points
 */
export const meanSilhouette = (
  points: readonly (readonly number[])[],
  clusters: readonly number[],
  count: number,
): number | null => {
  const sizes = new Float64Array(count);
  for (const cluster of clusters) sizes[cluster] = (sizes[cluster] ?? 0) + 1;
  if (sizes.filter((size) => size > 0).length < 2) return null;

  const far = new Float64Array(count);
  let sum = 0;
  points.forEach((point, index) => {
    const own = clusters[index] as number;
    if ((sizes[own] as number) < 2) return;
    far.fill(0);
    points.forEach((other, at) => {
      const cluster = clusters[at] as number;
      far[cluster] = (far[cluster] as number) + Math.sqrt(squaredDistance(point, other));
    });
    // The point itself is at no distance, so the others' sum is all of it.
    const within = (far[own] as number) / ((sizes[own] as number) - 1);
    let next = Number.POSITIVE_INFINITY;
    for (let cluster = 0; cluster < count; cluster++)
      if (cluster !== own && (sizes[cluster] as number) > 0)
        next = Math.min(next, (far[cluster] as number) / (sizes[cluster] as number));
    const greater = Math.max(within, next);
    if (greater > 0) sum += (next - within) / greater;
  });
  return sum / points.length;
};
