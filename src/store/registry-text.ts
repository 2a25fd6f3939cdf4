/** The registry as text, and the check that nobody else has changed that text. Pure. */
import { sha256 } from '../domain/canonical.js';
import type {
  Entry,
  EntryMetadata,
  Health,
  Registry,
  RegistryState,
  VersionEntry,
} from '../domain/model.js';
import { byCodeUnit } from '../domain/order.js';

const EMPTY_CHECKSUM = '"checksum": ""';

// At two spaces of indentation only the key of the top level stands: a text has no bare line break.
const CHECKSUM_LINE = /^ {2}"checksum": "(sha256:[0-9a-f]{64})",$/m;

/**
 * The text of `model_registry.json`: the same state gives the same bytes. Two-space indent, LF, a
 * final newline, keys in the order of the schema, models in code-unit order.
 *
 * Its checksum is `sha256:` over this very text with the checksum's value left empty.
 */
export function emitRegistry(state: RegistryState): string {
  const head: Omit<Registry, 'models' | 'foreign'> = {
    schema: 'urn:gnn-model-registry:schema:model-registry:1',
    version: '1.0.0',
    generation: state.generation,
    checksum: '',
    updated_at: state.updatedAt,
  };
  const models = [...state.models].toSorted(([a], [b]) => byCodeUnit(a, b)).map(emitModel);
  const body = models.length === 0 ? '{}' : `{\n${models.join(',\n')}\n  }`;
  const rest =
    state.foreign === undefined
      ? ''
      : `,\n  "foreign": ${indent(state.foreign).replaceAll('\n', '\n  ')}`;
  const text = `${indent(head).slice(0, -2)},\n  "models": ${body}${rest}\n}\n`;
  return text.replace(EMPTY_CHECKSUM, `"checksum": "sha256:${sha256(text)}"`);
}

/** Whether a registry's text is the one that its checksum was taken of. */
export function verifyChecksum(text: string): boolean {
  const found = CHECKSUM_LINE.exec(text);
  const checksum = found?.[1];
  if (found === null || checksum === undefined) return false;
  const before = text.slice(0, found.index);
  const after = text.slice(found.index + found[0].length);
  return checksum === `sha256:${sha256(`${before}  ${EMPTY_CHECKSUM},${after}`)}`;
}

/** The checksum that a registry's text names, right or wrong; empty where it names none. */
export function readChecksum(text: string): string {
  return CHECKSUM_LINE.exec(text)?.[1] ?? '';
}

// One by one: an object of all models would put ids such as `10` first, whatever their order.
function emitModel([id, entry]: readonly [string, Entry]): string {
  return `    ${JSON.stringify(id)}: ${indent(orderEntry(entry)).replaceAll('\n', '\n    ')}`;
}

function indent(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

function orderEntry(entry: Entry): Entry {
  return {
    model_id: entry.model_id,
    model_name: entry.model_name,
    name: entry.name,
    description: entry.description,
    gnn_section: entry.gnn_section,
    kind: entry.kind,
    file_path: entry.file_path,
    file_size_bytes: entry.file_size_bytes,
    hash: entry.hash,
    semantic_hash: entry.semantic_hash,
    registered_at: entry.registered_at,
    created_at: entry.created_at,
    updated_at: entry.updated_at,
    version: entry.version,
    current_version: entry.current_version,
    status: entry.status,
    tags: entry.tags,
    metadata: orderMetadata(entry.metadata),
    health: orderHealth(entry.health),
    file_hash: entry.file_hash,
    ...(entry.rolled_back_from === undefined ? {} : { rolled_back_from: entry.rolled_back_from }),
    versions: Object.fromEntries(
      Object.entries(entry.versions).map(([version, one]) => [version, orderVersion(one)]),
    ),
    ...(entry.foreign === undefined ? {} : { foreign: entry.foreign }),
  };
}

function orderMetadata(metadata: EntryMetadata): EntryMetadata {
  return {
    variables: metadata.variables,
    connections: metadata.connections,
    edges: metadata.edges,
    parameters: metadata.parameters,
    equations: metadata.equations,
    ontology_terms: metadata.ontology_terms,
    formats_generated: metadata.formats_generated,
    author: metadata.author,
    license: metadata.license,
    date: metadata.date,
    source: metadata.source,
    framework_targets: metadata.framework_targets,
  };
}

function orderHealth(health: Health): Health {
  return {
    status: health.status,
    errors: health.errors,
    warnings: health.warnings,
    checked_at: health.checked_at,
    checked_with: health.checked_with,
  };
}

function orderVersion(one: VersionEntry): VersionEntry {
  return {
    version: one.version,
    file_path: one.file_path,
    created_at: one.created_at,
    hash: one.hash,
    semantic_hash: one.semantic_hash,
    bump: one.bump,
    // A registry of the release before does not say them.
    previous: one.previous ?? null,
    changes: one.changes ?? null,
    same_content_as: one.same_content_as ?? null,
    metadata: orderMetadata(one.metadata),
    source: one.source,
    ...(one.foreign === undefined ? {} : { foreign: one.foreign }),
  };
}
