/** Spacing and alignment. The model stays what it is: an edit that would change it is not made. Pure. */
import { BLOCKS, type SectionName } from '../../../domain/spec.js';
import { commentStart } from '../../../gnn/lines.js';
import { lineAt, lineCount, lineEnd, lineStart } from '../../../gnn/source.js';
import { semanticHash, toSemanticForm } from '../../../version/semantic-form.js';
import {
  analyse,
  lineTextOf,
  type Analysis,
  type ModelAnalysis,
  type Reading,
} from '../analysis.js';
import { applyEdits } from '../fixes/index.js';
import type { Edit } from '../fixes/fix.js';

/** Lines from one to another, both included. */
export interface LineSpan {
  readonly from: number;
  readonly to: number;
}

/** The edits that lay a document out; none if it is no spec, or they would change a model. */
export function format(analysis: Analysis, reading: Reading, span?: LineSpan): Edit[] {
  const written = Array.from({ length: lineCount(analysis.source) }, (_, index) =>
    lineTextOf(analysis, index + 1),
  );
  const lines: (string | null)[] = [...written];
  for (const model of analysis.models) layOut(model, analysis, lines);
  const edits = toEdits(written, lines, analysis).filter(({ start }) => {
    const line = lineAt(analysis.source, start);
    return span === undefined || (span.from <= line && line <= span.to);
  });
  if (edits.length === 0) return [];
  const after = analyse(applyEdits(analysis.source.text, edits), analysis.encoding, reading);
  return isSame(analysis, after) ? edits : [];
}

/** Whether two texts say the same: the same models, with the same findings. */
function isSame(before: Analysis, after: Analysis): boolean {
  return describe(before) === describe(after);
}

function describe({ models, findings }: Analysis): string {
  return JSON.stringify([
    models.map(({ spec }) => [semanticHash(toSemanticForm(spec.model)), commentsOf(spec.model)]),
    findings.map(({ code }) => code).sort(),
  ]);
}

function commentsOf({
  variables,
  connections,
}: ModelAnalysis['spec']['model']): readonly (string | null)[] {
  return [...variables, ...connections].map((it) => it.description);
}

/** The edits from lines to lines; null removes a line. */
function toEdits(
  written: readonly string[],
  lines: readonly (string | null)[],
  { source }: Analysis,
): Edit[] {
  return written.flatMap((before, index) => {
    const after = lines[index] ?? null;
    const [start, end] = [lineStart(source, index + 1), lineEnd(source, index + 1)];
    if (after === before) return [];
    return after === null
      ? [{ start, end: lineStart(source, index + 2), text: '' }]
      : [{ start, end, text: after }];
  });
}

const DECLARING: ReadonlySet<SectionName> = new Set(['StateSpaceBlock', ...BLOCKS]);
const ALIGNED: ReadonlySet<SectionName> = new Set<SectionName>([
  ...DECLARING,
  'Connections',
  'ActInfOntologyAnnotation',
]);
const PLAIN: ReadonlySet<SectionName> = new Set<SectionName>([
  ...ALIGNED,
  'GNNSection',
  'GNNVersionAndFlags',
  'ModelName',
  'InitialParameterization',
  'Time',
  'ModelParameters',
]);

function layOut(model: ModelAnalysis, analysis: Analysis, lines: (string | null)[]): void {
  for (const section of model.sections) {
    const heading = lineTextOf(analysis, section.line);
    if (/^ {0,3}##[ \t]/.test(heading)) {
      lines[section.line - 1] = heading.trim().replace(/^##[ \t]+/, '## ');
    }
    if (!PLAIN.has(section.name)) continue;
    let isBlank = false;
    const rows: Row[] = [];
    for (let line = section.line + 1; line < section.to; line += 1) {
      const text = lines[line - 1]?.trimEnd() ?? '';
      const isRepeated = text === '' && isBlank;
      lines[line - 1] = isRepeated && line <= lineCount(analysis.source) ? null : text;
      isBlank = text === '';
      if (ALIGNED.has(section.name) && text !== '') {
        const row = readRow(line, model, analysis);
        if (row !== undefined) rows.push(row);
      }
    }
    for (const { line, text } of alignRows(rows)) lines[line - 1] = text;
  }
}

/** A line that says one thing, and the comment behind it. */
interface Row {
  readonly line: number;
  readonly content: string;
  readonly comment: string;
}

function readRow(line: number, model: ModelAnalysis, analysis: Analysis): Row | undefined {
  const { source } = analysis;
  const [from, to] = [lineStart(source, line), lineEnd(source, line)];
  const own = model.places.filter(
    (it) =>
      it.start >= from &&
      it.end <= to &&
      (it.kind === 'declaration' || it.kind === 'connection' || it.kind === 'annotated'),
  );
  const [first] = own;
  const hash = commentStart(source.text, from, to);
  if (first === undefined || source.text.slice(from, first.start).trim() !== '') return undefined;
  const written = source.text.slice(first.start, hash).trim();
  const isOne =
    own.length === 1 &&
    first.kind === 'declaration' &&
    source.text.slice(first.end, hash).trim() === '';
  const content = isOne ? withoutBlanks(written) : written.replaceAll(/[ \t]+/g, ' ');
  return { line, content, comment: source.text.slice(hash, to).trim() };
}

/** A declaration without blanks after commas and around signs; a name or a quoted text keeps its own. */
function withoutBlanks(text: string): string {
  return /["']/.test(text) ? text : text.replaceAll(/[ \t]*([,=[\]])[ \t]*/g, '$1');
}

/** Aligns the comments of a section. */
function alignRows(rows: readonly Row[]): { readonly line: number; readonly text: string }[] {
  const widths = rows.filter((it) => it.comment !== '').map((it) => widthOf(it.content));
  const width = Math.min(Math.max(0, ...widths), WIDEST);
  return rows.map(({ line, content, comment }) => {
    const gap = ' '.repeat(Math.max(0, width - widthOf(content)) + 2);
    return { line, text: comment === '' ? content : `${content}${gap}${comment}` };
  });
}

/** Comments are not aligned beyond this column. */
const WIDEST = 60;

function widthOf(text: string): number {
  return Array.from(text).length;
}
