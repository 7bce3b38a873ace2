import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ReportedBase, reportInput } from '../../bench/report/made-up.ts';
import { runReport } from '../../shared/contracts/run-report.ts';
import { noCounts } from '../../shared/domain/decide/run-counts.ts';
import { mostRegions } from '../../shared/domain/report/people-part.ts';
import { reportPage } from '../../shared/domain/report/report-page.ts';
import { type ReportInput, reportOf } from '../../shared/domain/report/run-report.ts';
import { textOf } from './text-of.ts';

const base = (changes: Partial<ReportedBase> = {}): ReportInput =>
  reportInput({ customers: 10_000, regions: 5, agents: 20, ...changes });

/** What no reader should see. */
const broken = /NaN|Infinity|undefined|null|\[object|\{\w+\}/;

/** Widths of the parts of each stacked bar. */
const stacksIn = (html: string): number[][] =>
  [...html.matchAll(/<svg class="stack[^>]*>(.*?)<\/svg>/gs)].map(([, inside = '']) =>
    [...inside.matchAll(/class="c\d" x="([\d.]+)" width="([\d.]+)"/g)].map(([, , width]) => Number(width)),
  );

const expectWhole = (input: ReportInput, report = reportOf(input)): string => {
  expect(runReport.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  const page = reportPage(report, 'en');
  expect(page.match(broken)).toBeNull();
  return page;
};

test('the same input gives the same page, byte for byte', () => {
  expect(reportPage(reportOf(base()), 'zh')).toBe(reportPage(reportOf(base()), 'zh'));
});

describe('every base gives a page that is whole', () => {
  test('of any size, first night or later', () => {
    const size = fc.record({
      customers: fc.integer({ min: 0, max: 1_000_000 }),
      regions: fc.integer({ min: 1, max: 40 }),
      agents: fc.integer({ min: 0, max: 40 }),
      isFirst: fc.boolean(),
    });
    fc.assert(
      fc.property(size, (given) => {
        const page = expectWhole(reportInput(given));
        for (const widths of stacksIn(page)) {
          const whole = widths.reduce((sum, width) => sum + width, 0);
          // Each part is rounded to a hundredth.
          if (widths.length > 1) expect(Math.abs(whole - 100)).toBeLessThan(0.05);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('without customers, work, agents, promises or dumps', () => {
    const input = base();
    const page = expectWhole({
      ...input,
      run: { ...input.run, counts: noCounts() },
      figures: { version: 1, cells: [], promises: [] },
      ...{ guard: null, agents: null, dumps: [], manifest: { ...input.manifest, dumps: [] } },
    });
    expect(textOf(page)).toContain('Nobody was decided: no file counted tonight.');
  });

  test('of one customer', () => {
    const [cell] = base().figures.cells;
    const input = base({ customers: 1, regions: 1, agents: 1 });
    const cells = [{ ...(cell as NonNullable<typeof cell>), customers: 1 }];
    const text = textOf(expectWhole({ ...input, figures: { ...input.figures, cells } }));
    expect(text).toContain('100.0 %');
  });

  test('of a run that an older edition made: no figures, no ledger, no plan', () => {
    const input = base();
    const { ledger: _, valueAtRisk: __, ...counts } = input.run.counts ?? noCounts();
    const { workPlan: ___, ...run } = input.run;
    expectWhole({ ...input, run: { ...run, counts }, figures: { version: 1, cells: [], promises: [] } });
  });

  test('of a thousand regions: the largest are named, the others stand together and none is lost', () => {
    const input = base({ customers: 1_000_000, regions: 1_000 });
    const report = reportOf(input);
    const { risk, work, customers, scheme } = report;
    expect(risk.regions).toHaveLength(mostRegions);
    expect(risk.regions.at(-1)?.regions).toBe(1_000 - mostRegions + 1);
    const inRegions = risk.regions.reduce((sum, region) => sum + region.customers, 0);
    expect(inRegions).toBe(customers.decided);
    expect(risk.regions.flatMap(({ cells }) => cells).reduce((sum, cell) => sum + cell.customers, 0)).toBe(inRegions);
    const stakes = (list: readonly { atRisk: number }[]) => Math.round(list.reduce((sum, one) => sum + one.atRisk, 0));
    expect(stakes(risk.regions)).toBe(stakes(scheme.tiers));
    expect(work.regions).toHaveLength(mostRegions);
    expect(work.regions.reduce((sum, region) => sum + region.candidates, 0)).toBe(work.candidates);
    expect(Buffer.byteLength(expectWhole(input, report))).toBeLessThan(2_000_000);
  });
});

test('sums balance: in all, of those to be kept, by playbook and by region', () => {
  const { work, moves, scheme } = reportOf(base());
  for (const slice of [work, work.keeping, ...work.playbooks, ...work.regions])
    expect(slice.queued + slice.suppressed + slice.heldOut + slice.deferred).toBe(slice.candidates);
  expect(work.reasons.reduce((sum, reason) => sum + reason.candidates, 0)).toBe(work.suppressed);
  // Who is in a tier came from one, stayed, or is new.
  for (const { name, customers } of scheme.tiers)
    expect(moves.filter(({ to }) => to === name).reduce((sum, flow) => sum + flow.customers, 0)).toBe(customers);
});

test('a policy with names that are no HTML does not break the page', () => {
  const input = base();
  const policy = structuredClone(input.policy);
  policy.label = { en: '<script>alert(1)</script>', zh: '"><img src=x>' };
  const page = expectWhole({ ...input, policy, roster: [] });
  expect(page).not.toMatch(/<script|<img/);
});

test('changes are against the report before; without one there are none', () => {
  const previous = reportOf(base({ customers: 9_000 }));
  const report = reportOf({ ...base(), previous });
  expect(report.customers).toEqual({ decided: 10_000, kept: 0, before: 9_000 });
  expect(textOf(reportPage(report, 'en'))).toContain('+1,000 since the last run');
  expect(textOf(reportPage(previous, 'en'))).toContain('first report');
});

test('what needs somebody is said first: stopped, unbalanced, waiting, missed, late', () => {
  const input = base();
  const counts = input.run.counts ?? noCounts();
  const late = input.dumps.filter(({ dumpId }) => dumpId !== 'usage-2026-10');
  const { needs } = reportOf({
    ...input,
    run: { ...input.run, counts: { ...counts, candidates: counts.candidates + 1 } },
    dumps: late,
    manifest: {
      ...input.manifest,
      dumps: late,
      held: [{ dumpId: 'x', whole: false, slices: [{ feed: 'billing', slice: 'north', before: null }] }],
    },
  });
  expect(needs.map(({ code }) => code)).toEqual([
    ...['playbook-stopped', 'unbalanced', 'no-room', 'nobody-can'],
    ...['promise-missed', 'promise-missed', 'promise-missed', 'slices-held', 'feed-late'],
  ]);
  expect(needs.at(-1)?.what.en).toBe('Last month is not here yet: Usage (boss)');
});

test('a page fetches nothing and runs nothing', () => {
  const page = reportPage(reportOf(base()), 'en');
  expect(page).not.toMatch(/<script|<link|<iframe|<img|url\(|@import|\ssrc=|\sstyle=|\son\w+=/);
  expect([...page.matchAll(/href="([^"]*)"/g)].every(([, href]) => href?.startsWith('#'))).toBe(true);
  expect(page).toMatch(/default-src 'none'; style-src 'sha256-[\w+/]{43}='/);
});
