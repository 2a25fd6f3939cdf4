/** Classifies the bytes of a registry: sound, readable, of a newer format, or damaged. */
import { isUtf8 } from 'node:buffer';
import { findConflict, type MergeConflict } from '../../domain/conflict-marks.js';
import { hasMoreValues, isObject, parsePythonJson } from '../../domain/json.js';
import { foldLineEnds } from '../../domain/line-ends.js';
import type { Entry, Registry } from '../../domain/model.js';
import { completed } from '../../domain/persisted.js';
import type { RegistryState } from '../../domain/registry-state.js';
import type { EditedRegistry } from '../../domain/take-edited.js';
import { entriesWithFolder, type Models } from '../../domain/models.js';
import { divideRegistry, type DividedRegistry } from './lazy-entries.js';
import { readChecksum, verifyChecksum } from './registry-text.js';

/** The classification of a registry's bytes. */
export type ClassifiedRegistry = SoundRegistry | ReadableRegistry | NewerRegistry | DamagedRegistry;

/** Written by us, and unchanged since. */
export interface SoundRegistry {
  readonly kind: 'sound';
  readonly bytes: Buffer;
  readonly checksum: string;
  /** In which its text is written. */
  readonly format: Registry['version'];
  readonly state: RegistryState;
  /** What it says beside its models; undefined where its text was not divided. */
  readonly rest?: DividedRegistry['rest'];
}

/** Written or changed by another program or by hand, but readable. */
export interface ReadableRegistry extends EditedRegistry {
  readonly kind: 'readable';
  readonly bytes: Buffer;
}

/** Of a format that this version does not support, and unchanged since it was written. */
export interface NewerRegistry {
  readonly kind: 'newer';
  readonly bytes: Buffer;
  readonly schema: string;
}

export interface DamagedRegistry {
  readonly kind: 'damaged';
  readonly bytes: Buffer;
  /** Such as `it is not JSON`. */
  readonly reason: string;
  /** What a merge left undecided in it. */
  readonly conflict?: MergeConflict;
}

/** Of a registry that this program did not write; the text of a registry of 100 MB has half of that. */
const MAX_VALUES = 4_000_000;

const SCHEMA_FAMILY = 'urn:gnn-model-registry:schema:model-registry:';
const SCHEMA = `${SCHEMA_FAMILY}1`;

/**
 * Classifies the bytes of a registry. If it is sound but for its line ends, the bytes of the result have
 * those that it was written with.
 *
 * @param now - The time for models of a foreign registry without times.
 * @param before - the models of an earlier state: what was read of them is not read again where it is the same
 */
export async function classifyRegistry(
  bytes: Buffer,
  now: Date,
  before?: Models,
): Promise<ClassifiedRegistry> {
  if (!isUtf8(bytes)) return { kind: 'damaged', bytes, reason: 'its bytes are not UTF-8' };
  const isIntact = verifyChecksum(bytes);
  const folded = isIntact ? bytes : foldLineEnds(bytes);
  if (folded !== bytes && verifyChecksum(folded)) return classifyRegistry(folded, now, before);
  const divided = isIntact ? divideRegistry(bytes, before) : undefined;
  if (divided?.rest.schema === SCHEMA) {
    const { rest } = divided;
    const [checksum, format] = [readChecksum(bytes), rest.version];
    return { kind: 'sound', bytes, checksum, format, state: toState(divided), rest };
  }
  const conflict = isIntact ? undefined : findConflict(bytes);
  if (conflict !== undefined) {
    return { kind: 'damaged', bytes, reason: 'a merge of it was not finished', conflict };
  }
  if (!isIntact && hasMoreValues(bytes, MAX_VALUES)) {
    return { kind: 'damaged', bytes, reason: `it has more than ${MAX_VALUES} values` };
  }
  const json = parsePythonJson(bytes.toString('utf8').replace(/^\u{FEFF}/u, ''));
  if (json === undefined) return { kind: 'damaged', bytes, reason: 'it is not JSON' };
  const schema = readSchema(json);
  if (schema.startsWith(SCHEMA_FAMILY) && schema !== SCHEMA) {
    // A flipped bit in the version number also looks like another format; the checksum decides.
    if (isIntact || readChecksum(bytes) === '') return { kind: 'newer', bytes, schema };
    return {
      kind: 'damaged',
      bytes,
      reason: `its format is unknown (${schema}) and its checksum is wrong`,
    };
  }
  // Written by us and unchanged, so its entries need no validation.
  if (isIntact && isOurs(json)) {
    const { version: format } = json;
    const checksum = readChecksum(bytes);
    return { kind: 'sound', bytes, checksum, format, state: toCompleteState(json) };
  }
  const edited = await readEdited(json);
  if (edited !== undefined) {
    return { kind: 'readable', bytes, isOurs: true, isCurrent: true, ...edited, lost: [] };
  }
  // Loaded only here, with the schema, as in `readEdited`.
  const { convertForeign } = await import('./foreign-registry.js');
  const converted = convertForeign(json, now);
  return converted === undefined
    ? { kind: 'damaged', bytes, reason: 'it does not read as a registry' }
    : { kind: 'readable', bytes, isOurs: false, ...converted };
}

/** Whether bytes are an unchanged registry of ours, but for line ends, of this or a newer format. */
export function isIntactRegistry(bytes: Buffer): boolean {
  return isUtf8(bytes) && (verifyChecksum(bytes) || verifyChecksum(foldLineEnds(bytes)));
}

function readSchema(json: unknown): string {
  return isObject(json) && Object.hasOwn(json, 'schema') ? String(json['schema']) : '';
}

function isOurs(json: unknown): json is Registry {
  return readSchema(json) === SCHEMA;
}

function toCompleteState({ models, deleted_models, ...rest }: Registry): RegistryState {
  const whole = new Map<string, Entry>();
  for (const [id, entry] of Object.entries({ ...deleted_models, ...models })) {
    whole.set(id, completed('entry', entry));
  }
  return toState({ rest, models: whole });
}

/** The state that a registry says. */
export function toState({ rest, models }: DividedRegistry): RegistryState {
  const { schema: _, version: __, checksum: ___, updated_at, ...state } = rest;
  return { ...state, updatedAt: updated_at, models };
}

/** Reads a registry of ours that was edited; undefined if it is not valid. */
async function readEdited(
  json: unknown,
): Promise<Pick<ReadableRegistry, 'state' | 'raw'> | undefined> {
  if (!isOurs(json)) return undefined;
  // Loaded only here, since a run on an intact registry does not need it.
  const { validate } = await import('../../domain/generated/model-registry.js');
  const isRegistry = (value: unknown): value is Registry => validate(value);
  if (!isRegistry(json)) return undefined;
  // The audit log does not lead to an edited state.
  const { audit: _, ...state } = toCompleteState(json);
  const isSafe = entriesWithFolder(state.models).length === state.models.size;
  const raw = new Map(Object.entries({ ...json.deleted_models, ...json.models }));
  return isSafe ? { state, raw } : undefined;
}
