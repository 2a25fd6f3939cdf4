/** The registry as text, and the check that nobody else has changed that text. Pure. */
import { sha256 } from '../../domain/canonical.js';
import type { Entry, EntryMetadata, Health, Registry, VersionEntry } from '../../domain/model.js';
import type { RegistryState } from '../../domain/registry-state.js';
import type { Models } from '../../domain/models.js';
import { byCodeUnit } from '../../domain/order.js';
import { TextBuffer } from '../../domain/text-buffer.js';

const EMPTY_CHECKSUM = '"checksum": ""';
/** Stands in the place of a checksum that is not known yet. */
const NO_CHECKSUM = `"checksum": "sha256:${'0'.repeat(64)}"`;
const SEPARATOR = ',\n';
/** Bytes of an entry with one version. */
const USUAL_ENTRY = 3072;

/** How many bytes of the text its first lines may take. */
const HEAD = 4096;

// At two spaces of indentation only the key of the top level stands: a text has no bare line break.
const CHECKSUM_LINE = /^ {2}"checksum": "(sha256:[0-9a-f]{64})",$/m;

/**
 * The text of `model_registry.json`: the same state gives the same bytes. Two-space indent, LF, a
 * final newline, keys in the order of the schema, models in code-unit order.
 *
 * Its checksum is `sha256:` over this very text with the checksum's value left empty.
 */
export function emitRegistry(state: RegistryState): Buffer {
  const head: Omit<Registry, 'models' | 'foreign' | 'purged'> = {
    schema: 'urn:gnn-model-registry:schema:model-registry:1',
    version: '1.0.0',
    generation: state.generation,
    checksum: `sha256:${'0'.repeat(64)}`,
    updated_at: state.updatedAt,
    ...(state.audit === undefined ? {} : { audit: state.audit }),
  };
  const { foreign, purged } = state;
  const rest = Object.entries({ foreign, purged }).flatMap(([key, value]) =>
    value === undefined ? [] : `,\n  "${key}": ${indent(value).replaceAll('\n', '\n  ')}`,
  );
  const text = new TextBuffer(state.models.size * USUAL_ENTRY);
  text.append(`${indent(head).slice(0, -2)},\n  "models": `);
  for (const piece of emitModels(state.models)) text.append(piece);
  text.append(`${rest.join('')}\n}\n`);
  const { bytes } = text;
  const at = bytes.indexOf(NO_CHECKSUM);
  const behind = bytes.subarray(at + NO_CHECKSUM.length);
  bytes.write(`"checksum": "sha256:${sha256(bytes.subarray(0, at), EMPTY_CHECKSUM, behind)}"`, at);
  return bytes;
}

function* emitModels(models: Models): Generator<string | Uint8Array> {
  if (models.size === 0) return yield '{}';
  let separator = '{\n';
  let read: Uint8Array | undefined;
  // One by one: an object of all models would put ids such as `10` first, whatever their order.
  for (const id of [...models.keys()].toSorted(byCodeUnit)) {
    const text = models.textOf?.(id);
    if (text !== undefined && read !== undefined && isNext(text, read)) {
      // As it was read, with the separator between: thousands of entries are taken at once.
      read = new Uint8Array(read.buffer, read.byteOffset, endOf(text) - read.byteOffset);
      continue;
    }
    if (read !== undefined) yield read;
    yield separator;
    separator = SEPARATOR;
    read = text;
    if (text === undefined) yield emitEntry(id, models.get(id));
  }
  if (read !== undefined) yield read;
  yield '\n  }';
}

/** Of two texts that were read: nothing but the separator stands between them. */
function isNext(text: Uint8Array, before: Uint8Array): boolean {
  return text.buffer === before.buffer && text.byteOffset === endOf(before) + SEPARATOR.length;
}

function endOf({ byteOffset, length }: Uint8Array): number {
  return byteOffset + length;
}

/** Whether a registry's text is the one that its checksum was taken of. */
export function verifyChecksum(bytes: Uint8Array): boolean {
  const found = findChecksum(bytes);
  if (found === undefined) return false;
  const sum = sha256(
    bytes.subarray(0, found.from),
    `  ${EMPTY_CHECKSUM},`,
    bytes.subarray(found.to),
  );
  return found.checksum === `sha256:${sum}`;
}

/** The checksum that a registry's text names, right or wrong; empty where it names none. */
export function readChecksum(bytes: Uint8Array): string {
  return findChecksum(bytes)?.checksum ?? '';
}

/** Where the checksum stands: in the first lines, before the models. */
function findChecksum(
  bytes: Uint8Array,
): { readonly checksum: string; readonly from: number; readonly to: number } | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD));
  const found = CHECKSUM_LINE.exec(head.toString('latin1'));
  const checksum = found?.[1];
  if (found === null || checksum === undefined) return undefined;
  return { checksum, from: found.index, to: found.index + found[0].length };
}

function emitEntry(id: string, entry: Entry | undefined): string {
  const text = entry === undefined ? 'null' : indent(orderEntry(entry)).replaceAll('\n', '\n    ');
  return `    ${JSON.stringify(id)}: ${text}`;
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
    ...given(entry, 'lifecycle'),
    tags: entry.tags,
    ...given(entry, 'aliases', 'annotations', 'parents', 'dependencies'),
    metadata: orderMetadata(entry.metadata),
    health: orderHealth(entry.health),
    ...given(entry, 'use'),
    file_hash: entry.file_hash,
    ...given(entry, 'rolled_back_from'),
    versions: Object.fromEntries(
      Object.entries(entry.versions).map(([version, one]) => [version, orderVersion(one)]),
    ),
    ...given(entry, 'foreign'),
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
    ...given(health, 'message'),
  };
}

/** An entry with the keys that a registry of an older release does not have, as it is written. */
export function completeEntry(entry: Entry): Entry {
  const versions = Object.entries(entry.versions);
  if (versions.every(([, one]) => OLDER_KEYS.every((key) => one[key] !== undefined))) return entry;
  const whole = versions.map(([version, one]) => [version, orderVersion(one)] as const);
  return { ...entry, versions: Object.fromEntries(whole) };
}

const OLDER_KEYS = ['previous', 'changes', 'same_content_as'] as const;

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
    ...given(one, 'tags', 'metrics', 'exports', 'bindings', 'archived_at', 'deleted_at', 'foreign'),
  };
}

/** The keys that are there: most entries have few of those that may be left out. */
function given<T extends object, K extends keyof T>(value: T, ...keys: K[]): Partial<Pick<T, K>> {
  const there: Partial<Pick<T, K>> = {};
  for (const key of keys) if (value[key] !== undefined) there[key] = value[key];
  return there;
}
