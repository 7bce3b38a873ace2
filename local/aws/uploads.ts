import { createHash, randomUUID } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from './database.ts';
import { AwsError } from './errors.ts';
import { sameTag } from './object-files.ts';
import type { Conditions, Objects, StoredObject } from './objects.ts';
import type { Staged } from './s3-body.ts';

type Part = { number: number; etag: string; size: number; file: string };

/** The smallest part of a multipart upload, but for the last: 5 MiB, as S3 has it. */
const SMALLEST_PART = 5 * 1024 * 1024;

/** Multipart uploads: parts wait beside the objects until they become one. */
export class Uploads {
  readonly #db: Database;
  readonly #objects: Objects;
  readonly #folder: string;

  /** @param folder - where parts wait; on the objects' disk. */
  constructor(db: Database, objects: Objects, folder: string) {
    this.#db = db;
    this.#objects = objects;
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    db.define(`
      CREATE TABLE IF NOT EXISTS uploads (id TEXT PRIMARY KEY, bucket TEXT, key TEXT, headers TEXT);
      CREATE TABLE IF NOT EXISTS parts (upload TEXT, number INTEGER, etag TEXT, size INTEGER, file TEXT,
        PRIMARY KEY (upload, number));`);
  }

  /** Forgets uploads under way. */
  clear(): void {
    this.#db.run('DELETE FROM uploads');
    this.#db.run('DELETE FROM parts');
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder, { recursive: true });
  }

  /** Begins a multipart upload; answers its id. */
  begin(bucket: string, key: string, headers: Record<string, string>): string {
    this.#objects.bucket(bucket);
    const id = randomUUID();
    this.#db.run('INSERT INTO uploads VALUES (?, ?, ?, ?)', id, bucket, key, JSON.stringify(headers));
    return id;
  }

  #upload(id: string): Record<string, string> {
    const upload = this.#db.get<{ headers: string }>('SELECT headers FROM uploads WHERE id = ?', id);
    if (!upload) throw new AwsError('NoSuchUpload', 404, 'The specified upload does not exist.');
    return JSON.parse(upload.headers) as Record<string, string>;
  }

  /** Keeps a part of an upload; the same number again replaces it. */
  part(id: string, number: number, { file, etag, size }: Staged): void {
    this.#upload(id);
    const kept = join(this.#folder, `${id}.${number}`);
    renameSync(file, kept);
    this.#db.run('INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?)', id, number, etag, size, kept);
  }

  /** Makes an object of an upload's parts. */
  complete(
    bucket: string,
    key: string,
    id: string,
    wanted: readonly { number: number; etag: string }[],
    conditions: Conditions,
  ): StoredObject {
    const headers = this.#upload(id);
    const known = this.#db.all<Part>('SELECT number, etag, size, file FROM parts WHERE upload = ? ORDER BY number', id);
    const parts = wanted.map(({ number, etag }) =>
      known.find((part) => part.number === number && sameTag(etag, part.etag)),
    );
    if (wanted.length === 0 || wanted.some(({ number }, i) => i > 0 && number <= (wanted[i - 1]?.number ?? 0)))
      throw new AwsError('InvalidPartOrder', 400, 'The list of parts was not in ascending order.');
    const file = this.#objects.arriving();
    const md5 = createHash('md5');
    let size = 0;
    for (const [i, part] of parts.entries()) {
      if (!part) throw new AwsError('InvalidPart', 400, 'One or more of the specified parts could not be found.');
      if (part.size < SMALLEST_PART && i < parts.length - 1)
        throw new AwsError('EntityTooSmall', 400, 'Your proposed upload is smaller than the minimum allowed size');
      appendFileSync(file, readFileSync(part.file));
      md5.update(Buffer.from(part.etag, 'hex'));
      size += part.size;
    }
    const etag = `${md5.digest('hex')}-${parts.length}`;
    const stored = this.#db.transaction(() => {
      const object = this.#objects.put(
        bucket,
        key,
        { file, size, etag },
        headers,
        conditions,
        'CompleteMultipartUpload',
      );
      this.abort(id);
      return object;
    });
    return stored;
  }

  /** Forgets an upload and its parts. */
  abort(id: string): void {
    this.#upload(id);
    for (const { file } of this.#db.all<Part>('SELECT file FROM parts WHERE upload = ?', id))
      rmSync(file, { force: true });
    this.#db.run('DELETE FROM parts WHERE upload = ?', id);
    this.#db.run('DELETE FROM uploads WHERE id = ?', id);
  }
}
