/** Says what a database has, for those who look after it. */
import type { DatabaseStatus } from '../port.js';
import { all, withConnection, type Database } from './connection.js';
import { MIGRATIONS, SCHEMA } from './migrations.js';
import { listDone } from './schema-state.js';

const SIZE = `SELECT current_setting('server_version') AS server,
  coalesce(sum(pg_total_relation_size(c.oid)), 0) AS bytes
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = '${SCHEMA}' AND c.relkind = 'r'`;
const REGISTRIES = `SELECT r.name, r.generation, r.updated_at, r.log_end AS events,
  (SELECT count(*) FROM gnn_registry.models m WHERE m.registry = r.name AND m.entry IS NOT NULL) AS models,
  (SELECT count(*) FROM gnn_registry.versions v WHERE v.registry = r.name) AS versions
  FROM gnn_registry.registries r WHERE r.generation > 0 ORDER BY r.name`;

interface RegistryAnswer {
  readonly name: string;
  readonly generation: string;
  readonly updated_at: string;
  readonly events: string;
  readonly models: string;
  readonly versions: string;
}

/** Looks at a database. @throws RegistryError */
export async function inspect(database: Database): Promise<DatabaseStatus> {
  return withConnection(database, 'read', async (connection) => {
    const migrations = await listDone(connection);
    const [sizes, registries] = await all([
      connection.query<{ server: string; bytes: string }>(SIZE),
      connection.query<RegistryAnswer>(REGISTRIES),
    ]);
    const [size] = sizes.rows;
    return {
      server: size?.server ?? '',
      migrations,
      missing_migrations: MIGRATIONS.map((it) => it.name).filter((it) => !migrations.includes(it)),
      bytes: Number(size?.bytes ?? 0),
      registries: registries.rows.map((it) => ({
        name: it.name,
        generation: Number(it.generation),
        updated_at: it.updated_at,
        models: Number(it.models),
        versions: Number(it.versions),
        events: Number(it.events),
      })),
    };
  });
}
