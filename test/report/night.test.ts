import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAws } from '../../local/aws/index.ts';
import { accessTo } from '../../local/clients.ts';
import { allDumps } from '../../local/summary/collect-dumps.ts';
import { dynamoAgentDays } from '../../shared/aws/agent-days.ts';
import { dynamoLedger } from '../../shared/aws/ledger.ts';
import { s3ObjectStore } from '../../shared/aws/object-store.ts';
import { runStore } from '../../shared/aws/run-store.ts';
import type { DumpItem, RunItem } from '../../shared/contracts/items/ledger.ts';
import type { Policy } from '../../shared/contracts/policy.ts';
import type { PromiseEntry } from '../../shared/contracts/promise-entry.ts';
import type { RunManifest } from '../../shared/contracts/run-manifest.ts';
import { reportKeys } from '../../shared/contracts/run-report.ts';
import { valueAtRisk } from '../../shared/domain/churn/lifetime-value.ts';
import { wordAt } from '../../shared/domain/decide/shard-table.ts';
import { count, money, percent } from '../../shared/domain/report/number-words.ts';
import { shardName } from '../../shared/domain/shard.ts';
import { patience, realStack, start, temporaryFolder } from '../pipeline/start.ts';
import { textOf } from './text-of.ts';

/** A customer as snapshot and facts have it. */
type Customer = {
  id: string;
  tier: string;
  band: string;
  region: string | null;
  segment: string | null;
  charge: number;
  atRisk: number;
  /** What became of tonight's candidates, by programme. */
  fates: string[];
};
/** What two nights left behind, read from stored bytes: Parquet, JSON and items, none of what the report is made of. */
type Left = {
  page: string;
  data: string;
  run: RunItem;
  manifest: RunManifest;
  policy: Policy;
  customers: Customer[];
  promises: PromiseEntry[];
  dumps: DumpItem[];
  /** Pieces of work on agents' lists of the day, and those of tonight that were left over. */
  given: number;
  deferred: number;
  /** Ids, names and numbers that no report may hold. */
  private: string[];
};

const folder = await temporaryFolder();
const data = join(folder.path, 'data');
const order = ['--customers', '400', '--months', '3'];
let left: Left;

const scheme = 'three-dimensions';

const readLeft = async (assembly: string): Promise<Left> => {
  const aws = await startAws({ assembly, dataDir: join(data, 'aws'), now: () => new Date(0), paused: true });
  try {
    const { s3, dynamo, names } = accessTo(aws);
    const runs = runStore(s3ObjectStore(s3, names.facts));
    const reports = s3ObjectStore(s3, names.reports);
    const [run] = (await dynamoLedger(dynamo, names.ledger).runs(1)) as [RunItem];
    const manifest = await runs.manifest(run.runId);
    const text = async (key: string): Promise<string> => new TextDecoder().decode(await reports.get(key));
    const [customers, promises, secrets]: [Customer[], PromiseEntry[], string[]] = [[], [], []];
    for (let shard = 0; shard < run.shards; shard++) {
      const name = shardName(shard);
      const segments = new Map<string, string | null>();
      // The newest profile holds: months come in order, and of one month the later dump is behind the earlier.
      const files = await runs.facts({ shard, shards: run.shards }, manifest.dumps, ['customers']);
      for (const file of files.toSorted((one, two) =>
        one.period < two.period ? -1 : Number(one.period > two.period),
      )) {
        const column = (of: string) => {
          const found = file.column(of);
          if (!found || found instanceof Float64Array) throw new Error(`no text ${of}`);
          return (row: number) => {
            const place = found.codes ? (found.codes[row] as number) : row;
            return place < 0 ? null : found.textOf(place);
          };
        };
        const [id, segment, person, phone] = ['customerId', 'segment', 'name', 'phone'].map(column) as [
          ...[
            ReturnType<typeof column>,
            ReturnType<typeof column>,
            ReturnType<typeof column>,
            ReturnType<typeof column>,
          ],
        ];
        for (let row = 0; row < file.rows; row++) {
          segments.set(id(row) ?? '', segment(row));
          for (const secret of [id(row), person(row), phone(row)])
            if (secret && secret.length > 3) secrets.push(secret);
        }
      }
      const table = await runs.snapshot(run.runId, name);
      const word = (of: string, row: number): string | null => {
        const column = table?.words.get(of);
        return column ? wordAt(column, row) : null;
      };
      const number = (of: string, row: number): number => table?.numbers.get(of)?.[row] ?? Number.NaN;
      for (let row = 0; row < (table?.rows ?? 0); row++) {
        const id = table?.ids[row] ?? '';
        const stake = valueAtRisk(number('lifetimeValue', row), number('churnProbability', row));
        customers.push({
          ...{ id, tier: word(`tier_${scheme}`, row) ?? 'none', band: word('riskBand', row) ?? '' },
          ...{ region: word('region', row), segment: segments.get(id) ?? null },
          charge: Math.round((number('feature_arpu', row) || 0) * 100),
          atRisk: Math.round((stake || 0) * 100),
          fates: (table?.words.names ?? []).filter((of) => of.startsWith('fate_')).flatMap((of) => word(of, row) ?? []),
        });
      }
      promises.push(...((await runs.promises(run.runId, name))?.entries ?? []));
    }
    const assignment = await runs.assignment(run.runId);
    const waited = new Set(assignment?.waited);
    const lists = await dynamoAgentDays(dynamo, names.agentDays).listsOf(assignment?.day ?? '');
    const keys = reportKeys(run.runId);
    return {
      ...{ page: await text(keys.page), data: await text(keys.data), run, manifest, customers, promises },
      ...{ policy: await runs.policy(run.policy), dumps: await allDumps(dynamo, names.ledger), private: secrets },
      given: lists.reduce((sum, { workIds }) => sum + workIds.size, 0),
      deferred: (assignment?.deferred ?? []).filter(([workId]) => !waited.has(workId)).length,
    };
  } finally {
    await aws.stop();
  }
};

beforeAll(async () => {
  const assembly = await realStack();
  await mkdir(data);
  const first = await start(data, [...order, '--assembly', assembly]);
  expect(first.summary.problems).toEqual([]);
  expect(first.said).toContain(first.summary.report?.headline.en);
  const next = await start(data, [...order, '--assembly', assembly, '--now', '2026-12-01T02:00+08:00']);
  expect(next.summary.problems).toEqual([]);
  left = await readLeft(assembly);
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
