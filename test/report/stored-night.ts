import { join } from 'node:path';
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
import { shardName } from '../../shared/domain/shard.ts';

/** A customer as snapshot and facts have it. */
export type Customer = {
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
/** What a night left behind, read from stored bytes: Parquet, JSON and items, none of what the report is made of. */
export type Left = {
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

/** The policy's first scheme. */
export const scheme = 'three-dimensions';

/** Reads what the last night in a data folder left behind. */
export const readLeft = async (data: string, assembly: string): Promise<Left> => {
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
        const id = table?.ids.at(row) ?? '';
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
