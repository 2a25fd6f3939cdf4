/** Reads numbers and texts of a file one after the other, within bounds. */
import { HeaderFault, type ByteSource } from './header.js';

/** A place in a file that moves on as it is read. Every method throws a `HeaderFault` at the end. */
export interface Cursor {
  readonly position: () => number;
  readonly byte: () => number;
  readonly u32: () => number;
  readonly u64: () => bigint;
  /** A number of 64 bits that counts something. */
  readonly count: (what: string) => number;
  readonly float: (bytes: 4 | 8) => number;
  readonly bytes: (length: number) => Uint8Array;
  /** Passes over bytes without reading them. */
  readonly skip: (length: number) => void;
  readonly setLittleEndian: (isLittle: boolean) => void;
}

/** What a cursor may read. */
interface CursorBounds {
  /** Where what it reads has to end. */
  readonly end: number;
  /** How many bytes it may read. */
  readonly budget: number;
}

/** As much as is read of the file at once. */
const WINDOW = 16 * 1024;

/** Opens a cursor at the start of a file. */
export function openCursor(source: ByteSource, { end, budget }: CursorBounds): Cursor {
  let at = 0;
  let left = budget;
  let isLittle = true;
  let start = 0;
  let window: Uint8Array = new Uint8Array();
  let view = new DataView(window.buffer);
  const require = (length: number): void => {
    if (at + length > source.size) {
      throw new HeaderFault('cut', `the file ends at ${source.size} bytes, within its header`);
    }
    if (at + length > end || length > left) {
      throw new HeaderFault('header-too-large', `the header has more than ${budget} bytes`);
    }
  };
  /** Moves on, and returns where in the window the bytes are that it passed. */
  const advance = (length: number): number => {
    require(length);
    left -= length;
    if (at < start || at + length > start + window.length) {
      start = at;
      window = source.read(at, Math.max(length, Math.min(WINDOW, source.size - at)));
      if (window.length < length) {
        throw new HeaderFault('cut', `the file became shorter than ${source.size} bytes`);
      }
      view = new DataView(window.buffer, window.byteOffset, window.length);
    }
    const from = at - start;
    at += length;
    return from;
  };
  const bytes = (length: number): Uint8Array => {
    const from = advance(length);
    return window.subarray(from, from + length);
  };
  // The view is another one once the cursor has moved on.
  const u32 = (): number => {
    const from = advance(4);
    return view.getUint32(from, isLittle);
  };
  const u64 = (): bigint => {
    const from = advance(8);
    return view.getBigUint64(from, isLittle);
  };
  return {
    position: () => at,
    byte: () => {
      const from = advance(1);
      return view.getUint8(from);
    },
    u32,
    u64,
    count: (what) => toCount(u64(), what),
    float: (size) => {
      const from = advance(size);
      return size === 4 ? view.getFloat32(from, isLittle) : view.getFloat64(from, isLittle);
    },
    bytes,
    skip: (length) => {
      if (at + length > end) require(length);
      at += length;
    },
    setLittleEndian: (value) => {
      isLittle = value;
    },
  };
}

/** A count as a number. @throws HeaderFault if it is more than a file can have */
export function toCount(value: bigint, what: string): number {
  if (value >= 0n && value <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(value);
  throw new HeaderFault('header-invalid', `${what} is ${value}, more than a file can have`);
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Decodes a text. @throws HeaderFault if it is not UTF-8 */
export function decodeUtf8(bytes: Uint8Array, what: string): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw new HeaderFault('header-invalid', `${what} is not UTF-8 text`);
  }
}
