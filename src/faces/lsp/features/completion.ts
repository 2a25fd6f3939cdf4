/** What can be written at the cursor. Pure. */
import type { CompletionItem, CompletionItemKind } from 'vscode-languageserver';
import { nameKey } from '../../../domain/names.js';
import { ONTOLOGY_TERMS } from '../../../domain/ontology-terms.js';
import { SECTION_GUIDE } from '../../../domain/section-guide.js';
import { BLOCKS, SECTION_NAMES, type SectionName } from '../../../domain/spec.js';
import { usualTerm } from '../../../domain/usual-terms.js';
import { DEFAULT_NAMES, TYPE_NAMES } from '../../../gnn/attributes.js';
import { lineAt, lineEnd, lineStart } from '../../../gnn/source.js';
import { draftSection } from '../../../skeletons/sections.js';
import { draftDeclaration } from '../fixes/shape-text.js';
import { modelAt, sectionAt, type Analysis, type ModelAnalysis } from '../analysis.js';
import { toRange } from '../text.js';

/** Kinds of the protocol. */
const KIND = {
  variable: 6,
  module: 9,
  property: 10,
  enum: 13,
  keyword: 14,
  constant: 21,
} as const satisfies Record<string, CompletionItemKind>;

/** Something that can be written. */
interface Candidate {
  readonly label: string;
  readonly kind: CompletionItemKind;
  readonly detail?: string;
  /** What is written, if it is more than the label. */
  readonly text?: string;
  readonly documentation?: string;
  /** The lower, the earlier it is offered. */
  readonly rank?: number;
}

/** Where the cursor is: the text before it on its line, and what it belongs to. */
interface Cursor {
  readonly before: string;
  readonly model: ModelAnalysis | undefined;
  readonly section: SectionName | undefined;
}

/** Lists what can be written at an offset, the likeliest first. */
export function complete(analysis: Analysis, offset: number): CompletionItem[] {
  const { source } = analysis;
  const line = lineAt(source, offset);
  const before = source.text.slice(lineStart(source, line), offset);
  const model = modelAt(analysis, line) ?? analysis.models.at(-1);
  if (model === undefined && !mayBecomeSpec(source.text, lineStart(source, line))) return [];
  const section = model && sectionAt(model, line)?.name;
  const [start, candidates] = findCandidates({ before, model, section });
  const from = offset - (before.length - start);
  const to = wordEnd(source.text, offset, lineEnd(source, line));
  const range = toRange(analysis, from, to);
  return candidates.map((it, index) => ({
    label: it.label,
    kind: it.kind,
    sortText: `${it.rank ?? 5}${String(index).padStart(4, '0')}`,
    filterText: it.text?.startsWith('## ') === true ? it.text : it.label,
    textEdit: { range, newText: it.text ?? it.label },
    ...(it.detail !== undefined && { detail: it.detail }),
    ...(it.documentation !== undefined && {
      documentation: { kind: 'markdown', value: it.documentation },
    }),
  }));
}

const NAMES: ReadonlySet<string> = new Set(SECTION_NAMES);

/**
 * Whether a document that is no spec may be the start of one: it has no headings but those of sections, and
 * nothing else without a heading above it.
 *
 * @param here - the start of the line that is being written
 */
function mayBecomeSpec(text: string, here: number): boolean {
  const headings = [...text.matchAll(/^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*\r?$/gmu)];
  const others = headings.filter(({ index }) => index !== here);
  const isOfSpec = others.every(([, name = '']) => NAMES.has(name));
  return isOfSpec && (others.length > 0 || text.slice(0, here).trim() === '');
}

