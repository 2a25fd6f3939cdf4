import type { Severity } from '../../../domain/catalogue.js';
import type { FileDiagnostic } from '../../../domain/model.js';
import type { FailOn } from '../../../domain/options.js';
import type { Output } from '../options.js';
import type { Colors } from './colours.js';
import { renderTable, type Cell } from './table.js';

/** What is shown of a list, and how much is not. */
export interface Selection {
  shown: readonly FileDiagnostic[];
  hiddenInfos: number;
  /** Beyond the limit. */
  omitted: number;
}

const RANKS: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/**
 * The findings to show: when quiet only those that make the run fail, at least the errors; all when
 * verbose; otherwise no infos and at most
 * `limit`, the gravest first. Their order stays.
 */
export function selectDiagnostics(
  list: readonly FileDiagnostic[],
  verbosity: Output['verbosity'],
  limit: number,
  failOn: FailOn = 'never',
): Selection {
  if (verbosity === 'verbose') return { shown: list, hiddenInfos: 0, omitted: 0 };
  const warnings = verbosity !== 'quiet' || failOn === 'warning';
  const grave = list.filter(
    ({ severity }) => severity === 'error' || (severity === 'warning' && warnings),
  );
  const kept = new Set(
    grave.toSorted((a, b) => RANKS[a.severity] - RANKS[b.severity]).slice(0, limit),
  );
  return {
    shown: grave.filter((one) => kept.has(one)),
    hiddenInfos: list.filter(({ severity }) => severity === 'info').length,
    omitted: grave.length - kept.size,
  };
}

/** One line for each finding, file by file, with a blank line between files. */
export function renderDiagnostics(list: readonly FileDiagnostic[], colours: Colors): string[] {
  const byFile = new Map<string, FileDiagnostic[]>();
  for (const one of list) {
    const group = byFile.get(one.file);
    if (group === undefined) byFile.set(one.file, [one]);
    else group.push(one);
  }
  return [...byFile.values()].flatMap((group, index) => [
    ...(index === 0 ? [] : ['']),
    ...renderTable(group.map((one) => row(one, colours))),
  ]);
}

function row({ file, line, column, severity, code, message }: FileDiagnostic, colours: Colors) {
  const paints = { error: colours.red, warning: colours.yellow, info: colours.cyan };
  return [
    { text: `${file}:${line}:${column}` },
    { text: severity, paint: paints[severity] },
    { text: code, paint: colours.dim },
    { text: message },
  ] satisfies Cell[];
}
