/**
 * Scans the JSON of a safetensors header for what the format allows in it, and nothing else: it is
 * refused at the first sign of anything else, so that memory stays in proportion to its tensors.
 */
import type { ShardIndex } from './check-parts.js';
import { HeaderFault } from './header.js';

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
const MAX_DIMENSIONS = 32;

/** Scans a header. @throws HeaderFault */
export function scanHeader(text: string, maxTensors: number): ScannedHeader {
  const scanner = createScanner(text);
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
    tensors.push(scanTensor(scanner, name));
  });
  // Writers pad the header with spaces.
  scanner.expectEnd();
  return { metadata, tensors };
}

/** Scans an index: where the tensors of a split model are. @throws HeaderFault */
export function scanIndex(text: string, maxTensors: number): ShardIndex {
  const scanner = createScanner(text);
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

const NUMBER = /\d{1,16}(?![\d.eE])/y;
const SCALAR = /-?\d{1,20}(?:\.\d{1,20})?(?:[eE][+-]?\d{1,3})?|true|false|null/y;
const SPACE = /[ \t\r\n]*/y;

function createScanner(text: string): Scanner {
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const fail = (wanted: string): never => {
    throw new HeaderFault('header-invalid', `the header has no ${wanted} at character ${at}`);
  };
  const skip = (character: string): boolean => {
    match(SPACE);
    if (text[at] !== character) return false;
    at += 1;
    return true;
  };
  const string = (): string => {
    match(SPACE);
    const end = text[at] === '"' ? findStringEnd(text, at) : -1;
    if (end === -1) return fail('text');
    const written = text.slice(at, end);
    at = end;
    return parseString(written);
  };
  return {
    skip,
    expect: (character) => {
      if (!skip(character)) fail(`\`${character}\``);
    },
    expectEnd: () => {
      match(SPACE);
      if (at < text.length) fail('end');
    },
    string,
    scalar: () => {
      match(SPACE);
      if (text[at] === '"') {
        string();
        return undefined;
      }
      const number = Number(match(SCALAR) ?? fail('plain value'));
      return Number.isFinite(number) ? number : undefined;
    },
    number: () => {
      match(SPACE);
      const number = Number(match(NUMBER) ?? fail('whole number'));
      return Number.isSafeInteger(number) ? number : fail('number that a file can have');
    },
  };
}

/** The place after the quote that ends a text; -1 if nothing does. */
function findStringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') return at + 1;
    if (character === '\\') at += 1;
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

function scanTensor(scanner: Scanner, name: string): ScannedTensor {
  let type: string | undefined;
  let shape: readonly number[] | undefined;
  let offsets: readonly number[] | undefined;
  scanObject(scanner, (key) => {
    if (key === 'dtype') type = scanner.string();
    else if (key === 'shape') shape = scanNumbers(scanner, MAX_DIMENSIONS);
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
