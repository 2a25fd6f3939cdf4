/** Commands that GitHub's runner reads in the output of a step. Pure. */
import { escapeControls } from '../escape.js';

/** The properties of a command, in the order in which they are written. */
export type CommandProperties = Readonly<Record<string, string | number | null>>;

/**
 * Formats a workflow command: `::error file=a.md,line=3::text`.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function formatCommand(
  name: 'error' | 'warning' | 'notice',
  properties: CommandProperties,
  text: string,
): string {
  const written = Object.entries(properties)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `${key}=${escapeProperty(String(value))}`)
    .join(',');
  return `::${name}${written === '' ? '' : ` ${written}`}::${escapeData(text)}\n`;
}

/** Line ends of the text are kept; other controls are shown. */
function escapeData(text: string): string {
  const lines = text.split('\n').map((line) => escapeControls(line).replaceAll('%', '%25'));
  return lines.join('%0A');
}

function escapeProperty(text: string): string {
  return escapeControls(text).replaceAll('%', '%25').replaceAll(':', '%3A').replaceAll(',', '%2C');
}
