/** Findings as the protocol has them. Pure. */
import type { Severity } from '../../../domain/catalogue.js';
import type { Diagnostic as Finding } from '../../../domain/diagnostics.js';
import { nameAt } from '../../../domain/names.js';
import { lineEnd } from '../../../gnn/source.js';
import type { Diagnostic, DiagnosticSeverity, Range } from 'vscode-languageserver';
import { modelAt, placesAt, type Analysis } from '../analysis.js';
import { offsetOf, toRange } from '../text.js';

/** Who reports it. */
export const SOURCE = 'gnn-registry';

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: 1,
  warning: 2,
  info: 3,
};

/** @param docs - the address of the page that explains the codes, if there is one */
export function toDiagnostic(found: Finding, analysis: Analysis, docs?: string): Diagnostic {
  return {
    range: rangeOf(found, analysis),
    severity: SEVERITIES[found.severity],
    code: found.code,
    source: SOURCE,
    message: found.message,
    ...(docs !== undefined && { codeDescription: { href: docs } }),
  };
}

/** The word that a finding is about, or else the rest of its line. */
function rangeOf(found: Finding, analysis: Analysis): Range {
  const { source } = analysis;
  const start = offsetOf(source, found);
  const model = modelAt(analysis, found.line);
  const places = model === undefined ? [] : placesAt(model, start);
  const place = places.find((it) => it.start === start && it.end > start);
  const name = place === undefined ? nameAt(source.text, start) : undefined;
  const to = lineEnd(source, found.line);
  const whole = source.text.slice(start, to).trimEnd().length;
  const isWord = name !== undefined && found.column > 1;
  const end = place?.end ?? start + (isWord ? name.length : whole);
  return toRange(analysis, start, Math.min(Math.max(end, start), Math.max(to, start)));
}
