/**
 * Divides the text of a registry into its entries without parsing them. The text can be trusted to have
 * the layout that was written, because its checksum is valid; any other text is not divided.
 */
import { RegistryError } from '../../domain/errors.js';
import { isObject, parseJson, toAscii } from '../../domain/json.js';
import { LINE_END } from '../../domain/lines.js';
import type { Entry, Registry } from '../../domain/model.js';
import type { Models } from '../../domain/models.js';
import { byCodeUnit } from '../../domain/order.js';
import { operation, wording } from '../../domain/wording.js';
import { completed } from '../../domain/persisted.js';
import { FORMAT } from '../../domain/registry-state.js';

/** The registry, with its models separate. */
export interface DividedRegistry {
  readonly rest: Omit<Registry, 'models' | 'deleted_models'>;
  readonly models: Models;
}

const OPEN = Buffer.from('\n  "models": {\n');
const OPEN_DELETED = Buffer.from(',\n  "deleted_models": {\n');
const CLOSE_ENTRY = Buffer.from('\n    }');
const CLOSE_MODELS = Buffer.from('\n  }');
const KEY_INDENT = '    ';
const KEY_END = ': {';
/** A key that JSON does not escape. */
const PLAIN_KEY = /^"[\w.-]+"$/;
const COMMA = 0x2c;

interface EntryRange {
  /** The start of the line with the id. */
  readonly line: number;
  /** The start of the entry. */
  readonly from: number;
  readonly to: number;
}

/**
 * Divides the text of a registry; undefined if it does not have the layout of `emitRegistry`.
 *
 * @param before - the models of an earlier state: the entries that were read of them and have the same text
 *   here are the same objects
 */
export function divideRegistry(bytes: Buffer, before?: Models): DividedRegistry | undefined {
  const open = bytes.indexOf(OPEN);
  if (open < 0) return undefined;
  const ranges = new Map<string, EntryRange>();
  let end = readRanges(bytes, open + OPEN.length, ranges);
  const present = ranges.size;
  if (end !== undefined && startsWith(bytes, end, OPEN_DELETED)) {
    end = readRanges(bytes, end + OPEN_DELETED.length, ranges);
  }
  if (end === undefined) return undefined;
  const rest = readRest(
    `${bytes.toString('utf8', 0, open)}\n  "models": {}${bytes.toString('utf8', end)}`,
  );
  const isCurrent = rest?.version === FORMAT;
  if (rest === undefined) return undefined;
  const parsed = keepRead(before, (id) => textIn(bytes, ranges.get(id)));
  const place: Place = {
    bytes,
    ranges,
    isCurrentFormat: isCurrent,
    isApart: present < ranges.size,
  };
  const models = createLazyModels(place, parsed);
  readSoFar.set(models, parsed);
  return { rest, models };
}

/** The entries of some models that were read so far. */
const readSoFar = new WeakMap<Models, ReadonlyMap<string, Entry>>();

function keepRead(
  before: Models | undefined,
  textOf: (id: string) => Buffer | undefined,
): Map<string, Entry> {
  const parsed = before && readSoFar.get(before);
  if (parsed === undefined) return new Map();
  return new Map(
    [...parsed].filter(([id]) => {
      const was = before?.textOf?.(id);
      return was !== undefined && textOf(id)?.equals(was) === true;
    }),
  );
}

/** The text of an entry, with its id. */
function textIn(bytes: Buffer, place: EntryRange | undefined): Buffer | undefined {
  return place && bytes.subarray(place.line, place.to);
}

/** Reads where entries are, up to the end of their object, and returns that; undefined in another layout. */
function readRanges(
  bytes: Buffer,
  from: number,
  ranges: Map<string, EntryRange>,
): number | undefined {
  for (let at = from; ;) {
    const lineEnd = bytes.indexOf(LINE_END, at);
    const id = lineEnd < 0 ? undefined : readKey(bytes.toString('utf8', at, lineEnd));
    if (id === undefined || ranges.has(id)) return undefined;
    const close = bytes.indexOf(CLOSE_ENTRY, lineEnd - 1);
    if (close < 0) return undefined;
    const to = close + CLOSE_ENTRY.length;
    ranges.set(id, { line: at, from: lineEnd - 1, to });
    at = to + 2;
    if (bytes[to] === COMMA && bytes[to + 1] === LINE_END) continue;
    return startsWith(bytes, to, CLOSE_MODELS) ? to + CLOSE_MODELS.length : undefined;
  }
}

