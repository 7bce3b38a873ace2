import { describe, expect, test } from 'vitest';
import { judge } from '../../shared/domain/gate/gate.ts';
import { candidate, gate, judged, month, type Row, released } from './slices.ts';

const quarter = () => released(month(1), month(2), month(3));
const words = (verdict: ReturnType<typeof judged>) =>
  verdict.held.flatMap(({ findings }) => findings.map((finding) => finding.words));

describe('a dump after three released months', () => {
  test('that is like them is released, every slice', () => {
    expect(judged(month(4), quarter())).toEqual({ status: 'released', held: [], problem: null });
  });

  test('with half of the rows missing is held as a whole, and says so', () => {
    const verdict = judged(month(4).slice(0, 3_000), quarter());
    expect(verdict.status).toBe('held');
    expect(verdict.held.map(({ feed, slice, rows }) => [feed, slice, rows])).toEqual([
      ['billing', 'Guangdong', 1_000],
      ['billing', 'Hubei', 1_000],
      ['billing', 'Hunan', 1_000],
    ]);
    expect(words(verdict)).toContain('1,000 rows where there were 2,000: 50 % fewer, allowed 20 %');
    expect(
      words(verdict).filter((line) => /^about (4[5-9]|5[0-5]) % of the customers are missing/.test(line)),
    ).toHaveLength(3);
    expect(verdict.problem).toMatch(/^billing of Guangdong: 1,000 rows where there were 2,000: 50 % fewer/);
  });

  test('with the charges of one province ten times as high holds that province only', () => {
    const verdict = judged(
      month(4, 6_000, (row) => (row.region === 'Hunan' ? { ...row, charged: Number(row.charged) * 10 } : row)),
      quarter(),
    );
    expect(verdict.status).toBe('released');
    expect(verdict.held).toHaveLength(1);
    expect(verdict.held[0]).toMatchObject({ feed: 'billing', slice: 'Hunan', rows: 2_000 });
    expect(verdict.held[0]?.findings.map(({ check, column }) => [check, column])).toEqual([['shift', 'charged']]);
    expect(words(verdict)[0]).toMatch(
      /^charged: mean about 7\d\d where it was 7\d, its values have shifted by \d+\.\d\d, allowed 0\.25$/,
    );
    expect(verdict.held[0]?.against).toEqual(['month-0', 'month-1', 'month-2']);
  });

  test('with blanks in one column is held, and names the column', () => {
    const verdict = judged(
      month(4, 6_000, (row) => ({ ...row, rechargeAmount: undefined })),
      quarter(),
    );
    expect(verdict.status).toBe('held');
    expect(new Set(words(verdict))).toEqual(
      new Set(['rechargeAmount: blank in 100 % of the rows where it was 50 %, allowed 10 % more']),
    );
  });

  test('with noughts for blanks is held for the shift', () => {
    const verdict = judged(
      month(4, 6_000, (row) => ({ ...row, rechargeAmount: row.rechargeAmount ?? 0 })),
      quarter(),
    );
    expect(verdict.held.flatMap(({ findings }) => findings.map(({ check, column }) => `${check} ${column}`))).toEqual(
      Array.from({ length: 3 }, () => 'shift rechargeAmount'),
    );
  });

  test('sent twice over is held for its length', () => {
    const verdict = judged([...month(4), ...month(4)], quarter());
    expect(words(verdict)[0]).toBe('4,000 rows where there were 2,000: 100 % more, allowed 50 %');
  });

  test('with other customers under the same number of rows is held for those missing', () => {
    const verdict = judged(
      month(4, 6_000, (row) => ({ ...row, customerId: `X${row.customerId}` })),
      quarter(),
    );
    expect(new Set(words(verdict))).toEqual(new Set(['about 100 % of the customers are missing, allowed 25 %']));
  });

  test('that lacks a province holds that province, though it has no row of it', () => {
    const verdict = judged(
      month(4, 6_000, (row) => (row.region === 'Hubei' ? undefined : row)),
      quarter(),
    );
    expect(verdict).toMatchObject({ status: 'released', held: [{ slice: 'Hubei', rows: 0 }] });
    expect(words(verdict)).toEqual(['0 rows where there were 2,000: 100 % fewer, allowed 20 %']);
  });

  test('with a new province lets it through: nothing is known of it', () => {
    const more = [
      ...month(4),
      ...month(4, 1_000).map((row) => ({ ...row, customerId: `N${row.customerId}`, region: 'Hainan' })),
    ];
    expect(judged(more, quarter()).held).toEqual([]);
  });

  test('that no longer names regions is held against the whole, and is right', () => {
    const verdict = judged(
      month(4, 6_000, (row) => ({ ...row, region: undefined })),
      quarter(),
    );
    expect(verdict.held).toEqual([]);
    const short = judged(
      month(4, 3_000).map((row) => ({ ...row, region: undefined })),
      quarter(),
    );
    expect(short).toMatchObject({ status: 'held', held: [{ slice: 'all', rows: 3_000 }] });
  });

  test('that has no facts left at all is held', () => {
    expect(judged([], quarter())).toMatchObject({ status: 'held', held: [{ slice: 'all', rows: 0 }] });
  });
});

