import { groupBy } from '../../../domain/lists.js';
import { RANKS } from '../../../domain/catalogue.js';
import type { FileDiagnostic } from '../../../domain/model.js';
import type { FailOn } from '../../../domain/options.js';
import type { Output } from '../options.js';
import type { Colors } from './colours.js';
import { renderTable, type Cell } from './table.js';

/**
 * Selects the findings to show. Quiet: the errors, and warnings if they make the run fail. Verbose:
 * all. Otherwise: no infos, and at most `limit`, the most severe first. Their order is kept.
 *
 * @returns also how many infos are hidden, and how many findings the limit leaves out
 */
export function selectDiagnostics(
  list: readonly FileDiagnostic[],
  verbosity: Output['verbosity'],
  limit: number,
  failOn: FailOn = 'never',
) {
  if (verbosity === 'verbose') return { shown: list, hiddenInfos: 0, omitted: 0 };
  const warnings = verbosity !== 'quiet' || failOn === 'warning';
  const grave = list.filter(
    ({ severity }) => severity === 'error' || (severity === 'warning' && warnings),
  );
  const kept = new Set(
    grave.toSorted((a, b) => RANKS[a.severity] - RANKS[b.severity]).slice(0, limit),
  );
  return {
    shown: grave.filter((finding) => kept.has(finding)),
    hiddenInfos: list.filter(({ severity }) => severity === 'info').length,
    omitted: grave.length - kept.size,
  };
}

/** Renders one line for each finding, with a blank line between files. */
export function renderDiagnostics(list: readonly FileDiagnostic[], colours: Colors): string[] {
  const byFile = groupBy(list, ({ file }) => file);
  return [...byFile.values()].flatMap((group, index) => [
    ...(index === 0 ? [] : ['']),
    ...renderTable(group.map((finding) => createRow(finding, colours))),
  ]);
}

function createRow(
  { file, line, column, severity, code, message }: FileDiagnostic,
  colours: Colors,
) {
  const paints = { error: colours.red, warning: colours.yellow, info: colours.cyan };
  return [
    `${file}:${line}:${column}`,
    { text: severity, paint: paints[severity] },
    { text: code, paint: colours.dim },
    message,
  ] satisfies Cell[];
}
