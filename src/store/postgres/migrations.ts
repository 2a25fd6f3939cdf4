/** The tables of a database, as steps that each go from one state to the next. A released step is never changed. */

/** One step. */
export interface Migration {
  readonly name: string;
  /** @param partitions - into how many parts the tables of models are divided; 0 for none */
  readonly statements: (partitions: number) => readonly string[];
}

/** The schema that has all tables. */
export const SCHEMA = 'gnn_registry';
/** Names the steps that were done. */
export const MIGRATIONS_TABLE = 'migrations';

/** A table whose rows belong to a model: it may be divided by the model's registry and id. */
function ofModels(name: string, columns: string, partitions: number): string[] {
  const table = `CREATE TABLE ${SCHEMA}.${name} (${columns})`;
  if (partitions === 0) return [table];
  const parts = Array.from(
    { length: partitions },
    (_, at) =>
      `CREATE TABLE ${SCHEMA}.${name}_${at} PARTITION OF ${SCHEMA}.${name} FOR VALUES WITH (MODULUS ${partitions}, REMAINDER ${at})`,
  );
  return [`${table} PARTITION BY HASH (registry, id)`, ...parts];
}

/** Every step, in order. */
export const MIGRATIONS: readonly Migration[] = [
  {
    name: '001_models',
    statements: (partitions) => [
      `CREATE TABLE ${SCHEMA}.registries (
        name text PRIMARY KEY,
        incarnation uuid NOT NULL DEFAULT gen_random_uuid(),
        generation bigint NOT NULL,
        updated_at text NOT NULL,
        state json NOT NULL,
        state_generation bigint NOT NULL,
        audit_sequence bigint,
        audit_hash text,
        log_end bigint NOT NULL DEFAULT 0
      ) WITH (fillfactor = 50)`,
      ...ofModels(
        'models',
        // The order of keys and the spelling of numbers are part of an entry, and jsonb keeps neither.
        `registry text NOT NULL,
        id text NOT NULL,
        revision bigint NOT NULL,
        entry json,
        PRIMARY KEY (registry, id)`,
        partitions,
      ),
      `CREATE INDEX models_by_revision ON ${SCHEMA}.models (registry, revision)`,
      ...ofModels(
        'versions',
        `registry text NOT NULL,
        id text NOT NULL,
        number text NOT NULL,
        sequence integer NOT NULL,
        hash text,
        semantic_hash text,
        source text,
        PRIMARY KEY (registry, id, number),
        UNIQUE (registry, id, sequence)`,
        partitions,
      ),
    ],
  },
  {
    name: '002_contents',
    statements: (partitions) => [
      ...ofModels(
        'archives',
        `registry text NOT NULL,
        id text NOT NULL,
        source text NOT NULL,
        hash text NOT NULL,
        packed boolean NOT NULL,
        PRIMARY KEY (registry, id, source)`,
        partitions,
      ),
      ...ofModels(
        'blobs',
        `registry text NOT NULL,
        id text NOT NULL,
        hash text NOT NULL,
        packed boolean NOT NULL,
        bytes bytea NOT NULL,
        PRIMARY KEY (registry, id, hash, packed)`,
        partitions,
      ),
      ...ofModels(
        'metadata',
        `registry text NOT NULL,
        id text NOT NULL,
        content text NOT NULL,
        PRIMARY KEY (registry, id)`,
        partitions,
      ),
    ],
  },
  {
    name: '003_log',
    statements: () => [
      `CREATE TABLE ${SCHEMA}.events (
        registry text NOT NULL,
        position bigint NOT NULL,
        line text NOT NULL,
        PRIMARY KEY (registry, position)
      )`,
      `CREATE TABLE ${SCHEMA}.commits (
        registry text NOT NULL,
        generation bigint NOT NULL,
        token uuid NOT NULL,
        PRIMARY KEY (registry, generation)
      )`,
    ],
  },
];
