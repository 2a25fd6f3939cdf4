import type { ParsedFile, Spec } from '../domain/spec.js';

/**
 * The bytes that are the version of each model of a file: the file's own, or, of several models, the
 * front matter and the model's lines, without the blank ones at their end.
 *
 * @returns for each spec of the file, in its order
 */
export function bytesOfSpecs(bytes: Uint8Array, file: ParsedFile): Uint8Array[] {
  if (file.specs.length <= 1) return file.specs.map(() => bytes);
  const lines = linesOf(bytes);
  const front = lines.slice(0, file.frontMatterLines).join('');
  return file.specs.map((spec) =>
    Buffer.from(front + withoutBlankEnd(ownLines(lines, spec)).join('')),
  );
}

/** The lines of a file with their endings, byte for byte. */
function linesOf(bytes: Uint8Array): readonly string[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
}

function ownLines(lines: readonly string[], { lines: { from, to } }: Spec): readonly string[] {
  return lines.slice(from - 1, to - 1);
}

/** A model that is added or taken away below must not change the one above it. */
function withoutBlankEnd(lines: readonly string[]): readonly string[] {
  return lines.slice(0, lines.findLastIndex((line) => line.trim() !== '') + 1);
}
