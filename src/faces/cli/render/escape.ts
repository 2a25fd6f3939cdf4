import { HARMFUL } from '../../../domain/escape-controls.js';

export { escapeControls } from '../../../domain/escape-controls.js';

/** Escapes characters in JSON text that could control a terminal; its value is unchanged. */
export function escapeJson(json: string): string {
  return json.replace(HARMFUL, (character) => {
    // JSON.stringify has escaped every C0 control inside strings, so a line break is layout.
    if (character === '\n') return character;
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
  });
}
