import { feature } from './feature.ts';

const feeds = ['calls', 'notices', 'outcomes', 'billing'] as const;
const window = "the days that the policy's promises count";

/** Features of how promises were kept; missing where the policy makes none. */
export const promiseFeatures = {
  brokenPromises: feature(
    'count',
    feeds,
    window,
    'Promises to this customer that were broken; answers in time, of which only a share is promised, are not among them.',
    'count(promises broken)',
    ['Broken promises', '未兑现承诺'],
    ['Promises broken: {value}', '未兑现承诺 {value} 项'],
  ),
  openPromises: feature(
    'count',
    feeds,
    window,
    'Promises to this customer that are neither kept nor broken yet.',
    'count(promises open)',
    ['Open promises', '待兑现承诺'],
    ['Promises still open: {value}', '待兑现承诺 {value} 项'],
  ),
  lateAnswers: feature(
    'count',
    ['calls'],
    window,
    'Calls of this customer that nobody answered in the time that the tier is promised.',
    'count(calls answered late or not at all)',
    ['Late answers', '未及时接听'],
    ['Calls not answered in time: {value}', '未及时接听来电 {value} 次'],
  ),
} as const;

/** Name of one of those. They are known only once it is known to whom promises are made. */
export type PromiseFeature = keyof typeof promiseFeatures;

/** Whether a feature is one of those. */
export const isPromiseFeature = (name: string): name is PromiseFeature => Object.hasOwn(promiseFeatures, name);
