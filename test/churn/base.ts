import type * as z from 'zod';
import { type ChurnPolicy, churn } from '../../shared/contracts/policy/churn.ts';

const label = { en: 'x', zh: 'x' };

/** A section with two kinds of churn, fleas and loyal customers, and a track without calls. */
export const sectionOf = (given: object = {}): z.input<typeof churn> => ({
  calibration: [
    { points: 0, probability: 0.01 },
    { points: 50, probability: 0.5 },
    { points: 100, probability: 0.9 },
  ],
  kinds: { malicious: label, natural: label },
  causes: { arrears: label, unknown: label },
  asked: { band: ['high'] },
  rules: [
    { name: 'runs-away', label, kind: 'malicious', cause: 'arrears', when: { feature: 'arrearsDays', from: 1 } },
    { name: 'other', label, kind: 'natural', cause: 'unknown' },
  ],
  conduct: [
    { name: 'flea', label, care: label, when: { feature: 'tenureMonths', below: 6 } },
    { name: 'loyal', label, care: label, when: { feature: 'tenureMonths', from: 24 } },
  ],
  tracks: [
    { name: 'low-cost', label, when: { feature: 'arpu', below: 50 } },
    { name: 'call', label },
  ],
  value: { charge: 'arpu', marginRate: 0.5, discountRate: 0.01, horizonMonths: 24 },
  ...given,
});

/** The same, checked. */
export const policyOf = (given: object = {}): ChurnPolicy => churn.parse(sectionOf(given));
