import { escapeControls } from './escape-controls.js';

/** Text of a spec in Markdown: its own marks are letters there. */
export function escapeMarkdown(text: string): string {
  return (
    escapeControls(text)
      .replace(/[\\`*[\]<>#|]/g, '\\$&')
      // Within a word an underscore is a letter there too.
      .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
  );
}
