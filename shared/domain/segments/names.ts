import { type FeatureMeta, type FeatureName, features } from '../../contracts/features.ts';
import type { Label } from '../../contracts/field.ts';
import type { ComparedFeature, SegmentsPolicy } from '../../contracts/policy/segments.ts';
import type { Segment } from '../../contracts/segment-model.ts';

/** Nearer than half a standard deviation to the mean, a segment is not different enough to be called by a feature. */
const distinct = 0.5;
/** A name of two features is read at a glance. */
const featuresInName = 2;

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

const wordsFor = ({ feature, high, low }: ComparedFeature, standing: number): Label => {
  const { label }: FeatureMeta = features[feature as FeatureName];
  const name = label.en.slice(0, 1).toLowerCase() + label.en.slice(1);
  if (standing > 0) return high ?? { en: `high ${name}`, zh: `${label.zh}高` };
  return low ?? { en: `low ${name}`, zh: `${label.zh}低` };
};

/** Words for what is distinct of a segment, most distinct first; of as distinct ones, in the policy's order. */
const wordsOf = ({ features: compared }: SegmentsPolicy, centroid: readonly number[]): Label[] =>
  compared
    .map((feature, index) => ({ feature, standing: (centroid[index] as number) / feature.weight }))
    .filter(({ standing }) => Math.abs(standing) >= distinct)
    .sort((left, right) => Math.abs(right.standing) - Math.abs(left.standing))
    .map(({ feature, standing }) => wordsFor(feature, standing));

const joined = (words: readonly Label[]): Label =>
  words.length === 0
    ? { en: 'Average', zh: '一般' }
    : { en: capital(words.map(({ en }) => en).join(', ')), zh: words.map(({ zh }) => zh).join('、') };

/**
 * Names for segments: the policy's own, or made of what each is most distinct in. Where two would be called the same, their
 * further features tell them apart, and where these run out, their ids.
 */
export const namesOf = (policy: SegmentsPolicy, segments: readonly Omit<Segment, 'label'>[]): Label[] => {
  const words = segments.map(({ centroid }) => wordsOf(policy, centroid));
  const named = (index: number, count: number): Label => joined((words[index] ?? []).slice(0, count));
  const counts = segments.map(() => featuresInName);
  for (let more = featuresInName; more < policy.features.length; more++) {
    const names = segments.map((_, index) => named(index, counts[index] as number).en);
    names.forEach((name, index) => {
      if (names.indexOf(name) !== names.lastIndexOf(name)) counts[index] = more + 1;
    });
  }
  const names = segments.map((_, index) => named(index, counts[index] as number));
  return segments.map(({ id }, index) => {
    const own = policy.names[id];
    if (own) return own;
    const name = names[index] as Label;
    const shared = names.filter(({ en }) => en === name.en).length > 1;
    return shared ? { en: `${name.en} (${id})`, zh: `${name.zh}（${id}）` } : name;
  });
};
