import type { PolicyLabels, Summary } from '../../local/summary/summary.ts';

/** Labels of a small policy. */
export const labels: PolicyLabels = {
  name: 'three-dimensions',
  edition: '2026.1',
  scheme: { en: 'Value tier', zh: '价值等级' },
  tiers: { high: { en: 'High', zh: '高端' }, mid: { en: 'Mid', zh: '中端' }, ordinary: { en: 'Ordinary', zh: '普通' } },
  otherSchemes: {
    pyramid: {
      label: { en: 'Pyramid', zh: '金字塔' },
      tiers: { gold: { en: 'Gold', zh: '黄金' }, lead: { en: 'Lead', zh: '铅质' } },
    },
  },
  watchLists: { potential: { en: 'Potential key customer', zh: '潜在大客户' } },
  stages: { growth: { en: 'Growth', zh: '成长期' }, warning: { en: 'Warning', zh: '预警期' } },
  bands: { high: { en: 'High risk', zh: '高风险' }, low: { en: 'Low risk', zh: '低风险' } },
  programmes: { retention: { en: 'Retention call', zh: '离网挽留' } },
  outlook: {
    currency: 'CNY',
    kinds: { natural: { en: 'Natural', zh: '自然离网' } },
    conducts: { flea: { en: 'Flea', zh: '跳蚤用户' } },
    tracks: { 'agent-call': { en: 'An agent calls', zh: '坐席挽留' } },
  },
  suppressions: { 'low-cost': { en: 'Low-cost track', zh: '低成本挽留' } },
};

/** A night that went well. */
export const summary: Summary = {
  operator: 'sample-1000x7-seed1',
  now: '2026-10-31T18:00:00.000Z',
  timeZone: 'Asia/Shanghai',
  runId: '2026-10-31T18-00-00Z',
  policy: 'ab12',
  alreadyDone: false,
  dumps: [
    {
      ...{ key: 'feed=usage/period=2026-10/source=north/a.csv', feed: 'usage', period: '2026-10', source: 'north' },
      ...{ mapping: 'standard', status: 'released', problem: null, rows: 1_000, accepted: 997, refused: 3 },
      facts: { 'usage/2026-10': 997 },
      reasons: [
        { column: 'dataMb', reason: 'below the least allowed value 0', rows: 2 },
        { column: null, reason: 'too few cells', rows: 1 },
      ],
    },
    {
      ...{ key: 'feed=usage/period=2026-09/source=panel/p.csv', feed: 'usage', period: '2026-09', source: 'panel' },
      ...{ mapping: 'wide', status: 'released', problem: null, rows: 500, accepted: 500, refused: 0 },
      facts: { 'usage/2026-08': 480, 'usage/2026-09': 490, 'billing/2026-09': 500 },
      reasons: [],
    },
  ],
  customers: 1_000,
  tiers: { high: 100, mid: 300, ordinary: 600 },
  stages: { growth: 900, warning: 100 },
  bands: { high: 100, low: 900 },
  moves: { 'new>high': 100, 'new>mid': 300, 'new>ordinary': 600 },
  schemes: { 'pyramid:gold': 50, 'pyramid:lead': 950 },
  watched: { potential: 12 },
  watchMoves: { '+potential': 3, '-potential': 1 },
  decisionsWritten: 1_000,
  work: { candidates: 100, queued: 60, suppressed: 35, heldOut: 3, deferred: 2 },
  queuedByKind: { 'churn-risk': 50, 'return-visit': 10 },
  suppressedByReason: { 'low-cost': 35 },
  visitsByDay: { '2026-11-02': 8, '2026-11-03': 7, '2026-11-13': 1 },
  workPlan: {
    ...{ pieces: 62, withdrawn: {}, messages: 0, given: 60, deferred: { room: 2 }, waited: 0, agents: 6, missing: {} },
    ...{ left: { agentIds: [], agents: 0, pieces: 0 }, unknownManagers: { agentIds: [], agents: 0, pieces: 0 } },
  },
  topRisks: [
    {
      ...{ customer: 'C****123', region: 'south', tier: 'high', stage: 'warning', points: 92, band: 'high' },
      reasons: [
        { en: 'Calls fell 62 % against own average', zh: '通话较自身均值下降 62%' },
        { en: 'Complaints in 3 months: 2', zh: '近三个月投诉 2 次' },
      ],
    },
  ],
  notified: 55,
  waiting: 5,
  agents: { total: 6, withWork: 5, capacity: 55 },
  digests: 7,
  digestsByChannel: { sns: 4, webhook: 3 },
  undelivered: [],
  report: {
    page: '/data/reports/2026-11-01.html',
    headline: {
      en: '60 of 100 customers who may leave are looked after today (60 %).',
      zh: '100 位可能离网的客户中，60 位今日有人跟进（60 %）。',
    },
    needs: [{ en: '2 pieces of work wait: nobody who fits has room', zh: '2 项任务等待：合适人员已满' }],
  },
  examples: [{ language: 'zh', agent: 'A001', text: '李娜，您好！\n今日 2 位客户' }],
  denied: 0,
  deniedCalls: [],
  deadLetters: { 'tierline-local-ingest-dead': 0 },
  requests: { 's3:PutObject': 20, 's3:GetObject': 5, 'dynamodb:UpdateItem': 7 },
  units: { write: 1_234, read: 56 },
  coldStarts: {
    ingest: { starts: 2, medianMs: 412, cpuMs: 390 },
    'score-shard': { starts: 2, medianMs: 398, cpuMs: 371 },
  },
  seconds: { synth: 4, start: 0.5, ingest: 6, score: 3, notify: 2, total: 16 },
  problems: [],
};
