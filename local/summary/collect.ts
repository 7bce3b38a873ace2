import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { dynamoAgentDays } from '../../shared/aws/agent-days.ts';
import { dynamoLedger } from '../../shared/aws/ledger.ts';
import { s3ObjectStore } from '../../shared/aws/object-store.ts';
import { runStore } from '../../shared/aws/run-store.ts';
import type { GuardReport } from '../../shared/contracts/guard-report.ts';
import type { RunCounts } from '../../shared/contracts/items/ledger.ts';
import { runIdOf } from '../../shared/domain/night.ts';
import { dayIn } from '../calendar.ts';
import type { Robots } from '../robots.ts';
import type { Running } from '../steps.ts';
import { coldStartsOf } from './cold-starts.ts';
import { collectDumps, scanAll } from './collect-dumps.ts';
import { examplesOf, keepPublished } from './examples.ts';
import { outlookOf } from './outlook.ts';
import { problemsOf } from './problems.ts';
import { keepReport } from './report.ts';
import type { Seconds, Summary } from './summary.ts';
import { topRisks } from './top-risks.ts';

const noCounts: RunCounts = {
  ...{ customers: 0, kept: 0, decisionsWritten: 0, candidates: 0, queued: 0, suppressed: 0, heldOut: 0, deferred: 0 },
  ...{ queuedByKind: {}, suppressedByReason: {}, tiers: {}, stages: {}, bands: {}, moves: {} },
  ...{ schemes: {}, watched: {}, watchMoves: {} },
};

type Usage = Pick<Summary, 'requests' | 'units' | 'coldStarts'>;

/** What the start took that did the work: a later look, which does nothing, shows that. */
const usageOf = async (folder: string, runId: string, now: Usage, nothingDone: boolean): Promise<Usage> => {
  const path = join(folder, 'nights', `${runId}.json`);
  if (nothingDone)
    return readFile(path, 'utf8').then(
      (text) => ({ ...now, ...(JSON.parse(text) as Partial<Usage>) }),
      () => now,
    );
  await mkdir(join(folder, 'nights'), { recursive: true });
  await writeFile(path, JSON.stringify(now));
  return now;
};

/** What became of the work of a day: on whose lists it is, and which digests went out. */
const collectAgents = async ({ access, operator }: Running) => {
  const { dynamo, names } = access;
  const lists = await dynamoAgentDays(dynamo, names.agentDays).listsOf(dayIn(operator.now, operator.timeZone));
  const digestsByChannel: Record<string, number> = {};
  for (const channel of lists.flatMap(({ delivered }) => Object.keys(delivered)).sort())
    digestsByChannel[channel] = (digestsByChannel[channel] ?? 0) + 1;
  const waiting = await scanAll(dynamo, names.work, z.object({ workId: z.string() }), {
    FilterExpression: '#status = :waiting',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':waiting': 'waiting' },
  });
  return {
    notified: lists.reduce((sum, { workIds }) => sum + workIds.size, 0),
    waiting: waiting.length,
    withWork: lists.filter(({ workIds }) => workIds.size > 0).length,
    digests: Object.values(digestsByChannel).reduce((sum, sent) => sum + sent, 0),
    digestsByChannel,
    undelivered: lists
      .filter(({ undeliveredAt }) => undeliveredAt !== null)
      .map(({ agentId, tried }) => ({ agent: agentId, tried })),
  };
};

/** Playbooks of which somebody is held out, or that are stopped: of the others nothing can be known. */
const playbooksOf = (report: GuardReport | null): NonNullable<Summary['playbooks']> =>
  Object.fromEntries(
    Object.entries(report?.playbooks ?? {})
      .map(([name, { uplift, note, state }]) => [name, { uplift, note, stopped: state.status === 'stopped' }] as const)
      .filter(([, { note, stopped }]) => stopped || note !== 'no-hold-out'),
  );

/**
 * Puts the summary together from what is stored: ledger, receipts, snapshots, lists, digests; and from what the embedded
 * AWS counted.
 */
export const collectSummary = async (
  running: Running,
  robots: Robots,
  nothingDone: boolean,
  seconds: Seconds,
): Promise<Summary> => {
  const { aws, access, operator } = running;
  const stats = aws.stats();
  const { requests, units, invocations } = stats;
  const usage = { requests, units, coldStarts: coldStartsOf(invocations, aws.outputs.StackName ?? '') };
  const deadLetters = Object.fromEntries(aws.deadLetters().map(({ queue, messages }) => [queue, messages.length]));
  const { s3, dynamo, names } = access;
  const runId = runIdOf(operator.now.toISOString());
  const facts = s3ObjectStore(s3, names.facts);
  const run = await dynamoLedger(dynamo, names.ledger).run(runId);
  const counts = run?.counts ?? noCounts;
  const agents = await collectAgents(running);
  const runs = runStore(facts);
  const team = run ? await runs.roster(runId) : [];
  const { candidates, queued, suppressed, heldOut, deferred } = counts;
  const base = run ? await runs.base(run.runId) : null;
  const outlook = outlookOf(counts, base?.segments?.segments ?? []);
  await keepPublished(aws, operator.data);
  const guard = run ? await runs.guard(run.runId) : null;
  const report = run && (await keepReport(s3ObjectStore(s3, names.reports), run.runId, operator.data));
  const summary = {
    operator: operator.name,
    now: operator.now.toISOString(),
    timeZone: operator.timeZone,
    runId: run?.runId ?? null,
    policy: run?.policy ?? null,
    alreadyDone: nothingDone,
    dumps: await collectDumps(dynamo, names.ledger, s3ObjectStore(s3, names.receipts)),
    customers: counts.customers,
    tiers: counts.tiers,
    stages: counts.stages,
    bands: counts.bands,
    moves: counts.moves,
    schemes: counts.schemes,
    watched: counts.watched,
    watchMoves: counts.watchMoves,
    ...(outlook && { outlook }),
    decisionsWritten: counts.decisionsWritten,
    work: { candidates, queued, suppressed, heldOut, deferred },
    queuedByKind: counts.queuedByKind,
    suppressedByReason: counts.suppressedByReason,
    ...(counts.promises && { promises: counts.promises }),
    ...(counts.withdrawn && { withdrawn: counts.withdrawn }),
    playbooks: playbooksOf(guard),
    ...(counts.visitsByDay && { visitsByDay: counts.visitsByDay }),
    ...(run?.workPlan && { workPlan: run.workPlan }),
    ...(report && { report }),
    topRisks: run?.status === 'completed' ? await topRisks(facts, run, operator.policy) : [],
    notified: agents.notified,
    waiting: agents.waiting,
    agents: {
      total: team.length,
      withWork: agents.withWork,
      capacity: team.reduce((sum, { capacity }) => sum + capacity, 0),
    },
    digests: agents.digests,
    digestsByChannel: agents.digestsByChannel,
    undelivered: agents.undelivered,
    examples: await examplesOf(operator, team),
    denied: stats.denied.length,
    deniedCalls: stats.denied,
    deadLetters,
    ...(await usageOf(operator.data, runId, usage, nothingDone)),
    seconds,
  };
  const problems = problemsOf(summary, run?.status);
  return { ...summary, problems: [...problems, ...robots.refused.map((post) => `an agent's robot refused ${post}`)] };
};
