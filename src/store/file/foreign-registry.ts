/**
 * Converts a registry of another program to our state, and keeps as much of it as possible. Pure.
 *
 * Values that are understood are converted, others are kept verbatim in `foreign`, and those that fit
 * neither are reported. Objects are read as maps of their own keys, so that `__proto__` is just a key.
 */
import { BOUNDS } from '../../domain/generated/values.js';
import { isObject } from '../../domain/json.js';
import { VALUE_DEPTH } from '../../domain/limits.js';
import { validate } from '../../domain/generated/model-registry.js';
import type {
  Entry,
  EntryMetadata,
  FrontMatterValue,
  Registry,
  VersionEntry,
} from '../../domain/model.js';
import { optionalKeysOf, requiredKeysOf } from '../../domain/persisted.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { isFolderName } from '../../domain/archive-names.js';

/** The converted state, and the paths (such as `models.a.notes`) of values that could not be kept. */
export interface ConvertedRegistry {
  state: RegistryState;
  lost: string[];
}

/** The values of an object that were not read yet. */
type Unread = Map<string, unknown>;

/** Converts a value; undefined if it is not understood. */
type Accept<T> = (value: unknown) => T | undefined;

interface Context {
  /** RFC 3339, for missing times. */
  now: string;
  lost: string[];
}

const MODEL_KEYS = ['model_id', 'model_name', 'name', 'versions', 'current_version'];
const TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(\.\d+)?\s?(Z|[+-]\d\d:?\d\d)?)?$/i;

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
  const context: Context = { now: now.toISOString(), lost: [] };
  // Fields about the text itself do not apply to a new text, and no log leads to it.
  const ours = [...requiredKeysOf('registry'), 'audit'];
  const rest = new Map([...top].filter(([key]) => !ours.includes(key)));
  const state: RegistryState = {
    generation: take(top, 'generation', acceptInteger(Number.MAX_SAFE_INTEGER)) ?? 0,
    updatedAt: take(top, 'updated_at', acceptTimestamp) ?? context.now,
    models: new Map([...models].flatMap(([id, value]) => convertEntry(id, value, context))),
    ...takeOptional(rest, 'registry', completeRegistry),
    ...keepForeign(rest, 'registry', context),
  };
  return { state, lost: context.lost };
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
  const name = take(left, 'name', text) ?? take(left, 'model_name', text) ?? id;
  take(left, 'model_name', acceptOnly(name));
  const created =
    take(left, 'created_at', acceptTimestamp) ??
    take(left, 'registered_at', acceptTimestamp) ??
    context.now;
  take(left, 'registered_at', (other) => acceptOnly(created)(acceptTimestamp(other)));
  const filePath = take(left, 'file_path', text);
  const versions = convertVersions(left, path, filePath, context);
  const number =
    take(left, 'current_version', acceptVersion) ??
    take(left, 'version', acceptVersion) ??
    versions.at(-1)?.[0] ??
    '0.0.0';
  take(left, 'version', acceptOnly(number));
  // A health in our own format is not trusted in a file written by another program.
  take(left, 'health', acceptOwnHealth);
  const current = versions.find(([version]) => version === number)?.[1];
  const entry: Entry = {
    model_id: id,
    model_name: name,
    name,
    description: take(left, 'description', acceptText(16_777_216)),
    gnn_section: take(left, 'gnn_section', text),
    kind: take(left, 'kind', (kind) => completeEntry({ kind })?.kind),
    file_path: filePath ?? current?.file_path ?? '',
    file_size_bytes: take(left, 'file_size_bytes', acceptInteger(Number.MAX_SAFE_INTEGER)),
    hash: take(left, 'hash', bareHash) ?? current?.hash ?? null,
    semantic_hash: take(left, 'semantic_hash', prefixedHash),
    registered_at: created,
    created_at: created,
    updated_at: take(left, 'updated_at', acceptTimestamp) ?? context.now,
    version: number,
    current_version: number,
    status: take(left, 'status', (status) => completeEntry({ status })?.status) ?? 'active',
    tags: take(left, 'tags', acceptTexts) ?? [],
    metadata: convertMetadata(left),
    health: { status: 'unknown', errors: 0, warnings: 0, checked_at: null, checked_with: null },
    file_hash: take(left, 'file_hash', bareHash),
    versions: Object.fromEntries(versions),
    ...takeOptional(left, 'entry', completeEntry),
    ...keepForeign(left, path, context),
  };
  return [[id, entry]];
}

