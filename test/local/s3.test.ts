import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketAclCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EmbeddedAws } from '../../local/aws/index.ts';
import { clients, folder, start } from './fixture.ts';

const place = folder();
let aws: EmbeddedAws;
let s3: ReturnType<typeof clients>['s3'];
let Bucket: string;
let Versioned: string;
beforeAll(async () => {
  aws = await start(place.path);
  ({ s3 } = clients(aws));
  Bucket = aws.outputs['Storage/Facts'] ?? '';
  Versioned = aws.outputs.LandingName ?? '';
});
afterAll(async () => {
  await aws.stop();
  place.undo();
});

const put = (Key: string, Body: string | Buffer, more: object = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const bytes = async (Key: string, more: object = {}) => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
};

describe('objects come back as they were sent', () => {
  test('10 MB from memory, from a stream with a trailing checksum, and in parts', async () => {
    const data = randomBytes(10_000_000);
    await put('memory', data);
    const stream = Readable.from([data.subarray(0, 3_000_001), data.subarray(3_000_001)]);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'stream', Body: stream, ContentLength: data.length }));
    await new Upload({ client: s3, params: { Bucket, Key: 'parts', Body: Readable.from([data]) } }).done();
    for (const key of ['memory', 'stream', 'parts']) expect(data.equals(await bytes(key)), key).toBe(true);
    const { ETag } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'parts' }));
    expect(ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
    expect(readdirSync(join(place.path, 'data/s3/.parts'))).toEqual([]);
  });

  test('an empty object, its content type and its metadata', async () => {
    await put('empty', Buffer.alloc(0), { ContentType: 'text/csv', Metadata: { source: 'crm' } });
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'empty' }));
    expect(head).toMatchObject({ ContentLength: 0, ContentType: 'text/csv', Metadata: { source: 'crm' } });
    expect((await bytes('empty')).length).toBe(0);
  });

  test.each([
    'feed=usage/period=2026-10/source=crm/用量 报表 (最终版).csv',
    'a&b<c>"d"+e%20f?g#h',
    '../../outside',
    'trailing/',
    'a//b',
    `${'长'.repeat(300)}/${'x'.repeat(100)}`,
    'name~1.csv',
  ])('under the key %j', async (key) => {
    await put(key, key);
    expect((await bytes(key)).toString()).toBe(key);
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: key }));
    expect(Contents?.map(({ Key }) => Key)).toContain(key);
    expect(existsSync(join(place.path, 'outside'))).toBe(false);
  });

  test('as plain files that one can look at', async () => {
    await put('facts/shard=017/usage.csv', 'a,b');
    const kept = join(place.path, 'data/s3', Bucket, 'facts/shard=017');
    const [file = ''] = readdirSync(kept);
    expect(file).toMatch(/^usage~\d+\.csv$/);
    expect(readFileSync(join(kept, file), 'utf8')).toBe('a,b');
    await put('facts/shard=017/usage.csv', 'c');
    expect(readdirSync(kept)).toHaveLength(1);
  });

  test('a body whose checksum is wrong is refused, and nothing is stored', async () => {
    await expect(put('wrong', 'body', { ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({ name: 'BadDigest' });
    await expect(bytes('wrong')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });
});

test('ranges: from, to, last, beyond the end', async () => {
  await put('range', '0123456789');
  expect((await bytes('range', { Range: 'bytes=2-4' })).toString()).toBe('234');
  expect((await bytes('range', { Range: 'bytes=7-' })).toString()).toBe('789');
  expect((await bytes('range', { Range: 'bytes=-3' })).toString()).toBe('789');
  expect((await bytes('range', { Range: 'bytes=8-99' })).toString()).toBe('89');
  await expect(bytes('range', { Range: 'bytes=10-' })).rejects.toMatchObject({ name: 'InvalidRange' });
});

test('conditional writes and reads', async () => {
  const { ETag } = await put('once', 'first', { IfNoneMatch: '*' });
  await expect(put('once', 'second', { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  await expect(put('once', 'second', { IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  await expect(put('never', 'x', { IfMatch: ETag })).rejects.toMatchObject({ name: 'NoSuchKey' });
  await put('once', 'third', { IfMatch: ETag });
  await expect(bytes('once', { IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  expect((await bytes('once')).toString()).toBe('third');
});

test('a versioned bucket keeps what was overwritten or deleted', async () => {
  const Key = 'kept';
  const first = await s3.send(new PutObjectCommand({ Bucket: Versioned, Key, Body: 'first' }));
  const second = await s3.send(new PutObjectCommand({ Bucket: Versioned, Key, Body: 'second' }));
  expect(first.VersionId).not.toBe(second.VersionId);
  await s3.send(new DeleteObjectCommand({ Bucket: Versioned, Key }));
  await expect(s3.send(new GetObjectCommand({ Bucket: Versioned, Key }))).rejects.toMatchObject({ name: 'NoSuchKey' });
  const old = await s3.send(new GetObjectCommand({ Bucket: Versioned, Key, VersionId: first.VersionId }));
  expect(await old.Body?.transformToString()).toBe('first');
  await s3.send(new DeleteObjectCommand({ Bucket: Versioned, Key, VersionId: first.VersionId }));
  const gone = s3.send(new GetObjectCommand({ Bucket: Versioned, Key, VersionId: first.VersionId }));
  await expect(gone).rejects.toMatchObject({ name: 'NoSuchVersion' });
});

test('listing: prefix, delimiter, pages, and deleting many', async () => {
  const keys = ['l/a/1', 'l/a/2', 'l/b/1', 'l/b\u{10000}', 'l/c'];
  for (const key of keys) await put(key, 'x');
  const { CommonPrefixes, Contents } = await s3.send(
    new ListObjectsV2Command({ Bucket, Prefix: 'l/', Delimiter: '/' }),
  );
  expect(CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['l/a/', 'l/b/']);
  expect(Contents?.map(({ Key }) => Key)).toEqual(['l/b\u{10000}', 'l/c']);

  const found: (string | undefined)[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'l/', MaxKeys: 2, ContinuationToken }));
    found.push(...(page.Contents ?? []).map(({ Key }) => Key));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
  expect(found).toEqual(keys);

  await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: keys.map((Key) => ({ Key })) } }));
  expect((await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'l/' }))).KeyCount).toBe(0);
});

test('an upload may not be completed with a part that is missing or too small', async () => {
  const Key = 'upload';
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const part = async (PartNumber: number) => {
    const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body: 'small' }));
    return { PartNumber, ETag };
  };
  const Parts = [await part(1), await part(2)];
  const complete = (parts: object[]) =>
    s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts: parts } }));
  await expect(complete(Parts)).rejects.toMatchObject({ name: 'EntityTooSmall' });
  await expect(complete([{ PartNumber: 3, ETag: '"x"' }])).rejects.toMatchObject({ name: 'InvalidPart' });
  await complete(Parts.slice(0, 1));
  expect((await bytes(Key)).toString()).toBe('small');
});

test('what S3 has and this one has not is refused by name', async () => {
  const acl = s3.send(new GetBucketAclCommand({ Bucket }));
  await expect(acl).rejects.toMatchObject({ name: 'NotImplemented', message: expect.stringContaining('acl') });
  await expect(put('tagged', 'x', { Tagging: 'a=b' })).rejects.toMatchObject({
    message: expect.stringContaining('x-amz-tagging'),
  });
});
