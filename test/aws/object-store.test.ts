import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { s3ObjectStore } from '../../shared/aws/object-store.ts';
import { bytesIn, shardRoom } from '../../shared/domain/facts/room.ts';

const s3 = mockClient(S3Client);
const store = s3ObjectStore(new S3Client({ region: 'cn-north-1' }), 'facts');
/** A body as the SDK gives it: a stream that can also be taken whole. */
const body = (words: string) =>
  Object.assign(Readable.from([words]), {
    transformToByteArray: async () => Buffer.from(words),
  }) as unknown as GetObjectCommandOutput['Body'];
const missing = () => new NoSuchKey({ message: 'no such key', $metadata: {} });
const denied = () => new S3ServiceException({ name: 'AccessDenied', $fault: 'client', message: 'no', $metadata: {} });

beforeEach(() => {
  s3.reset();
});

test('an object is read whole; one that is not there is undefined; anything else is thrown', async () => {
  s3.on(GetObjectCommand, { Bucket: 'facts', Key: 'a' }).resolves({ Body: body('abc') });
  s3.on(GetObjectCommand, { Key: 'b' }).rejects(missing());
  s3.on(GetObjectCommand, { Key: 'c' }).rejects(denied());
  expect(Buffer.from((await store.get('a')) ?? []).toString()).toBe('abc');
  expect(await store.get('b')).toBeUndefined();
  await expect(store.get('c')).rejects.toThrow('no');
});

test('an object is read into the room that is lent, and into no more of it', async () => {
  const bytes = (...chunks: string[]) =>
    Readable.from(chunks.map((words) => Buffer.from(words))) as unknown as GetObjectCommandOutput['Body'];
  const room = shardRoom();
  const lent = (length: number) => bytesIn(room, length);
  s3.on(GetObjectCommand, { Key: 'a' }).resolves({ Body: bytes('ab', '', 'cdefghijk'), ContentLength: 11 });
  s3.on(GetObjectCommand, { Key: 'b' }).resolves({ Body: bytes('xyz'), ContentLength: 3 });
  const [one, other] = [(await store.get('a', lent)) as Uint8Array, (await store.get('b', lent)) as Uint8Array];
  expect([one, other].map((its) => Buffer.from(its).toString())).toEqual(['abcdefghijk', 'xyz']);
  expect(one.buffer).toBe(room.memory.buffer);

  s3.on(GetObjectCommand, { Key: 'c' }).resolves({ Body: bytes('ab'), ContentLength: 3 });
  await expect(store.get('c', lent)).rejects.toThrow('an object of 3 bytes came with 2');
  const next = room.taken();
  s3.on(GetObjectCommand, { Key: 'd' }).resolves({ Body: bytes('abc', 'd'.repeat(99)), ContentLength: 3 });
  await expect(store.get('d', lent)).rejects.toThrow('an object of 3 bytes came with 102');
  expect(new Uint8Array(room.memory.buffer).subarray(next + 3).every((byte) => byte === 0)).toBe(true);
  s3.on(GetObjectCommand, { Key: 'e' }).rejects(missing());
  expect(await store.get('e', lent)).toBeUndefined();
});

test('a stream is of the version that is named; a version that is gone is undefined', async () => {
  s3.on(GetObjectCommand, { Key: 'a', VersionId: 'v2' }).resolves({ Body: body('two') });
  const gone = new S3ServiceException({ name: 'NoSuchVersion', $fault: 'client', message: 'gone', $metadata: {} });
  s3.on(GetObjectCommand, { Key: 'a', VersionId: 'v1' }).rejects(gone);
  s3.on(GetObjectCommand, { Key: 'c' }).rejects(denied());
  expect(await text((await store.stream('a', 'v2')) as Readable)).toBe('two');
  expect(await store.stream('a', 'v1')).toBeUndefined();
  await expect(store.stream('c')).rejects.toThrow('no');
});

test('an object is put with its type', async () => {
  s3.on(PutObjectCommand).resolves({});
  await store.put('a/b.json', '{}', 'application/json');
  expect(s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toEqual({
    Bucket: 'facts',
    Key: 'a/b.json',
    Body: '{}',
    ContentType: 'application/json',
  });
});

test('an upload takes a stream of unknown length, and fails where the stream does', async () => {
  s3.on(PutObjectCommand).resolves({ ETag: 'e' });
  await store.upload('q.jsonl', Readable.from(['{"line":2}\n', '{"line":9}\n']), 'application/x-ndjson');
  const { Body, Key } = s3.commandCalls(PutObjectCommand)[0]?.args[0].input ?? {};
  expect([Key, Buffer.from(Body as Uint8Array).toString()]).toEqual(['q.jsonl', '{"line":2}\n{"line":9}\n']);
  const broken = Readable.from(
    (function* () {
      yield 'x';
      throw new Error('given up');
    })(),
  );
  await expect(store.upload('q.jsonl', broken, 'application/x-ndjson')).rejects.toThrow('given up');
});

test('a listing follows all of its pages', async () => {
  s3.on(ListObjectsV2Command, { Prefix: 'facts/' })
    .resolvesOnce({ Contents: [{ Key: 'facts/a', Size: 1 }], NextContinuationToken: 'more' })
    .resolvesOnce({ Contents: [{ Key: 'facts/b', Size: 2 }] });
  expect(await store.list('facts/')).toEqual([
    { key: 'facts/a', bytes: 1 },
    { key: 'facts/b', bytes: 2 },
  ]);
  expect(s3.commandCalls(ListObjectsV2Command)[1]?.args[0].input.ContinuationToken).toBe('more');
});

test('a listing of nothing is empty', async () => {
  s3.on(ListObjectsV2Command).resolves({});
  expect(await store.list('none/')).toEqual([]);
});
