/** The texts of the index files. The same models give the same bytes: ASCII, a line a model. Pure. */
import { sha256 } from '../../domain/canonical.js';
import { toAscii } from '../../domain/json.js';
import type {
  Entry,
  IndexedModel,
  IndexedRegistry,
  IndexShard,
  MetadataIndex,
  ModelCounts,
  ModelIndex,
  RegistryStatistics,
  VersionHistory,
} from '../../domain/model.js';
import { byCodeUnit } from '../../domain/order.js';
import { addCounts, countModels, rateRegistry } from '../../domain/statistics.js';
import { toHistory } from './rows.js';

/** The index files that are spread over several files if there are many models. */
export const SPREAD = ['model_index', 'version_history', 'metadata_index'] as const;
export type Spread = (typeof SPREAD)[number];

/** How many models a file may have on average, so that a change to one rewrites little. */
const MAX_MODELS = 256;

/** Returns how many hexadecimal digits tell which file a model is in: 0 if one file has all of them. */
export function countDigits(models: number): number {
  return models <= MAX_MODELS ? 0 : 1 + countDigits(models / 16);
}

/** Returns the shard of a model: the first digits of the SHA-256 of its id. */
export function shardOf(id: string, digits: number): string {
  return digits === 0 ? '' : sha256(id).slice(0, digits);
}

/** Lists the shards, in order. */
export function listShards(digits: number): string[] {
  if (digits === 0) return [''];
  return Array.from({ length: 16 ** digits }, (_, at) => at.toString(16).padStart(digits, '0'));
}

/**
 * Returns the path of a file, relative to the output.
 *
 * @param prefix - the start of the names of all index files of a registry
 */
export function shardPath(of: Spread, shard: string, prefix: string): string {
  return shard === '' ? `${prefix}${of}.json` : `.${prefix}index-files/${of}-${shard}.shard`;
}

/** Some models: all, or those of one file. */
export interface IndexedPart {
  readonly shard: string;
  /** Without deleted models, sorted by id. */
  readonly rows: readonly IndexedModel[];
  /** Of the same models, and of the deleted ones. */
  readonly entries: readonly Entry[];
}

/** What the files that name a part say of it. */
export interface WrittenPart {
  readonly shard: string;
  readonly counts: ModelCounts;
}

/** The texts of the files that are spread. */
export type IndexTexts = Readonly<Record<Spread, string>>;

/** Emits the files of one part. @param registry - null if others have the rest */
export function emitPart(part: IndexedPart, registry: IndexedRegistry | null): IndexTexts {
  const { rows, entries } = part;
  const present = entries.filter((it) => it.status !== 'deleted');
  const deleted = entries.filter((it) => it.status === 'deleted').map((it) => it.model_id);
  const index: ModelIndex = {
    schema: 'urn:gnn-model-registry:schema:model-index:1',
    registry,
    shards: [],
    models: Object.fromEntries(rows.map((it) => [it.model_id, it])),
    deleted_models: deleted.toSorted(byCodeUnit),
  };
  const history: VersionHistory = {
    schema: 'urn:gnn-model-registry:schema:version-history:1',
    shards: [],
    models: Object.fromEntries(present.map((it) => [it.model_id, toHistory(it)])),
  };
  return {
    model_index: layOut(index),
    version_history: layOut(history),
    metadata_index: layOut(invert(rows)),
  };
}

/** Returns what the files that name a part say of it. */
export function describePart({ shard, rows, entries }: IndexedPart): WrittenPart {
  const findings = new Map(rows.map((it) => [it.model_id, it.findings]));
  return { shard, counts: countModels(entries, (id) => findings.get(id) ?? {}) };
}

/** Emits the files that name all parts of a large registry. */
export function emitRoots(
  parts: readonly WrittenPart[],
  registry: IndexedRegistry,
  prefix: string,
): IndexTexts {
  const shardsOf = (of: Spread): IndexShard[] =>
    parts.map(({ shard, counts: { models } }) => ({ path: shardPath(of, shard, prefix), models }));
  const index: ModelIndex = {
    schema: 'urn:gnn-model-registry:schema:model-index:1',
    registry,
    shards: shardsOf('model_index'),
    models: {},
    deleted_models: [],
  };
  const history: VersionHistory = {
    schema: 'urn:gnn-model-registry:schema:version-history:1',
    shards: shardsOf('version_history'),
    models: {},
  };
  return {
    model_index: layOut(index),
    version_history: layOut(history),
    metadata_index: layOut({ ...invert([]), shards: shardsOf('metadata_index') }),
  };
}

/** Returns what `registry_statistics.json` says. */
export function toStatistics(parts: readonly WrittenPart[]): RegistryStatistics {
  const counts = addCounts(parts.map((it) => it.counts));
  const named = parts.filter((it) => it.shard !== '').map((it) => [it.shard, it.counts] as const);
  return {
    schema: 'urn:gnn-model-registry:schema:registry-statistics:1',
    counts,
    health: rateRegistry(counts),
    shards: Object.fromEntries(named),
  };
}

/** Returns which models have each variable, term, shape and parameter. */
function invert(rows: readonly IndexedModel[]): MetadataIndex {
  const collect = (namesOf: (row: IndexedModel) => Iterable<string>): Record<string, string[]> => {
    const ids = new Map<string, string[]>();
    for (const row of rows) {
      for (const name of new Set(namesOf(row))) {
        const known = ids.get(name);
        if (known === undefined) ids.set(name, [row.model_id]);
        else known.push(row.model_id);
      }
    }
    return Object.fromEntries([...ids].toSorted(([a], [b]) => byCodeUnit(a, b)));
  };
  return {
    schema: 'urn:gnn-model-registry:schema:metadata-index:1',
    shards: [],
    variables: collect((it) => Object.keys(it.variables)),
    ontology_terms: collect((it) => Object.values(it.ontology_terms)),
    dimensions: collect((it) => Object.values(it.variables).map(wordDimensions)),
    parameters: collect((it) => it.parameters),
  };
}

/** Words dimensions: `3x3x2`; `?` where one is unknown. */
function wordDimensions(dimensions: readonly (number | null)[]): string {
  return dimensions.length === 0 ? 'scalar' : dimensions.map((it) => it ?? '?').join('x');
}

/** Lays out JSON with a line for each key, and for each item or value of an object or a list. */
export function layOut(object: object): string {
  const lines = Object.entries(object).map(
    ([key, value]: [string, unknown]) => `  ${JSON.stringify(key)}: ${layOutValue(value)}`,
  );
  return toAscii(`{\n${lines.join(',\n')}\n}\n`);
}

function layOutValue(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const items = Array.isArray(value)
    ? value.map((it) => JSON.stringify(it))
    : Object.entries(value).map(([key, it]) => `${JSON.stringify(key)}: ${JSON.stringify(it)}`);
  return items.length === 0
    ? `${open}${close}`
    : `${open}\n    ${items.join(',\n    ')}\n  ${close}`;
}