function startsWith(bytes: Buffer, at: number, text: Buffer): boolean {
  return bytes.subarray(at, at + text.length).equals(text);
}

function readKey(line: string): string | undefined {
  if (!line.startsWith(`${KEY_INDENT}"`) || !line.endsWith(KEY_END)) return undefined;
  const key = line.slice(KEY_INDENT.length, -KEY_END.length);
  if (PLAIN_KEY.test(key)) return key.slice(1, -1);
  const id = parseJson(key);
  return typeof id === 'string' ? id : undefined;
}

/** Reads what a registry says beside its models; undefined if it is none. */
export function readRest(text: string): DividedRegistry['rest'] | undefined {
  const json = parseJson(text);
  if (!isRegistry(json)) return undefined;
  const { models: _, ...rest } = json;
  return rest;
}

function isRegistry(value: unknown): value is Registry {
  return isObject(value) && 'models' in value;
}

interface Place {
  readonly bytes: Buffer;
  /** In the order of the text. */
  readonly ranges: ReadonlyMap<string, EntryRange>;
  readonly isCurrentFormat: boolean;
  /** The deleted models are behind the others there. */
  readonly isApart: boolean;
}

/** @param parsed - the entries that were read, to which those are added that are read from now on */
function createLazyModels(
  { bytes, ranges, isCurrentFormat, isApart }: Place,
  parsed: Map<string, Entry>,
): Models {
  const ordered = isApart
    ? new Map([...ranges].toSorted(([one], [other]) => byCodeUnit(one, other)))
    : ranges;
  const read = (id: string, { from, to }: EntryRange): Entry => {
    const known = parsed.get(id);
    if (known !== undefined) return known;
    const entry = readEntry(id, bytes.toString('utf8', from, to));
    parsed.set(id, entry);
    return entry;
  };
  const textOf = (id: string): Uint8Array | undefined => textIn(bytes, ranges.get(id));
  function* entries(): Generator<readonly [string, Entry]> {
    for (const [id, place] of ordered) yield [id, read(id, place)];
  }
  let all: readonly Entry[] | undefined;
  function* values(): Generator<Entry> {
    const read: Entry[] = [];
    for (const [, entry] of entries()) {
      read.push(entry);
      yield entry;
    }
    all = read;
  }
  return {
    size: ranges.size,
    get: (id) => {
      const range = ranges.get(id);
      return range && read(id, range);
    },
    has: (id) => ranges.has(id),
    keys: () => ordered.keys(),
    values: () => all ?? values(),
    textOf,
    ...(isCurrentFormat && { writtenTextOf: textOf }),
    mentioning: (text) => {
      const json = JSON.stringify(text).slice(1, -1);
      return findMentioning(bytes, ranges, isCurrentFormat ? toAscii(json) : json);
    },
    [Symbol.iterator]: entries,
  };
}

/** Searches the whole text at once, which is faster than searching each entry. */
function* findMentioning(
  bytes: Buffer,
  ranges: ReadonlyMap<string, EntryRange>,
  json: string,
): Generator<string> {
  const wanted = Buffer.from(json);
  let found = bytes.indexOf(wanted);
  for (const [id, { to }] of ranges) {
    if (found < 0) return;
    if (found >= to) continue;
    yield id;
    found = bytes.indexOf(wanted, to);
  }
}

/** Reads the text of an entry. @throws RegistryError `registry-corrupt` */
export function readEntry(id: string, text: string): Entry {
  const json = parseJson(text);
  if (!isEntry(json)) throw describeInvalidEntry(id);
  return completed('entry', json);
}

function isEntry(value: unknown): value is Entry {
  return isObject(value) && 'model_id' in value && 'versions' in value;
}

function describeInvalidEntry(id: string): RegistryError {
  return new RegistryError(
    'registry-corrupt',
    `The registry's entry of ${JSON.stringify(id)} is invalid, although the checksum is valid.`,
    wording`Restore the registry from a backup, or run ${operation('rebuild')}.`,
  );
}
