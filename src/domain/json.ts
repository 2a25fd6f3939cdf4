/** What every reader of JSON needs: objects, their own keys, and pointers into them. */

/** A JSON object: not a list, and not null. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value if it is an object; else one without keys. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

/** A list. `Array.isArray` does not tell the compiler that what is no list is not a read-only one either. */
export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** What has keys: an object or a list. */
export function hasKeys(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** The value of a key that an object has itself: `constructor` is a name like any other. */
export function own<T>(values: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

/** Whether a value is null, empty, or missing. */
export function saysNothing(value: unknown): boolean {
  return (value ?? '') === '' || (isList(value) && value.length === 0);
}

/** Whether two values are alike, whatever objects they are. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Whether two values of JSON say the same: the order of keys says nothing. */
export function isAlike(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (!hasKeys(one) || !hasKeys(other) || isList(one) !== isList(other)) return false;
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  return keys.every((key) => Object.hasOwn(other, key) && isAlike(one[key], other[key]));
}

const [LONG_TEXT, MAX_DEPTH] = [100_000, 1000];

/**
 * The value that a text holds as JSON; undefined where it is not JSON, or a long text whose values are nested
 * deeper than anything that is written here: a few megabytes of brackets take seconds and half a gigabyte.
 */
export function parseJson(text: string): unknown {
  if (text.length > LONG_TEXT && isNestedDeeper(text, MAX_DEPTH)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [BRACKET, BRACKET_END, BRACE, BRACE_END] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Whether brackets of a JSON text are nested deeper than a limit, outside its strings. */
function isNestedDeeper(text: string, limit: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length && depth <= limit; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) at = findStringEnd(text, at + 1);
    else if (unit === BRACKET || unit === BRACE) depth += 1;
    else if (unit === BRACKET_END || unit === BRACE_END) depth -= 1;
  }
  return depth > limit;
}

/** Where the quote is that ends a string, or the end of the text. */
function findStringEnd(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at >= 0 && isEscaped(text, at, from)) at = text.indexOf('"', at + 1);
  return at < 0 ? text.length : at;
}

/** Whether an odd number of backslashes precedes a quote in its string. */
function isEscaped(text: string, quote: number, from: number): boolean {
  let at = quote;
  while (at > from && text.charCodeAt(at - 1) === BACKSLASH) at -= 1;
  return (quote - at) % 2 === 1;
}

const PYTHON_NUMBERS = ['NaN', 'Infinity'];
/** What ends or escapes in a string, and the numbers that Python writes and JSON does not have. */
const PYTHON_TOKEN = /["\\]|NaN|-?Infinity/g;

/** The value that a text holds as the JSON of Python's `json`: what is not a finite number is null. */
export function parsePythonJson(text: string): unknown {
  const value = parseJson(text);
  const isPythons = value === undefined && PYTHON_NUMBERS.some((it) => text.includes(it));
  return isPythons ? parseJson(withoutPythonNumbers(text)) : value;
}

function withoutPythonNumbers(text: string): string {
  const tokens = new RegExp(PYTHON_TOKEN);
  const kept: string[] = [];
  let from = 0;
  let isInString = false;
  for (let found = tokens.exec(text); found !== null; found = tokens.exec(text)) {
    const [token] = found;
    if (token === '"') isInString = !isInString;
    // What it escapes ends no string.
    else if (token === '\\') tokens.lastIndex += 1;
    else if (!isInString) {
      kept.push(text.slice(from, found.index), 'null');
      from = tokens.lastIndex;
    }
  }
  return kept.join('') + text.slice(from);
}

// Without the `u` flag, since each half of a surrogate pair is escaped by itself.
const NOT_ASCII = /[\u0080-\uffff]/;
const EACH_NOT_ASCII = /[\u0080-\uffff]/g;

/** JSON whose text is ASCII, for readers that open it in the encoding of their locale: `é` as `\u00e9`. */
export function toAscii(json: string): string {
  if (!NOT_ASCII.test(json)) return json;
  return json.replaceAll(
    EACH_NOT_ASCII,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Escapes a key for use in a JSON Pointer (RFC 6901). */
export function pointerToken(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The keys that a JSON Pointer (RFC 6901) goes through. */
export function keysOfPointer(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** A comma and opening brackets: each value but the first follows one. */
const MARKS = [0x2c, 0x5b, 0x7b];

/**
 * Whether JSON may have more values than a limit: small ones take many times the memory of their text.
 * Commas and brackets in strings are counted as well.
 */
export function hasMoreValues(json: Uint8Array, limit: number): boolean {
  // Looking for one byte at a time is many times faster in long texts than looking at every byte.
  const bytes = Buffer.from(json.buffer, json.byteOffset, json.byteLength);
  let count = 0;
  for (const mark of MARKS) {
    for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) {
      count += 1;
      if (count > limit) return true;
    }
  }
  return false;
}
