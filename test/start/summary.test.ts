import { expect, test } from 'vitest';
import { maskId } from '../../local/summary/mask.ts';
import { outlookOf } from '../../local/summary/outlook.ts';
import { page } from '../../local/summary/page.ts';
import { problemsOf } from '../../local/summary/problems.ts';
import { renderSummary } from '../../local/summary/render.ts';
import type { Summary } from '../../local/summary/summary.ts';
import { bar, painter } from '../../local/summary/table.ts';
import { cut, widthOf } from '../../shared/domain/page/text-width.ts';
import { labels, summary } from './summary-fixture.ts';

const rendered = (changes: Partial<Summary> = {}, lang: 'en' | 'zh' = 'en'): string =>
  renderSummary({ ...summary, ...changes }, page(lang, painter(false), labels), ['digests   .tierline/x']);

test('every part of the night has its lines', () => {
  const text = rendered().replaceAll(/ +/g, ' ');
  for (const line of [
    'Night of 2026-11-01 02:00 (Asia/Shanghai) · policy three-dimensions 2026.1',
    '1,500 rows = 1,497 accepted + 3 refused',
    'north usage 1 1,000 997 3 released',
    'panel → usage 970 (2026-08 … 2026-09), billing 500 (2026-09)',
    '2 dataMb below the least allowed value 0',
    '1 whole row too few cells',
    'High 高端 100 10.0 % ████▊',
    'first night: every customer is new',
    '92 C****123 south High 高端 Warning 预警期',
    'Calls fell 62 % against own average; Complaints in 3 months: 2',
    '100 candidates = 60 queued + 35 suppressed + 3 held out + 2 deferred',
    '35 Low-cost track 低成本挽留',
    'VISITS BY DAY 回访计划 16 planned, 0 of them for today',
    '2026-11-02 █ ▇ · · · · · 15',
    '2026-11-09 · · · · ▁ · · 1',
    '55 assigned · 5 waiting for capacity · 5/6 agents have work',
    '7 digests delivered (sns 4, webhook 3)',
    '│ 李娜，您好！',
    'requests: s3 25, dynamodb 7 · DynamoDB 1,234 write units, 56 read units · 0 refused by IAM',
    'cold starts, milliseconds: ingest 412, score-shard 398',
    '60 of 100 customers who may leave are looked after today (60 %).',
    '! 2 pieces of work wait: nobody who fits has room',
    'file:///data/reports/2026-11-01.html',
    'All is well.',
  ])
    expect(text).toContain(line);
});

test('visits of later weeks are counted, and without visits nothing is said of them', () => {
  const visitsByDay = Object.fromEntries(Array.from({ length: 8 }, (_, week) => [`2026-0${week + 2}-04`, week + 1]));
  expect(rendered({ visitsByDay })).toContain('21 more in later weeks');
  expect(rendered({ visitsByDay: {} })).not.toContain('VISITS');
});

