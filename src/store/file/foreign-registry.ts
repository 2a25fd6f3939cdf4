/**
 * A registry that another program wrote → our state, with everything in it that can be kept. Pure.
 *
 * What is understood moves to its place, what is not stays verbatim in `foreign`, and what fits
 * neither is named. Objects are read as maps of their own keys, so that `__proto__` is mere text.
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

/** What was read, and the places (such as `models.a.notes`) of what could not be kept. */
export interface Adopted {
  state: RegistryState;
  lost: string[];
}

/** The values of an object that nobody has understood yet. */
type Left = Map<string, unknown>;

/** Undefined for a value that is not understood. */
type Accept<T> = (value: unknown) => T | undefined;

interface Context {
  /** RFC 3339, for times that are missing. */
  now: string;
  lost: string[];
}

const MODEL_KEYS = ['model_id', 'model_name', 'name', 'versions', 'current_version'];
const TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(\.\d+)?\s?(Z|[+-]\d\d:?\d\d)?)?$/i;

/**
 * Reads a registry of the field's own step, or any object whose `models` are keyed by id.
 *
 * Every model and every version is kept under its own name and number, also a number such as `1.0`
 * that is no semantic version. Times become RFC 3339 UTC milliseconds (without a zone: read as UTC;
 * unreadable: `now`). The health of each model is unknown, so that the next run checks it.
 *
 * @returns Undefined when the value does not read as a registry.
 */
export function adoptForeign(json: unknown, now: Date): Adopted | undefined {
  const top = readObject(json);
  const models = readObject(top?.get('models'));
  if (top === undefined || models === undefined) return undefined;
  const readable = [...models.values()].some(looksLikeModel);
  if (models.size > 0 && !readable) return undefined;
  const context: Context = { now: now.toISOString(), lost: [] };
  // What is said of the text does not hold of another text, and no log leads to it.
  const ours = [...requiredKeysOf('registry'), 'audit'];
  const rest = new Map([...top].filter(([key]) => !ours.includes(key)));
  const state: RegistryState = {
    generation: take(top, 'generation', wholeUpTo(Number.MAX_SAFE_INTEGER)) ?? 0,
    updatedAt: take(top, 'updated_at', timestamp) ?? context.now,
    models: new Map([...models].flatMap(([id, value]) => adoptEntry(id, value, context))),
    ...takeOptional(rest, 'registry', registryWith),
    ...keepForeign(rest, 'registry', context),
  };
  return { state, lost: context.lost };
}

function looksLikeModel(value: unknown): boolean {
  const left = readObject(value);
  return left !== undefined && MODEL_KEYS.some((key) => left.has(key));
}

function adoptEntry(id: string, value: unknown, context: Context): [string, Entry][] {
  const path = `models.${id}`;
  const left = readObject(value);
  if (left === undefined || !isFolderName(id)) return lose(context, path);
  take(left, 'model_id', only(id));
  const name = take(left, 'name', text) ?? take(left, 'model_name', text) ?? id;
  take(left, 'model_name', only(name));
  const created =
    take(left, 'created_at', timestamp) ?? take(left, 'registered_at', timestamp) ?? context.now;
  take(left, 'registered_at', (other) => only(created)(timestamp(other)));
  const filePath = take(left, 'file_path', text);
  const versions = adoptVersions(left, path, filePath, context);
  const number =
    take(left, 'current_version', versionNumber) ??
    take(left, 'version', versionNumber) ??
    versions.at(-1)?.[0] ??
    '0.0.0';
  take(left, 'version', only(number));
  // What our own format says of the soundness is not believed of a file that another one wrote.
  take(left, 'health', ownHealth);
  const current = versions.find(([version]) => version === number)?.[1];
  const entry: Entry = {
    model_id: id,
    model_name: name,
    name,
    description: take(left, 'description', textUpTo(16_777_216)),
    gnn_section: take(left, 'gnn_section', text),
    kind: take(left, 'kind', (kind) => entryWith({ kind })?.kind),
    file_path: filePath ?? current?.file_path ?? '',
    file_size_bytes: take(left, 'file_size_bytes', wholeUpTo(Number.MAX_SAFE_INTEGER)),
    hash: take(left, 'hash', bareHash) ?? current?.hash ?? null,
    semantic_hash: take(left, 'semantic_hash', prefixedHash),
    registered_at: created,
    created_at: created,
    updated_at: take(left, 'updated_at', timestamp) ?? context.now,
    version: number,
    current_version: number,
    status: take(left, 'status', (status) => entryWith({ status })?.status) ?? 'active',
    tags: take(left, 'tags', shortTexts) ?? [],
    metadata: adoptMetadata(left),
    health: { status: 'unknown', errors: 0, warnings: 0, checked_at: null, checked_with: null },
    file_hash: take(left, 'file_hash', bareHash),
    versions: Object.fromEntries(versions),
    ...takeOptional(left, 'entry', entryWith),
    ...keepForeign(left, path, context),
  };
  return [[id, entry]];
}

