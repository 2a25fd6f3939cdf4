/** The lines of a `.gitattributes` that make git call our merge driver. Pure. */

/** Between these lines stands what is ours; the first one names the folder. */
const BEGIN = '# gnn-registry git setup: ';
const END = '# gnn-registry git setup ends';

/**
 * Puts the lines of an output into the text of a `.gitattributes`, in place of earlier ones. All other
 * lines stay as they are.
 *
 * @param folder - the output, relative to the file
 * @param patterns - its files that are merged, relative to the file
 */
export function withOutput(text: string, folder: string, patterns: readonly string[]): string {
  const lines = patterns.map((it) => `${quotePattern(it)} merge=gnn-registry\n`);
  const block = `${BEGIN}${folder}\n${lines.join('')}${END}\n`;
  const { before, after, isThere } = divide(text, folder);
  if (isThere) return `${before}${block}${after}`;
  return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${block}`;
}

/** Takes the lines of an output out of the text of a `.gitattributes`. */
export function withoutOutput(text: string, folder: string): string {
  const { before, after } = divide(text, folder);
  return `${before}${after}`;
}

/** Whether there are lines of any output. */
export function hasOutputs(text: string): boolean {
  return text.split('\n').some((line) => line.startsWith(BEGIN));
}

interface Divided {
  readonly before: string;
  readonly after: string;
  readonly isThere: boolean;
}

function divide(text: string, folder: string): Divided {
  const lines = text.split(/(?<=\n)/);
  const begin = lines.findIndex((line) => line.trimEnd() === `${BEGIN}${folder}`);
  if (begin < 0) return { before: text, after: '', isThere: false };
  const length = lines.slice(begin).findIndex((line) => line.trimEnd() === END);
  // Without its last line, only lines that can be ours are.
  const ours = lines.slice(begin + 1).findIndex((line) => !line.includes(' merge=gnn-registry'));
  const count = length >= 0 ? length + 1 : ours < 0 ? lines.length - begin : ours + 1;
  return {
    before: lines.slice(0, begin).join(''),
    after: lines.slice(begin + count).join(''),
    isThere: true,
  };
}

/** Quotes a path with blanks as git reads it, and escapes what would match other names. */
function quotePattern(pattern: string): string {
  return /[\s"\\]/.test(pattern)
    ? `"${pattern.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
    : pattern;
}

/** Escapes a path so that it is a pattern that matches nothing else. */
export function toPattern(path: string): string {
  return path.replace(/[*?[\\]/g, String.raw`\$&`);
}
