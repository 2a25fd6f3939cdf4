import type { ParsedFile, Spec } from '../../src/domain/spec.js';
import { allDiagnostics } from './spec-text.js';

/**
 * An independent, simple parser for the skeleton of a spec, without the front end's own code: which
 * lines of structured sections are neither blank nor a comment, and whether each of them is in the
 * model or in a diagnostic.
 */
const STRUCTURED = new Set([
  'ObservationBlock',
  'ControlBlock',
  'PreferenceBlock',
  'ConstraintBlock',
  'StateSpaceBlock',
  'Connections',
  'InitialParameterization',
  'Equations',
  'Time',
  'ActInfOntologyAnnotation',
  'ModelParameters',
  'GNNSection',
  'GNNVersionAndFlags',
  'ModelName',
]);
const DISTINCTIVE = new Set([
  'GNNSection',
  'GNNVersionAndFlags',
  'StateSpaceBlock',
  'InitialParameterization',
  'ActInfOntologyAnnotation',
]);

export interface StructuredLine {
  readonly section: string;
  readonly line: number;
  /** The content without its comment. */
  readonly text: string;
  /** Whether the line closes a fence that was opened on this line. */
  readonly closes: number | null;
}

export function splitLines(text: string): string[] {
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  return plain.split(/\r\n|\r|\n/);
}

/**
 * The level-2 headings of a text, and the content lines of its structured sections. A thematic break
 * among `breaks` ends a model, and with it the section that contains the break; `opening` has the lines
 * that open a section by another spelling than its plain heading.
 */
