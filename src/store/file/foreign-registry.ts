/**
 * Converts a registry of another program to our state, and keeps as much of it as possible. Pure.
 *
 * Values that are understood are converted, others are kept verbatim in `foreign`, and those that fit
 * neither are reported. Objects are read as maps of their own keys, so that `__proto__` is just a key.
 */
import { validate } from '../../domain/generated/model-registry.js';
import { isList, saysNothing } from '../../domain/json.js';
import type { Entry, EntryMetadata, Registry, VersionEntry } from '../../domain/model.js';
import { optionalKeysOf, requiredKeysOf } from '../../domain/persisted.js';
import { FORMAT, type RegistryState } from '../../domain/registry-state.js';
import { isFolderName } from '../../domain/archive-names.js';
import type { EditedRegistry } from '../../domain/take-edited.js';
import { ORIGIN_KEYS, isShown, withAnnotations } from '../../domain/with-annotations.js';
import {
  acceptBareHash,
  acceptInteger,
  acceptOnly,
  acceptPrefixedHash,
  acceptText,
  acceptTexts,
  acceptTimestamp,
  acceptUsualText,
  acceptVersion,
  isAnnotation,
  keepForeign,
  keepKeys,
  readObject,
  recordLost,
  take,
  type Context,
  type Unread,
} from './foreign-values.js';

/** The converted state, and the values that could not be kept. */
export type ConvertedRegistry = Pick<EditedRegistry, 'state' | 'lost' | 'isCurrent' | 'raw'>;

const MODEL_KEYS = ['model_id', 'model_name', 'name', 'versions', 'current_version'];

/**
 * Converts a registry of the Python step, or any object whose `models` are keyed by id.
 *
 * Every model and version keeps its name and number, even a number such as `1.0` that is not a semantic
 * version. Times become RFC 3339 in UTC with milliseconds (without a zone: read as UTC; unreadable:
 * `now`). The health of each model is unknown, so that the next run checks it.
 *
 * @returns Undefined if the value is not a registry.
 */
export function convertForeign(json: unknown, now: Date): ConvertedRegistry | undefined {
  const top = readObject(json);
  const models = readObject(top?.get('models'));
  if (top === undefined || models === undefined) return undefined;
  const readable = [...models.values()].some(looksLikeModel);
  if (models.size > 0 && !readable) return undefined;
  const isCurrent = top.get('version') === FORMAT;
  const context: Context = { now: now.toISOString(), isCurrent, lost: [], within: {} };
  // Fields about the text itself do not apply to a new text, and no log leads to it.
  const ours = [...requiredKeysOf('registry'), 'audit', 'deleted_models'];
  const deleted = readObject(top?.get('deleted_models')) ?? new Map<string, unknown>();
  const raw = new Map([...deleted, ...models]);
  const rest = new Map([...top].filter(([key]) => !ours.includes(key)));
  const state: RegistryState = {
    generation: take(top, 'generation', acceptInteger(Number.MAX_SAFE_INTEGER)) ?? 0,
    updatedAt: take(top, 'updated_at', acceptTimestamp) ?? context.now,
    models: new Map(
      [...raw].flatMap(([id, value]) =>
        convertEntry(id, value, { ...context, within: { model: id } }),
      ),
    ),
    ...takeOptional(rest, 'registry', completeRegistry),
    ...keepForeign(rest, 'registry', context),
  };
  return { state, lost: context.lost, isCurrent, raw };
}

function looksLikeModel(value: unknown): boolean {
  const left = readObject(value);
  return left !== undefined && MODEL_KEYS.some((key) => left.has(key));
}