function adoptVersions(
  left: Left,
  path: string,
  filePath: string | null,
  context: Context,
): [string, VersionEntry][] {
  const versions = take(left, 'versions', readObject) ?? new Map<string, unknown>();
  return [...versions].flatMap(([number, value]): [string, VersionEntry][] => {
    const place = `${path}.versions.${number}`;
    const one = readObject(value);
    if (one === undefined || versionNumber(number) === undefined) return lose(context, place);
    take(one, 'version', only(number));
    const entry: VersionEntry = {
      version: number,
      file_path: take(one, 'file_path', text) ?? filePath ?? '',
      created_at: take(one, 'created_at', timestamp) ?? context.now,
      hash: take(one, 'hash', bareHash),
      semantic_hash: take(one, 'semantic_hash', prefixedHash),
      bump: take(one, 'bump', (bump) => versionWith({ bump })?.bump),
      previous: take(one, 'previous', versionNumber),
      changes: take(one, 'changes', (changes) => versionWith({ changes })?.changes),
      same_content_as: take(one, 'same_content_as', versionNumber),
      metadata: adoptMetadata(one),
      source: take(one, 'source', text),
      ...takeOptional(one, 'version_entry', versionWith),
      ...keepForeign(one, place, context),
    };
    return [[number, entry]];
  });
}

function adoptMetadata(left: Left): EntryMetadata {
  const inner = take(left, 'metadata', readObject) ?? new Map<string, unknown>();
  const count = wholeUpTo(100_000_000);
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
    framework_targets: take(inner, 'framework_targets', shortTexts) ?? [],
    ...takeOptional(inner, 'entry_metadata', metadataWith),
  };
  if (inner.size > 0) left.set('metadata', Object.fromEntries(inner));
  return metadata;
}

/** Only what our own format has: a health of another form is another program's word, and kept. */
function ownHealth(value: unknown): Left | undefined {
  const health = readObject(value);
  const ours = requiredKeysOf('health');
  return [...(health?.keys() ?? [])].every((key) => ours.includes(key)) ? health : undefined;
}

/** Takes a value out where it is understood; null says nothing, so that it is taken out as well. */
function take<T>(left: Left, key: string, accept: Accept<T>): T | null {
  const value = left.get(key);
  if (value === undefined) return null;
  const taken = value === null ? null : accept(value);
  if (taken !== undefined) left.delete(key);
  return taken ?? null;
}

/** Takes out the values that the schema allows where they stand. */
function takeOptional(
  left: Left,
  shape: 'registry' | 'entry' | 'version_entry' | 'entry_metadata',
  fit: (values: Values) => object | undefined,
): Values {
  const keys = optionalKeysOf(shape).filter((key) => left.has(key) && key !== 'foreign');
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = take(left, key, (it) => (fit({ [key]: it }) === undefined ? undefined : it));
      return value === null ? [] : [[key, value]];
    }),
  );
}

function lose(context: Context, path: string): [] {
  context.lost.push(path.length > 200 ? `${path.slice(0, 199)}…` : path);
  return [];
}

function keepForeign(
  left: Left,
  path: string,
  context: Context,
): { foreign?: Record<string, FrontMatterValue> } {
  // An own registry that was edited has such an object already: no second one around it.
  const before = take(left, 'foreign', readObject) ?? new Map<string, unknown>();
  for (const key of before.keys()) if (left.has(key)) lose(context, `${path}.foreign.${key}`);
  const foreign = keepKeys(new Map([...before, ...left]), path, context, 0);
  return Object.keys(foreign).length === 0 ? {} : { foreign };
}

