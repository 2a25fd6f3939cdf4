/** Builds a text of new pieces, and of stretches of another text that are not copied. */
import { TextBuffer } from './text-buffer.js';

/** A text in the making. */
export interface TextParts {
  readonly append: (piece: string | Uint8Array) => void;
  /** Ends it. @returns its parts; the first one is new, and may still be written to */
  readonly end: () => { readonly first: Buffer; readonly others: readonly Uint8Array[] };
}

/** Shorter stretches are copied: a part of its own costs more. */
const LEAST = 16_384;
const SMALL = 4096;

/** @param expected - approximate number of new bytes */
export function createTextParts(expected: number): TextParts {
  let text = new TextBuffer(Math.max(expected, SMALL));
  let first: Buffer | undefined;
  const others: Uint8Array[] = [];
  const endPart = (): void => {
    const { bytes } = text;
    if (first === undefined) first = bytes;
    else if (bytes.length > 0) others.push(bytes);
    text = new TextBuffer(SMALL);
  };
  return {
    append: (piece) => {
      if (typeof piece === 'string' || piece.length < LEAST) return text.append(piece);
      endPart();
      others.push(piece);
    },
    end: () => {
      endPart();
      return { first: first ?? text.bytes, others };
    },
  };
}
