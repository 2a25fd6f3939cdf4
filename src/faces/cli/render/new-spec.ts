import { plural } from '../../../domain/plural.js';
import type { RendererOf } from '../renderers.js';
import { renderNext } from './next.js';
import { escapeControls } from './escape.js';

/** Renders where a new spec is and what to do with it, or the spec itself. */
export const NEW: RendererOf<'new'> = {
  ids: ({ spec: { file_path: file, text } }) => [file ?? withoutLastBreak(text)],
  text: ({ spec: { file_path: file, kind, sizes, text }, next }) => {
    if (file === null) return text;
    const counts = Object.entries(sizes).map(([name, size]) => plural(size, name.slice(0, -1)));
    return [`${escapeControls(file)}: ${kind} with ${joinAnd(counts)}`, '', ...renderNext(next)];
  },
};

function withoutLastBreak(text: string): string {
  return text.replace(/\n$/, '');
}

function joinAnd(words: readonly string[]): string {
  const [last = '', ...before] = words.toReversed();
  return before.length === 0 ? last : `${before.toReversed().join(', ')} and ${last}`;
}
