import { join } from 'node:path';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { startAws } from '../../local/aws/index.ts';
import { accessTo } from '../../local/clients.ts';
import { dynamoLedger } from '../../shared/aws/ledger.ts';
import { s3ObjectStore } from '../../shared/aws/object-store.ts';
import { runStore } from '../../shared/aws/run-store.ts';
import { type Decision, decision } from '../../shared/contracts/items/decision.ts';
import type { RunItem } from '../../shared/contracts/items/ledger.ts';
import { type AgentDay, agentDay, type WorkItem, workItem } from '../../shared/contracts/items/work.ts';
import { type Roster, roster, rosterKey } from '../../shared/contracts/roster.ts';
import { shardNames } from '../../shared/domain/shard.ts';

/** Everything that nights have left in a data folder. */
export type Stored = {
  /** Items of the decisions table, by customer. */
  decisions: Decision[];
  /** Decisions of the newest run's snapshot, by customer. */
  snapshot: Decision[];
  /** Items of the work table, by id. */
  work: WorkItem[];
  /** The agents' lists of all days, by day and agent. */
  lists: AgentDay[];
  /** Runs, newest first, and the agents of the newest. */
  runs: RunItem[];
  roster: Roster;
  /** Subjects and texts that were published, oldest first. */
  published: string[];
};

const sorted = <T>(items: readonly T[], key: (item: T) => string): T[] =>
  items.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));

/** Reads what is stored in a data folder that no start is using. */
export const storedIn = async (data: string, assembly: string): Promise<Stored> => {
  const aws = await startAws({ assembly, dataDir: join(data, 'aws'), now: () => new Date(0) });
  try {
    const { s3, dynamo, names } = accessTo(aws);
    const all = async <S extends z.ZodType>(table: string, schema: S): Promise<z.infer<S>[]> => {
      const items: unknown[] = [];
      for await (const { Items } of paginateScan({ client: dynamo }, { TableName: table, ConsistentRead: true }))
        items.push(...(Items ?? []));
      return z.array(schema).parse(items);
    };
    const facts = s3ObjectStore(s3, names.facts);
    const runs = await dynamoLedger(dynamo, names.ledger).runs(10);
    const newest = runs[0];
    const shards = shardNames(newest?.shards ?? 0).map((shard) =>
      runStore(facts).decisions(newest?.runId ?? '', shard),
    );
    const agents = await facts.get(rosterKey(newest?.runId ?? ''));
    return {
      decisions: sorted(await all(aws.outputs.DecisionsTable ?? '', decision), ({ customerId }) => customerId),
      snapshot: sorted((await Promise.all(shards)).flat(), ({ customerId }) => customerId),
      work: sorted(await all(names.work, workItem), ({ workId }) => workId),
      lists: sorted(await all(names.agentDays, agentDay), ({ day, agentId }) => `${day} ${agentId}`),
      runs,
      roster: agents ? roster.parse(JSON.parse(new TextDecoder().decode(agents))) : [],
      published: aws.published().map(({ subject, message }) => `${subject}\n${message}`),
    };
  } finally {
    await aws.stop();
  }
};