function convertVersions(
  left: Unread,
  path: string,
  filePath: string | null,
  context: Context,
): [string, VersionEntry][] {
  const versions = take(left, 'versions', readObject) ?? new Map<string, unknown>();
  return [...versions].flatMap(([number, value]): [string, VersionEntry][] => {
    const place = `${path}.versions.${number}`;
    const one = readObject(value);
    if (one === undefined || acceptVersion(number) === undefined) return recordLost(context, place);
    take(one, 'version', acceptOnly(number));
    const entry: VersionEntry = {
      version: number,
      file_path: take(one, 'file_path', text) ?? filePath ?? '',
      created_at: take(one, 'created_at', acceptTimestamp) ?? context.now,
      hash: take(one, 'hash', bareHash),
      semantic_hash: take(one, 'semantic_hash', prefixedHash),
      bump: take(one, 'bump', (bump) => completeVersion({ bump })?.bump),
      previous: take(one, 'previous', acceptVersion),
      changes: take(one, 'changes', (changes) => completeVersion({ changes })?.changes),
      same_content_as: take(one, 'same_content_as', acceptVersion),
      metadata: convertMetadata(one),
      source: take(one, 'source', text),
      ...takeOptional(one, 'version_entry', completeVersion),
      ...keepForeign(one, place, context),
    };
    return [[number, entry]];
  });
}

function convertMetadata(left: Unread): EntryMetadata {
  const inner = take(left, 'metadata', readObject) ?? new Map<string, unknown>();
  const count = acceptInteger(100_000_000);
  const metadata: EntryMetadata = {
    variables: take(inner, 'variables', count),
    connections: take(inner, 'connections', count),
    edges: take(inner, 'edges', count),
    parameters: take(inner, 'parameters', count),
    equations: take(inner, 'equations', count),
    ontology_terms: take(inner, 'ontology_terms', count),
    formats_generated: take(inner, 'formats_generated', count),
    author: take(inner, 'author', text),
    license: take(inner, 'license', text),
    date: take(inner, 'date', text),
    source: take(inner, 'source', text),
    framework_targets: take(inner, 'framework_targets', acceptTexts) ?? [],
  };
  if (inner.size > 0) left.set('metadata', Object.fromEntries(inner));
  return metadata;
}

/** Accepts a health in our own format only; a health of another form is kept as foreign. */
function acceptOwnHealth(value: unknown): Unread | undefined {
  const health = readObject(value);
  const ours = requiredKeysOf('health');
  return [...(health?.keys() ?? [])].every((key) => ours.includes(key)) ? health : undefined;
}

