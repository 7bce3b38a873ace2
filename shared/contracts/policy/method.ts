import * as z from 'zod';
import { didYouMean } from '../did-you-mean.ts';
import type { Label } from '../field.ts';

/** The six ways to classify customers that operators' handbooks know; each result names the one that made it. */
export const classificationMethods = {
  static: { en: 'Static attributes', zh: '静态属性分类' },
  behaviour: { en: 'Behaviour', zh: '行为分类' },
  'value-score': { en: 'Value score', zh: '价值评分' },
  clustering: { en: 'Clustering', zh: '聚类' },
  association: { en: 'Association', zh: '关联' },
  combined: { en: 'Combined model', zh: '综合模型' },
} as const satisfies Record<string, Label>;

const names = Object.keys(classificationMethods) as (keyof typeof classificationMethods)[];

/** Id of the classification method that makes a result. */
export const classificationMethod = z.enum(names, {
  error: ({ input }) =>
    input === undefined
      ? `missing: say how the result is made, one of ${names.join(', ')}`
      : `unknown method ${JSON.stringify(input)}${didYouMean(String(input), names)}`,
});
