/** What reaches a terminal: every control that this program does not write itself is escaped. */
import { escapeLines, HARMFUL } from '../../domain/escape-controls.js';

/**
 * The mark before each control sequence of our own. Every process makes a random one, so no spec, file
 * name or registry can contain it.
 */
const OWN = `\0${Math.random()}${Math.random()}\0`;

/** Marks the controls in a text of this program, such as a colour, so that they reach a terminal. */
export function markAsOurs(text: string): string {
  return text.replace(HARMFUL, (control) => OWN + control);
}

/** Escapes every control but line ends and those marked by {@link markAsOurs}, which lose their mark. */
export function guard(text: string): string {
  const [first = '', ...marked] = text.split(OWN);
  return (
    escapeLines(first) + marked.map((it) => it.slice(0, 1) + escapeLines(it.slice(1))).join('')
  );
}
