import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';

/**
 * The log of all functions: JSON lines with a stable `code` (STARTED, COMPLETED, ...) and counts. Never a customer's id,
 * name or number: dumps, runs, shards and agents may be named.
 */
export const log = new Logger({ serviceName: 'tierline' });

/** Metrics as CloudWatch reads them out of the log (embedded metric format): no request, no permission. */
export const metrics = new Metrics({ namespace: 'Tierline', serviceName: 'tierline' });
