import { dynamo, s3 } from '../../shared/aws/clients.ts';
import { oneByOne, queueHandler } from '../../shared/aws/handlers.ts';
import { dynamoLedger } from '../../shared/aws/ledger.ts';
import { s3ObjectStore } from '../../shared/aws/object-store.ts';
import { runStore } from '../../shared/aws/run-store.ts';
import { log } from '../../shared/aws/telemetry.ts';
import { reportEnv } from '../../shared/contracts/env.ts';
import { reportRequested } from '../../shared/contracts/messages/report-requested.ts';
import { makeReport } from './make-report.ts';

const env = reportEnv.parse(process.env);
const objects = s3();
const make = makeReport({
  ledger: dynamoLedger(dynamo(), env.LEDGER_TABLE),
  runs: runStore(s3ObjectStore(objects, env.FACTS_BUCKET)),
  reports: s3ObjectStore(objects, env.REPORTS_BUCKET),
  report: {
    made: (runId, characters) => log.info('report made', { code: 'REPORT_MADE', runId, characters }),
    skipped: (why) => log.info('report not made', { code: 'REPORT_SKIPPED', why }),
  },
});

/** Makes the managers' report of a run; behind the report queue. */
export const report = queueHandler(reportRequested, oneByOne(make));
