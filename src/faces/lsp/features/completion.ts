/** What can be written at the cursor. Pure. */
import type { CompletionItem, CompletionItemKind } from 'vscode-languageserver';
import type { Variable } from '../../../domain/model.js';
import { nameKey } from '../../../domain/names.js';
import { ONTOLOGY_TERMS } from '../../../domain/ontology-terms.js';
import { SECTION_GUIDE } from '../../../domain/section-guide.js';
import { BLOCKS, SECTION_NAMES, type SectionName } from '../../../domain/spec.js';
import { usualTerm } from '../../../domain/usual-terms.js';
import { DEFAULT_NAMES, TYPE_NAMES } from '../../../gnn/attributes.js';
import { lineAt, lineEnd, lineStart } from '../../../gnn/source.js';
import { TIME_WORDS } from '../../../gnn/time.js';
import { draftSection, draftValue } from '../../../skeletons/sections.js';
import { countOf, draftDeclaration } from '../fixes/shape-text.js';
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
    filterText: it.text?.startsWith(MARKS) === true ? it.text : it.label,
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
  const heading = /^\s{0,3}(#{1,6})([ \t]*)[\p{L}]*$/u.exec(before);
  if (heading !== null) {
    const [, marks = '', space = ''] = heading;
    const at = before.indexOf('#');
    // Of a heading that is begun as it should be, only the name is left to write.
    return marks === '##' && space !== ''
      ? [at + marks.length + space.length, sectionsOf(model).map(withoutMarks)]
      : [at, sectionsOf(model)];
  }
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
      text: [`${MARKS}${name}`, ...lines].join('\n'),
      detail: 'section',
      documentation: SECTION_GUIDE[name].holds,
    };
  });
}

const MARKS = '## ';

function withoutMarks({ text = '', ...section }: Candidate): Candidate {
  return { ...section, text: text.slice(MARKS.length) };
}

const DECLARING: ReadonlySet<SectionName> = new Set(['StateSpaceBlock', ...BLOCKS]);

function listIn(section: SectionName, before: string, model: ModelAnalysis): readonly Candidate[] {
  if (DECLARING.has(section)) return inDeclaration(before, model);
  switch (section) {
    case 'Connections':
      return variablesOf(model);
    case 'InitialParameterization':
      return inValues(before, model);
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

/** The names that most models declare. */
const USUAL_NAMES = ['s', 'o', 'π', 'u', 'A', 'B', 'C', 'D', 'E', 'G'] as const;

/** Names that are used and not declared, as declarations; then the usual ones that are missing. */
function undeclared(model: ModelAnalysis): Candidate[] {
  const named = model.names();
  const used = [...named.values()]
    .filter(({ variable, setting }) => variable === undefined && setting === undefined)
    .map(({ name }) => ({
      label: name,
      kind: KIND.variable,
      text: draftDeclaration(name, model.spec.model).text,
      detail: 'used and not declared',
    }));
  const usual = USUAL_NAMES.filter((it) => !named.has(nameKey(it))).map((label): Candidate => {
    const { text, isKnown } = draftDeclaration(label, model.spec.model);
    const detail = usualTerm(label) ?? '';
    // Of a shape that the model does not tell, only the author knows the sizes.
    return { label, kind: KIND.variable, text: isKnown ? text : `${label}[`, detail, rank: 6 };
  });
  return [...used, ...usual];
}

function variablesOf({ spec }: ModelAnalysis): Candidate[] {
  return spec.model.variables.map((it) => ({
    label: it.name,
    kind: KIND.variable,
    detail: describeVariable(it),
    ...(it.description !== null && { documentation: it.description }),
  }));
}

function describeVariable({ dimensions, declared, type }: Variable): string {
  return `[${dimensions.map((size, index) => size ?? declared[index] ?? '?').join(',')}] ${type}`;
}

/** Variables that have no value yet, with the one that a model usually begins with; or that value alone. */
function inValues(before: string, { spec: { model } }: ModelAnalysis): Candidate[] {
  const [, named] = /^\s*([^\s=:]+)\s*[=:]\s*$/u.exec(before) ?? [];
  if (named === undefined && /[=:]/.test(before)) return [];
  const given = new Set(model.parameters.map((it) => nameKey(it.name)));
  return model.variables.flatMap((it): Candidate[] => {
    const { name } = it;
    const value = draftValue(it)?.slice(`${name}=`.length);
    if (named !== undefined) {
      if (nameKey(named) !== nameKey(name) || value === undefined) return [];
      return [{ label: value, kind: KIND.constant, detail: describeVariable(it) }];
    }
    const isGiven = given.has(nameKey(name));
    const text = `${name}=${isGiven ? '' : (value ?? '')}`;
    const detail = describeVariable(it);
    return [{ label: name, kind: KIND.variable, text, detail, rank: isGiven ? 7 : 3 }];
  });
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
  const keys = ['Time=', 'DiscreteTime=', 'ContinuousTime=', 'ModelTimeHorizon='];
  return [
    ...TIME_WORDS.map((label) => ({ label, kind: KIND.keyword })),
    ...keys.map((label) => ({ label, kind: KIND.property })),
  ];
}

/** The keys with which most specs tell their sizes. */
const USUAL_SETTINGS = [
  ['num_hidden_states', 's'],
  ['num_obs', 'o'],
  ['num_actions', 'u'],
] as const;

/** Names of dimensions that nothing resolves; then the usual keys, with what the variables say. */
function missingSettings({ spec: { model } }: ModelAnalysis): Candidate[] {
  const open = new Set(
    model.variables.flatMap(({ dimensions, declared }) =>
      declared.filter((_, index) => dimensions[index] === null),
    ),
  );
  const given = new Set([...open, ...model.model_parameters.map((it) => it.name)]);
  const usual = USUAL_SETTINGS.filter(([label]) => !given.has(label));
  return [
    ...Array.from(open, (label) => ({
      label,
      kind: KIND.constant,
      text: `${label}: `,
      detail: 'a dimension refers to it',
    })),
    ...usual.map(([label, counted]) => ({
      label,
      kind: KIND.constant,
      text: `${label}: ${countOf(counted, model) ?? ''}`,
      rank: 6,
    })),
  ];
}
