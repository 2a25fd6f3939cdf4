/** Writes rows in batches: one statement for many rows of a table. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { all, type Connection } from './connection.js';

/** What a value of a row can be. */
type Value = string | number | boolean | Buffer | null;

/** A table, and what happens to a row that is there. */
interface Table {
  readonly columns: Readonly<Record<string, string>>;
  readonly key: readonly string[];
  /** The columns that a new row replaces; none: the row that is there stays. */
  readonly replaced: readonly string[];
}

const TABLES = {
  models: {
    columns: { id: 'text', revision: 'bigint', entry: 'json' },
    key: ['registry', 'id'],
    replaced: ['revision', 'entry'],
  },
  versions: {
    columns: {
      id: 'text',
      number: 'text',
      sequence: 'integer',
      hash: 'text',
      semantic_hash: 'text',
      source: 'text',
    },
    key: ['registry', 'id', 'number'],
    replaced: ['sequence', 'hash', 'semantic_hash', 'source'],
  },
  archives: {
    columns: { id: 'text', source: 'text', hash: 'text', packed: 'boolean' },
    key: ['registry', 'id', 'source'],
    replaced: ['hash', 'packed'],
  },
  blobs: {
    columns: { id: 'text', hash: 'text', packed: 'boolean', bytes: 'bytea' },
    key: ['registry', 'id', 'hash', 'packed'],
    replaced: [],
  },
  metadata: {
    columns: { id: 'text', content: 'text' },
    key: ['registry', 'id'],
    replaced: ['content'],
  },
  events: { columns: { position: 'bigint', line: 'text' }, key: [], replaced: [] },
} satisfies Record<string, Table>;

export type TableName = keyof typeof TABLES;

/**
 * Collects rows and sends them in batches. The next batch is collected while the server writes the last one. If a
 * batch fails, the next call rejects.
 */
export interface RowWriter {
  /** @param size - of the row, in bytes, if it may be large */
  readonly add: (table: TableName, row: readonly Value[], size?: number) => Promise<void>;
  /**
   * Hands out what was collected for a table, to be written by another statement of the same registry.
   *
   * @param first - the number of its first parameter; the registry is the first one of that statement
   */
  readonly take: (table: TableName, first: number) => Insert;
  /** Waits for what was sent, so that another request of this connection does not fail in its place. */
  readonly settle: () => Promise<void>;
  /** Writes what was collected, and waits for all that was sent. */
  readonly flush: () => Promise<void>;
}

/** A statement, and its parameters without the registry. */
export interface Insert {
  /** Undefined if there is nothing to insert. */
  readonly text: string | undefined;
  readonly values: readonly Value[];
}

const MAX_ROWS = 1000;
/** The server gets on best with a part at a time that is soon there whole. */
const MAX_BYTES = 1_048_576;
const TURN_BYTES = 65_536;

/** Creates a writer for the rows of a registry. */
export function createRowWriter(connection: Connection, registry: string): RowWriter {
  const waiting = new Map<TableName, Map<string, readonly Value[]>>();
  let [bytes, sinceTurn] = [0, 0];
  let sent: Promise<unknown> | undefined;
  const take = (name: TableName, first: number): Insert => {
    const rows = [...(waiting.get(name)?.values() ?? [])];
    waiting.delete(name);
    const text = rows.length === 0 ? undefined : insertText(name, rows.length, first);
    return { text, values: rows.flat() };
  };
  const send = (): void => {
    const requests = Array.from(waiting.keys(), (name) => {
      const { text = '', values } = take(name, 2);
      return connection.query(text, [registry, ...values]);
    });
    bytes = 0;
    sent = all([sent ?? Promise.resolve(), ...requests]).then(noValue);
    sent.catch(noValue);
  };
  return {
    add: async (name, row, size = 0) => {
      const rows = waiting.get(name) ?? new Map<string, readonly Value[]>();
      waiting.set(name, rows);
      // One statement cannot replace a row twice.
      rows.set(keyOf(name, row), row);
      bytes += size;
      sinceTurn += size;
      // What was sent leaves this process in the turns of the event loop.
      if (sent !== undefined && sinceTurn > TURN_BYTES) {
        sinceTurn = 0;
        await nextTurn();
      }
      if (bytes <= MAX_BYTES && rows.size < MAX_ROWS) return;
      const before = sent;
      send();
      await before;
    },
    take,
    settle: async () => {
      await sent;
    },
    flush: async () => {
      send();
      await sent;
    },
  };
}

function noValue(): void {
  // The rejection reaches the next call, which awaits the batch.
}

function keyOf(name: TableName, row: readonly Value[]): string {
  const { columns, key }: Table = TABLES[name];
  const names = Object.keys(columns);
  const parts = key.length === 0 ? row : row.filter((_, at) => key.includes(names[at] ?? ''));
  return JSON.stringify(parts);
}

/** Each value is a parameter of its own: lists would be written and read as one long text, which takes longer. */
function insertText(name: TableName, count: number, first: number): string {
  const { columns, key, replaced }: Table = TABLES[name];
  const names = Object.keys(columns);
  const types = Object.values(columns);
  const rows = Array.from({ length: count }, (_, row) => {
    const places = types.map((type, at) => `$${row * types.length + at + first}::${type}`);
    return `($1, ${places.join(', ')})`;
  });
  const insert = `INSERT INTO gnn_registry.${name} (registry, ${names.join(', ')})
    VALUES ${rows.join(', ')}`;
  if (key.length === 0) return insert;
  const set = replaced.map((it) => `${it} = EXCLUDED.${it}`).join(', ');
  const action = replaced.length === 0 ? 'NOTHING' : `UPDATE SET ${set}`;
  return `${insert} ON CONFLICT (${key.join(', ')}) DO ${action}`;
}
