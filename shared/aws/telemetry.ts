import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { metricNamespace } from '../contracts/metrics.ts';

/**
 * The log of all functions, under the stack's name (POWERTOOLS_SERVICE_NAME): JSON lines with a stable `code` (STARTED, COMPLETED, ...) and counts. Never a customer's id,
 * name or number: dumps, runs, shards and agents may be named.
 */
export const log = new Logger();

/** Metrics as CloudWatch reads them out of the log (embedded metric format): no request, no permission. */
export const metrics = new Metrics({ namespace: metricNamespace });