/** Takes out a value if it is understood. Null has no information and is taken out as well. */
function take<T>(left: Unread, key: string, accept: Accept<T>): T | null {
  const value = left.get(key);
  if (value === undefined) return null;
  const taken = value === null ? null : accept(value);
  if (taken !== undefined) left.delete(key);
  return taken ?? null;
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

function recordLost(context: Context, path: string): [] {
  context.lost.push(path.length > 200 ? `${path.slice(0, 199)}…` : path);
  return [];
}

function keepForeign(
  left: Unread,
  path: string,
  context: Context,
): { foreign?: Record<string, FrontMatterValue> } {
  // An edited registry of ours has such an object already, which must not be nested.
  const before = take(left, 'foreign', readObject) ?? new Map<string, unknown>();
  for (const key of before.keys()) if (left.has(key)) recordLost(context, `${path}.foreign.${key}`);
  const foreign = keepKeys(new Map([...before, ...left]), path, context, 0);
  return Object.keys(foreign).length === 0 ? {} : { foreign };
}

function keepKeys(
  values: Unread,
  path: string,
  context: Context,
  depth: number,
): Record<string, FrontMatterValue> {
  return Object.fromEntries(
    [...values].flatMap(([key, value]): [string, FrontMatterValue][] => {
      const place = `${path}.${key}`;
      if (key === '__proto__' || key.length > BOUNDS.valueKey) return recordLost(context, place);
      const kept = keepValue(value, place, context, depth);
      return kept === undefined ? [] : [[key, kept]];
    }),
  );
}

/** Keeps a value within the bounds of the schema; beyond them, it is recorded as lost. */
function keepValue(
  value: unknown,
  path: string,
  context: Context,
  depth: number,
): FrontMatterValue | undefined {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'string' && value.length <= BOUNDS.valueText) return value;
  if (depth < VALUE_DEPTH && Array.isArray(value) && value.length <= BOUNDS.valueItems) {
    // Null replaces a lost item, so that the others keep their positions.
    return value.map((item, at) => keepValue(item, `${path}.${at}`, context, depth + 1) ?? null);
  }
  const inner = depth < VALUE_DEPTH ? readObject(value) : undefined;
  if (inner !== undefined && inner.size <= BOUNDS.valueKeys)
    return keepKeys(inner, path, context, depth + 1);
  recordLost(context, path);
  return undefined;
}

function readObject(value: unknown): Unread | undefined {
  return isObject(value) ? new Map(Object.entries(value)) : undefined;
}

function acceptText(limit: number): Accept<string> {
  return (value) => (typeof value === 'string' && value.length <= limit ? value : undefined);
}

const text = acceptText(65_536);

function acceptInteger(limit: number): Accept<number> {
  return (value) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= limit
      ? value
      : undefined;
}

/** Accepts only this value: duplicate information need not be kept. */
function acceptOnly(known: string): Accept<string> {
  return (value) => (value === known ? known : undefined);
}

function acceptMatching(pattern: RegExp): Accept<string> {
  return (value) => (typeof value === 'string' && pattern.test(value) ? value : undefined);
}

const bareHash = acceptMatching(/^[0-9a-f]{64}$/);
const prefixedHash = acceptMatching(/^sha256:[0-9a-f]{64}$/);

function acceptVersion(value: unknown): string | undefined {
  const number = acceptText(256)(value);
  return number === '' || number === '__proto__' ? undefined : number;
}

function acceptTexts(value: unknown): string[] | undefined {
  if (!Array.isArray(value) || value.length > 1000) return undefined;
  const texts = value.flatMap((item) => acceptText(512)(item) ?? []);
  return texts.length === value.length ? texts : undefined;
}

function acceptTimestamp(value: unknown): string | undefined {
  const parts = typeof value === 'string' ? TIME.exec(value) : null;
  if (parts === null) return undefined;
  const [, day, minutes = '00:00', seconds = ':00', fraction = '', zone = 'Z'] = parts;
  const hours = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const time = new Date(`${day}T${minutes}${seconds}${fraction.slice(0, 4)}${hours}`);
  // Years outside 0 to 9999 have another form, which our readers reject.
  const written = Number.isNaN(time.getTime()) ? '' : time.toISOString();
  return written.length === 24 ? written : undefined;
}

/** A minimal registry, and an entry with one version, as converted from empty objects. */
const MINIMAL_REGISTRY = {
  schema: 'urn:gnn-model-registry:schema:model-registry:1',
  version: '1.0.0',
  generation: 0,
  checksum: `sha256:${'0'.repeat(64)}`,
  updated_at: new Date(0).toISOString(),
};
const [[, MINIMAL_ENTRY] = []] = convertEntry(
  'bare',
  { versions: { 0: {} } },
  { now: MINIMAL_REGISTRY.updated_at, lost: [] },
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
