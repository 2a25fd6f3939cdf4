/** What the text means where it does not say so: sizes of dimensions, sums that are off. Pure. */
import type { InlayHint, Range } from 'vscode-languageserver';
import type { Diagnostic } from '../../../domain/diagnostics.js';
import { lineAt } from '../../../gnn/source.js';
import type { Analysis, ModelAnalysis } from '../analysis.js';
import { offsetOf, toOffset, toPosition } from '../text.js';

const [TYPE, PARAMETER] = [1, 2] as const;

/** The hints in a range. */
export function listHints(analysis: Analysis, range: Range): InlayHint[] {
  const [from, to] = [toOffset(analysis, range.start), toOffset(analysis, range.end)];
  return analysis.models
    .flatMap((model) => [...sizesOf(model, analysis), ...sumsOf(model, analysis)])
    .filter(({ at }) => from <= at && at <= to)
    .map(({ at, hint }) => ({ ...hint, position: toPosition(analysis, at) }));
}

interface PlacedHint {
  readonly at: number;
  readonly hint: Omit<InlayHint, 'position'>;
}

/** The numbers that references among dimensions stand for. */
function sizesOf({ spec, places }: ModelAnalysis, { source }: Analysis): PlacedHint[] {
  const hints: PlacedHint[] = [];
  let variable: (typeof spec.model.variables)[number] | undefined;
  let index = 0;
  for (const { kind, start, end } of places) {
    if (kind === 'declared') {
      const [name, line] = [source.text.slice(start, end), lineAt(source, start)];
      variable = spec.model.variables.find((it) => it.name === name && it.line === line);
      index = 0;
    } else if (kind === 'size' || kind === 'dimension') {
      const size = variable?.dimensions[index] ?? null;
      index += 1;
      if (kind !== 'dimension' || size === null) continue;
      const after = /^\s*\)/.exec(source.text.slice(end, end + 16))?.[0].length ?? 0;
      hints.push({ at: end + after, hint: { label: `=${size}`, kind: TYPE } });
    }
  }
  return hints;
}

function isOff({ code }: Diagnostic): boolean {
  return code === 'GNN-W005';
}

/** The sums that are not 1, behind the names of their values. */
function sumsOf({ spec, places }: ModelAnalysis, analysis: Analysis): PlacedHint[] {
  return analysis.findings.filter(isOff).flatMap((found) => {
    if (found.line < spec.lines.from || found.line >= spec.lines.to) return [];
    const start = offsetOf(analysis.source, found);
    const name = places.find((it) => it.kind === 'assigned' && it.start === start);
    const [, sum] = /(?:\] sums|entries sum) to (-?[0-9.e+-]*[0-9])/.exec(found.message) ?? [];
    if (name === undefined || sum === undefined) return [];
    const hint = { label: ` Σ ${sum}`, kind: PARAMETER, tooltip: found.message };
    return [{ at: name.end, hint }];
  });
}
