import { countFindings } from '../format.js';
import { sortBySeverity, type Report, type ReportContext } from './report.js';
import { formatCommand } from './workflow-commands.js';

const COMMANDS = { error: 'error', warning: 'warning', info: 'notice' } as const;

/**
 * Renders an annotation for each finding, the most severe first, since GitHub shows only so many, and
 * the totals for the log.
 */
export function renderGithub(report: Report, { command, locate }: ReportContext): string {
  const annotations = sortBySeverity(report.findings).map((it) =>
    formatCommand(
      COMMANDS[it.severity],
      {
        file: it.file === null ? null : locate(it.file),
        line: it.line,
        col: it.column,
        title: it.title === null ? it.code : `${it.code} ${it.title}`,
      },
      [it.message, it.remedy].filter((text) => text !== '').join('\n'),
    ),
  );
  const totals = countFindings(report.findings) || 'no findings';
  return `${annotations.join('')}gnn-registry ${command}: ${totals}\n`;
}
