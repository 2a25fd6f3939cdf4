import type { AcceptedModel } from '../domain/assessment.js';
import { countSeverity, type Diagnostic } from '../domain/diagnostics.js';
import type { ModelFacts } from '../domain/facts.js';
import { withAnnotations } from '../domain/with-annotations.js';
import { BOUNDS } from '../domain/generated/values.js';
import type { Entry, EntryMetadata, Health, Parent, VersionEntry } from '../domain/model.js';

/** Everything in an entry that comes from the content of its current version. */
export interface VersionContent extends Pick<
  AcceptedModel,
  'source' | 'hash' | 'semanticHash' | 'fileHash' | 'sizeBytes' | 'facts'
> {
  readonly metadata: EntryMetadata;
  readonly health: Health;
  /** The path of the archived bytes, relative to the step's output. */
  readonly archive: string;
}

/** What is said of content besides what is in it. */
interface ContentContext {
  readonly diagnostics: readonly Diagnostic[];
  /** When it was checked (RFC 3339), and with which profile and rules. */
  readonly checkedAt: string;
  readonly checkedWith: string;
  /** The number of formats that step 3 generated; null if that is unknown. */
  readonly formats: number | null;
  readonly archive: string;
}

/** Describes accepted content as that of a version. */
export function describeVersion(
  { source, hash, semanticHash, fileHash, sizeBytes, facts }: AcceptedModel,
  { diagnostics, checkedAt, checkedWith, formats, archive }: ContentContext,
): VersionContent {
  return {
    source,
    hash,
    semanticHash,
    fileHash,
    sizeBytes,
    facts,
    metadata: createMetadata(facts, formats),
    health: assessHealth(diagnostics, checkedAt, checkedWith),
    archive,
  };
}

/** Combines the counts of a model with the origin that its spec declares. */
function createMetadata(
  { counts, details, weights }: ModelFacts,
  formats: number | null,
): EntryMetadata {
  const { author, license, date, source, framework_targets } = details;
  return {
    ...counts,
    formats_generated: formats,
    author,
    license,
    date,
    source,
    framework_targets,
    ...(weights && { weights }),
  };
}

/** Assesses the health of a model: without errors and warnings it is healthy. */
function assessHealth(
  diagnostics: readonly Diagnostic[],
  checkedAt: string,
  checkedWith: string,
): Health {
  const errors = countSeverity(diagnostics, 'error');
  const warnings = countSeverity(diagnostics, 'warning');
  const status = errors > 0 ? 'unhealthy' : warnings > 0 ? 'degraded' : 'healthy';
  return { status, errors, warnings, checked_at: checkedAt, checked_with: checkedWith };
}

/** The number of a version, and the reasons for it. */
export type NumberedVersion = Pick<
  VersionEntry,
  'version' | 'bump' | 'previous' | 'changes' | 'same_content_as'
>;

/** Creates a version. */
export function createVersion(
  content: VersionContent,
  { version, bump, previous, changes, same_content_as }: NumberedVersion,
  now: string,
): VersionEntry {
  return {
    version,
    file_path: content.source.filePath,
    created_at: now,
    hash: content.hash,
    semantic_hash: content.semanticHash,
    bump,
    previous,
    changes,
    same_content_as,
    metadata: content.metadata,
    source: content.archive,
  };
}

/** Creates the entry of a new model. */
export function createEntry(id: string, content: VersionContent, first: VersionEntry): Entry {
  const entry = {
    model_id: id,
    ...describeContent(content),
    registered_at: first.created_at,
    created_at: first.created_at,
    updated_at: first.created_at,
    version: first.version,
    current_version: first.version,
    status: 'active' as const,
    tags: content.facts.details.tags,
    metadata: content.metadata,
    health: content.health,
    file_hash: content.fileHash,
    versions: { [first.version]: first },
  };
  return withLineage(entry, content.facts);
}

/**
 * Adds a version and makes it current. This restores a deleted model and ends an earlier rollback.
 */
export function withVersion(known: Entry, content: VersionContent, added: VersionEntry): Entry {
  return {
    ...withContent(restoreDeleted(withoutRollback(known)), content),
    updated_at: added.created_at,
    version: added.version,
    current_version: added.version,
    versions: { ...known.versions, [added.version]: added },
  };
}

/** A restored model loses the record of its deletion. */
function restoreDeleted(known: Entry): Entry {
  if (known.status !== 'deleted') return known;
  const { lifecycle: _, ...entry } = known;
  return { ...entry, status: 'active' };
}

/** Refreshes an entry from the content of its current version, which stays. */
export function withContent(entry: Entry, content: VersionContent): Entry {
  // Those that people have added stay.
  const tags = [...new Set([...entry.tags, ...content.facts.details.tags])].slice(0, BOUNDS.tags);
  const refreshed = {
    ...entry,
    ...describeContent(content),
    tags,
    metadata: content.metadata,
    health: content.health,
    file_hash: content.fileHash,
  };
  const { author, license } = content.metadata;
  const { description } = content.facts.details;
  return withAnnotations(withLineage(refreshed, content.facts), { description, author, license });
}

/**
 * Replaces the declared parents and dependencies by those of the content; linked parents stay.
 * Whether the declared parents are valid is decided later, with all models at hand.
 */
function withLineage(entry: Entry, { lineage }: ModelFacts): Entry {
  const { parents: declared, dependencies } = lineage;
  const linked = (entry.parents ?? []).filter((it) => !it.declared);
  return withDependencies(withParents(entry, declared, linked), dependencies);
}

/**
 * Replaces the parents of an entry; without parents, the key is omitted.
 *
 * @param linked - further parents, which are added at the end and never dropped for lack of room
 */
export function withParents(
  entry: Entry,
  parents: readonly Parent[],
  linked: readonly Parent[] = [],
): Entry {
  const all = [...parents.slice(0, BOUNDS.parents - linked.length), ...linked];
  if (all.length > 0) return { ...entry, parents: all };
  const { parents: _, ...rest } = entry;
  return rest;
}

/** Replaces the dependencies of an entry; without any, the key is omitted. */
export function withDependencies(entry: Entry, dependencies: readonly string[]): Entry {
  if (dependencies.length > 0) return { ...entry, dependencies: [...dependencies] };
  const { dependencies: _, ...rest } = entry;
  return rest;
}

function describeContent({ facts, ...content }: VersionContent) {
  return {
    model_name: facts.name,
    name: facts.name,
    description: facts.details.description,
    gnn_section: facts.gnnSection,
    kind: facts.kind,
    file_path: content.source.filePath,
    file_size_bytes: content.sizeBytes,
    hash: content.hash,
    semantic_hash: content.semanticHash,
  };
}

/** Ends a rollback, once the model's file contains other content than the one rolled back. */
export function withoutRollback(known: Entry): Entry {
  const { rolled_back_from: _, ...entry } = known;
  return entry;
}
