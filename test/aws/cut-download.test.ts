import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { s3ObjectStore } from '../../shared/aws/object-store.ts';

/** Announces more than it sends, then cuts the connection. */
let headers: Record<string, string> = {};
const server = createServer((request, response) => {
  request.resume();
  response.writeHead(200, { 'content-length': '1000', ...headers });
  response.write('x'.repeat(100), () => response.destroy());
});
let client: S3Client;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = new S3Client({
    ...{ endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, forcePathStyle: true },
    ...{ region: 'cn-north-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } },
  });
});
afterAll(() => {
  client.destroy();
  server.closeAllConnections();
  server.close();
});

test.each([
  ['as it is', {}],
  ['with a checksum', { 'x-amz-checksum-crc32': 'AAAAAA==' }],
])(
  'a download that is cut before anybody reads it (%s) ends no process, and says so to who reads it later',
  async (_, sent) => {
    headers = sent;
    const stream = await s3ObjectStore(client, 'landing').stream('some.csv');
    expect(stream).toBeDefined();
    if (!stream) return;
    // Until the cut has arrived: whoever waits for something else first comes too late to hear of it.
    while (!stream.destroyed) await new Promise((resolve) => setTimeout(resolve, 5));
    await expect(buffer(stream)).rejects.toThrow(/aborted|terminated|Premature/i);
  },
);
