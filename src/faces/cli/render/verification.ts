import { join } from 'node:path';
import type { VerifyFinding, VerifyStep } from '../../../operations/generated/shapes.js';
import { wordRemedies } from '../../../operations/maintenance/verify/report.js';
import type { RendererOf, View } from '../renderers.js';
import { escapeControls } from './escape.js';
import { renderTable, type Cell } from './table.js';
import { plural } from '../../../domain/plural.js';
import { wordForShell } from '../wording.js';

/** Renders a line for each step, then the repairs, the findings and the notes. */
export const VERIFY: RendererOf<'verify'> = {
  ids: ({ steps }) =>
    steps.flatMap(({ findings }) =>
      findings.map(({ kind, path, model_id }) => [kind, path ?? model_id ?? ''].join('  ').trim()),
    ),
  text: (verified, { from_git: fromGit = false }, view) => {
    const { steps, sound } = wordRemedies(verified, wordForShell, fromGit);
    const rows = steps.map((step) => [chooseMark(step, view), step.name, describeOutcome(step)]);
    const repaired = steps.flatMap((step) => step.repaired);
    const findings = steps.flatMap((step) => step.findings);
    const notes = steps.flatMap((step) => step.notes);
    const found = findings.flatMap((finding) => renderFinding(finding, view));
    return [
      ...renderTable(rows, view.columns),
      ...renderBlock('repaired:', repaired.map(indent)),
      ...renderBlock('found:', found),
      ...renderBlock('notes:', notes.map(indent)),
      '',
      describeVerdict(sound, findings.length, repaired.length),
    ];
  },
  report: (verified, { from_git: fromGit = false }, { stepFolder }) => {
    const { steps } = wordRemedies(verified, wordForShell, fromGit);
    return {
      models: [],
      findings: steps.flatMap(({ name, findings }) =>
        findings.map((it) => ({
          code: it.kind,
          title: null,
          severity: 'error',
          message: it.message,
          remedy: it.remedy,
          file: isForPeople(name, it) ? it.path : join(stepFolder, it.path ?? ''),
          line: null,
          column: null,
          model_id: it.model_id,
          declaration: null,
          fails: true,
        })),
      ),
    };
  },
};

/** Whether a finding has no path, or one that people can follow as it is; others are below the step's output. */
function isForPeople(step: VerifyStep['name'], { kind, path }: VerifyFinding): boolean {
  return path === null || BESIDE_REGISTRY.has(step) || SPECS.has(kind);
}

/** The steps that name files as the registry is named, which may be elsewhere. */
const BESIDE_REGISTRY: ReadonlySet<VerifyStep['name']> = new Set([
  'registry',
  'generations',
  'audit',
]);

/** The kinds whose path is that of a spec. */
const SPECS: ReadonlySet<VerifyFinding['kind']> = new Set([
  'spec-gone',
  'spec-changed',
  'spec-unreadable',
  'weights-gone',
  'weights-changed',
  'file-twice',
]);

/** The marks differ in form as well as in colour. */
function chooseMark({ skipped, findings }: VerifyStep, { colours }: View): Cell {
  if (skipped) return '-';
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
