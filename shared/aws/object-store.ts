import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { putBytes } from '../domain/put-bytes.ts';

/** Some bytes of an object: the first, and the one behind the last. At least one, and none beyond the object's end. */
export type ByteRange = { from: number; to: number };

/** Gives room for so many bytes. */
export type ByteRoom = (length: number) => Uint8Array;

/** One bucket, as the use cases need it. */
export interface ObjectStore {
  /**
   * The object's bytes, or undefined where there is none.
   *
   * @param room for them, where one is lent: new memory for each object costs as much as whatever is done with it
   */
  get(key: string, room?: ByteRoom): Promise<Uint8Array | undefined>;
  /** The object as a stream, of one version where it is named; undefined where there is none. */
  stream(key: string, versionId?: string, range?: ByteRange): Promise<Readable | undefined>;
  /**
   * Writes the object whole, over what was there: keys are made of content, so a retry writes the same bytes. With
   * `ifAbsent` what is there already stays, and that is no error. The caller may use the body's room again once it is done.
   */
  put(key: string, body: Uint8Array | string, contentType: string, options?: { ifAbsent?: boolean }): Promise<void>;
  /**
   * Changes an object, or deletes it where `change` answers null; leaves it where that answers undefined, or where there is
   * none. Where somebody else wrote it meanwhile, it is read and changed anew.
   */
  change(
    key: string,
    contentType: string,
    change: (bytes: Uint8Array) => Uint8Array | string | null | undefined,
  ): Promise<void>;
  /** Deletes the object; that it is not there is no error. */
  remove(key: string): Promise<void>;
  /** Writes an object of unknown length, part by part. */
  upload(key: string, body: Readable, contentType: string): Promise<void>;
  /** All keys that begin with the prefix, sorted, with their sizes in bytes. */
  list(prefix: string): Promise<{ key: string; bytes: number }[]>;
}

/** The SDK has a class for a missing key, but only a name for a missing version. */
const isMissing = (error: unknown): boolean =>
  error instanceof NoSuchKey || (error instanceof Error && error.name === 'NoSuchVersion');

/** Times that an object is read anew because somebody else wrote it: erasures of one shard seldom meet. */
const changeRounds = 5;

/** Fills room with what a stream says. @throws where it says less, or more */
const bytesOf = async (body: Readable, room: Uint8Array): Promise<Uint8Array> => {
  let at = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    if (at + chunk.length <= room.length) putBytes(room.subarray(at), chunk);
    at += chunk.length;
  }
  if (at !== room.length) throw new Error(`an object of ${room.length} bytes came with ${at}`);
  return room;
};

/** A bucket of S3. */
export const s3ObjectStore = (client: S3Client, bucket: string): ObjectStore => ({
  async get(key, room) {
    try {
      const { Body, ContentLength } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      if (!room || ContentLength === undefined) return await Body?.transformToByteArray();
      return await bytesOf(Body as Readable, room(ContentLength));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },
  async stream(key, versionId, range) {
    try {
      const part = range && { Range: `bytes=${range.from}-${range.to - 1}` };
      const { Body } = await client.send(
        new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId, ...part }),
      );
      const body = Body as Readable;
      // A connection that is cut before somebody reads would end the process, for nobody hears the error: the stream keeps it
      // for its later reader.
      body.on('error', () => {});
      return body;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },
  async put(key, body, contentType, { ifAbsent = false } = {}) {
    const object = { Bucket: bucket, Key: key, Body: body, ContentType: contentType };
    try {
      await client.send(new PutObjectCommand(ifAbsent ? { ...object, IfNoneMatch: '*' } : object));
    } catch (error) {
      if (!ifAbsent || !(error instanceof Error) || error.name !== 'PreconditionFailed') throw error;
    }
  },
  async change(key, contentType, change) {
    const object = { Bucket: bucket, Key: key };
    for (let round = 0; round < changeRounds; round++) {
      const found = await client.send(new GetObjectCommand(object)).catch((error: unknown) => {
        if (isMissing(error)) return undefined;
        throw error;
      });
      const bytes = await found?.Body?.transformToByteArray();
      const body = bytes && change(bytes);
      if (body === undefined) return;
      try {
        if (body === null) await client.send(new DeleteObjectCommand(object));
        else
          await client.send(
            new PutObjectCommand({ ...object, Body: body, ContentType: contentType, IfMatch: found?.ETag }),
          );
        return;
      } catch (error) {
        const others = ['PreconditionFailed', 'ConditionalRequestConflict'];
        if (!(error instanceof Error) || !others.includes(error.name)) throw error;
      }
    }
    throw new Error(`an object kept changing while it was changed: ${key}`);
  },
  async remove(key) {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  },
  async upload(key, body, contentType) {
    await new Upload({ client, params: { Bucket: bucket, Key: key, Body: body, ContentType: contentType } }).done();
  },
  async list(prefix) {
    const found: { key: string; bytes: number }[] = [];
    let continuation: string | undefined;
    do {
      const page = await client.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: continuation }),
      );
      for (const object of page.Contents ?? []) found.push({ key: object.Key ?? '', bytes: object.Size ?? 0 });
      continuation = page.NextContinuationToken;
    } while (continuation);
    return found;
  },
});
