import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import type { Database, Row } from './database.ts';
import { AwsError, notHere } from './errors.ts';
import type { TableSpec } from './stack.ts';

type Item = Record<string, Record<string, unknown>>;
type Input = Record<string, unknown> & { TableName?: string };
type Table = Record<string, unknown> & { TableName: string };
type Failure = Error & { statusCode?: number; body?: { __type: string; message?: string } };
type Done<Result> = (error: Failure | null, result?: Result) => void;
type Range = { gt?: string; gte?: string; lt?: string; lte?: string; reverse?: boolean };

// dynalite judges expressions, keys and sizes as DynamoDB does. Only its storage is replaced: its index entries carry
// 24 bits of the item's key, so that two items due at one instant can overwrite each other, and it changes an index and
// its table in separate steps, so that a kill in between loses an item from the index for ever.
const require = createRequire(import.meta.url);
const rules = require('dynalite/db') as {
  createKey: (item: Item, table: Table, schema?: unknown) => string;
  createIndexKey: (item: Item, table: Table, schema: unknown) => string;
  itemSize: (item: Item) => number;
};
const validations = require('dynalite/validations') as {
  checkTypes: (input: Input, types: unknown) => Input;
  checkValidations: (input: Input, types: unknown, custom: unknown, store: unknown) => void;
};
type Action = (store: unknown, input: Input, done: Done<Record<string, unknown>>) => void;
const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'];
const OPERATIONS = ['GetItem', 'BatchGetItem', 'Query', 'Scan', ...WRITES];
const actions = new Map(
  OPERATIONS.map((operation) => {
    const file = operation.charAt(0).toLowerCase() + operation.slice(1);
    const { types, custom } = require(`dynalite/validations/${file}`) as { types: unknown; custom: unknown };
    return [operation, { types, custom, run: require(`dynalite/actions/${file}`) as Action }] as const;
  }),
);

// The whole key of the item follows the index's own: two items never share an entry, and a page ends at exactly one.
rules.createIndexKey = (item, table, schema) =>
  `${rules.createKey(item, table, schema)}|${rules.createKey(item, table)}`;

/** Rows per step of a query: a page of DynamoDB is at most 1 MB, so a few steps fill it. */
const STEP = 500;

/** DynamoDB's tables in SQLite, judged by dynalite. */
export class Tables {
  readonly #db: Database;
  readonly #tables = new Map<string, Table>();
  readonly #store: unknown;
  /** Write units that indexes have cost so far; dynalite's own figures leave them out. */
  indexUnits = 0;

