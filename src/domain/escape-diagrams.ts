/** Text of a spec in the languages of diagrams, where their own marks are letters. */
import { escapeControls } from './escape-controls.js';

/** Text within the quotes of Mermaid, which reads punctuation even there: by its character codes. */
export function escapeMermaid(text: string): string {
  return escapeControls(text).replace(
    /[^\p{L}\p{N} .,_()@+-]/gu,
    (mark) => `#${mark.codePointAt(0)};`,
  );
}

/** Text within the quotes of Graphviz's DOT. */
export function escapeDot(text: string): string {
  return escapeControls(text).replace(/["\\]/g, (mark) => `\\${mark}`);
}
