import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** Written at once: enough for the disk, small beside the heap. */
const blockCharacters = 64 * 1024;

/**
 * Writes a file line by line and answers its size and MD5 (what S3 calls the entity tag). The file appears whole or not
 * at all, so that a killed start leaves no half a dump behind.
 */
export const writeDumpFile = async (
  path: string,
  lines: Iterable<string>,
  encode: (text: string) => Buffer,
): Promise<{ bytes: number; md5: string }> => {
  await mkdir(dirname(path), { recursive: true });
  const hash = createHash('md5');
  let bytes = 0;
  const blocks = function* (): Generator<Buffer> {
    let block = '';
    for (const line of lines) {
      block += line;
      if (block.length < blockCharacters) continue;
      yield encode(block);
      block = '';
    }
    if (block !== '') yield encode(block);
  };
  const counted = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  };
  const part = `${path}.part`;
  const source = Readable.from(blocks());
  if (path.endsWith('.gz')) await pipeline(source, createGzip(), counted, createWriteStream(part));
  else await pipeline(source, counted, createWriteStream(part));
  await rename(part, path);
  return { bytes, md5: hash.digest('hex') };
};