  /** @throws Error where the folder holds tables with other keys than the stack declares. */
  constructor(db: Database, specs: readonly TableSpec[]) {
    this.#db = db;
    db.define(`
      CREATE TABLE IF NOT EXISTS tables (name TEXT PRIMARY KEY, keys TEXT, indexes TEXT);
      CREATE TABLE IF NOT EXISTS items (space TEXT, key TEXT, item TEXT, PRIMARY KEY (space, key)) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS entries (space TEXT, key TEXT, owner TEXT, item TEXT, PRIMARY KEY (space, key)) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS entries_of ON entries (owner, space);`);
    for (const spec of specs) this.#declare(spec);
    this.#store = {
      options: { maxItemSize: 409_600 },
      tableDb: {},
      getTable: (name: string, ...rest: unknown[]) => {
        const done = rest.at(-1) as Done<Table>;
        const table = this.#tables.get(name);
        if (table) return done(null, table);
        const __type = 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException';
        done(
          Object.assign(new Error(name), {
            statusCode: 400,
            body: { __type, message: 'Requested resource not found' },
          }),
        );
      },
      getItemDb: (name: string) => this.#items(name),
      getIndexDb: (_: string, name: string, index: string) => ({
        // Entries are kept by the items' own put and del, in the same transaction.
        put: (_key: string, _item: Item, done: Done<void>) => done(null),
        del: (_key: string, done: Done<void>) => done(null),
        createValueStream: (range: Range) => this.#rows('entries', `${name}/${index}`, range),
      }),
    };
  }

  /** Forgets every item. */
  clear(): void {
    this.#db.run('DELETE FROM items');
    this.#db.run('DELETE FROM entries');
  }

  #declare({ name, keySchema, attributes, indexes }: TableSpec): void {
    const table = {
      ...{ TableName: name, TableStatus: 'ACTIVE', KeySchema: keySchema, AttributeDefinitions: attributes },
      ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
    };
    this.#tables.set(name, table);
    const keys = JSON.stringify(keySchema);
    const declared = JSON.stringify(indexes);
    const known = this.#db.get<{ keys: string; indexes: string }>(
      'SELECT keys, indexes FROM tables WHERE name = ?',
      name,
    );
    if (known && known.keys !== keys)
      throw new Error(`table ${name} has other keys in the data folder than in the stack: empty the folder first`);
    if (known?.indexes === declared) return;
    this.#db.transaction(() => {
      this.#db.run('INSERT OR REPLACE INTO tables VALUES (?, ?, ?)', name, keys, declared);
      for (const { key, item } of this.#db.all<{ key: string; item: string }>(
        'SELECT key, item FROM items WHERE space = ?',
        name,
      ))
        this.#index(table, key, JSON.parse(item) as Item);
    });
  }

  #index(table: Table, key: string, item: Item | undefined): void {
    const indexes = (table.GlobalSecondaryIndexes ?? []) as TableSpec['indexes'];
    if (indexes.length === 0) return;
    const owner = `${table.TableName}/${key}`;
    const before = this.#db.all<Entry>('SELECT space, key, item FROM entries WHERE owner = ?', owner);
    const after = item ? indexes.flatMap((index) => entryOf(table, index, item)) : [];
    const same = (one: Entry) => (other: Entry) => one.space === other.space && one.key === other.key;
    // As DynamoDB bills it: an entry that goes, comes or changes is a write of its size each; one that stays is free.
    for (const gone of before.filter((entry) => !after.some(same(entry)))) {
      this.#db.run('DELETE FROM entries WHERE space = ? AND key = ?', gone.space, gone.key);
      this.indexUnits += unitsOf(gone);
    }
    for (const entry of after.filter((entry) => before.find(same(entry))?.item !== entry.item)) {
      this.#db.run('INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)', entry.space, entry.key, owner, entry.item);
      this.indexUnits += unitsOf(entry);
    }
  }

  #items(name: string) {
    const table = this.#tables.get(name) as Table;
    return {
      // Actions run to their end within one tick, so a lock has nothing to hold off.
      lock: (_: string, work: (release: <F>(done: F) => F) => void) => work((done) => done),
      get: (key: string, done: Done<Item>) => {
        const row = this.#db.get<{ item: string }>('SELECT item FROM items WHERE space = ? AND key = ?', name, key);
        done(null, row && (JSON.parse(row.item) as Item));
      },
      put: (key: string, item: Item, done: Done<void>) => {
        this.#db.run('INSERT OR REPLACE INTO items VALUES (?, ?, ?)', name, key, JSON.stringify(item));
        this.#index(table, key, item);
        done(null);
      },
      del: (key: string, done: Done<void>) => {
        this.#db.run('DELETE FROM items WHERE space = ? AND key = ?', name, key);
        this.#index(table, key, undefined);
        done(null);
      },
      createValueStream: (range: Range) => this.#rows('items', name, range),
    };
  }

  /** Items of a range in key order, as a stream that the reader may leave early. */
  #rows(from: 'items' | 'entries', space: string, { gt, gte, lt, lte, reverse }: Range): Readable {
    const db = this.#db;
    const bounds: [string, string][] = [];
    if (gt !== undefined) bounds.push(['key > ?', gt]);
    if (gte !== undefined) bounds.push(['key >= ?', gte]);
    if (lt !== undefined) bounds.push(['key < ?', lt]);
    if (lte !== undefined) bounds.push(['key <= ?', lte]);
    const order = `ORDER BY key ${reverse ? 'DESC' : 'ASC'} LIMIT ${STEP}`;
    function* steps() {
      for (let last: string | undefined; ; ) {
        const all: [string, string][] =
          last === undefined ? bounds : [...bounds, [reverse ? 'key < ?' : 'key > ?', last]];
        const where = ['space = ?', ...all.map(([test]) => test)].join(' AND ');
        const rows = db.all<Row>(
          `SELECT key, item FROM ${from} WHERE ${where} ${order}`,
          space,
          ...all.map(([, value]) => value),
        );
        for (const row of rows) yield JSON.parse(String(row.item)) as Item;
        if (rows.length < STEP) return;
        last = String(rows.at(-1)?.key);
      }
    }
    return Readable.from(steps(), { highWaterMark: 64 });
  }

  /**
   * Runs one operation.
   * @throws AwsError as DynamoDB words it.
   */
  async handle(operation: string, request: Input): Promise<Record<string, unknown>> {
    const action = actions.get(operation);
    if (!action) throw notHere(`dynamodb:${operation}`);
    try {
      const input = validations.checkTypes(request, action.types);
      validations.checkValidations(input, action.types, action.custom, this.#store);
      if (WRITES.includes(operation))
        return this.#db.transaction(() => settled(operation, action.run, this.#store, input));
      return await new Promise((resolve, reject) =>
        action.run(this.#store, input, (error, result) => (error ? reject(error) : resolve(result ?? {}))),
      );
    } catch (error) {
      const { statusCode, body, message } = error as Failure;
      if (!statusCode || !body) throw error;
      const { __type, message: words, ...detail } = body;
      throw new AwsError(__type.split('#').at(-1) ?? __type, statusCode, words ?? message, detail);
    }
  }
}

/** Runs an action that must be over when it returns: a transaction cannot wait. */
const settled = (operation: string, run: Action, store: unknown, input: Input): Record<string, unknown> => {
  const outcome: { error?: Failure; result?: Record<string, unknown> } = {};
  run(store, input, (error, result) => Object.assign(outcome, error ? { error } : { result: result ?? {} }));
  if (outcome.error) throw outcome.error;
  if (!outcome.result) throw new Error(`dynalite did not finish ${operation} at once`);
  return outcome.result;
};

type Entry = { space: string; key: string; item: string };

const unitsOf = ({ item }: Entry): number => Math.ceil(rules.itemSize(JSON.parse(item) as Item) / 1024);

/** The item's entry in an index: none where the item lacks one of the index's keys. */
const entryOf = (
  table: Table,
  { IndexName, KeySchema, Projection }: TableSpec['indexes'][number],
  item: Item,
): Entry[] => {
  const own = KeySchema.map(({ AttributeName }) => AttributeName);
  if (own.some((name) => item[name] === undefined)) return [];
  const tableKeys = (table.KeySchema as TableSpec['keySchema']).map(({ AttributeName }) => AttributeName);
  const kept = new Set([...own, ...tableKeys, ...(Projection.NonKeyAttributes ?? [])]);
  const projected = Object.entries(item).filter(([name]) => Projection.ProjectionType === 'ALL' || kept.has(name));
  const key = rules.createIndexKey(item, table, KeySchema);
  return [{ space: `${table.TableName}/${IndexName}`, key, item: JSON.stringify(Object.fromEntries(projected)) }];
};
