/** What the index files say of each model. Pure. */
import { summarizeReasons } from '../../domain/changes.js';
import type { IndexedContents } from '../../domain/indexed-contents.js';
import { truncate } from '../../domain/lists.js';
import type { Entry, HistoryVersion, IndexedModel, VersionEntry } from '../../domain/model.js';
import { byCodeUnit } from '../../domain/order.js';
import { collectTags, saidOf } from '../../domain/user-words.js';

const MAX_DESCRIPTION = 400;
const MAX_SUMMARY = 1000;

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
