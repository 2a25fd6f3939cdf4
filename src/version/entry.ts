import type { Diagnostic } from '../domain/diagnostics.js';
import { countSeverity } from '../domain/diagnostics.js';
import { describeModel } from '../domain/describe.js';
import type {
  Entry,
  EntryMetadata,
  GnnModel,
  Health,
  SourcePath,
  VersionEntry,
} from '../domain/model.js';

/** All of an entry that comes from the content of its current version. */
export interface Content {
  readonly source: SourcePath;
  readonly hash: string;
  readonly semanticHash: string;
  readonly fileHash: string | null;
  readonly sizeBytes: number;
  readonly model: GnnModel;
  readonly metadata: EntryMetadata;
  readonly health: Health;
  /** The path of the archived bytes, below the step's output. */
  readonly archive: string;
}

/** The counts of a model, and what it says of its origin. */
export function metadataOf(model: GnnModel, formatsGenerated: number | null): EntryMetadata {
  const { author, license, date, source, framework_targets } = describeModel(model);
  return {
    variables: model.variables.length,
    connections: model.connections.length,
    edges: model.connections.reduce(
      (sum, { sources, targets }) => sum + sources.length * targets.length,
      0,
    ),
    parameters: model.parameters.length,
    equations: model.equations.length,
    ontology_terms: model.ontology.length,
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

/** A version of some content. */
export function versionEntry(
  content: Content,
  version: string,
  bump: VersionEntry['bump'],
  now: string,
): VersionEntry {
  return {
    version,
    file_path: content.source.filePath,
    created_at: now,
    hash: content.hash,
    semantic_hash: content.semanticHash,
    bump,
    metadata: content.metadata,
    source: content.archive,
  };
}

/** The entry of a model that the registry does not know yet. */
export function newEntry(id: string, content: Content, first: VersionEntry): Entry {
  return {
    model_id: id,
    ...described(content),
    registered_at: first.created_at,
    created_at: first.created_at,
    updated_at: first.created_at,
    version: first.version,
    current_version: first.version,
    status: 'active',
    tags: describeModel(content.model).tags,
    metadata: content.metadata,
    health: content.health,
    file_hash: content.fileHash,
    versions: { [first.version]: first },
  };
}

/** The entry with a version more, which is the current one; a deleted model lives again. */
export function withVersion(entry: Entry, content: Content, added: VersionEntry): Entry {
  return {
    ...withContent(entry, content),
    updated_at: added.created_at,
    version: added.version,
    current_version: added.version,
    status: entry.status === 'deleted' ? 'active' : entry.status,
    versions: { ...entry.versions, [added.version]: added },
  };
}

/** The entry with its content looked at again: the version stays, what is known of it is filled in. */
export function withContent(entry: Entry, content: Content): Entry {
  const tags = [...new Set([...entry.tags, ...describeModel(content.model).tags])];
  return {
    ...entry,
    ...described(content),
    tags,
    metadata: content.metadata,
    health: content.health,
    file_hash: content.fileHash,
  };
}

function described({
  model,
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
    model_name: model.model_name,
    name: model.model_name,
    description: describeModel(model).description,
    gnn_section: model.gnn_section,
    kind: model.kind,
    file_path: content.source.filePath,
    file_size_bytes: content.sizeBytes,
    hash: content.hash,
    semantic_hash: content.semanticHash,
  };
}
