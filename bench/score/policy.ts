import { type Policy, parsePolicy } from '../../shared/contracts/policy.ts';

/** Edges of the bins of a feature, points of its bins, and points of a missing value. */
type Line = [feature: string, edges: number[], points: number[], missing: number];

/** Four cards over 25 features. */
const cards: Record<string, Line[]> = {
  value: [
    ['arpu', [30, 60, 100, 150, 250, 400], [5, 14, 24, 34, 44, 52, 60], 14],
    ['spendMean', [30, 80, 160, 320], [0, 3, 6, 9, 12], 3],
    ['spendLastMonth', [50, 150, 400], [0, 2, 4, 6], 1],
    ['tenureMonths', [6, 12, 24, 60, 120], [2, 6, 10, 16, 21, 25], 8],
    ['dataShare', [0.2, 0.5], [0, 2, 4], 1],
    ['roamingShare', [0.01, 0.1], [0, 2, 5], 0],
  ],
  credit: [
    ['creditScore', [400, 550, 700], [0, 15, 30, 45], 20],
    ['arrears', [0.01, 50, 200], [10, 4, -4, -12], 0],
    ['arrearsDays', [1, 30, 90], [10, 2, -8, -20], 0],
    ['daysSincePayment', [30, 60, 120], [8, 4, 0, -6], 0],
    ['paidOnTime', [0.5, 0.8, 1], [-10, 0, 6, 12], 0],
    ['contractMonths', [1, 13], [0, 4, 8], 0],
    ['tenureMonths', [12, 60], [0, 4, 8], 2],
  ],
  growth: [
    ['spendTrend6', [-0.05, 0, 0.03, 0.08], [-8, -2, 2, 8, 14], 0],
    ['spendFall', [-0.2, 0, 0.2], [8, 3, -1, -6], 0],
    ['dataFall', [-0.3, 0, 0.3], [8, 3, -1, -6], 0],
    ['dataShare', [0.3, 0.6], [4, 2, 0], 0],
    ['voiceShare', [0.3, 0.6], [0, 2, 4], 0],
    ['activeDays', [5, 15, 25], [-4, 0, 3, 6], 0],
    ['spendVolatility', [0.1, 0.3], [4, 0, -4], 0],
  ],
  churn: [
    ['voiceFall', [-0.2, 0.2, 0.4, 0.6, 0.8], [-3, 0, 6, 12, 18, 26], 0],
    ['dataFall', [0.3, 0.6, 0.9], [0, 5, 9, 13], 0],
    ['rechargeFall', [0.3, 0.6], [0, 7, 13], 0],
    ['zeroUseMonths', [1, 2], [0, 14, 20], 0],
    ['complaints', [1, 2], [0, 5, 12], 0],
    ['satisfaction', [2, 3, 4], [12, 6, 0, -4], 0],
    ['arrearsDays', [1, 30, 90], [0, 4, 10, 15], 0],
    ['competitorCalls', [1, 3], [0, 14, 20], 0],
    ['contractDaysLeft', [0, 31, 61, 91], [8, 12, 7, 3, -4], 0],
    ['contractMonths', [1, 13], [18, 0, -6], 0],
    ['tenureMonths', [3, 12, 24, 60], [17, 9, 4, 0, -5], 0],
    ['creditScore', [400, 700], [4, 0, -2], 0],
  ],
};

const label = (text: string) => ({ en: text, zh: text });

const scorecard = (name: string, lines: readonly Line[]) => ({
  label: label(name),
  base: 0,
  features: lines.map(([feature, edges, points, missing]) => ({
    feature,
    bins: points.map((given, bin) => ({
      ...(bin > 0 && { from: edges[bin - 1] }),
      ...(bin < edges.length && { below: edges[bin] }),
      points: given,
    })),
    missing: { points: missing },
  })),
});

const scheme = (card: string, [high, mid]: [number, number]) => ({
  kind: 'thresholds',
  label: label(card),
  method: 'value-score',
  card,
  tiers: [
    { name: 'high', label: label('high'), from: high },
    { name: 'mid', label: label('mid'), from: mid },
    { name: 'ordinary', label: label('ordinary') },
  ],
});

/** 25 features, 4 cards, 3 schemes, and as little else as a policy may have. Tiers do not depend on the night before, so that SQL can give them. */
export const benchPolicy = (): Policy =>
  parsePolicy(
    JSON.stringify({
      version: 1,
      name: 'bench',
      label: label('Benchmark'),
      edition: '1',
      currency: 'CNY',
      windowMonths: 12,
      scorecards: Object.fromEntries(Object.entries(cards).map(([name, lines]) => [name, scorecard(name, lines)])),
      schemes: {
        value: scheme('value', [75, 52]),
        credit: scheme('credit', [70, 45]),
        growth: scheme('growth', [20, 8]),
      },
      risk: {
        card: 'churn',
        bands: [
          { name: 'high', label: label('high'), from: 45 },
          { name: 'mid', label: label('mid'), from: 25 },
          { name: 'low', label: label('low') },
        ],
      },
      keyCustomers: { label: label('key'), kinds: [{ name: 'high', label: label('high'), when: { tier: ['high'] } }] },
      lifecycle: {
        stages: { stable: label('stable'), warning: label('warning') },
        initial: 'stable',
        transitions: [
          { from: ['stable'], to: 'warning', when: { band: ['high'] } },
          { from: ['warning'], to: 'stable', when: { band: ['low'] } },
        ],
      },
      skills: { retention: label('retention') },
      programmes: {
        retention: {
          ...{ label: label('retention'), kind: 'churn-risk', when: { band: ['high'] }, skill: 'retention' },
          ...{ period: 'month', pauseDays: 21, dueInDays: 2, priority: 'churn' },
        },
      },
    }),
  );

/** Business day that is decided for: the last of the newest month. */
export const businessDay = '2026-10-31';