test('no line is wider than a terminal of 100 columns', () => {
  for (const line of rendered({ examples: [] }).split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(100);
});

test('in Chinese the terms stand alone', () => {
  const text = rendered({}, 'zh');
  for (const line of ['高端  100', '通话较自身均值下降 62%；近三个月投诉 2 次', '一切正常'])
    expect(text).toContain(line);
});

test('a second night shows who moved, most first, and who is new', () => {
  const text = rendered({ moves: { 'mid>high': 4, 'high>mid': 9, 'new>mid': 2 } });
  expect(text).toMatch(/High 高端 +→ +Mid 中端 +9\n +Mid 中端 +→ +High 高端 +4\n +new +→ +Mid 中端 +2/);
});

test('a night that was done before says so', () => {
  expect(rendered({ alreadyDone: true })).toContain('Everything was done by an earlier start; nothing was changed.');
});

test('without agents it says why work waits', () => {
  const text = rendered({ agents: { total: 0, withWork: 0, capacity: 0 }, notified: 0, waiting: 60, digests: 0 });
  expect(text).toContain('no agents are known, so work waits');
});

test('it says why work was left over, who left, and which managers nobody knows', () => {
  const workPlan = {
    ...(summary.workPlan as NonNullable<Summary['workPlan']>),
    ...{ deferred: { room: 1_200, skill: 3 }, missing: { 'skill data': 2, 'skill english': 1 }, messages: 40 },
    left: { agentIds: ['A3', 'A7'], agents: 2, pieces: 31 },
    unknownManagers: { agentIds: ['B1', 'B2', 'B3', 'B4', 'B5', 'B6'], agents: 9, pieces: 12 },
  };
  const text = rendered({ workPlan }).replaceAll(/ +/g, ' ');
  for (const line of [
    'deferred because\n 1,200 nobody who fits has room\n 3 no agent has the skill: data, english\n 40 messages to customers',
    '2 agents have left, their open work was taken back: A3, A7 · 31 pieces',
    '9 managers of customers are not in the feed agents: B1, B2, B3, B4, B5, … · 12 pieces',
  ])
    expect(text).toContain(line);
  expect(rendered({ workPlan }, 'zh')).toContain('2 位客户经理已离职，未完成任务已收回');
});

test('a failed dump shows its problem, and problems end the summary', () => {
  const dump = { ...summary.dumps[0], status: 'failed', problem: 'the file is empty' } as Summary['dumps'][number];
  const text = rendered({ dumps: [dump], problems: ['IAM refused score the action s3:GetObject on x'] });
  expect(text).toContain('failed feed=usage/period=2026-10/source=north/a.csv: the file is empty');
  expect(text).toMatch(/Not as it must be:\n {2}IAM refused score/);
});

test('a night without fault has no problems', () => {
  expect(problemsOf(summary, 'completed')).toEqual([]);
});

test.each<[string, Partial<Summary>, string]>([
  [
    'rows that do not balance',
    { dumps: [{ ...(summary.dumps[0] as Summary['dumps'][number]), refused: 2 }] },
    'does not balance: 1000 rows, but 997 accepted + 2 refused',
  ],
  [
    'a dump that was never finished',
    { dumps: [{ ...(summary.dumps[0] as Summary['dumps'][number]), status: 'ingesting' }] },
    'was never finished: it is still ingesting',
  ],
  ['a report that was not made', { report: undefined as never }, "the managers' report of the night was not made"],
  [
    'a refusal by IAM',
    { denied: 1, deniedCalls: [{ function: 'score', action: 's3:GetObject', resource: 'arn:x' }] },
    'IAM refused score the action s3:GetObject on arn:x',
  ],
  [
    'candidates that do not balance',
    { work: { ...summary.work, queued: 59 } },
    'candidates do not balance: 100 candidates, but 59 queued',
  ],
  ['dead letters', { deadLetters: { 'work-dead': 2 } }, '2 messages are in the dead-letter queue work-dead'],
  ['lost customers', { tiers: { high: 1 } }, 'tiers hold 1 customers, but 1000 were decided'],
])('%s are a problem', (_what, changes, problem) => {
  expect(problemsOf({ ...summary, ...changes }, 'completed').join('\n')).toContain(problem);
});

test.each([
  ['running', "the night's run is running, not completed"],
  [undefined, "the night's run is missing, not completed"],
])('a run that is %s is a problem', (status, problem) => {
  expect(problemsOf(summary, status)).toContain(problem);
});

test('schemes besides the one that leads, and watch lists, are a line each', () => {
  const lines = renderSummary(summary, page('en', painter(false), labels), []).split('\n');
  expect(lines).toContain('  Pyramid 金字塔  Gold 50 · Lead 950');
  expect(lines).toContain('  Potential key customer 潜在大客户  12  +3 -1');
});

test('of an id only the first character and the last three show', () => {
  expect(maskId('C0000123')).toBe('C****123');
  expect(maskId('7590-VHVEG')).toBe('7******VEG');
  expect(maskId('C123')).toBe('****');
  expect(maskId('13800001234567')).toBe('1******567');
});

test('Chinese characters count as two cells, colours as none', () => {
  expect(widthOf('High 高端')).toBe(9);
  expect(widthOf(painter(true)('red', 'ab'))).toBe(2);
  expect(cut('高端客户', 6)).toBe('高端…');
  expect(bar(1, 10_000, 40)).toBe('▏');
  expect(bar(0, 10, 40)).toBe('');
  expect(bar(5, 10, 4)).toBe('██');
});

test('what is at stake is told where the policy asks, and only then', () => {
  const counts = {
    ...{ customers: 9, kept: 0, decisionsWritten: 9, candidates: 0, queued: 0, suppressed: 0, heldOut: 0, deferred: 0 },
    ...{ queuedByKind: {}, suppressedByReason: {}, tiers: {}, stages: {}, bands: {}, moves: {} },
    ...{ schemes: {}, watched: {}, watchMoves: {} },
  };
  expect(outlookOf(counts, [])).toBeUndefined();
  expect(rendered()).not.toContain('VALUE AT RISK');
  const outlook = outlookOf(
    {
      ...counts,
      valueAtRisk: { 'high@south': 123_456_00, 'high@': 50, 'mid@a@b': 200 },
      ...{
        churnKinds: { natural: 7 },
        conducts: { flea: 2 },
        tracks: { 'agent-call': 9 },
        behaviours: { s1: 2, s2: 4 },
        former: 3,
      },
    },
    [{ id: 's2', label: { en: 'Spend much', zh: '高消费' } }],
  );
  const text = rendered({ ...(outlook && { outlook }) }).replaceAll(/ +/g, ' ');
  for (const line of [
    'VALUE AT RISK 风险价值 123,459 CNY',
    'at stake High 高端 123,457 · Mid 中端 2',
    'why they leave Natural 自然离网 7',
    'conduct Flea 跳蚤用户 2',
    'kept by An agent calls 坐席挽留 9',
    'behaviour Spend much 高消费 4 · s1 2',
    'former customers 3',
  ])
    expect(text).toContain(line);
});
