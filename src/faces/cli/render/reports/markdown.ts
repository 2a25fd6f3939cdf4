import { escapeMarkdown } from '../../../../domain/escape-markdown.js';
import {
  groupByModel,
  sortBySeverity,
  type Report,
  type ReportContext,
  type ReportFinding,
  type ReportModel,
} from './report.js';
import { escapeControls } from '../escape.js';
import { countFindings } from '../format.js';

/** A comment on GitHub has 65,536 characters at most. */
const [MAX_MODELS, MAX_FINDINGS] = [100, 50];

/** Renders a report as Markdown, for a pull request: a table of models, and one of findings. */
export function renderMarkdown(report: Report, context: ReportContext): string {
  const { groups } = groupByModel(report);
  const findings = sortBySeverity(report.findings).filter((it) => it.severity !== 'info');
  const blocks = [
    [`## gnn-registry ${context.command}: ${countFindings(report.findings) || 'no findings'}`],
    renderTable(
      ['model', 'version', 'verdict', 'findings'],
      groups.map(({ model, findings: found }) => [
        model.id ?? context.locate(model.file),
        formatVersions(model),
        model.verdict,
        countFindings(found),
      ]),
      MAX_MODELS,
    ),
    renderTable(
      ['severity', 'where', 'finding', 'what to do'],
      findings.map((it) => [it.severity, formatPlace(it, context), formatText(it), it.remedy]),
      MAX_FINDINGS,
    ),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function renderTable(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  most: number,
): string[] {
  if (rows.length === 0) return [];
  const rest = rows.length - most;
  return [
    formatRow(names),
    formatRow(names.map(() => '---')),
    ...rows.slice(0, most).map((row) => formatRow(row.map(formatProse))),
    ...(rest > 0 ? ['', `… and ${rest} more`] : []),
  ];
}

/** A text with code in backticks. A bar would end the cell, in code too. */
function formatProse(text: string): string {
  return text
    .split(/(`[^`\n]+`)/)
    .map((part, at) => (at % 2 === 0 ? escapeMarkdown(part) : escapeCode(part)))
    .join('');
}

/** Code is shown as written; only a bar, which would end the cell, and control characters are escaped. */
function escapeCode(code: string): string {
  return escapeControls(code).replaceAll('|', String.raw`\|`);
}

function formatRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** The version now and then. */
function formatVersions({ before, after }: ReportModel): string {
  if (before === null || before === after) return after ?? '';
  return `${before} → ${after}`;
}

function formatPlace({ file, line, column }: ReportFinding, { locate }: ReportContext): string {
  if (file === null) return '';
  return [locate(file), line, column].filter((it) => it !== null).join(':');
}

function formatText({ code, message }: ReportFinding): string {
  return `${code} ${message}`;
}
