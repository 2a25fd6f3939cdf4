/** The bytes of a registry → what can be known from them: ours and whole, readable, or damaged. */
import { isUtf8 } from 'node:buffer';
import { parseJson } from '../../domain/json.js';
import type { Entry, Registry } from '../../domain/model.js';
import { completed } from '../../domain/persisted.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { isFolderName } from '../../domain/archive-names.js';
import type { DividedRegistry } from './lazy-entries.js';
import { divideRegistry } from './lazy-entries.js';
import { readChecksum, verifyChecksum } from './registry-text.js';

/** What the bytes of a registry are. */
export type Judged = SoundRegistry | ReadableRegistry | NewerRegistry | DamagedRegistry;

/** Ours, and unchanged since it was written. */
export interface SoundRegistry {
  readonly kind: 'sound';
  readonly bytes: Buffer;
  readonly checksum: string;
  readonly state: RegistryState;
}

/** Written or changed by another program or by hand. */
export interface ReadableRegistry {
  readonly kind: 'readable';
  readonly bytes: Buffer;
  /** Our own shape, so that everything that it says is said on purpose. */
  readonly isOurs: boolean;
  readonly state: RegistryState;
  /** The places of what could not be understood. */
  readonly lost: string[];
}

/** Of a format that this version does not know, and unchanged since it was written. */
export interface NewerRegistry {
  readonly kind: 'newer';
  readonly bytes: Buffer;
  readonly schema: string;
}

export interface DamagedRegistry {
  readonly kind: 'damaged';
  readonly bytes: Buffer;
  /** `it is …` */
  readonly reason: string;
}

const SCHEMA_FAMILY = 'urn:gnn-model-registry:schema:model-registry:';
const SCHEMA = `${SCHEMA_FAMILY}1`;

/**
 * Says what the bytes of a registry are.
 *
 * @param now - The time for models of a foreign registry that has none.
 */
export async function judgeRegistry(bytes: Buffer, now: Date): Promise<Judged> {
  if (!isUtf8(bytes)) return { kind: 'damaged', bytes, reason: 'its bytes are not UTF-8' };
  const isIntact = verifyChecksum(bytes);
  const divided = isIntact ? divideRegistry(bytes) : undefined;
  if (divided?.rest.schema === SCHEMA) {
    return { kind: 'sound', bytes, checksum: readChecksum(bytes), state: toState(divided) };
  }
  const json = parseJson(bytes.toString('utf8').replace(/^\u{FEFF}/u, ''));
  if (json === undefined) return { kind: 'damaged', bytes, reason: 'it is not JSON' };
  const schema = readSchema(json);
  if (schema.startsWith(SCHEMA_FAMILY) && schema !== SCHEMA) {
    // A bit that turns over in the number makes another format of it, too; the sum tells them apart.
    if (isIntact || readChecksum(bytes) === '') return { kind: 'newer', bytes, schema };
    return {
      kind: 'damaged',
      bytes,
      reason: `its format is unknown (${schema}) and its sum is wrong`,
    };
  }
  // Ours, and unchanged since: then its shape is known and needs no look at each entry.
  if (isIntact && isOurs(json)) {
    return { kind: 'sound', bytes, checksum: readChecksum(bytes), state: wholeState(json) };
  }
  const edited = await readEdited(json);
  if (edited !== undefined) {
    return { kind: 'readable', bytes, isOurs: true, state: edited, lost: [] };
  }
  // Loaded only here, with the schema, as in `readEdited`.
  const { adoptForeign } = await import('./foreign-registry.js');
  const adopted = adoptForeign(json, now);
  return adopted === undefined
    ? { kind: 'damaged', bytes, reason: 'it does not read as a registry' }
    : { kind: 'readable', bytes, isOurs: false, ...adopted };
}

/** Whether bytes are a registry of ours as it was written, of this format or a newer one. */
export function isWhole(bytes: Buffer): boolean {
  return isUtf8(bytes) && verifyChecksum(bytes);
}

function readSchema(json: unknown): string {
  const isKeyed = typeof json === 'object' && json !== null && Object.hasOwn(json, 'schema');
  return isKeyed && 'schema' in json ? String(json.schema) : '';
}

function isOurs(json: unknown): json is Registry {
  return readSchema(json) === SCHEMA;
}

function wholeState({ models, ...rest }: Registry): RegistryState {
  const whole = Object.entries(models).map(
    ([id, entry]) => [id, completed('entry', entry)] as const,
  );
  return toState({ rest, models: new Map(whole) });
}

function toState({ rest, models }: DividedRegistry): RegistryState {
  const { schema: _, version: __, checksum: ___, updated_at, ...state } = rest;
  return { ...state, updatedAt: updated_at, models };
}

/** A registry of ours that another program or a person changed; undefined where it is not sound. */
async function readEdited(json: unknown): Promise<RegistryState | undefined> {
  if (!isOurs(json)) return undefined;
  // Loaded only here: a run on an intact registry has no use for it.
  const { validate } = await import('../../domain/generated/model-registry.js');
  const isRegistry = (value: unknown): value is Registry => validate(value);
  if (!isRegistry(json) || !Object.entries(json.models).every(isSafeEntry)) return undefined;
  // What was changed by hand is not what the log leads to.
  const { audit: _, ...state } = wholeState(json);
  return state;
}

function isSafeEntry([id, entry]: [string, Entry]): boolean {
  return isFolderName(id) && entry.model_id === id;
}
