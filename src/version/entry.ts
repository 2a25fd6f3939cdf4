import type { Diagnostic } from '../domain/diagnostics.js';
import { countSeverity } from '../domain/diagnostics.js';
import type { Description } from '../domain/describe.js';
import type { ModelFacts } from '../domain/facts.js';
import type { Entry, EntryMetadata, Health, Parent, VersionEntry } from '../domain/model.js';
import type { SourcePath } from '../domain/spec.js';

/** All of an entry that comes from the content of its current version. */
export interface Content {
  readonly source: SourcePath;
  readonly hash: string;
  readonly semanticHash: string;
  readonly fileHash: string | null;
  readonly sizeBytes: number;
  readonly facts: ModelFacts;
  readonly metadata: EntryMetadata;
  readonly health: Health;
  /** The path of the archived bytes, below the step's output. */
  readonly archive: string;
}

/** The counts of a model, and what it says of its origin. */
export function metadataOf(
  { counts, details: says }: ModelFacts,
  formatsGenerated: number | null,
): EntryMetadata {
  const { author, license, date, source, framework_targets } = says;
  return {
    ...counts,
    formats_generated: formatsGenerated,
    author,
    license,
    date,
    source,
    framework_targets,
  };
}

/** How sound a model is: healthy without anything above info. */
export function healthOf(
  diagnostics: readonly Diagnostic[],
  checkedAt: string,
  checkedWith: string,
): Health {
  const errors = countSeverity(diagnostics, 'error');
  const warnings = countSeverity(diagnostics, 'warning');
  const status = errors > 0 ? 'unhealthy' : warnings > 0 ? 'degraded' : 'healthy';
  return { status, errors, warnings, checked_at: checkedAt, checked_with: checkedWith };
}

/** The number of a version, and why it is that. */
export type Numbered = Pick<
  VersionEntry,
  'version' | 'bump' | 'previous' | 'changes' | 'same_content_as'
>;

/** A version of some content. */
export function versionEntry(
  content: Content,
  { version, bump, previous, changes, same_content_as }: Numbered,
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

/** The entry of a model that the registry does not know yet. */
export function newEntry(id: string, content: Content, first: VersionEntry): Entry {
  const entry = {
    model_id: id,
    ...described(content),
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
 * The entry with a version more, which is the current one; a deleted model lives again, and what
 * was rolled back before counts no more.
 */
export function withVersion(known: Entry, content: Content, added: VersionEntry): Entry {
  return {
    ...withContent(revived(withoutRollback(known)), content),
    updated_at: added.created_at,
    version: added.version,
    current_version: added.version,
    versions: { ...known.versions, [added.version]: added },
  };
}

/** What was said of its deletion is said no more. */
function revived(known: Entry): Entry {
  if (known.status !== 'deleted') return known;
  const { lifecycle: _, ...entry } = known;
  return { ...entry, status: 'active' };
}

/** The entry with its content looked at again: the version stays, what is known of it is filled in. */
export function withContent(entry: Entry, content: Content): Entry {
  const tags = [...new Set([...entry.tags, ...content.facts.details.tags])];
  const refreshed = {
    ...entry,
    ...described(content),
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
 * The entry with what was said of it with `update` in front of what its spec says. Its versions
 * keep what their own specs say.
 *
 * @param spec - what the spec of the current version says
 */
export function withAnnotations(
  entry: Entry,
  spec: Pick<Description, 'description' | 'author' | 'license'>,
): Entry {
  const said = (key: 'description' | 'author' | 'license'): string | null => {
    const value = entry.annotations?.[key];
    return value === undefined ? spec[key] : String(value);
  };
  return {
    ...entry,
    description: said('description'),
    metadata: { ...entry.metadata, author: said('author'), license: said('license') },
  };
}

/**
 * The entry with the parents and dependencies that its content declares; those that were linked
 * stay. Whether the declared ones can be taken shows beside the other models.
 */
function withLineage(entry: Entry, { lineage }: ModelFacts): Entry {
  const { parents: declared, dependencies } = lineage;
  const linked = (entry.parents ?? []).filter((it) => !it.declared);
  return withDependencies(withParents(entry, declared, linked), dependencies);
}

/** As many as the schema of the registry has room for. */
const MOST_PARENTS = 1000;

/**
 * The entry with other parents; where they are none, the key is left out.
 *
 * @param linked - those that come last, and of which none is left out for lack of room
 */
export function withParents(
  entry: Entry,
  parents: readonly Parent[],
  linked: readonly Parent[] = [],
): Entry {
  const all = [...parents.slice(0, MOST_PARENTS - linked.length), ...linked];
  if (all.length > 0) return { ...entry, parents: all };
  const { parents: _, ...rest } = entry;
  return rest;
}

function withDependencies(entry: Entry, dependencies: readonly string[]): Entry {
  if (dependencies.length > 0) return { ...entry, dependencies: [...dependencies] };
  const { dependencies: _, ...rest } = entry;
  return rest;
}

function described({
  facts,
  ...content
}: Content): Pick<
  Entry,
  | 'model_name'
  | 'name'
  | 'description'
  | 'gnn_section'
  | 'kind'
  | 'file_path'
  | 'file_size_bytes'
  | 'hash'
  | 'semantic_hash'
> {
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

/** The entry of a model whose file holds the current content: what was rolled back counts no more. */
export function withoutRollback(known: Entry): Entry {
  const { rolled_back_from: _, ...entry } = known;
  return entry;
}
