/** Square of the distance of two points. */
export const squaredDistance = (left: readonly number[], right: readonly number[]): number => {
  let sum = 0;
  for (let at = 0; at < left.length; at++) sum += ((left[at] as number) - (right[at] as number)) ** 2;
  return sum;
};

/** Place of the nearest centroid; of two as near, the first. -1 where there is none. */
export const nearest = (point: readonly number[], centroids: readonly (readonly number[])[]): number => {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  centroids.forEach((centroid, index) => {
    const distance = squaredDistance(point, centroid);
    if (distance < least) {
      least = distance;
      best = index;
    }
  });
  return best;
};
