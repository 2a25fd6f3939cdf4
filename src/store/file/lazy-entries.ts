/**
 * The text of a registry, divided into its entries without parsing them. It may be trusted to look
 * as it was written, because its checksum holds; a text that looks otherwise is not divided.
 */
import { RegistryError } from '../../domain/errors.js';
import { parseJson } from '../../domain/json.js';
import type { Entry, Registry } from '../../domain/model.js';
import type { Models } from '../../domain/models.js';
import { operation, wording } from '../../domain/wording.js';
import { completed } from '../../domain/persisted.js';

/** The registry, its models apart. */
export interface DividedRegistry {
  readonly rest: Omit<Registry, 'models'>;
  readonly models: Models;
}

const OPEN = Buffer.from('\n  "models": {\n');
const CLOSE_ENTRY = Buffer.from('\n    }');
const CLOSE_MODELS = Buffer.from('\n  }');
const KEY_INDENT = '    ';
const KEY_END = ': {';
/** What JSON writes as it is. */
const PLAIN_KEY = /^"[\w.-]+"$/;
const [LINE_END, COMMA] = [0x0a, 0x2c];

interface Place {
  /** Where the line with the id begins. */
  readonly line: number;
  /** Where the entry begins. */
  readonly from: number;
  readonly to: number;
}

/** Divides the text of a registry; undefined where it is not laid out as `emitRegistry` does it. */
export function divideRegistry(bytes: Buffer): DividedRegistry | undefined {
  const open = bytes.indexOf(OPEN);
  if (open < 0) return undefined;
  const places = new Map<string, Place>();
  let at = open + OPEN.length;
  for (;;) {
    const lineEnd = bytes.indexOf(LINE_END, at);
    const id = lineEnd < 0 ? undefined : readKey(bytes.toString('utf8', at, lineEnd));
    if (id === undefined || places.has(id)) return undefined;
    const close = bytes.indexOf(CLOSE_ENTRY, lineEnd - 1);
    if (close < 0) return undefined;
    const to = close + CLOSE_ENTRY.length;
    places.set(id, { line: at, from: lineEnd - 1, to });
    at = to + 2;
    if (bytes[to] === COMMA && bytes[to + 1] === LINE_END) continue;
    const end = to + CLOSE_MODELS.length;
    if (!bytes.subarray(to, end).equals(CLOSE_MODELS)) return undefined;
    const rest = readRest(
      `${bytes.toString('utf8', 0, open)}\n  "models": {}${bytes.toString('utf8', end)}`,
    );
    return rest && { rest, models: modelsAt(bytes, places) };
  }
}

function readKey(line: string): string | undefined {
  if (!line.startsWith(`${KEY_INDENT}"`) || !line.endsWith(KEY_END)) return undefined;
  const key = line.slice(KEY_INDENT.length, -KEY_END.length);
  if (PLAIN_KEY.test(key)) return key.slice(1, -1);
  const id = parseJson(key);
  return typeof id === 'string' ? id : undefined;
}

function readRest(text: string): DividedRegistry['rest'] | undefined {
  const json = parseJson(text);
  if (!isRegistry(json)) return undefined;
  const { models: _, ...rest } = json;
  return rest;
}

function isRegistry(value: unknown): value is Registry {
  return typeof value === 'object' && value !== null && 'models' in value;
}

function modelsAt(bytes: Buffer, places: ReadonlyMap<string, Place>): Models {
  const parsed = new Map<string, Entry>();
  const read = (id: string, { from, to }: Place): Entry => {
    const known = parsed.get(id);
    if (known !== undefined) return known;
    const json = parseJson(bytes.toString('utf8', from, to));
    if (!isEntry(json)) throw describeForged(id);
    const entry = completed('entry', json);
    parsed.set(id, entry);
    return entry;
  };
  const get = (id: string): Entry | undefined => {
    const place = places.get(id);
    return place && read(id, place);
  };
  function* entries(): Generator<readonly [string, Entry]> {
    for (const [id, place] of places) yield [id, read(id, place)];
  }
  function* values(): Generator<Entry> {
    for (const [, entry] of entries()) yield entry;
  }
  return {
    size: places.size,
    get,
    has: (id) => places.has(id),
    keys: () => places.keys(),
    values,
    textOf: (id) => {
      const place = places.get(id);
      return place && bytes.subarray(place.line, place.to);
    },
    mentioning: (text) => placesWith(bytes, places, text),
    [Symbol.iterator]: entries,
  };
}

/** One search through the whole text is faster than one through each entry. */
function* placesWith(
  bytes: Buffer,
  places: ReadonlyMap<string, Place>,
  text: string,
): Generator<string> {
  const wanted = Buffer.from(JSON.stringify(text).slice(1, -1));
  let found = bytes.indexOf(wanted);
  for (const [id, { to }] of places) {
    if (found < 0) return;
    if (found >= to) continue;
    yield id;
    found = bytes.indexOf(wanted, to);
  }
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && 'model_id' in value && 'versions' in value;
}

function describeForged(id: string): RegistryError {
  return new RegistryError(
    'registry-corrupt',
    `The registry's entry of ${JSON.stringify(id)} is not as it was written, though its checksum holds.`,
    wording`Restore the registry from a copy, or run ${operation('rebuild')}.`,
  );
}
