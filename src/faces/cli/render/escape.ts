import { HARMFUL } from '../../../domain/escape-controls.js';

export { escapeControls } from '../../../domain/escape-controls.js';

/** JSON text without anything that could steer a terminal; its value stays as it is. */
export function escapeJson(json: string): string {
  return json.replace(HARMFUL, (character) => {
    // JSON.stringify has escaped every C0 control inside its strings; what is left is its layout.
    if (character === '\n') return character;
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
  });
}
