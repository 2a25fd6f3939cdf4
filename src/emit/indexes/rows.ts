/** What the index files say of each model. Pure. */
import { summarizeReasons } from '../../domain/changes.js';
import { truncate } from '../../domain/lists.js';
import type {
  Entry,
  HistoryVersion,
  IndexedModel,
  ModelMetadata,
  VersionEntry,
} from '../../domain/model.js';
import { byCodeUnit } from '../../domain/order.js';
import { collectTags, saidOf } from '../../domain/user-words.js';

/** The part of a row that is read from a spec, rather than from its entry. */
export type IndexedContents = Pick<
  IndexedModel,
  'variables' | 'parameters' | 'ontology_terms' | 'findings'
>;

/** The contents of a model that cannot be read. */
export const NO_CONTENTS: IndexedContents = {
  variables: {},
  parameters: [],
  ontology_terms: {},
  findings: {},
};

const MAX_DESCRIPTION = 400;
const MAX_SUMMARY = 1000;

/** Takes from a model, or from its metadata, what the index files say of it. */
export function toContents({
  variables,
  parameters,
  ontology,
  diagnostics,
}: Pick<ModelMetadata, 'variables' | 'parameters' | 'ontology' | 'diagnostics'>): IndexedContents {
  const codes = new Map<string, number>();
  for (const { code } of diagnostics) codes.set(code, (codes.get(code) ?? 0) + 1);
  return {
    variables: Object.fromEntries(variables.map((it) => [it.name, it.dimensions])),
    parameters: [...new Set(parameters.map((it) => it.name))],
    ontology_terms: Object.fromEntries(ontology.map((it) => [it.variable, it.term])),
    findings: Object.fromEntries([...codes].toSorted(([a], [b]) => byCodeUnit(a, b))),
  };
}

/** Returns what `model_index.json` says of a model. */
export function toIndexedModel(entry: Entry, contents: IndexedContents): IndexedModel {
  const { description, author, license } = saidOf(entry);
  const { variables, parameters, ontology_terms, findings } = contents;
  return {
    model_id: entry.model_id,
    model_name: entry.model_name,
    description: description === null ? null : truncate(description, MAX_DESCRIPTION),
    version: entry.version,
    versions: Object.keys(entry.versions).length,
    kind: entry.kind,
    gnn_section: entry.gnn_section,
    status: entry.status,
    health: entry.health.status,
    checked_at: entry.health.checked_at,
    findings,
    tags: collectTags(entry),
    aliases: Object.keys(entry.aliases ?? {}).toSorted(byCodeUnit),
    author,
    license,
    file_path: entry.file_path,
    hash: entry.hash,
    semantic_hash: entry.semantic_hash,
    registered_at: entry.registered_at,
    updated_at: entry.updated_at,
    use_count: entry.use?.count ?? 0,
    connections: entry.metadata.connections ?? 0,
    equations: entry.metadata.equations ?? 0,
    variables,
    parameters,
    ontology_terms,
  };
}

/** Whether a row was made of the same content, checked in the same way, so that it can be used again. */
export function isOfSameContent(row: IndexedModel, { version, hash, health }: Entry): boolean {
  return row.version === version && row.hash === hash && row.checked_at === health.checked_at;
}

/** Returns what `version_history.json` says of a model: its versions, newest first. */
export function toHistory({ versions }: Entry): HistoryVersion[] {
  return Object.values(versions)
    .map(toHistoryVersion)
    .toReversed()
    .toSorted((a, b) => byCodeUnit(b.created_at, a.created_at));
}

function toHistoryVersion({ changes, tags = [], ...one }: VersionEntry): HistoryVersion {
  return {
    version: one.version,
    created_at: one.created_at,
    bump: one.bump,
    previous: one.previous,
    importance: changes?.importance ?? null,
    changes: changes?.total ?? 0,
    summary: changes === null ? null : truncate(summarizeReasons(changes), MAX_SUMMARY),
    hash: one.hash,
    semantic_hash: one.semantic_hash,
    tags,
    source: one.source,
  };
}
