import { closeSync, createReadStream, openSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { type Answer, AwsError, notHere, xml } from './errors.ts';
import { sameTag } from './object-files.ts';
import type { Conditions, Objects, StoredObject } from './objects.ts';
import { stage } from './s3-body.ts';
import type { S3Call } from './s3-call.ts';
import { answer, element, elements, list, type Permit, removeMany } from './s3-xml.ts';
import type { Uploads } from './uploads.ts';

const KEPT_HEADERS =
  /^(content-type|content-disposition|content-language|cache-control|expires|x-amz-meta-.*|x-amz-storage-class)$/;

const versionHeader = (version: string | null): Record<string, string> =>
  version === null ? {} : { 'x-amz-version-id': version };

/**
 * Does one call. Bodies of objects are streamed; everything else is answered whole.
 * @returns undefined where the answer has been streamed.
 * @throws AwsError as S3 words it.
 */
export const handleS3 = async (
  { objects, uploads }: { objects: Objects; uploads: Uploads },
  { operation, bucket, key, query }: S3Call,
  request: IncomingMessage,
  response: ServerResponse,
  permit: Permit,
): Promise<Answer | undefined> => {
  const { headers } = request;
  const conditions: Conditions = { match: headers['if-match'], noneMatch: headers['if-none-match'] };
  const uploadId = query.get('uploadId') ?? '';
  const written = ({ etag, version, headers: own }: StoredObject) => ({
    etag: `"${etag}"`,
    ...versionHeader(version),
    ...checksumsOf(own),
  });
  objects.bucket(bucket);

  switch (operation) {
    case 'HeadBucket':
      return answer('');
    case 'PutObject': {
      const staged = await stage(request, objects.arriving());
      const object = objects.put(bucket, key, staged, { ...keptHeaders(request), ...staged.checksums }, conditions);
      return answer('', written(object));
    }
    case 'GetObject':
    case 'HeadObject':
      return read(objects, { operation, bucket, key, query }, request, response, permit);
    case 'DeleteObject': {
      const { marker, version } = objects.remove(bucket, key, query.get('versionId') ?? undefined);
      return answer('', { ...versionHeader(version), ...(marker && { 'x-amz-delete-marker': 'true' }) }, 204);
    }
    case 'DeleteObjects':
      return removeMany(objects, bucket, await textOf(request), permit);
    case 'ListObjectsV2':
      return list(objects, bucket, query);
    case 'CreateMultipartUpload': {
      const id = uploads.begin(bucket, key, keptHeaders(request));
      const members = `<Bucket>${xml(bucket)}</Bucket><Key>${xml(key)}</Key><UploadId>${id}</UploadId>`;
      return answer(`<InitiateMultipartUploadResult>${members}</InitiateMultipartUploadResult>`);
    }
    case 'UploadPart': {
      const staged = await stage(request, objects.arriving());
      uploads.part(uploadId, Number(query.get('partNumber')), staged);
      return answer('', { etag: `"${staged.etag}"`, ...staged.checksums });
    }
    case 'CompleteMultipartUpload': {
      const parts = elements(await textOf(request), 'Part').map((part) => ({
        number: Number(element(part, 'PartNumber')),
        etag: element(part, 'ETag') ?? '',
      }));
      const object = uploads.complete(bucket, key, uploadId, parts, conditions);
      const members = `<Bucket>${xml(bucket)}</Bucket><Key>${xml(key)}</Key><ETag>&quot;${object.etag}&quot;</ETag>`;
      return answer(
        `<CompleteMultipartUploadResult>${members}</CompleteMultipartUploadResult>`,
        versionHeader(object.version),
      );
    }
    case 'AbortMultipartUpload':
      uploads.abort(uploadId);
      return answer('', {}, 204);
    default:
      throw notHere(`s3:${operation}`);
  }
};

const keptHeaders = ({ headers }: IncomingMessage): Record<string, string> => {
  const kept = Object.entries(headers).filter(([name]) => KEPT_HEADERS.test(name));
  // `aws-chunked` says how the body travelled, not what the object is.
  const encoding = headers['content-encoding']
    ?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== 'aws-chunked')
    .join(',');
  return {
    ...Object.fromEntries(kept.map(([name, value]) => [name, String(value)])),
    ...(encoding && { 'content-encoding': encoding }),
  };
};

const checksumsOf = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('x-amz-checksum-')));

const read = async (
  objects: Objects,
  { operation, bucket, key, query }: S3Call,
  { headers }: IncomingMessage,
  response: ServerResponse,
  permit: Permit,
): Promise<Answer | undefined> => {
  const version = query.get('versionId') ?? undefined;
  const object = objects.find(bucket, key, version);
  if (!object || object.marker === 1) {
    // S3 tells only those who may list that a key is missing; for others it is forbidden.
    if (!permit('s3:ListBucket', objects.bucket(bucket).arn)) throw new AwsError('AccessDenied', 403, 'Access Denied');
    if (version) throw new AwsError('NoSuchVersion', 404, 'The specified version does not exist.');
    throw new AwsError('NoSuchKey', 404, 'The specified key does not exist.');
  }
  const { etag, size, modified } = object;
  const match = headers['if-match'];
  const noneMatch = headers['if-none-match'];
  if (match && !sameTag(match, etag))
    throw new AwsError('PreconditionFailed', 412, 'At least one of the pre-conditions you specified did not hold');
  if (noneMatch && sameTag(noneMatch, etag)) return { status: 304, headers: { etag: `"${etag}"` }, body: '' };

  const range = rangeOf(headers.range, size);
  const whole = range === undefined;
  const { start, end } = range ?? { start: 0, end: size - 1 };
  // The checksum is of the whole object, so a part of it goes without.
  const own = Object.entries(object.headers).filter(([name]) => !name.startsWith('x-amz-checksum-') || whole);
  const answerHeaders = {
    'content-type': 'binary/octet-stream',
    ...Object.fromEntries(own),
    ...{ etag: `"${etag}"`, 'accept-ranges': 'bytes', 'last-modified': new Date(modified).toUTCString() },
    ...{ 'content-length': String(end - start + 1), ...versionHeader(object.version) },
    ...(!whole && { 'content-range': `bytes ${start}-${end}/${size}` }),
  };
  if (operation === 'HeadObject' || size === 0) return { status: whole ? 200 : 206, headers: answerHeaders, body: '' };
  // Opened in the same tick as it was looked up: a later overwrite cannot take the bytes away.
  const fd = openSync(object.file, 'r');
  response.writeHead(whole ? 200 : 206, answerHeaders);
  try {
    await pipeline(createReadStream('', { fd, start, end, autoClose: false, highWaterMark: 256 * 1024 }), response);
  } catch {
    response.destroy(); // The reader went away before the end; nothing is left to answer.
  } finally {
    closeSync(fd);
  }
  return undefined;
};

const rangeOf = (header: string | undefined, size: number): { start: number; end: number } | undefined => {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (start >= size || start > end) throw new AwsError('InvalidRange', 416, 'The requested range is not satisfiable');
  return { start, end };
};

const textOf = async (request: IncomingMessage): Promise<string> => {
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces).toString();
};
