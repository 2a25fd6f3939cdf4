/** The outline of a document: symbols, and what can be folded. Pure. */
import type { DocumentSymbol, FoldingRange, SymbolKind } from 'vscode-languageserver';
import { lineAt, lineEnd, lineStart } from '../../../gnn/source.js';
import { lastContentLine } from '../fixes/fix.js';
import type { Analysis, ModelAnalysis, Section } from '../analysis.js';
import { offsetOf, toRange } from '../text.js';

const KIND = {
  module: 2,
  namespace: 3,
  property: 7,
  variable: 13,
  constant: 14,
} as const satisfies Record<string, SymbolKind>;

/** The models, their sections, and what these declare; one model needs no level of its own. */
export function listSymbols(analysis: Analysis): DocumentSymbol[] {
  const { models } = analysis;
  const [only] = models;
  if (models.length === 1 && only !== undefined) return listSections(only, analysis);
  return models.map((model) => {
    const { lines, model: read } = model.spec;
    const from = model.sections[0]?.line ?? lines.from;
    const last = lastContentLine(analysis.source, from, lines.to);
    const name = read.model_name || read.title || read.gnn_section || `model on line ${from}`;
    return createSymbol(
      analysis,
      KIND.module,
      name,
      '',
      [from, last],
      listSections(model, analysis),
    );
  });
}

function listSections(model: ModelAnalysis, analysis: Analysis): DocumentSymbol[] {
  return model.sections.map((section) => {
    const last = lastContentLine(analysis.source, section.line, section.to);
    const children = listDeclared(section, model, analysis);
    return createSymbol(analysis, KIND.namespace, section.name, '', [section.line, last], children);
  });
}

function listDeclared(
  section: Section,
  { spec }: ModelAnalysis,
  analysis: Analysis,
): DocumentSymbol[] {
  const isInside = ({ line }: { readonly line: number }): boolean =>
    section.line < line && line < section.to;
  const { variables, parameters, model_parameters: settings } = spec.model;
  return [
    ...variables.filter(isInside).map((it) => {
      const sizes = it.dimensions.map((size, index) => size ?? it.declared[index] ?? '?').join(',');
      return createSymbol(analysis, KIND.variable, it.name, `[${sizes}] ${it.type}`, [
        it.line,
        it.line,
      ]);
    }),
    ...parameters.filter(isInside).map((it) => {
      const detail = it.shape === null ? '' : `[${it.shape.join(',')}]`;
      return createSymbol(analysis, KIND.constant, it.name, detail, [it.line, it.end_line]);
    }),
    ...settings
      .filter(isInside)
      .map((it) => createSymbol(analysis, KIND.property, it.name, '', [it.line, it.end_line])),
  ];
}

function createSymbol(
  analysis: Analysis,
  kind: SymbolKind,
  name: string,
  detail: string,
  [from, to]: readonly [number, number],
  children: DocumentSymbol[] = [],
): DocumentSymbol {
  const { source } = analysis;
  const start = lineStart(source, from);
  return {
    name,
    kind,
    ...(detail !== '' && { detail }),
    range: toRange(analysis, start, lineEnd(source, Math.max(from, to))),
    selectionRange: toRange(analysis, start, lineEnd(source, from)),
    ...(children.length > 0 && { children }),
  };
}

/** Sections, values and equations of several lines, and the front matter. */
export function listFolds({ source, read, models }: Analysis): FoldingRange[] {
  const folds: FoldingRange[] = [];
  const add = (from: number, to: number): void => {
    if (to > from) folds.push({ startLine: from - 1, endLine: to - 1, kind: 'region' });
  };
  const [first] = [...(models[0]?.spec.frontMatterKeys.values() ?? [])];
  if (first !== undefined) add(Math.max(1, first.line - 1), read.file.frontMatterLines);
  for (const { spec, sections } of models) {
    for (const { line, to } of sections) add(line, lastContentLine(source, line, to));
    for (const { line, end_line: to } of spec.model.extensions) {
      add(line, lastContentLine(source, line, to + 1));
    }
    for (const { line, end_line: to } of [...spec.model.parameters, ...spec.model.equations]) {
      add(line, to);
    }
  }
  return folds.sort((a, b) => a.startLine - b.startLine);
}

/** The line on which the name of a model stands. */
export function nameLine({ spec, sections }: ModelAnalysis, analysis: Analysis): number {
  const section = sections.find((it) => it.name === 'ModelName') ?? sections[0];
  if (section === undefined) return spec.lines.from;
  if (section.name !== 'ModelName') return section.line;
  const last = lastContentLine(analysis.source, section.line, section.to);
  const written = offsetOf(analysis.source, { line: section.line + 1, column: 1 });
  return Math.min(last, lineAt(analysis.source, written));
}