describe('the kindest of the months counts', () => {
  const holiday = (row: Row): Row => ({ ...row, charged: Number(row.charged) * 3 });

  test('a December like the last holiday month is in order', () => {
    expect(judged(month(4, 6_000, holiday), released(month(1), month(2, 6_000, holiday), month(3))).held).toEqual([]);
    expect(judged(month(4, 6_000, holiday), released(month(1), month(3))).status).toBe('held');
  });

  test('a slice that was held in a month is no measure: the others of that month are', () => {
    const tenfold = (row: Row): Row => (row.region === 'Hunan' ? { ...row, charged: Number(row.charged) * 10 } : row);
    const [good, bad] = released(month(1), month(2, 6_000, tenfold));
    const references = [good, { ...bad, held: [{ feed: 'billing', slice: 'Hunan' }] }] as ReturnType<typeof released>;
    const verdict = judged(month(3, 6_000, tenfold), references);
    expect(verdict.held).toMatchObject([{ slice: 'Hunan', against: ['month-0'] }]);
  });

  test('a slice that one of them lacks may be gone', () => {
    const without = (row: Row): Row | undefined => (row.region === 'Hubei' ? undefined : row);
    expect(judged(month(3, 6_000, without), released(month(1), month(2, 6_000, without))).held).toEqual([]);
  });
});

describe('a first dump', () => {
  test('is released whatever its rows are like', () => {
    expect(judged(month(1), [])).toEqual({ status: 'released', held: [], problem: null });
  });

  test('is held where too many rows were refused', () => {
    const verdict = judge(candidate(month(1), { rows: 8_000, refused: 2_000 }), [], gate());
    expect(verdict).toMatchObject({
      status: 'held',
      problem: '2,000 of 8,000 rows (25 %) were refused, allowed 20 %',
      held: [{ feed: 'billing', slice: 'all', rows: 6_000 }],
    });
  });

  test('is held where too many ids are none', () => {
    const verdict = judge(candidate(month(1), { rows: 6_500, refused: 500, refusedIds: 500 }), [], gate());
    expect(verdict.problem).toBe('500 of 6,500 rows (7.7 %) were refused for their id, allowed 5 %');
  });

  test('of a few rows is not judged by shares', () => {
    expect(judge(candidate(month(1, 3), { rows: 6, refused: 3, refusedIds: 3 }), [], gate()).status).toBe('released');
  });
});

describe('small slices', () => {
  const villages = (number: number, change?: (row: Row) => Row) =>
    month(number, 2_000, (row, index) => {
      const village = { ...row, region: `village ${index % 20}` };
      return change ? change(village) : village;
    });

  test('are not judged one by one', () => {
    const odd = (row: Row): Row => (row.region === 'village 7' ? { ...row, charged: Number(row.charged) * 10 } : row);
    expect(judged(villages(2, odd), released(villages(1))).held).toEqual([]);
    expect(judged(villages(2, odd), released(villages(1)), { fewestRows: 50 }).held).toMatchObject([
      { slice: 'village 7' },
    ]);
  });

  test('are judged together, and held together', () => {
    const verdict = judged(
      villages(2, (row) => ({ ...row, charged: Number(row.charged) * 10 })),
      released(villages(1)),
    );
    expect(verdict.status).toBe('held');
    expect(verdict.held).toHaveLength(20);
    expect(words(verdict)[0]).toMatch(/^20 small slices together: charged: mean about/);
  });
});

test('very many held slices hold the dump as a whole, in one entry', () => {
  const cities = (number: number, factor: number) =>
    month(number, 12_000, (row, index) => ({
      ...row,
      region: `city ${index % 100}`,
      charged: Number(row.charged) * (index % 100 < 70 ? factor : 1),
    }));
  const verdict = judged(cities(2, 10), released(cities(1, 1)), { fewestRows: 100 });
  expect(verdict).toMatchObject({ status: 'held', held: [{ slice: 'all', rows: 12_000 }] });
  expect(verdict.held[0]?.findings).toHaveLength(5);
  expect(verdict.problem).toMatch(/^70 slices differ from the months before; billing of city 0: charged: mean about/);
});

test('a service dump may hold other customers every month', () => {
  const rows = (number: number) => month(number).map((row) => ({ ...row, customerId: `${number}-${row.customerId}` }));
  const asService = (reference: ReturnType<typeof released>) =>
    reference.map((one) => ({
      ...one,
      profile: { version: 1 as const, feeds: { service: one.profile.feeds.billing } },
    }));
  const { profile, ...counts } = candidate(rows(2));
  const service = { ...counts, profile: { version: 1 as const, feeds: { service: profile.feeds.billing } } };
  expect(judge(service, asService(released(rows(1))), gate()).held).toEqual([]);
});
