/** Writes the registry as text, and verifies that the text was not changed since. Pure. */
import { sha256 } from '../../domain/canonical.js';
import { joinBytes } from '../../domain/file-bytes.js';
import type { AuditHead, Entry, Registry } from '../../domain/model.js';
import { toAscii } from '../../domain/json.js';
import { FORMAT, type RegistryState } from '../../domain/registry-state.js';
import { deletedIds, layersOf, presentIds, type Models } from '../../domain/models.js';
import { asWritten } from '../../domain/persisted.js';
import { createTextParts } from '../../domain/text-parts.js';

const EMPTY_CHECKSUM = '"checksum": ""';
/** The placeholder for a checksum that is not known yet. */
const CHECKSUM_PLACEHOLDER = `"checksum": "sha256:${'0'.repeat(64)}"`;
const SEPARATOR = ',\n';
/** The typical size of an entry with one version, in bytes. */
const TYPICAL_ENTRY_SIZE = 3072;

/** The maximum size of the first lines of the text, in bytes. */
const MAX_HEAD = 4096;

// Only top-level keys are indented by two spaces, since strings contain no raw line breaks.
const CHECKSUM_LINE = /^ {2}"checksum": "(sha256:[0-9a-f]{64})",$/m;

// In a string, the quotes of these would be escaped.
const NAMED_CHECKSUM = /"checksum"\s{0,9}:\s{0,9}"(sha256:[0-9a-f]{64})"/;
const NAMED_HEAD =
  /"audit":\s{0,9}\{\s{0,99}"sequence":\s{0,9}(\d{1,15}),\s{0,99}"hash":\s{0,9}"(sha256:[0-9a-f]{64})"/;
/** The event is named in the first lines. */
const NAMED_HEAD_SIZE = 65_536;

/**
 * Writes the text of `model_registry.json`. The same state gives the same bytes: ASCII, two-space indent,
 * LF, a final newline, keys in the order of the schema, models in code-unit order.
 *
 * Its checksum is the SHA-256 of this text with an empty checksum value.
 */
export function emitRegistry(state: RegistryState): Buffer {
  return joinBytes(layOutRegistry(state));
}

/**
 * The same text in parts: long stretches of entries that were read and did not change are parts of the text that
 * they were read of, and are not copied.
 */
export function layOutRegistry(state: RegistryState): readonly Uint8Array[] {
  const { models } = state;
  const deleted = deletedIds(models);
  const whole = layOutKeys(state, deleted.length > 0);
  const text = createTextParts(countNew(models) * TYPICAL_ENTRY_SIZE);
  let separator = '{\n';
  for (const [key, value] of Object.entries(whole)) {
    text.append(`${separator}  "${key}": `);
    separator = SEPARATOR;
    const ids = key === 'models' ? presentIds(models) : key === 'deleted_models' && deleted;
    if (ids !== false) for (const piece of emitModels(models, ids)) text.append(piece);
    else text.append(indent(value).replaceAll('\n', '\n  '));
  }
  text.append('\n}\n');
  const { first, others } = text.end();
  const at = first.indexOf(CHECKSUM_PLACEHOLDER);
  const after = first.subarray(at + CHECKSUM_PLACEHOLDER.length);
  const sum = sha256(first.subarray(0, at), EMPTY_CHECKSUM, after, ...others);
  first.write(`"checksum": "sha256:${sum}"`, at);
  return [first, ...others];
}

/** What a registry says beside its models, as it is written, with places for those. */
export function layOutKeys(state: RegistryState, hasDeleted: boolean): object {
  const { generation, updatedAt, models: _, ...more } = state;
  const whole: Registry = {
    schema: 'urn:gnn-model-registry:schema:model-registry:1',
    version: FORMAT,
    generation,
    checksum: `sha256:${'0'.repeat(64)}`,
    updated_at: updatedAt,
    models: {},
    ...(hasDeleted && { deleted_models: {} }),
    ...more,
  };
  return asWritten('registry', whole);
}

/** About how many models have no text yet. */
function countNew(models: Models): number {
  const layers = layersOf(models);
  if (layers.at(-1)?.models.writtenTextOf === undefined) return models.size;
  return layers.reduce((sum, { changes }) => sum + (changes?.size ?? 0), 0);
}

function* emitModels(models: Models, ids: readonly string[]): Generator<string | Uint8Array> {
  if (ids.length === 0) return yield '{}';
  let separator = '{\n';
  let read: Uint8Array | undefined;
  // One by one, because an object of all models would put ids such as `10` first.
  for (const id of ids) {
    const text = models.writtenTextOf?.(id);
    if (text !== undefined && read !== undefined && isNext(text, read)) {
      // Unchanged adjacent entries are copied at once, with the separators between them.
      read = new Uint8Array(read.buffer, read.byteOffset, getEnd(text) - read.byteOffset);
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

/** Whether only the separator is between two texts that were read. */
function isNext(text: Uint8Array, before: Uint8Array): boolean {
  return text.buffer === before.buffer && text.byteOffset === getEnd(before) + SEPARATOR.length;
}

function getEnd({ byteOffset, length }: Uint8Array): number {
  return byteOffset + length;
}

/** Whether the checksum of a registry's text is valid. */
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

/** Returns the checksum in a registry's text, valid or not; empty if there is none. */
export function readChecksum(bytes: Uint8Array): string {
  return findChecksum(bytes)?.checksum ?? '';
}

/** Returns the checksum that a registry names, however it is laid out now; empty if there is none. */
export function readNamedChecksum(bytes: Buffer): string {
  return NAMED_CHECKSUM.exec(bytes.toString('latin1', 0, MAX_HEAD))?.[1] ?? '';
}

/** Finds the checksum in the first lines, before the models. */
function findChecksum(
  bytes: Uint8Array,
): { readonly checksum: string; readonly from: number; readonly to: number } | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, MAX_HEAD));
  const found = CHECKSUM_LINE.exec(head.toString('latin1'));
  const checksum = found?.[1];
  if (found === null || checksum === undefined) return undefined;
  return { checksum, from: found.index, to: found.index + found[0].length };
}

/** The text of an entry, with its id. */
export function emitEntry(id: string, entry: Entry | undefined): string {
  const text = entry === undefined ? 'null' : emitFields(entry);
  return `    ${toAscii(JSON.stringify(id))}: ${text}`;
}

/** The text of an entry alone. */
export function emitFields(entry: Entry): string {
  return indent(asWritten('entry', entry)).replaceAll('\n', '\n    ');
}

function indent(value: unknown): string {
  return toAscii(JSON.stringify(value, null, 2));
}

/** Reads the last event that a registry names, sound or not; undefined if it names none. */
export function readNamedHead(bytes: Buffer): AuditHead | undefined {
  const [, sequence, hash] = NAMED_HEAD.exec(bytes.toString('latin1', 0, NAMED_HEAD_SIZE)) ?? [];
  return hash === undefined ? undefined : { sequence: Number(sequence), hash };
}
