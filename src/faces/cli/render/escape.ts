import { HARMFUL, escapeLines } from '../../../domain/escape-controls.js';

export { escapeControls } from '../../../domain/escape-controls.js';

/** What this program colours text with. */
const COLOUR = new RegExp(`(${String.fromCodePoint(0x1b)}\\[[\\d;]*m)`);

/**
 * Escapes in rendered lines whatever a model may have brought there that could control a terminal; only
 * colours are left as they are, where there are any.
 */
export function escapeRendered(text: string, hasColours: boolean): string {
  if (!hasColours) return escapeLines(text);
  const parts = text.split(COLOUR);
  return parts.map((part, at) => (at % 2 === 1 ? part : escapeLines(part))).join('');
}

/** Escapes characters in JSON text that could control a terminal; its value is unchanged. */
export function escapeJson(json: string): string {
  return json.replace(HARMFUL, (character) => {
    // JSON.stringify has escaped every C0 control inside strings, so a line break is layout.
    if (character === '\n') return character;
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
  });
}
