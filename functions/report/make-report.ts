import type { Ledger } from '../../shared/aws/ledger.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import type { RunStore } from '../../shared/aws/run-store.ts';
import { measuredFile, prices } from '../../shared/contracts/cost-data.ts';
import type { ReportRequested } from '../../shared/contracts/messages/report-requested.ts';
import type { RunManifest } from '../../shared/contracts/run-manifest.ts';
import { type RunReport, reportKeys, runReport } from '../../shared/contracts/run-report.ts';
import measured from '../../shared/domain/cost/measured.json' with { type: 'json' };
import listPrices from '../../shared/domain/cost/prices.json' with { type: 'json' };
import { reportPage } from '../../shared/domain/report/report-page.ts';
import { reportOf } from '../../shared/domain/report/run-report.ts';
import { sumFigures } from '../../shared/domain/report/shard-figures.ts';

/** What making a report needs. */
export type ReportPorts = {
  ledger: Pick<Ledger, 'run' | 'dumpsOf'>;
  runs: Pick<RunStore, 'manifest' | 'policy' | 'figures' | 'guard' | 'agentFigures' | 'roster'>;
  /** The reports bucket. */
  reports: Pick<ObjectStore, 'get' | 'put'>;
  report: {
    made(runId: string, bytes: number): void;
    /** Nothing was made: the run's work is not given out, and whoever gives it out asks again. */
    skipped(why: 'not-planned'): void;
  };
};

/** The report of the run before; null where there is none, or an edition made it that said other things. */
const previousOf = async (previousRunId: string | null, reports: ReportPorts['reports']): Promise<RunReport | null> => {
  if (previousRunId === null) return null;
  const bytes = await reports.get(reportKeys(previousRunId).data);
  return bytes ? (runReport.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data ?? null) : null;
};

/** Ledger rows of the months that the run's dumps are of. */
const dumpsOf = async ({ dumps, now }: RunManifest, ledger: ReportPorts['ledger']) => {
  // Files that failed carry months, too: at least that of the night is looked at.
  const periods = [...new Set([...dumps.map(({ period }) => period), now.slice(0, 7), 'unknown'])].sort();
  return (await Promise.all(periods.map((period) => ledger.dumpsOf(period)))).flat();
};

/**
 * Makes the managers' report of a run whose work is given out. It reads sums that others counted, never a decision, and everything
 * that it reads is final by then: a message that comes twice makes the same bytes again.
 */
export const makeReport =
  ({ ledger, runs, reports, report }: ReportPorts) =>
  async ({ runId }: ReportRequested): Promise<void> => {
    const run = await ledger.run(runId);
    if (run?.status !== 'completed' || !run.workPlan) return report.skipped('not-planned');
    const manifest = await runs.manifest(runId);
    const { previousRunId } = manifest;
    const before = previousRunId === null ? null : await runs.manifest(previousRunId);
    const policy = await runs.policy(manifest.policy);
    const told = reportOf({
      ...{ run, manifest, policy },
      figures: sumFigures(await runs.figures(runId)),
      ...{ guard: await runs.guard(runId), agents: await runs.agentFigures(runId), roster: await runs.roster(runId) },
      dumps: await dumpsOf(manifest, ledger),
      dumpsBefore: new Set(before?.dumps.map(({ dumpId }) => dumpId)),
      previous: await previousOf(previousRunId, reports),
      measured: measuredFile.parse(measured).figures,
      prices: prices.parse(listPrices),
    });
    const page = reportPage(told, policy.contact?.language ?? 'zh');
    const keys = reportKeys(runId);
    // The page last: whoever finds it finds the numbers, too.
    await reports.put(keys.data, JSON.stringify(told, null, 2), 'application/json');
    await reports.put(keys.page, page, 'text/html; charset=utf-8');
    report.made(runId, Buffer.byteLength(page));
  };