export function scanSections(
  text: string,
  frontMatterLines: number,
  breaks: ReadonlySet<number>,
  opening: ReadonlyMap<number, string>,
): { headings: string[]; lines: StructuredLine[] } {
  const headings: string[] = [];
  const found: StructuredLine[] = [];
  let section: string | null = null;
  let fence: { mark: string; line: number } | null = null;
  let inComment = false;
  for (const [index, whole] of splitLines(text).entries()) {
    const line = index + 1;
    if (line <= frontMatterLines) continue;
    let rest = whole;
    if (inComment) {
      if (!rest.includes('-->')) continue;
      rest = rest.slice(rest.indexOf('-->') + 3);
      inComment = false;
    } else if (fence !== null) {
      const mark: string = fence.mark;
      // To Markdown only blanks and tabs may stand behind the fence, not other white space.
      const closing = /^ {0,3}(`+|~+)[ \t]*$/.exec(rest)?.[1];
      if (closing?.startsWith(mark)) {
        if (section !== null) found.push({ section, line, text: closing, closes: fence.line });
        fence = null;
        continue;
      }
    } else {
      if (breaks.has(line) && /^-{3,}[ \t]*$/.test(rest)) {
        section = null;
        continue;
      }
      const opened = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/.exec(rest)?.[1];
      if (opened !== undefined) fence = { mark: opened, line };
      const name = /^ {0,3}#/.test(rest) ? opening.get(line) : undefined;
      if (name !== undefined) {
        if (headingOf(rest) !== null) headings.push(headingOf(rest) ?? '');
        section = STRUCTURED.has(name) ? name : null;
        continue;
      }
      const heading = opened === undefined ? headingOf(rest) : null;
      if (heading !== null) {
        headings.push(heading);
        section = STRUCTURED.has(heading) ? heading : null;
        continue;
      }
      if (/^ {0,3}<!--/.test(rest) || /^\s*<!--.*-->/.test(rest)) {
        const end = rest.indexOf('-->');
        inComment = end === -1;
        rest = end === -1 ? '' : rest.slice(end + 3);
      }
    }
    const content = withoutComment(rest, section);
    if (section !== null && content !== '') {
      found.push({ section, line, text: content, closes: null });
    }
  }
  return { headings, lines: found };
}

function headingOf(line: string): string | null {
  if (!/^ {0,3}##([ \t]|$)/.test(line)) return null;
  const words = line
    .trim()
    .split(/[ \t]+/)
    .slice(1);
  if (words.length > 0 && /^#+$/.test(words.at(-1) ?? '')) words.pop();
  const text = words.join(' ').trim();
  return text.endsWith(':') ? text.slice(0, -1).trimEnd() : text;
}

/** Everything before a comment, outside quotes; what starts one differs between sections. */
function withoutComment(line: string, section: string | null): string {
  let at = 0;
  while (at < line.length) {
    const char = line.charAt(at);
    const before = line.slice(0, at);
    const isQuote = char === '"' || (char === "'" && /(?:^|[\s=:,;([{])$/.test(before.trimStart()));
    const close = isQuote ? line.indexOf(char, at + 1) : -1;
    if (close !== -1) {
      at = close + 1;
      continue;
    }
    if (char === '#' && (before.trim() === '' || startsComment(before, line.slice(at), section))) {
      return before.trim();
    }
    at += 1;
  }
  return line.trim();
}

function startsComment(before: string, rest: string, section: string | null): boolean {
  if (section === 'Equations') return /\s$/.test(before);
  if (section === 'ModelName' || section === 'GNNSection') {
    return /\s$/.test(before) && /^#+(?:\s|$)/.test(rest);
  }
  return true;
}

/** Structured lines of a file that are neither in a model nor in a diagnostic. */
export function lostLines(text: string, file: ParsedFile): StructuredLine[] {
  const breaks = new Set(file.specs.map((spec) => spec.lines.from - 1));
  const opening = new Map(
    file.specs.flatMap(({ sections }) =>
      [...sections].map(([name, at]) => [at.line, name] as const),
    ),
  );
  const { headings, lines } = scanSections(text, file.frontMatterLines, breaks, opening);
  const isSpec = headings.some((heading) => DISTINCTIVE.has(heading));
  if (isSpec !== file.isSpec) {
    return [{ section: `isSpec is ${file.isSpec}`, line: 1, text: '', closes: null }];
  }
  // A file with too much structure is refused as a whole.
  if (file.diagnostics.some((diagnostic) => diagnostic.code === 'GNN-E017')) return [];
  if (!isSpec) return [];
  const covered = coveredLines(file);
  return lines.filter((line) => {
    if (covered.has(line.line) || (line.closes !== null && covered.has(line.closes))) return false;
    return !file.specs.some((spec) => isSingleLine(spec, line));
  });
}

/** Lines whose position the model does not record: the name, the section, the language version. */
function isSingleLine(spec: Spec, line: StructuredLine): boolean {
  if (line.line < spec.lines.from || line.line >= spec.lines.to) return false;
  const { model } = spec;
  if (line.section === 'GNNSection') return model.gnn_section === line.text;
  if (line.section === 'ModelName') return model.model_name === line.text;
  if (line.section !== 'GNNVersionAndFlags' || model.gnn_version === null) return false;
  const words = line.text.replace(/^(?:GNN[\s_-]*(?:Version)?|Version)[\s:="']*v?\s*/i, '');
  return words !== line.text && words.startsWith(model.gnn_version);
}

function coveredLines(file: ParsedFile): Set<number> {
  const covered = new Set<number>();
  const cover = (from: number, to: number): void => {
    for (let line = from; line <= to; line += 1) covered.add(line);
  };
  for (const { line, message } of allDiagnostics(file)) {
    cover(line, line);
    for (const [, from, to] of message.matchAll(/\blines? (\d+)(?: to (\d+))?/g)) {
      cover(Number(from), Number(to ?? from));
    }
  }
  for (const { model } of file.specs) {
    const placed = [
      ...model.variables,
      ...model.connections,
      ...model.ontology,
      ...model.flags,
      ...(model.time?.lines ?? []),
    ];
    for (const { line } of placed) cover(line, line);
    for (const part of [...model.parameters, ...model.equations, ...model.extensions]) {
      cover(part.line, part.end_line);
    }
    for (const parameter of model.model_parameters) cover(parameter.line, parameter.end_line);
  }
  return covered;
}
