import { assignWork } from '../../functions/notify/assign-work.ts';
import { planWork } from '../../functions/notify/plan-work.ts';
import type { RunCounts } from '../../shared/contracts/items/ledger.ts';
import type { ReportRequested } from '../../shared/contracts/messages/report-requested.ts';
import type { WorkRequested } from '../../shared/contracts/messages/work-requested.ts';
import type { WorkSent } from '../../shared/contracts/messages/work-sent.ts';
import type { Roster } from '../../shared/contracts/roster.ts';
import { noCounts } from '../../shared/domain/decide/run-counts.ts';
import type { ListDay } from '../../shared/domain/work/list-days.ts';
import { memoryNight, memoryQueue, type Tick } from '../score/doubles.ts';
import { listDay as everyDay, silent, Tables } from './doubles.ts';
import { anAgent, delivered, runId } from './factories.ts';

/** The run of the night before. */
export const earlierRunId = '2026-10-30T18-00-00Z';

/** Counts of a run that asked for this work. */
const countsOf = (work: readonly WorkRequested[]): RunCounts => {
  const counts = { ...noCounts(), candidates: work.length, queued: work.length };
  for (const { kind, channel, region, programme, playbook } of work) {
    const queue = channel === 'message' ? 'customer-messages' : kind;
    counts.queuedByKind[queue] = (counts.queuedByKind[queue] ?? 0) + 1;
    const slice = `${region ?? '-'}|${programme}|${playbook ?? programme}`;
    const ledger = counts.ledger ?? {};
    for (const fate of ['candidates', 'queued']) ledger[`${slice}|${fate}`] = (ledger[`${slice}|${fate}`] ?? 0) + 1;
  }
  return counts;
};

/** A run that has closed, by what its shards ask for, and everything that giving out its work meets. */
export const closedRun = async (
  work: readonly WorkRequested[][],
  {
    roster = [anAgent({ agentId: 'A1' })],
    before = roster,
    tick = () => {},
    listDay = everyDay,
  }: Partial<Options> = {},
) => {
  const night = memoryNight();
  night.ledgerRuns.set(runId, {
    ...{ version: 1, runId, status: 'completed', scheduledAt: '2026-10-31T18:00:00Z', policy: 'p' },
    ...{ previousRunId: earlierRunId, shards: work.length, counts: countsOf(work.flat()) },
  });
  await night.runs.freeze({
    ...{ version: 1, runId, now: '2026-10-31T18:00:00Z', timeZone: 'Asia/Shanghai', businessDay: '2026-10-31' },
    ...{ policy: 'p', shards: work.length, previousRunId: earlierRunId, abandonedRunIds: [], dumps: [] },
  });
  await night.runs.saveRoster(runId, roster);
  await night.runs.saveRoster(earlierRunId, before);
  for (const [shard, own] of work.entries()) await night.runs.saveWork(runId, `00${shard}`, own);
  const [churnRisk, returnVisit] = [memoryQueue<WorkSent>(tick), memoryQueue<WorkSent>(tick)];
  const messages = memoryQueue<WorkRequested>(tick);
  const reports = memoryQueue<ReportRequested>(tick);
  const said: unknown[] = [];
  const tables = new Tables();
  const plan = planWork({
    ...{ ledger: night.ledger, runs: night.runs, work: tables, agentDays: tables, listDay },
    queues: { 'churn-risk': churnRisk.queue, 'return-visit': returnVisit.queue },
    messages: messages.queue,
    reportQueue: reports.queue,
    report: { planned: (_, planned) => void said.push(planned), skipped: (why) => void said.push(why) },
  });
  const sent = (): WorkSent[] => [...churnRisk.sent, ...returnVisit.sent].map(({ message }) => message);
  const assign = assignWork({ work: tables, agentDays: tables, rosterOf: async () => roster, listDay, report: silent });
  return {
    ...{ night, tables, said, sent, churnRisk, returnVisit, messages, reports, roster },
    plan: () => plan({ version: 1, runId }),
    /** Settles what is on the queues, in one batch. */
    assignAll: () => assign(delivered(sent())),
    /** What the plan says, by work. */
    placed: () =>
      Object.fromEntries(
        sent().map(({ workId, placement }) => [
          workId,
          placement && ('until' in placement ? `${placement.until} ${placement.waitsFor}` : placement.agentId),
        ]),
      ),
    counts: () => night.ledgerRuns.get(runId)?.counts,
    workPlan: () => night.ledgerRuns.get(runId)?.workPlan,
  };
};

type Options = { roster: Roster; before: Roster; tick: Tick; listDay: ListDay };
