/** Reads a registry from its rows, and follows what other processes changed since. */
import type { Entry } from '../../domain/model.js';
import { unwatched, withChanges, type Change } from '../../domain/models.js';
import type { RegistryState } from '../../domain/registry-state.js';
import type { Loaded } from '../port.js';
import { all, ask, readTogether, type Connection, type Database } from './connection.js';
import { createModels, readEntry, readRest, type ModelRow } from './entries.js';
import { assertCurrent } from './schema-state.js';

/** What the registry's own row said when it was read. */
export interface RegistryRow {
  /** Another one if the registry was removed and made again. */
  readonly incarnation: string;
  readonly generation: number;
  /** The last generation that changed something beside the models. */
  readonly stateGeneration: number;
  /** How many lines the audit log has. */
  readonly logEnd: number;
}

/** A registry as it was read from a database. */
export interface LoadedRows extends Loaded {
  /** Undefined if there is none. */
  readonly row: RegistryRow | undefined;
}

/** The registry's own row as the server answers it. */
export interface RowAnswer {
  readonly incarnation: string;
  readonly generation: string;
  readonly updated_at: string;
  readonly state: string;
  readonly state_generation: string;
  readonly audit_sequence: string | null;
  readonly audit_hash: string | null;
  readonly log_end: string;
}

/** What is read of that row. */
export const ROW = `incarnation, generation, updated_at, state::text AS state, state_generation,
  audit_sequence, audit_hash, log_end`;
const READ_ROW = `SELECT ${ROW} FROM gnn_registry.registries WHERE name = $1 AND generation > 0`;
const READ_MODELS = `SELECT id, entry::text FROM gnn_registry.models WHERE registry = $1 AND entry IS NOT NULL`;
const READ_NEWER = `SELECT id, entry::text FROM gnn_registry.models
  WHERE registry = $1 AND revision > $2`;
const READ_MARK = `SELECT incarnation, generation FROM gnn_registry.registries WHERE name = $1 AND generation > 0`;

/** The numbers of the registry's own row. */
export function toRow(answer: RowAnswer): RegistryRow {
  return {
    incarnation: answer.incarnation,
    generation: Number(answer.generation),
    stateGeneration: Number(answer.state_generation),
    logEnd: Number(answer.log_end),
  };
}

/** A registry, from its own row and its models. */
export function toState(answer: RowAnswer, models: RegistryState['models']): RegistryState {
  const { audit_sequence: sequence, audit_hash: hash } = answer;
  return {
    generation: Number(answer.generation),
    updatedAt: answer.updated_at,
    ...(sequence !== null && hash !== null && { audit: { sequence: Number(sequence), hash } }),
    ...readRest(answer.state),
    models,
  };
}

/** Reads a registry whole. @throws RegistryError `registry-unreadable`, `registry-missing` */
export async function loadRows(database: Database): Promise<LoadedRows> {
  const { registry, name } = database;
  const [, answer, rows] = await readTogether(database, (connection) =>
    all([
      assertCurrent(connection, name),
      readRow(connection, registry),
      readModels(connection, READ_MODELS, [registry]),
    ]),
  );
  if (answer === undefined) return createEmpty();
  return toLoaded(toRow(answer), toState(answer, createModels(rows)));
}

/** Identifies the state of a registry, without reading it. @throws RegistryError */
export async function readFingerprint(database: Database): Promise<string> {
  const mark = await readMark(database);
  return mark === undefined ? NOTHING : fingerprintOf(mark);
}

const NOTHING = 'nothing';

type Mark = Pick<RegistryRow, 'incarnation' | 'generation'>;

function fingerprintOf({ incarnation, generation }: Mark): string {
  return `${incarnation} ${generation}`;
}

async function readMark(database: Database): Promise<Mark | undefined> {
  const [mark] = await ask<Pick<RowAnswer, keyof Mark>>(database, READ_MARK, [database.registry]);
  return mark && { ...mark, generation: Number(mark.generation) };
}

/** Reads what changed since a registry was read. @returns the same object if nothing did */
export async function refreshRows(database: Database, seen: LoadedRows): Promise<LoadedRows> {
  const { row } = seen;
  if (row === undefined) return loadRows(database);
  const mark = await readMark(database);
  if (mark?.incarnation === row.incarnation && mark.generation === row.generation) {
    return seen;
  }
  if (mark?.incarnation !== row.incarnation || mark.generation < row.generation) {
    return loadRows(database);
  }
  const [answer, newer] = await readTogether(database, (connection) =>
    all([
      readRow(connection, database.registry),
      readNewer(connection, database.registry, row.generation),
    ]),
  );
  return answer?.incarnation === row.incarnation
    ? withNewer(seen, answer, newer)
    : loadRows(database);
}

/** Reads what changed of some models after a generation. */
export async function readNewer(
  connection: Connection,
  registry: string,
  generation: number,
): Promise<readonly ModelRow[]> {
  return readModels(connection, READ_NEWER, [registry, generation]);
}

/** A registry with what others have changed of it since it was read. */
export function withNewer(
  { state }: LoadedRows,
  answer: RowAnswer,
  newer: readonly ModelRow[],
): LoadedRows {
  const changes = newer.map(([id, text]) => [id, toChange(id, text)] as const);
  const models = withChanges(unwatched(state.models), new Map(changes));
  return toLoaded(toRow(answer), toState(answer, models));
}

/** Most of what others change is never asked for here. */
function toChange(id: string, text: string | null): Change {
  if (text === null) return undefined;
  let entry: Entry | undefined;
  return () => (entry ??= readEntry(id, text));
}

async function readRow(connection: Connection, registry: string): Promise<RowAnswer | undefined> {
  const { rows } = await connection.query<RowAnswer>(READ_ROW, [registry]);
  return rows[0];
}

async function readModels(
  connection: Connection,
  text: string,
  values: unknown[],
): Promise<ModelRow[]> {
  const { rows } = await connection.query<[string, string | null]>({
    text,
    values,
    rowMode: 'array',
  });
  return rows;
}

/** A registry that is as its own row says. */
export function toLoaded(row: RegistryRow, state: RegistryState): LoadedRows {
  return {
    state,
    row,
    isThere: true,
    isDue: false,
    fingerprint: fingerprintOf(row),
    notices: [],
  };
}

function createEmpty(): LoadedRows {
  return {
    state: { generation: 0, updatedAt: new Date(0).toISOString(), models: new Map() },
    row: undefined,
    isThere: false,
    isDue: true,
    fingerprint: NOTHING,
    notices: [],
  };
}
