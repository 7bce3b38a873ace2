import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { count, money, percent } from '../../shared/domain/report/number-words.ts';
import { patience, realStack, start, temporaryFolder } from '../pipeline/start.ts';
import { type Customer, type Left, readLeft, scheme } from './stored-night.ts';
import { textOf } from './text-of.ts';

const folder = await temporaryFolder();
const data = join(folder.path, 'data');
const order = ['--customers', '400', '--months', '3'];
let left: Left;

beforeAll(async () => {
  const assembly = await realStack();
  await mkdir(data);
  const first = await start(data, [...order, '--assembly', assembly]);
  expect(first.summary.problems).toEqual([]);
  expect(first.said).toContain(first.summary.report?.headline.en);
  const next = await start(data, [...order, '--assembly', assembly, '--now', '2026-12-01T02:00+08:00']);
  expect(next.summary.problems).toEqual([]);
  left = await readLeft(data, assembly);
}, patience);
afterAll(folder.undo);

const sum = <T>(list: readonly T[], of: (one: T) => number): number => list.reduce((total, one) => total + of(one), 0);

describe('the page of a night says what is stored, number by number', () => {
  let text: string;
  beforeAll(() => {
    text = textOf(left.page);
  });
  const customersIn = (of: Partial<Pick<Customer, 'tier' | 'band' | 'region' | 'segment'>>): Customer[] =>
    left.customers.filter((customer) =>
      Object.entries(of).every(([name, value]) => customer[name as keyof Customer] === value),
    );

  test('customers by tier, with what they pay and what is at stake: the snapshot', () => {
    expect(text).toContain(`Customers ${count(left.customers.length)} `);
    for (const { name, label } of left.policy.schemes[scheme]?.tiers ?? []) {
      const its = customersIn({ tier: name });
      const charge = money(sum(its, ({ charge }) => charge) / 100, 'CNY').en;
      expect(text).toMatch(new RegExp(`${label.en} ${count(its.length)} [+−±][\\d,]+ ${charge}`));
      expect(text).toContain(`${label.en} ${money(sum(its, ({ atRisk }) => atRisk) / 100, 'CNY').en}`);
    }
    expect(text).toContain(`Value at risk ${money(sum(left.customers, ({ atRisk }) => atRisk) / 100, 'CNY').en}`);
  });

  test('customers by risk, and by region and segment: the snapshot, and the profiles among the facts', () => {
    for (const { name, label } of left.policy.risk.bands) {
      const its = customersIn({ band: name });
      const share = percent(its.length / left.customers.length);
      expect(text).toMatch(new RegExp(`${label.en} ${count(its.length)} ?[+−±][\\d,]+ ${share}`));
    }
    const sizes = Map.groupBy(left.customers, ({ segment }) => segment);
    const segments = [...sizes].sort(([, one], [, two]) => two.length - one.length).map(([segment]) => segment);
    const regions = [...new Set(left.customers.map(({ region }) => region))];
    expect(regions.length).toBeGreaterThan(1);
    for (const region of regions) {
      const cells = segments.map((segment) => {
        const its = customersIn({ region, segment });
        return `${its.filter(({ band }) => band === 'high').length} / ${its.length}`;
      });
      expect(text).toContain(`${region} ${cells.join(' ')}`);
    }
  });

  test('work, balanced: what stands of each candidate in the snapshot, and the assignment', () => {
    const fates = left.customers.flatMap((customer) => customer.fates);
    const of = (fate: string): number => fates.filter((one) => one.split(/[ :|]/)[0] === fate).length;
    const [queued, deferred] = [of('queued') - left.deferred, of('deferred') + left.deferred];
    expect(queued).toBeGreaterThan(0);
    expect(text).toContain(
      `${count(fates.length)} candidates = ${count(queued)} go out + ${count(of('suppressed'))} suppressed + ${count(of('heldOut'))} held out + ${count(deferred)} deferred`,
    );
    expect(text).toContain(`${count(left.given)} pieces are on the lists of`);
  });

  test('promises by tier: the ledger of promises', () => {
    const named = Map.groupBy(left.promises, ({ promise }) => promise);
    expect(named.size).toBeGreaterThan(2);
    for (const [promise, entries] of named) {
      const kept = entries.filter(({ state }) => state === 'delivered');
      expect(text).toContain(left.policy.promises?.made[promise]?.label.en);
      for (const { name, label } of left.policy.schemes[scheme]?.tiers ?? []) {
        const its = entries.filter((entry) => entry.tier === name && entry.customerId !== null);
        if (its.length === 0) continue;
        const due = its.filter(({ state }) => state !== 'open').length;
        expect(text).toContain(`${label.en} ${kept.filter((one) => its.includes(one)).length} / ${due}`);
      }
    }
  });

  test('what came in: the ledger rows of the dumps that the run froze', () => {
    const frozen = new Set(left.manifest.dumps.map(({ dumpId }) => dumpId));
    const its = left.dumps.filter(({ dumpId }) => frozen.has(dumpId));
    expect(its.length).toBe(frozen.size);
    const [rows, accepted, refused] = (['rows', 'accepted', 'refused'] as const).map((of) =>
      count(sum(its, (one) => one[of])),
    );
    expect(text).toContain(`${rows} rows = ${accepted} accepted + ${refused} refused`);
  });

  test('who moved since the last run, and what it cost: the run’s own counts', () => {
    const { moves = {}, decisionsWritten = 0 } = left.run.counts ?? {};
    const tiers = (left.policy.schemes[scheme]?.tiers ?? []).map(({ name }) => name);
    const moved = Object.entries(moves).flatMap(([move, customers]) => {
      const [from = '', to = ''] = move.split('>');
      return from === 'new' ? [] : [{ up: tiers.indexOf(to) < tiers.indexOf(from), customers }];
    });
    expect(moved.length).toBeGreaterThan(0);
    const [rose, fell] = [true, false].map((up) =>
      sum(
        moved.filter((one) => one.up === up),
        ({ customers }) => customers,
      ),
    );
    expect(text).toContain(`${count(rose ?? 0)} rose and ${count(fell ?? 0)} fell since the last run`);
    expect(text).toContain(`${count(decisionsWritten)} writes, counted`);
  });

  test('and names nobody: no id, no name and no number of a customer is in the page or beside it', () => {
    expect(left.private.length).toBeGreaterThan(400);
    for (const secret of left.private)
      expect(left.page.includes(secret) || left.data.includes(secret), secret).toBe(false);
  });
});
