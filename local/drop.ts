import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { LandingFile } from './dumps/read-dumps.ts';

/** A file on the way to the landing bucket, and when it arrives there. */
export type Arrival = LandingFile & { arrivesAt: Date };

/** Entity tags of all objects of a bucket, by key. */
const tagsOf = async (s3: S3Client, bucket: string): Promise<Map<string, string>> => {
  const tags = new Map<string, string>();
  let token: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket: bucket, ContinuationToken: token }));
    for (const { Key, ETag } of page.Contents ?? []) tags.set(Key ?? '', (ETag ?? '').replaceAll('"', ''));
    token = page.NextContinuationToken;
  } while (token);
  return tags;
};

/**
 * Puts files into the landing bucket, one after the other, each at its own instant; those that are there with the same
 * bytes are left alone, because the same file dropped again would be another version.
 *
 * @param setClock what S3 shall take for the time
 * @returns how many were put
 */
export const dropFiles = async (
  s3: S3Client,
  bucket: string,
  files: readonly Arrival[],
  setClock: (at: Date) => void,
  onFile: (done: number) => void = () => {},
): Promise<number> => {
  const there = await tagsOf(s3, bucket);
  let put = 0;
  for (const [index, { key, path, md5, arrivesAt }] of files.entries()) {
    if (there.get(key) !== md5) {
      setClock(arrivesAt);
      const { size } = await stat(path);
      await s3.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body: createReadStream(path), ContentLength: size }),
      );
      put++;
    }
    onFile(index + 1);
  }
  return put;
};
