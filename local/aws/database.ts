import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

/** One row, as the caller's SQL names its columns. */
export type Row = Record<string, SQLInputValue>;

/** Another process has the data folder open. */
export class InUse extends Error {}

/**
 * The one database behind tables, queues and the catalogue of objects. One file for all, so that an object and the
 * message that tells of it are stored together or not at all.
 */
export class Database {
  readonly #db: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();
  #depth = 0;

  /**
   * Opens, or makes, the database of a data folder and holds it alone.
   * @throws Error where another process has it open.
   */
  constructor(dataDir: string) {
    mkdirSync(dataDir, { recursive: true });
    this.#db = new DatabaseSync(join(dataDir, 'state.sqlite'), { timeout: 500 });
    try {
      // Written pages reach the operating system at each commit, so a killed process loses nothing; only a power cut could.
      this.#db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;');
      this.#db.exec('PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 8000; BEGIN IMMEDIATE; COMMIT;');
    } catch (error) {
      this.#db.close();
      throw new InUse(`another process is using ${dataDir}: stop it, or use another data folder`, { cause: error });
    }
  }

  /** Runs statements that define the schema. */
  define(sql: string): void {
    this.#db.exec(sql);
  }

  #statement(sql: string): StatementSync {
    const known = this.#prepared.get(sql) ?? this.#db.prepare(sql);
    this.#prepared.set(sql, known);
    return known;
  }

  /** All rows of a query. The caller names the shape, as it wrote the SQL. */
  all<Shape = Row>(sql: string, ...values: SQLInputValue[]): Shape[] {
    return this.#statement(sql).all(...values) as Shape[];
  }

  /** The first row of a query. */
  get<Shape = Row>(sql: string, ...values: SQLInputValue[]): Shape | undefined {
    return this.#statement(sql).get(...values) as Shape | undefined;
  }

  /** Runs one change; answers how many rows it touched. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#statement(sql).run(...values).changes);
  }

  /** Runs `work`, which must not wait for anything, as one change: all of it is stored, or nothing. */
  transaction<Result>(work: () => Result): Result {
    if (this.#depth > 0) return work();
    this.#db.exec('BEGIN IMMEDIATE');
    this.#depth++;
    try {
      const result = work();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    } finally {
      this.#depth--;
    }
  }

  /** Closes the file. */
  close(): void {
    this.#db.close();
  }
}