function keepKeys(
  values: Left,
  path: string,
  context: Context,
  depth: number,
): Record<string, FrontMatterValue> {
  return Object.fromEntries(
    [...values].flatMap(([key, value]): [string, FrontMatterValue][] => {
      const place = `${path}.${key}`;
      if (key === '__proto__' || key.length > BOUNDS.valueKey) return lose(context, place);
      const kept = keepValue(value, place, context, depth);
      return kept === undefined ? [] : [[key, kept]];
    }),
  );
}

/** A value as it is, within the bounds of the schema; undefined, and named, beyond them. */
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
    // Null in the place of a lost item, so that the others keep theirs.
    return value.map((item, at) => keepValue(item, `${path}.${at}`, context, depth + 1) ?? null);
  }
  const inner = depth < VALUE_DEPTH ? readObject(value) : undefined;
  if (inner !== undefined && inner.size <= BOUNDS.valueKeys)
    return keepKeys(inner, path, context, depth + 1);
  lose(context, path);
  return undefined;
}

function readObject(value: unknown): Left | undefined {
  return isObject(value) ? new Map(Object.entries(value)) : undefined;
}

function textUpTo(limit: number): Accept<string> {
  return (value) => (typeof value === 'string' && value.length <= limit ? value : undefined);
}

const text = textUpTo(65_536);

function wholeUpTo(limit: number): Accept<number> {
  return (value) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= limit
      ? value
      : undefined;
}

/** The very value: what says the same thing twice needs to be kept once. */
function only(known: string): Accept<string> {
  return (value) => (value === known ? known : undefined);
}

function matching(pattern: RegExp): Accept<string> {
  return (value) => (typeof value === 'string' && pattern.test(value) ? value : undefined);
}

const bareHash = matching(/^[0-9a-f]{64}$/);
const prefixedHash = matching(/^sha256:[0-9a-f]{64}$/);

function versionNumber(value: unknown): string | undefined {
  const number = textUpTo(256)(value);
  return number === '' || number === '__proto__' ? undefined : number;
}

function shortTexts(value: unknown): string[] | undefined {
  if (!Array.isArray(value) || value.length > 1000) return undefined;
  const texts = value.flatMap((item) => textUpTo(512)(item) ?? []);
  return texts.length === value.length ? texts : undefined;
}

function timestamp(value: unknown): string | undefined {
  const parts = typeof value === 'string' ? TIME.exec(value) : null;
  if (parts === null) return undefined;
  const [, day, minutes = '00:00', seconds = ':00', fraction = '', zone = 'Z'] = parts;
  const hours = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const time = new Date(`${day}T${minutes}${seconds}${fraction.slice(0, 4)}${hours}`);
  // Years outside 0 to 9999 have another form, which no reader of ours takes.
  const written = Number.isNaN(time.getTime()) ? '' : time.toISOString();
  return written.length === 24 ? written : undefined;
}

/** A registry with one model and one version, all of it as adopted without a word about it. */
const BARE = {
  schema: 'urn:gnn-model-registry:schema:model-registry:1',
  version: '1.0.0',
  generation: 0,
  checksum: `sha256:${'0'.repeat(64)}`,
  updated_at: new Date(0).toISOString(),
};
const [[, BARE_ENTRY] = []] = adoptEntry(
  'bare',
  { versions: { 0: {} } },
  { now: BARE.updated_at, lost: [] },
);

type Values = Readonly<Record<string, unknown>>;

/** The registry with other values, where the schema takes them. */
function registryWith(values: Values): Registry | undefined {
  const registry: unknown = { ...BARE, models: {}, ...values };
  return isRegistry(registry) ? registry : undefined;
}

function entryWith(values: Values): Entry | undefined {
  return registryWith({ models: { bare: { ...BARE_ENTRY, ...values } } })?.models['bare'];
}

function versionWith(values: Values): VersionEntry | undefined {
  return entryWith({ versions: { 0: { ...BARE_ENTRY?.versions[0], ...values } } })?.versions[0];
}

function metadataWith(values: Values): EntryMetadata | undefined {
  return entryWith({ metadata: { ...BARE_ENTRY?.metadata, ...values } })?.metadata;
}

function isRegistry(value: unknown): value is Registry {
  return validate(value);
}
