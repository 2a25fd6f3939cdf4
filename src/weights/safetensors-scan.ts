/**
 * Scans the JSON of a safetensors header for what the format allows in it, and nothing else: it is
 * refused at the first sign of anything else, so that memory stays in proportion to its tensors.
 */
import type { ShardIndex } from './check-parts.js';
import { decodeUtf8 } from './cursor.js';
import { HeaderFault, type HeaderLimits } from './header.js';

/** A tensor as the header has it; its place is counted from the end of the header. */
export interface ScannedTensor {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** The content of a header. */
export interface ScannedHeader {
  readonly metadata: ReadonlyMap<string, string>;
  readonly tensors: readonly ScannedTensor[];
}

const METADATA = '__metadata__';

type ScanLimits = Pick<HeaderLimits, 'tensors' | 'text' | 'dimensions'>;

/** Scans a header. @throws HeaderFault */
export function scanHeader(
  bytes: Uint8Array,
  { tensors: maxTensors, text, dimensions }: ScanLimits,
): ScannedHeader {
  const scanner = createScanner(bytes, text);
  let metadata: ReadonlyMap<string, string> = new Map();
  const tensors: ScannedTensor[] = [];
  scanObject(scanner, (name) => {
    if (name === METADATA) {
      metadata = scanMetadata(scanner);
      return;
    }
    if (tensors.length >= maxTensors) {
      throw new HeaderFault('header-too-large', `it has more than ${maxTensors} tensors`);
    }
    tensors.push(scanTensor(scanner, name, dimensions));
  });
  // Writers pad the header with spaces.
  scanner.expectEnd();
  return { metadata, tensors };
}

/** Scans an index: where the tensors of a split model are. @throws HeaderFault */
export function scanIndex(
  bytes: Uint8Array,
  { tensors: maxTensors, text }: Omit<ScanLimits, 'dimensions'>,
): ShardIndex {
  const scanner = createScanner(bytes, text);
  const files = new Map<string, string>();
  let totalSize: number | undefined;
  scanObject(scanner, (key) => {
    if (key !== 'weight_map') {
      const numbers = scanScalars(scanner);
      if (key === 'metadata') totalSize = numbers.get('total_size');
      return;
    }
    scanObject(scanner, (name) => {
      if (files.size >= maxTensors) {
        throw new HeaderFault('header-too-large', `it names more than ${maxTensors} tensors`);
      }
      files.set(name, scanner.string());
    });
  });
  scanner.expectEnd();
  return { files, totalSize };
}

/** Scans an object of plain values. @returns those that are numbers */
function scanScalars(scanner: Scanner): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  scanObject(scanner, (key) => {
    const value = scanner.scalar();
    if (value !== undefined) numbers.set(key, value);
  });
  return numbers;
}

interface Scanner {
  /** Passes over a character if it is the next one. */
  readonly skip: (character: string) => boolean;
  readonly expect: (character: string) => void;
  readonly expectEnd: () => void;
  readonly string: () => string;
  readonly number: () => number;
  /** A text, a number or a word; undefined unless it is a number. */
  readonly scalar: () => number | undefined;
}

/** More digits than a number that a file can have has. */
const MAX_DIGITS = 16;
const SCALAR = /^(?:-?\d{1,20}(?:\.\d{1,20})?(?:[eE][+-]?\d{1,3})?|true|false|null)$/;
const [SPACES, QUOTE, ESCAPE, COMMA, ZERO] = [
  new Set([0x20, 0x09, 0x0d, 0x0a]),
  0x22,
  0x5c,
  0x2c,
  0x30,
];
/** More characters than a number or a word has. */
const MAX_WORD = 60;

