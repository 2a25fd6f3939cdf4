import type {
  Verification,
  VerifyFinding,
  VerifyStep,
} from '../../../operations/maintenance/verify/report.js';
import { wordRemedies } from '../../../operations/maintenance/verify/report.js';
import type { RendererOf, View } from '../renderers.js';
import { escapeControls } from './escape.js';
import { renderTable, type Cell } from './table.js';
import { plural } from '../../../domain/plural.js';
import { wordForShell } from '../wording.js';

export const VERIFY: RendererOf<'verify'> = {
  text: (found, _, view) => renderVerification(wordRemedies(found, wordForShell), view),
};

/** A line for each step, then what was done, what was found, and what is to be known besides. */
export function renderVerification({ steps, sound }: Verification, view: View): string[] {
  const rows = steps.map((step) => [
    markOf(step, view),
    { text: step.name },
    { text: outcomeOf(step) },
  ]);
  const repaired = steps.flatMap((it) => it.repaired);
  const findings = steps.flatMap((it) => it.findings);
  const notes = steps.flatMap((it) => it.notes);
  return [
    ...renderTable(rows, view.columns),
    ...block('repaired:', repaired.map(indented)),
    ...block(
      'found:',
      findings.flatMap((it) => renderFinding(it, view)),
    ),
    ...block('to be known:', notes.map(indented)),
    '',
    verdict(sound, findings.length, repaired.length),
  ];
}

/** Told by its form as well as by its colour. */
function markOf({ skipped, findings }: VerifyStep, { colours }: View): Cell {
  if (skipped) return { text: '-' };
  return findings.length === 0
    ? { text: '✓', paint: colours.green }
    : { text: '✗', paint: colours.red };
}

function outcomeOf({ skipped, checked, findings }: VerifyStep): string {
  if (skipped) return 'not checked: there is no registry to go by';
  const what = findings.length === 0 ? 'ok' : plural(findings.length, 'finding');
  return `${what} (${checked} checked)`;
}

function block(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

function indented(text: string): string {
  return `  ${escapeControls(text)}`;
}

function renderFinding(
  { kind, path, model_id, message, remedy }: VerifyFinding,
  { colours }: View,
): string[] {
  const where = path ?? model_id;
  const about = where === null ? '' : `${where}: `;
  return [indented(`${kind}  ${about}${message}`), colours.dim(indented(`  ${remedy}`))];
}

function verdict(sound: boolean, left: number, done: number): string {
  const mended = done === 0 ? '' : `${plural(done, 'repair')}; `;
  return sound ? `${mended}sound` : `${mended}not sound: ${plural(left, 'finding')}`;
}