function convertEntry(id: string, value: unknown, context: Context): [string, Entry][] {
  const path = `models.${id}`;
  const left = readObject(value);
  if (left === undefined || !isFolderName(id)) return recordLost(context, path);
  take(left, 'model_id', acceptOnly(id));
  const name =
    take(left, 'name', acceptUsualText) ?? take(left, 'model_name', acceptUsualText) ?? id;
  take(left, 'model_name', acceptOnly(name));
  const created =
    take(left, 'created_at', acceptTimestamp) ??
    take(left, 'registered_at', acceptTimestamp) ??
    context.now;
  take(left, 'registered_at', (other) => acceptOnly(created)(acceptTimestamp(other)));
  const filePath = take(left, 'file_path', acceptUsualText);
  const versions = convertVersions(left, path, filePath, context);
  const number =
    take(left, 'current_version', acceptVersion) ??
    take(left, 'version', acceptVersion) ??
    versions.at(-1)?.[0] ??
    '';
  take(left, 'version', acceptOnly(number));
  // A health in our own format is not trusted in a file written by another program.
  take(left, 'health', acceptOwnHealth);
  const description = take(left, 'description', acceptText(16_777_216));
  // It stands where the spec gives none, whatever versions come.
  if (description !== null && description !== '') left.set('description', description);
  const { metadata, annotations, isGone } = convertEntryMetadata(left, context);
  const current = versions.find(([version]) => version === number)?.[1];
  const entry: Entry = {
    model_id: id,
    model_name: name,
    name,
    description,
    gnn_section: take(left, 'gnn_section', acceptUsualText),
    kind: take(left, 'kind', (kind) => completeEntry({ kind })?.kind),
    file_path: filePath ?? current?.file_path ?? '',
    file_size_bytes: take(left, 'file_size_bytes', acceptInteger(Number.MAX_SAFE_INTEGER)),
    hash: take(left, 'hash', acceptBareHash) ?? current?.hash ?? null,
    semantic_hash: take(left, 'semantic_hash', acceptPrefixedHash),
    registered_at: created,
    created_at: created,
    updated_at: take(left, 'updated_at', acceptTimestamp) ?? context.now,
    version: number,
    current_version: number,
    status: take(left, 'status', (status) => completeEntry({ status })?.status) ?? 'active',
    tags: takeTags(left, path, context),
    metadata,
    health: { status: 'unknown', errors: 0, warnings: 0, checked_at: null, checked_with: null },
    file_hash: take(left, 'file_hash', acceptBareHash),
    versions: Object.fromEntries(versions),
    ...takeOptional(left, 'entry', completeEntry),
    ...keepForeign(left, path, context),
  };
  const kept = Object.entries(entry.annotations ?? {}).filter(([key]) => !isGone(key));
  const said = { ...annotations, ...Object.fromEntries(kept) };
  const { annotations: _, ...bare } = entry;
  const annotated = Object.keys(said).length > 0 ? { ...bare, annotations: said } : bare;
  const { author, license } = entry.metadata;
  return [[id, withAnnotations(annotated, { description: entry.description, author, license })]];
}

function convertVersions(
  left: Unread,
  path: string,
  filePath: string | null,
  all: Context,
): [string, VersionEntry][] {
  const versions = take(left, 'versions', readObject) ?? new Map<string, unknown>();
  return [...versions].flatMap(([number, value]): [string, VersionEntry][] => {
    const context = { ...all, within: { ...all.within, version: number } };
    const place = `${path}.versions.${number}`;
    const one = readObject(value);
    if (one === undefined || acceptVersion(number) === undefined) return recordLost(context, place);
    take(one, 'version', acceptOnly(number));
    const entry: VersionEntry = {
      version: number,
      file_path: take(one, 'file_path', acceptUsualText) ?? filePath ?? '',
      created_at: take(one, 'created_at', acceptTimestamp) ?? context.now,
      hash: take(one, 'hash', acceptBareHash),
      semantic_hash: take(one, 'semantic_hash', acceptPrefixedHash),
      bump: take(one, 'bump', (bump) => completeVersion({ bump })?.bump),
      previous: take(one, 'previous', acceptVersion),
      changes: take(one, 'changes', (changes) => completeVersion({ changes })?.changes),
      same_content_as: take(one, 'same_content_as', acceptVersion),
      metadata: convertVersionMetadata(one, place, context),
      source: take(one, 'source', acceptUsualText),
      ...takeOptional(one, 'version_entry', completeVersion),
      ...keepForeign(one, place, context),
    };
    return [[number, entry]];
  });
}

/**
 * Takes the tags. Of an edited registry of ours each one counts, and what is no text is lost by itself; a list
 * of another program that is not understood is kept as it is.
 */
function takeTags(left: Unread, path: string, context: Context): readonly string[] {
  if (!context.isCurrent) return take(left, 'tags', acceptTexts) ?? [];
  const tags = take(left, 'tags', (value) => (isList(value) ? value : undefined)) ?? [];
  return tags.flatMap((tag, at) => acceptTexts([tag]) ?? recordLost(context, `${path}.tags.${at}`));
}

