/** The registry as text, and the check that nobody else has changed that text. Pure. */
import { sha256 } from '../../domain/canonical.js';
import type { Entry, Registry } from '../../domain/model.js';
import type { RegistryState } from '../../domain/registry-state.js';
import type { Models } from '../../domain/models.js';
import { byCodeUnit } from '../../domain/order.js';
import { inSchemaOrder } from '../../domain/persisted.js';
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
  const { generation, updatedAt, models, ...more } = state;
  const whole: Registry = {
    schema: 'urn:gnn-model-registry:schema:model-registry:1',
    version: '1.0.0',
    generation,
    checksum: `sha256:${'0'.repeat(64)}`,
    updated_at: updatedAt,
    models: {},
    ...more,
  };
  const text = new TextBuffer(models.size * USUAL_ENTRY);
  let separator = '{\n';
  for (const [key, value] of Object.entries(inSchemaOrder('registry', whole))) {
    text.append(`${separator}  "${key}": `);
    separator = SEPARATOR;
    if (key === 'models') for (const piece of emitModels(models)) text.append(piece);
    else text.append(indent(value).replaceAll('\n', '\n  '));
  }
  text.append('\n}\n');
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
  const text =
    entry === undefined ? 'null' : indent(inSchemaOrder('entry', entry)).replaceAll('\n', '\n    ');
  return `    ${JSON.stringify(id)}: ${text}`;
}

function indent(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
