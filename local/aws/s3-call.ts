import type { IncomingMessage } from 'node:http';
import { notHere } from './errors.ts';

/** One request to S3, taken apart. */
export type S3Call = { operation: string; bucket: string; key: string; query: URLSearchParams };

/** Request headers that would change what a write means, and that the embedded AWS does not have. */
const REFUSED_HEADERS =
  /^x-amz-(acl|grant-|tagging|object-lock|server-side-encryption-customer|website|copy-source|write-offset)/;
const QUERIES: Readonly<Record<string, readonly string[]>> = {
  ListObjectsV2: [
    'list-type',
    'prefix',
    'delimiter',
    'max-keys',
    'continuation-token',
    'start-after',
    'encoding-type',
    'fetch-owner',
  ],
  DeleteObjects: ['delete'],
  GetObject: ['versionId'],
  HeadObject: ['versionId'],
  DeleteObject: ['versionId'],
  CreateMultipartUpload: ['uploads'],
  UploadPart: ['partNumber', 'uploadId'],
  CompleteMultipartUpload: ['uploadId'],
  AbortMultipartUpload: ['uploadId'],
};

/**
 * Takes a request apart, path style.
 * @throws AwsError that names an operation, query member or header that is not known.
 */
export const s3Call = ({ method = '', url = '', headers }: IncomingMessage): S3Call => {
  const [path = '', search = ''] = url.split(/\?(.*)/s);
  const [, bucket = '', rest = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  const query = new URLSearchParams(search);
  const key = decodeURIComponent(rest);
  const whole: Record<string, string> = { GET: 'ListObjectsV2', HEAD: 'HeadBucket', POST: 'DeleteObjects' };
  const single: Record<string, string> = {
    GET: 'GetObject',
    HEAD: 'HeadObject',
    PUT: 'PutObject',
    DELETE: 'DeleteObject',
  };
  const upload: Record<string, string> = {
    PUT: 'UploadPart',
    POST: 'CompleteMultipartUpload',
    DELETE: 'AbortMultipartUpload',
  };
  const family = key === '' ? whole : query.has('uploadId') ? upload : single;
  const operation = query.has('uploads') && method === 'POST' ? 'CreateMultipartUpload' : family[method];
  const named = query.get('x-id') ?? `${method} ${key === '' ? 'bucket' : 'object'} ?${[...query.keys()].join('&')}`;
  if (!operation || bucket === '') throw notHere(`s3:${named}`);
  if (operation === 'ListObjectsV2' && query.get('list-type') !== '2') throw notHere(`s3:${named}`);
  if (operation === 'DeleteObjects' && !query.has('delete')) throw notHere(`s3:${named}`);
  for (const name of query.keys())
    if (name !== 'x-id' && !QUERIES[operation]?.includes(name)) throw notHere(`s3:${named} (query ${name})`);
  for (const name of Object.keys(headers))
    if (REFUSED_HEADERS.test(name)) throw notHere(`s3:${operation} with header ${name}`);
  return { operation, bucket, key, query };
};