/** Takes the counts and the origin out of `metadata`, and leaves the rest of that. */
function convertMetadata(inner: Unread): EntryMetadata {
  const count = acceptInteger(100_000_000);
  return {
    variables: take(inner, 'variables', count),
    connections: take(inner, 'connections', count),
    edges: take(inner, 'edges', count),
    parameters: take(inner, 'parameters', count),
    equations: take(inner, 'equations', count),
    ontology_terms: take(inner, 'ontology_terms', count),
    formats_generated: take(inner, 'formats_generated', count),
    author: take(inner, 'author', acceptUsualText),
    license: take(inner, 'license', acceptUsualText),
    date: take(inner, 'date', acceptUsualText),
    source: take(inner, 'source', acceptUsualText),
    framework_targets: take(inner, 'framework_targets', acceptTexts) ?? [],
  };
}

/** Other values stay where the readers of the other program look for them. */
function convertVersionMetadata(left: Unread, path: string, context: Context): EntryMetadata {
  const inner = readMetadata(left);
  const metadata = convertMetadata(inner);
  return { ...keepKeys(inner, `${path}.metadata`, context, 0), ...metadata };
}

/**
 * Converts the metadata of a model. Single values become annotations, which `update` changes; others, and
 * what applies where the spec says nothing, are left for `foreign`.
 */
function convertEntryMetadata(
  left: Unread,
  { isCurrent }: Context,
): Pick<Entry, 'metadata' | 'annotations'> & {
  /** Whether an annotation was removed where other programs see it. */
  readonly isGone: (key: string) => boolean;
} {
  const inner = readMetadata(left);
  // An edited registry of ours has its annotations twice: that of them which was edited differs.
  const own = readObject(left.get('annotations'));
  // A value that was emptied is as good as removed; one that was empty before is not.
  const isSeen = ([key, value]: [string, unknown]): boolean =>
    !saysNothing(value) || value === own?.get(key);
  const seen = new Set([...inner].filter(isSeen).map(([key]) => key));
  const metadata = convertMetadata(inner);
  const notes = [...inner].filter(isAnnotation);
  for (const [key, value] of notes) {
    if (own?.has(key) !== true || own.get(key) === value) inner.delete(key);
  }
  for (const key of ORIGIN_KEYS) if ((metadata[key] ?? '') !== '') inner.set(key, metadata[key]);
  if (inner.size > 0) left.set('metadata', Object.fromEntries(inner));
  const isGone = (key: string): boolean => isCurrent && isShown(key) && !seen.has(key);
  return { metadata, isGone, ...(notes.length > 0 && { annotations: Object.fromEntries(notes) }) };
}

function readMetadata(left: Unread): Unread {
  return take(left, 'metadata', readObject) ?? new Map<string, unknown>();
}

/** Accepts a health in our own format only; a health of another form is kept as foreign. */
function acceptOwnHealth(value: unknown): Unread | undefined {
  const health = readObject(value);
  const ours = requiredKeysOf('health');
  return [...(health?.keys() ?? [])].every((key) => ours.includes(key)) ? health : undefined;
}

/** Takes out the optional values that are valid in our schema. */
function takeOptional(
  left: Unread,
  shape: 'registry' | 'entry' | 'version_entry',
  complete: (values: Values) => object | undefined,
): Values {
  const taken: Record<string, unknown> = {};
  for (const key of optionalKeysOf(shape).filter((it) => left.has(it) && it !== 'foreign')) {
    const value = take(left, key, (it) => complete({ [key]: it }) && it);
    if (value !== null) taken[key] = value;
  }
  return taken;
}

/** A minimal registry, and an entry with one version, as converted from empty objects. */
const MINIMAL_REGISTRY = {
  schema: 'urn:gnn-model-registry:schema:model-registry:1',
  version: FORMAT,
  generation: 0,
  checksum: `sha256:${'0'.repeat(64)}`,
  updated_at: new Date(0).toISOString(),
};
const [[, MINIMAL_ENTRY] = []] = convertEntry(
  'bare',
  { versions: { 0: {} } },
  { now: MINIMAL_REGISTRY.updated_at, isCurrent: true, lost: [], within: {} },
);

type Values = Readonly<Record<string, unknown>>;

/** Returns the minimal registry with other values, if the schema accepts them. */
function completeRegistry(values: Values): Registry | undefined {
  const registry: unknown = { ...MINIMAL_REGISTRY, models: {}, ...values };
  return isRegistry(registry) ? registry : undefined;
}

function completeEntry(values: Values): Entry | undefined {
  return completeRegistry({ models: { bare: { ...MINIMAL_ENTRY, ...values } } })?.models['bare'];
}

function completeVersion(values: Values): VersionEntry | undefined {
  return completeEntry({ versions: { 0: { ...MINIMAL_ENTRY?.versions[0], ...values } } })
    ?.versions[0];
}

function isRegistry(value: unknown): value is Registry {
  return validate(value);
}
