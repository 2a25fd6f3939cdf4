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

/** Renders a line for each step, then the repairs, the findings and the notes. */
export function renderVerification({ steps, sound }: Verification, view: View): string[] {
  const rows = steps.map((step) => [
    chooseMark(step, view),
    { text: step.name },
    { text: describeOutcome(step) },
  ]);
  const repaired = steps.flatMap((step) => step.repaired);
  const findings = steps.flatMap((step) => step.findings);
  const notes = steps.flatMap((step) => step.notes);
  return [
    ...renderTable(rows, view.columns),
    ...renderBlock('repaired:', repaired.map(indent)),
    ...renderBlock(
      'found:',
      findings.flatMap((finding) => renderFinding(finding, view)),
    ),
    ...renderBlock('notes:', notes.map(indent)),
    '',
    describeVerdict(sound, findings.length, repaired.length),
  ];
}

/** The marks differ in form as well as in colour. */
function chooseMark({ skipped, findings }: VerifyStep, { colours }: View): Cell {
  if (skipped) return { text: '-' };
  return findings.length === 0
    ? { text: '✓', paint: colours.green }
    : { text: '✗', paint: colours.red };
}

function describeOutcome({ skipped, checked, findings }: VerifyStep): string {
  if (skipped) return 'not checked: there is no registry';
  const what = findings.length === 0 ? 'ok' : plural(findings.length, 'finding');
  return `${what} (${checked} checked)`;
}

function renderBlock(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

function indent(text: string): string {
  return `  ${escapeControls(text)}`;
}

function renderFinding(
  { kind, path, model_id, message, remedy }: VerifyFinding,
  { colours }: View,
): string[] {
  const where = path ?? model_id;
  const about = where === null ? '' : `${where}: `;
  return [indent(`${kind}  ${about}${message}`), colours.dim(indent(`  ${remedy}`))];
}

function describeVerdict(sound: boolean, left: number, done: number): string {
  const repairs = done === 0 ? '' : `${plural(done, 'repair')}; `;
  return sound ? `${repairs}sound` : `${repairs}not sound: ${plural(left, 'finding')}`;
}
