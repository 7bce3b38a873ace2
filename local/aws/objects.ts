import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Database } from './database.ts';
import { AwsError } from './errors.ts';
import { fileOf, sameTag } from './object-files.ts';
import type { Staged } from './s3-body.ts';
import type { BucketSpec } from './stack.ts';

/** One version of an object, or a delete marker. */
export type StoredObject = {
  bucket: string;
  key: string;
  /** Order of writes to the bucket. */
  seq: number;
  /** Version id where the bucket keeps versions. */
  version: string | null;
  /** Entity tag without quotes. */
  etag: string;
  /** Bytes. */
  size: number;
  /** Epoch milliseconds of the injected clock. */
  modified: number;
  /** Where its bytes are. */
  file: string;
  /** Headers to answer with: content type, checksums, user metadata. */
  headers: Record<string, string>;
  /** 1 for a delete marker. */
  marker: number;
};

/** What must be so for a write to happen: `If-Match` and `If-None-Match`. */
export type Conditions = { match: string | undefined; noneMatch: string | undefined };

type Row = Omit<StoredObject, 'headers'> & { headers: string };

/**
 * The catalogue of objects in SQLite; the bytes are plain files under `s3/<bucket>/<key>`, whose names carry the order of
 * the write before the extension (`usage~17.csv`), so that versions lie side by side and no key hides another.
 */
export class Objects {
  readonly #db: Database;
  readonly #root: string;
  readonly #buckets: ReadonlyMap<string, BucketSpec>;
  readonly #now: () => Date;
  readonly #created: (object: StoredObject, reason: string) => void;

  /** @param created - told of each new object inside of the transaction that stores it. */
  constructor(
    db: Database,
    root: string,
    buckets: readonly BucketSpec[],
    now: () => Date,
    created: (object: StoredObject, reason: string) => void,
  ) {
    this.#db = db;
    this.#root = root;
    this.#buckets = new Map(buckets.map((bucket) => [bucket.name, bucket]));
    this.#now = now;
    this.#created = created;
    db.define(`
      CREATE TABLE IF NOT EXISTS buckets (name TEXT PRIMARY KEY, seq INTEGER);
      CREATE TABLE IF NOT EXISTS objects (bucket TEXT, key TEXT, seq INTEGER, version TEXT, etag TEXT, size INTEGER,
        modified INTEGER, file TEXT, headers TEXT, marker INTEGER, PRIMARY KEY (bucket, key, seq)) WITHOUT ROWID;`);
    // Bodies that were on their way when the process ended belong to nobody.
    rmSync(join(root, '.arriving'), { recursive: true, force: true });
    mkdirSync(join(root, '.arriving'), { recursive: true });
    for (const { name } of buckets) {
      db.run('INSERT OR IGNORE INTO buckets VALUES (?, 0)', name);
      mkdirSync(join(root, name), { recursive: true });
    }
  }

  /**
   * The bucket of that name.
   * @throws AwsError where the stack has none.
   */
  bucket(name: string): BucketSpec {
    const bucket = this.#buckets.get(name);
    if (bucket) return bucket;
    throw new AwsError('NoSuchBucket', 404, `The specified bucket ${name} does not exist`);
  }

