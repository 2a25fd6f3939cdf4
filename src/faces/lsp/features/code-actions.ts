/** Quick fixes as the protocol has them. Pure. */
import type { Diagnostic as Finding } from '../../../domain/diagnostics.js';
import { RANKS } from '../../../domain/catalogue.js';
import type { CodeAction, Diagnostic, Range, TextEdit } from 'vscode-languageserver';
import type { Analysis, Reading } from '../analysis.js';
import { joinFixes, prepareFixes } from '../fixes/index.js';
import type { Edit, Fix } from '../fixes/fix.js';
import { toRange } from '../text.js';
import { toDiagnostic } from './diagnostics.js';

const [QUICK_FIX, FIX_ALL] = ['quickfix', 'source.fixAll'];

/** What a client asks for. */
export interface ActionRequest {
  readonly uri: string;
  readonly range: Range;
  /** The kinds that are wanted, each with those below it; undefined for all. */
  readonly only: readonly string[] | undefined;
  readonly reading: Reading;
  readonly findings: readonly Finding[];
}

/** The quick fixes of the findings in a range, and one that makes all those that are the one remedy. */
export function listActions(analysis: Analysis, request: ActionRequest): CodeAction[] {
  const { uri, range, only, findings, reading } = request;
  const fixesOf = prepareFixes(analysis, reading);
  const wants = (kind: string): boolean =>
    only === undefined || only.some((it) => kind === it || kind.startsWith(`${it}.`));
  const actions: CodeAction[] = [];
  if (wants(QUICK_FIX)) {
    for (const found of findings) {
      const diagnostic = toDiagnostic(found, analysis);
      if (!overlaps(diagnostic.range, range)) continue;
      for (const fix of fixesOf(found)) actions.push(toAction(fix, uri, analysis, diagnostic));
    }
  }
  // All at once only where it is asked for by name, or there is more than one.
  const isAsked = only?.some((it) => it.startsWith('source')) === true;
  if (isAsked && wants(FIX_ALL)) {
    const edits = fixAll(analysis, reading, findings);
    if (edits.length > 0) {
      const title = 'Mend all findings that have one safe remedy';
      actions.push({
        title,
        kind: FIX_ALL,
        edit: { changes: { [uri]: toEdits(edits, analysis) } },
      });
    }
  }
  return actions;
}

/** The edits of all preferred fixes, those of the most severe findings first. */
export function fixAll(
  analysis: Analysis,
  reading: Reading,
  findings: readonly Finding[] = analysis.findings,
): Edit[] {
  const fixesOf = prepareFixes(analysis, reading);
  const bySeverity = findings.toSorted((a, b) => RANKS[a.severity] - RANKS[b.severity]);
  const preferred = bySeverity.flatMap((it) => fixesOf(it).filter((fix) => fix.isPreferred));
  return joinFixes(analysis, reading, preferred);
}

function toAction(fix: Fix, uri: string, analysis: Analysis, diagnostic: Diagnostic): CodeAction {
  return {
    title: fix.title,
    kind: QUICK_FIX,
    diagnostics: [diagnostic],
    isPreferred: fix.isPreferred,
    edit: { changes: { [uri]: toEdits(fix.edits, analysis) } },
  };
}

/** Edits with positions, and with the line ends of the document. */
export function toEdits(edits: readonly Edit[], analysis: Analysis): TextEdit[] {
  const end = analysis.text.includes('\r\n') ? '\r\n' : '\n';
  return edits.map(({ start, end: to, text }) => ({
    range: toRange(analysis, start, to),
    newText: end === '\n' ? text : text.replaceAll('\n', end),
  }));
}

function overlaps(a: Range, b: Range): boolean {
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
}

function isBefore(a: Range['start'], b: Range['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
