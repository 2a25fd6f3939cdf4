import type { ParsedFile, Spec } from '../domain/spec.js';

/**
 * Returns the bytes of each model in a file: those of the whole file, or, if it contains several models,
 * the front matter and the model's lines without trailing blank ones.
 *
 * @returns the bytes of each spec, in the order of the file
 */
export function splitBytes(bytes: Uint8Array, file: ParsedFile): Uint8Array[] {
  if (file.specs.length <= 1) return file.specs.map(() => bytes);
  const lines = splitLines(bytes);
  const front = lines.slice(0, file.frontMatterLines).join('');
  return file.specs.map((spec) =>
    Buffer.from(front + trimBlankEnd(selectLines(lines, spec)).join('')),
  );
}

/** Splits a file into lines with their endings, byte for byte. */
function splitLines(bytes: Uint8Array): readonly string[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
}

function selectLines(lines: readonly string[], { lines: { from, to } }: Spec): readonly string[] {
  return lines.slice(from - 1, to - 1);
}

/** Removes trailing blank lines, so that adding or removing a model does not change the one above. */
function trimBlankEnd(lines: readonly string[]): readonly string[] {
  return lines.slice(0, lines.findLastIndex((line) => line.trim() !== '') + 1);
}
