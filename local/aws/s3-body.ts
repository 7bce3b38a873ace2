import { createHash, type Hash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { crc32 } from 'node:zlib';
import { AwsError, notHere } from './errors.ts';

/** A body that has been received whole and proved against every checksum the sender gave. */
export type Staged = { file: string; size: number; etag: string; checksums: Record<string, string> };

/** What is left of an aws-chunked body: `hex size[;extensions] CRLF data CRLF`, then trailers. */
async function* unchunked(body: AsyncIterable<Buffer>, trailers: Record<string, string>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let left = 0;
  let state: 'size' | 'data' | 'end of data' | 'trailers' = 'size';
  for await (const piece of body) {
    rest = rest.length > 0 ? Buffer.concat([rest, piece]) : piece;
    while (rest.length > 0) {
      if (state === 'data') {
        const data = rest.subarray(0, left);
        rest = rest.subarray(data.length);
        left -= data.length;
        if (left === 0) state = 'end of data';
        yield data;
        continue;
      }
      const end = rest.indexOf('\r\n');
      if (end < 0) break;
      const line = rest.toString('latin1', 0, end);
      rest = rest.subarray(end + 2);
      if (state === 'end of data') state = 'size';
      else if (state === 'size') {
        left = Number.parseInt(line, 16);
        if (Number.isNaN(left)) throw new AwsError('InvalidRequest', 400, 'The aws-chunked body is malformed.');
        state = left === 0 ? 'trailers' : 'data';
      } else {
        const [name = '', value = ''] = line.split(/:(.*)/s);
        if (name) trailers[name.trim().toLowerCase()] = value.trim();
      }
    }
  }
  if (state !== 'trailers') throw new AwsError('IncompleteBody', 400, 'The body ended before its last chunk.');
}

const crc = (): Pick<Hash, 'update' | 'digest'> => {
  let value = 0;
  const self = {
    update: (data: Buffer) => {
      value = crc32(data, value);
      return self;
    },
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes.toString('base64');
    },
  };
  return self as unknown as Pick<Hash, 'update' | 'digest'>;
};

const ALGORITHMS: Readonly<Record<string, () => Pick<Hash, 'update' | 'digest'>>> = {
  'x-amz-checksum-crc32': crc,
  'x-amz-checksum-sha1': () => createHash('sha1'),
  'x-amz-checksum-sha256': () => createHash('sha256'),
};

const CHECKSUM = /^x-amz-checksum-(crc32|crc32c|crc64nvme|sha1|sha256)$/;

/**
 * Streams a request's body to a file.
 * @throws AwsError where it is not as long as announced or a checksum is wrong; the file is gone then.
 */
export const stage = async (request: IncomingMessage, file: string): Promise<Staged> => {
  const { headers } = request;
  const chunked = String(headers['x-amz-content-sha256']).startsWith('STREAMING-');
  const trailers: Record<string, string> = {};
  const promised = [...Object.keys(headers), ...String(headers['x-amz-trailer'] ?? '').split(',')].map((name) =>
    name.trim(),
  );
  const sums = promised
    .filter((name) => CHECKSUM.test(name))
    .map((name) => {
      const make = ALGORITHMS[name];
      if (!make) throw notHere(`s3 checksum ${name}`);
      return { name, sum: make() };
    });
  const md5 = createHash('md5');
  let size = 0;
  const target = await open(file, 'w');
  try {
    for await (const piece of chunked ? unchunked(request, trailers) : (request as AsyncIterable<Buffer>)) {
      size += piece.length;
      md5.update(piece);
      for (const { sum } of sums) sum.update(piece);
      await target.write(piece);
    }
    const checksums = Object.fromEntries(sums.map(({ name, sum }) => [name, sum.digest('base64') as string]));
    const digest = md5.digest();
    verify(headers, trailers, { size, md5: digest.toString('base64'), checksums });
    return { file, size, etag: digest.toString('hex'), checksums };
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    await target.close();
  }
};

const verify = (
  headers: IncomingHttpHeaders,
  trailers: Readonly<Record<string, string>>,
  found: { size: number; md5: string; checksums: Readonly<Record<string, string>> },
): void => {
  const length = headers['x-amz-decoded-content-length'] ?? headers['content-length'];
  if (length !== undefined && Number(length) !== found.size)
    throw new AwsError(
      'IncompleteBody',
      400,
      `The body has ${found.size} bytes where ${String(length)} were announced.`,
    );
  if (headers['content-md5'] && headers['content-md5'] !== found.md5)
    throw new AwsError('BadDigest', 400, 'The Content-MD5 you specified did not match what we received.');
  for (const [name, value] of Object.entries(found.checksums))
    if ((trailers[name] ?? headers[name]) !== value)
      throw new AwsError('BadDigest', 400, `The ${name} you specified did not match what we received.`);
};