function wordEnd(text: string, offset: number, to: number): number {
  return offset + (/^[\p{L}\p{M}\p{N}_'^]*/u.exec(text.slice(offset, to))?.[0].length ?? 0);
}

/** The candidates, and where in the line the word starts that they replace. */
function findCandidates(cursor: Cursor): readonly [start: number, found: readonly Candidate[]] {
  const { before, model, section } = cursor;
  const heading = /^\s{0,3}#{1,6}\s*[\p{L}]*$/u.exec(before);
  if (heading !== null) return [before.length - before.trimStart().length, sectionsOf(model)];
  const start = /[\p{L}\p{M}\p{N}_'^\\]*$/u.exec(before)?.index ?? before.length;
  if (model === undefined || section === undefined) {
    return [start, before.trim() === '' || start === 0 ? sectionsOf(model) : []];
  }
  // Comments are the author's.
  if (before.includes('#')) return [start, []];
  return [start, listIn(section, before, model)];
}

/** The sections that a model lacks, with their first lines. */
function sectionsOf(model: ModelAnalysis | undefined): Candidate[] {
  const missing = SECTION_NAMES.filter((name) => model?.spec.sections.has(name) !== true);
  return missing.map((name) => {
    const lines =
      model === undefined ? SECTION_GUIDE[name].example : draftSection(name, model.spec.model);
    return {
      label: name,
      kind: KIND.module,
      text: [`## ${name}`, ...lines].join('\n'),
      detail: 'section',
      documentation: SECTION_GUIDE[name].holds,
    };
  });
}

const DECLARING: ReadonlySet<SectionName> = new Set(['StateSpaceBlock', ...BLOCKS]);

function listIn(section: SectionName, before: string, model: ModelAnalysis): readonly Candidate[] {
  if (DECLARING.has(section)) return inDeclaration(before, model);
  switch (section) {
    case 'Connections':
      return variablesOf(model);
    case 'InitialParameterization':
      return /[=:]/.test(before) ? [] : withoutValue(model);
    case 'ActInfOntologyAnnotation':
      return inAnnotation(before, model);
    case 'Time':
      return inTime(before, model);
    case 'ModelParameters':
      return /[=:]/.test(before) ? [] : missingSettings(model);
    case 'GNNSection':
      return ['ActInfPOMDP', 'ActInfContinuous', 'ActInfHierarchical', 'ActInfMultiAgent'].map(
        (label) => ({ label, kind: KIND.keyword }),
      );
    case 'GNNVersionAndFlags':
      return [{ label: 'GNN v1', kind: KIND.keyword }];
    default:
      return [];
  }
}

function inDeclaration(before: string, model: ModelAnalysis): Candidate[] {
  const open = before.lastIndexOf('[');
  if (open === -1 || before.indexOf(']', open) !== -1) return undeclared(model);
  const inside = before.slice(open + 1);
  if (/type\s*=\s*\w*$/i.test(inside)) {
    return TYPE_NAMES.map((label) => ({ label, kind: KIND.enum, detail: 'type' }));
  }
  if (/default\s*=\s*\w*$/i.test(inside)) {
    return DEFAULT_NAMES.map((label) => ({ label, kind: KIND.enum, detail: 'default' }));
  }
  const settings = model.spec.model.model_parameters
    .filter(({ value }) => Number.isSafeInteger(value))
    .map(({ name, value }): Candidate => ({
      label: name,
      kind: KIND.constant,
      detail: `${String(value)} · ModelParameters`,
      rank: 1,
    }));
  const attributes = ['type=', 'default=']
    .filter((it) => !inside.includes(it))
    .map((label): Candidate => ({ label, kind: KIND.property, rank: 2 }));
  return [...settings, ...attributes, ...variablesOf(model)];
}

/** Names that are used and not declared, as declarations. */
function undeclared(model: ModelAnalysis): Candidate[] {
  return [...model.names().values()]
    .filter(({ variable, setting }) => variable === undefined && setting === undefined)
    .map(({ name }) => ({
      label: name,
      kind: KIND.variable,
      text: draftDeclaration(name, model.spec.model).text,
      detail: 'used and not declared',
    }));
}

function variablesOf({ spec }: ModelAnalysis): Candidate[] {
  return spec.model.variables.map(({ name, dimensions, declared, type, description }) => ({
    label: name,
    kind: KIND.variable,
    detail: `[${dimensions.map((size, index) => size ?? declared[index] ?? '?').join(',')}] ${type}`,
    ...(description !== null && { documentation: description }),
  }));
}

function withoutValue(model: ModelAnalysis): Candidate[] {
  const given = new Set(model.spec.model.parameters.map((it) => nameKey(it.name)));
  return variablesOf(model).map((it) => ({
    ...it,
    text: `${it.label}=`,
    rank: given.has(nameKey(it.label)) ? 7 : 3,
  }));
}

function inAnnotation(before: string, model: ModelAnalysis): Candidate[] {
  const sign = before.search(/[=:]/);
  if (sign === -1) {
    const mapped = new Set(model.spec.model.ontology.map((it) => nameKey(it.variable)));
    return variablesOf(model).map((it) => {
      const term = usualTerm(it.label);
      const isMapped = mapped.has(nameKey(it.label));
      return {
        ...it,
        text: term === undefined || isMapped ? `${it.label}=` : `${it.label}=${term}`,
        rank: isMapped ? 7 : 3,
      };
    });
  }
  const usual = usualTerm(before.slice(0, sign).trim());
  return Array.from(ONTOLOGY_TERMS, ([label, uri]) => ({
    label,
    kind: KIND.enum,
    detail: uri,
    rank: label === usual ? 1 : 5,
  }));
}

function inTime(before: string, model: ModelAnalysis): Candidate[] {
  if (/time\s*=\s*[\p{L}\p{N}_'^]*$/iu.test(before)) return variablesOf(model);
  const words = ['Static', 'Dynamic', 'Discrete', 'Continuous'];
  const keys = ['Time=', 'DiscreteTime=', 'ContinuousTime=', 'ModelTimeHorizon='];
  return [
    ...words.map((label) => ({ label, kind: KIND.keyword })),
    ...keys.map((label) => ({ label, kind: KIND.property })),
  ];
}

/** Names of dimensions that nothing resolves. */
function missingSettings({ spec }: ModelAnalysis): Candidate[] {
  const open = spec.model.variables.flatMap(({ dimensions, declared }) =>
    declared.filter((_, index) => dimensions[index] === null),
  );
  return [...new Set(open)].map((label) => ({
    label,
    kind: KIND.constant,
    text: `${label}: `,
    detail: 'a dimension refers to it',
  }));
}
