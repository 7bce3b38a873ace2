import { S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import type { AwsEvent } from '../../local/aws/index.ts';
import { painter } from '../../local/summary/table.ts';
import { teller } from '../../local/tell.ts';

const tell = teller(new S3Client({}), { landing: 'landing', receipts: 'receipts' }, painter(false));
const log = (line: unknown): AwsEvent => ({ kind: 'log', function: 'f', line: JSON.stringify(line) });
const counts = {
  ...{ customers: 10, decisionsWritten: 3, candidates: 4, queued: 1, suppressed: 2, heldOut: 1, deferred: 0 },
  ...{ queuedByKind: {}, suppressedByReason: {}, tiers: {}, stages: {}, bands: {}, moves: {} },
};

test.each<[string, AwsEvent, string | undefined]>([
  [
    'a dropped file',
    { kind: 'object', bucket: 'landing', key: 'feed=usage/x.csv', size: 1_234 },
    'dropped   feed=usage/x.csv (1,234 bytes)',
  ],
  ['an object that is nobody’s business', { kind: 'object', bucket: 'facts', key: 'k', size: 1 }, undefined],
  [
    'a reading that went well: its receipt says so',
    { kind: 'invoked', function: 's-ingest', records: 1, durationMs: 5 },
    undefined,
  ],
  [
    'a failure',
    { kind: 'invoked', function: 's-ingest', records: 1, durationMs: 5, error: 'Error: no' },
    'failed    s-ingest: Error: no',
  ],
  [
    'a refusal by IAM',
    { kind: 'denied', function: 'f', action: 's3:GetObject', resource: 'arn:x' },
    'denied    f may not s3:GetObject on arn:x',
  ],
  [
    'a completed run',
    log({ level: 'INFO', code: 'RUN_COMPLETED', message: 'run completed', counts }),
    'scored    10 customers, 3 decisions written; 4 candidates = 1 queued + 2 suppressed + 1 held out + 0 deferred',
  ],
  [
    'a warning',
    log({ level: 'WARN', code: 'ROSTER_MISSING', message: 'no roster' }),
    'warn      no roster (ROSTER_MISSING)',
  ],
  ['a line of no interest', log({ level: 'INFO', code: 'STARTED', message: 'started' }), undefined],
  ['a line that is no log', { kind: 'log', function: 'f', line: 'Warning: x' }, undefined],
])('%s', async (_what, event, line) => {
  expect(await tell(event)).toBe(line);
});