  /** Forgets every object; versions are counted from the first again. */
  clear(): void {
    this.#db.run('DELETE FROM objects');
    this.#db.run('UPDATE buckets SET seq = 0');
    for (const name of this.#buckets.keys()) {
      rmSync(join(this.#root, name), { recursive: true, force: true });
      mkdirSync(join(this.#root, name), { recursive: true });
    }
  }

  /** A file for a body that is arriving; on the same disk, so that it can be moved into place. */
  arriving(): string {
    return join(this.#root, '.arriving', randomUUID());
  }

  /** The catalogue names files from the root, so that a data folder can be moved. */
  #fileIn({ file }: { file: string }): string {
    return resolve(this.#root, file);
  }

  /** The newest version, or the one asked for; undefined where there is none. */
  find(bucket: string, key: string, version?: string): StoredObject | undefined {
    this.bucket(bucket);
    const row = version
      ? this.#db.get<Row>('SELECT * FROM objects WHERE bucket = ? AND key = ? AND version = ?', bucket, key, version)
      : this.#db.get<Row>('SELECT * FROM objects WHERE bucket = ? AND key = ? ORDER BY seq DESC LIMIT 1', bucket, key);
    return row && { ...row, file: this.#fileIn(row), headers: JSON.parse(row.headers) as Record<string, string> };
  }

  /** Stores a received body as the newest version of the key. */
  put(
    bucket: string,
    key: string,
    staged: Omit<Staged, 'checksums'>,
    headers: Record<string, string>,
    conditions: Conditions,
    reason = 'PutObject',
  ): StoredObject {
    const spec = this.bucket(bucket);
    if (Buffer.byteLength(key) > 1024) throw new AwsError('KeyTooLongError', 400, 'Your key is too long');
    const obsolete: string[] = [];
    const stored = this.#db.transaction(() => {
      const current = this.find(bucket, key);
      const present = current?.marker === 0 ? current : undefined;
      if (conditions.match !== undefined && !present)
        throw new AwsError('NoSuchKey', 404, 'The specified key does not exist.');
      if (
        (conditions.match !== undefined && !sameTag(conditions.match, present?.etag)) ||
        (conditions.noneMatch !== undefined && present)
      )
        throw new AwsError('PreconditionFailed', 412, 'At least one of the pre-conditions you specified did not hold');
      const { size, etag } = staged;
      const object = this.#insert(spec, key, { size, etag, headers, marker: 0 }, obsolete);
      mkdirSync(dirname(object.file), { recursive: true });
      renameSync(staged.file, object.file);
      this.#created(object, reason);
      return object;
    });
    for (const file of obsolete) rmSync(file, { force: true });
    return stored;
  }

  #insert(
    { name: bucket, versioned }: BucketSpec,
    key: string,
    { size, etag, headers, marker }: Pick<StoredObject, 'size' | 'etag' | 'headers' | 'marker'>,
    obsolete: string[],
  ): StoredObject {
    const seq = Number(
      this.#db.get<{ seq: number }>('UPDATE buckets SET seq = seq + 1 WHERE name = ? RETURNING seq', bucket)?.seq,
    );
    // Made of the write's order: the same night on an empty folder gives the same versions.
    const version = versioned
      ? createHash('sha256').update(`${bucket}\n${seq}`).digest('base64url').slice(0, 32)
      : null;
    const object = {
      bucket,
      key,
      seq,
      version,
      etag,
      size,
      modified: this.#now().getTime(),
      file: fileOf(this.#root, bucket, key, seq),
      headers,
      marker,
    };
    if (!versioned) {
      obsolete.push(
        ...this.#db
          .all<{ file: string }>('SELECT file FROM objects WHERE bucket = ? AND key = ?', bucket, key)
          .map((row) => this.#fileIn(row)),
      );
      this.#db.run('DELETE FROM objects WHERE bucket = ? AND key = ?', bucket, key);
    }
    this.#db.run(
      'INSERT INTO objects VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      ...[bucket, key, seq, version, etag, size, object.modified, relative(this.#root, object.file)],
      JSON.stringify(headers),
      marker,
    );
    return object;
  }

  /** Deletes the key (in a versioned bucket: hides it behind a marker), or one version for good. */
  remove(bucket: string, key: string, version?: string): { marker: boolean; version: string | null } {
    const spec = this.bucket(bucket);
    const obsolete: string[] = [];
    const removed = this.#db.transaction(() => {
      if (spec.versioned && version === undefined) {
        const marker = this.#insert(spec, key, { size: 0, etag: '', headers: {}, marker: 1 }, obsolete);
        return { marker: true, version: marker.version };
      }
      const found = this.find(bucket, key, version);
      if (found) {
        obsolete.push(found.file);
        this.#db.run('DELETE FROM objects WHERE bucket = ? AND key = ? AND seq = ?', bucket, key, found.seq);
      }
      return { marker: found?.marker === 1, version: version ?? null };
    });
    for (const file of obsolete) rmSync(file, { force: true });
    return removed;
  }

  /** Up to `max` keys and common prefixes after `after`, in the order of their bytes. */
  list(bucket: string, prefix: string, delimiter: string, after: string, max: number) {
    this.bucket(bucket);
    const objects: StoredObject[] = [];
    const prefixes: string[] = [];
    let from = after;
    let last = '';
    for (;;) {
      const row = this.#db.get<Row>(
        `SELECT * FROM objects AS o WHERE bucket = ? AND key > ? AND key >= ? AND marker = 0
           AND seq = (SELECT max(seq) FROM objects WHERE bucket = o.bucket AND key = o.key) ORDER BY key LIMIT 1`,
        ...[bucket, from, prefix],
      );
      if (!row?.key.startsWith(prefix)) return { objects, prefixes, next: undefined };
      if (objects.length + prefixes.length === max) return { objects, prefixes, next: last };
      const cut = delimiter ? row.key.indexOf(delimiter, prefix.length) : -1;
      if (cut < 0) {
        objects.push({ ...row, file: this.#fileIn(row), headers: {} });
        from = last = row.key;
        continue;
      }
      const common = row.key.slice(0, cut + delimiter.length);
      if (!after.startsWith(common)) prefixes.push(common);
      // Past everything that begins so: no character sorts above this one.
      from = last = `${common}\u{10ffff}`;
    }
  }
}