/** Works on bytes: a header as one text would take its memory twice. */
function createScanner(bytes: Uint8Array, longest: number): Scanner {
  let at = 0;
  const fail = (wanted: string): never => {
    throw new HeaderFault('header-invalid', `the header has no ${wanted} at byte ${at}`);
  };
  const skipSpace = (): void => {
    while (SPACES.has(bytes[at] ?? 0)) at += 1;
  };
  const skip = (character: string): boolean => {
    skipSpace();
    if (bytes[at] !== character.charCodeAt(0)) return false;
    at += 1;
    return true;
  };
  const word = (pattern: RegExp, wanted: string): string => {
    skipSpace();
    let end = at;
    while (end < at + MAX_WORD && isOfWord(bytes[end] ?? 0)) end += 1;
    const written = String.fromCharCode(...bytes.subarray(at, end));
    if (!pattern.test(written)) fail(wanted);
    at = end;
    return written;
  };
  const string = (): string => {
    skipSpace();
    const end = bytes[at] === QUOTE ? findStringEnd(bytes, at) : -1;
    if (end === -1) return fail('text');
    if (end - at > longest) {
      throw new HeaderFault('header-too-large', `a text has more than ${longest} bytes`);
    }
    const written = decodeUtf8(bytes.subarray(at, end), 'the header');
    at = end;
    return parseString(written);
  };
  return {
    skip,
    expect: (character) => {
      if (!skip(character)) fail(`\`${character}\``);
    },
    expectEnd: () => {
      skipSpace();
      if (at < bytes.length) fail('end');
    },
    string,
    scalar: () => {
      skipSpace();
      if (bytes[at] === QUOTE) {
        string();
        return undefined;
      }
      const number = Number(word(SCALAR, 'plain value'));
      return Number.isFinite(number) ? number : undefined;
    },
    number: () => {
      skipSpace();
      const begin = at;
      let number = 0;
      for (; isDigit(bytes[at]) && at - begin < MAX_DIGITS; at += 1) {
        number = number * 10 + (bytes[at] ?? 0) - ZERO;
      }
      if (at === begin || isOfWord(bytes[at] ?? 0)) fail('whole number');
      return Number.isSafeInteger(number) ? number : fail('number that a file can have');
    },
  };
}

/** Letters, digits, signs and points. */
function isOfWord(byte: number): boolean {
  return (
    isDigit(byte) ||
    ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) ||
    (byte >= 0x2b && byte <= 0x2e && byte !== COMMA)
  );
}

function isDigit(byte = 0): boolean {
  return byte >= ZERO && byte <= ZERO + 9;
}

/** The place after the quote that ends a text; -1 if nothing does. */
function findStringEnd(bytes: Uint8Array, start: number): number {
  for (let at = start + 1; at < bytes.length; at += 1) {
    if (bytes[at] === QUOTE) return at + 1;
    if (bytes[at] === ESCAPE) at += 1;
  }
  return -1;
}

function parseString(written: string): string {
  try {
    return String(JSON.parse(written));
  } catch {
    throw new HeaderFault('header-invalid', 'a text has an escape that JSON does not have');
  }
}

/** Scans an object; no key may appear twice. @param value - scans the value of a key */
function scanObject(scanner: Scanner, value: (key: string) => void): void {
  scanner.expect('{');
  if (scanner.skip('}')) return;
  const seen = new Set<string>();
  do {
    const key = scanner.string();
    if (seen.has(key)) {
      const shown = JSON.stringify(key.slice(0, 80));
      throw new HeaderFault('header-invalid', `the key ${shown} appears twice`);
    }
    seen.add(key);
    scanner.expect(':');
    value(key);
  } while (scanner.skip(','));
  scanner.expect('}');
}

function scanMetadata(scanner: Scanner): ReadonlyMap<string, string> {
  const metadata = new Map<string, string>();
  scanObject(scanner, (key) => metadata.set(key, scanner.string()));
  return metadata;
}

function scanTensor(scanner: Scanner, name: string, dimensions: number): ScannedTensor {
  let type: string | undefined;
  let shape: readonly number[] | undefined;
  let offsets: readonly number[] | undefined;
  scanObject(scanner, (key) => {
    if (key === 'dtype') type = scanner.string();
    else if (key === 'shape') shape = scanNumbers(scanner, dimensions);
    else if (key === 'data_offsets') offsets = scanNumbers(scanner, 2);
    else throw describeTensor(name, `has the unknown key ${JSON.stringify(key.slice(0, 80))}`);
  });
  if (type === undefined || shape === undefined) throw describeTensor(name, 'has no type or shape');
  if (type.length > 64 || type === '') throw describeTensor(name, 'has no type that can be');
  const [from, to] = offsets ?? [];
  if (from === undefined || to === undefined || to < from) {
    throw describeTensor(name, 'does not say where its data is');
  }
  return { name, type, shape, from, to };
}

function scanNumbers(scanner: Scanner, most: number): readonly number[] {
  scanner.expect('[');
  const numbers: number[] = [];
  if (scanner.skip(']')) return numbers;
  do {
    if (numbers.length >= most) {
      throw new HeaderFault('header-invalid', `a list has more than ${most} numbers`);
    }
    numbers.push(scanner.number());
  } while (scanner.skip(','));
  scanner.expect(']');
  return numbers;
}

function describeTensor(name: string, what: string): HeaderFault {
  return new HeaderFault(
    'header-invalid',
    `the tensor ${JSON.stringify(name.slice(0, 80))} ${what}`,
  );
}
