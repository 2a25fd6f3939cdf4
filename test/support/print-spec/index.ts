import { stringify } from 'yaml';
import type { SectionName } from '../../../src/domain/spec.js';
import { BLOCKS } from '../../../src/domain/spec.js';
import type { PlainModel, PlainVariable } from '../arbitrary-model.js';
import { connection, faultyConnections } from './connections.js';
import { declarations } from './declarations.js';
import type { HeadingForm, Section } from './headings.js';
import { blank, chooseForms, sectionLines, takesComments } from './headings.js';
import type { Pen, Pick } from './pen.js';
import { loneRemark, shuffled, spacedRemark } from './pen.js';
import {
  annotations,
  flagLines,
  signatureLines,
  signedVersion,
  timeLines,
  versionAndFlags,
} from './settings.js';
import { modelParameter, parameters } from './values.js';

export type { Pick } from './pen.js';
export { pickBy, plainName, shuffled } from './pen.js';
export { shapeOf } from './values.js';

/** A model as it was written. */
export interface PrintedSpec {
  readonly text: string;
  /** The codes of the findings that the chosen spellings have, and the model's own. */
  readonly findings: readonly string[];
}

/** Writes a model, picking each spelling individually. */
export function printSpec(model: PlainModel, pick: Pick): string {
  return printSpecAndFindings(model, pick).text;
}

/** Writes a model, and says which findings a reader of the text must have. */
export function printSpecAndFindings(model: PlainModel, pick: Pick): PrintedSpec {
  const findings: string[] = [];
  const pen: Pen = { pick, expectFinding: (code) => findings.push(code) };
  for (const _ of model.extensions) findings.push('GNN-I001');
  for (const [, term] of model.ontology) if (term === 'OtherTerm') findings.push('GNN-I003');
  if (model.version !== null && !/\..*\./.test(model.version)) findings.push('GNN-I013');
  const [front, signature] = placeVersion(model, pen);
  const sections = arranged(partsOf(model, signature, pen), extensionsOf(model), pen);
  const forms = chooseForms(sections, pen);
  const body = sections.flatMap((section, index): string[] => {
    const form = forms[index] ?? 'exact';
    const lines = takesComments(section)
      ? scattered(section.lines, commentsFor(form, sections, forms), pen)
      : section.lines;
    return [...sectionLines({ ...section, lines }, form, sections[index - 1], pen), ...blank(pen)];
  });
  const start = frontMatter(model, front, pen);
  const lines = [...start, `# ${model.title}`, ...blank(pen), ...body];
  const text = lines
    .join('\n')
    .split('\n')
    .join(pick('\n', '\r\n', '\r'));
  return { text: pick('', '\uFEFF') + text, findings };
}

/** The version for the front matter and that for Signature: one of them is null. */
function placeVersion(
  { version, frontMatter, signature }: PlainModel,
  { pick }: Pen,
): [string | null, string | null] {
  const inSignature = signature !== null && (frontMatter === null || pick(true, false));
  return inSignature ? [null, version] : [version, null];
}

/** The sections of the language, in their usual order. */
function partsOf(model: PlainModel, version: string | null, pen: Pen): Section[] {
  const { annotation, footer, signature, time } = model;
  const parts: [SectionName, readonly string[] | null][] = [
    ['GNNSection', model.gnnSection === '' ? [] : [model.gnnSection + loneRemark(pen)]],
    ['ModelName', [model.modelName + loneRemark(pen)]],
    ['ModelAnnotation', annotation?.split('\n') ?? null],
    ['StateSpaceBlock', declarations(variablesOf(model, undefined), pen)],
    ...BLOCKS.map((block): [SectionName, string[] | null] => {
      const variables = variablesOf(model, block);
      return [block, variables.length === 0 ? null : declarations(variables, pen)];
    }),
    [
      'Connections',
      [...model.chains.map((chain) => connection(chain, pen)), ...faultyConnections(pen)],
    ],
    ['InitialParameterization', parameters(model.parameters, model.variables, pen)],
    ['Equations', model.equations.flatMap((equation) => [equation + spacedRemark(pen), ''])],
    ['Time', time && timeLines(time, pen)],
    ['ActInfOntologyAnnotation', annotations(model.ontology, pen)],
    ['ModelParameters', model.modelParameters.map((it) => modelParameter(it, pen))],
    ['Footer', footer?.split('\n') ?? null],
    ['Signature', signature && signatureLines(signature, version, pen)],
  ];
  const sections = parts.flatMap(([known, lines]): Section[] =>
    lines === null ? [] : [{ name: known, known, lines }],
  );
  return sections.toSpliced(1, 0, versionSection(model, pen));
}

/** The version of the language may be the heading itself. */
function versionSection(model: PlainModel, pen: Pen): Section {
  const known = 'GNNVersionAndFlags';
  if (pen.pick(true, true, true, false)) {
    return { name: known, known, lines: versionAndFlags(model, pen) };
  }
  pen.expectFinding('GNN-I014');
  const name = `GNN${pen.pick(' v', ' V', '_v', ' v ')}${model.gnnVersion}`;
  return { name, known, lines: flagLines(model.flags, null, pen) };
}

function variablesOf({ variables }: PlainModel, block: PlainVariable['block']): PlainVariable[] {
  return variables.filter((variable) => variable.block === block);
}

function extensionsOf({ extensions }: PlainModel): Section[] {
  return extensions.map(([name, text]) => ({ name, known: null, lines: text.split('\n') }));
}

/** The parts in their order or in another, with the extensions, which keep theirs, among them. */
function arranged(parts: readonly Section[], extensions: readonly Section[], pen: Pen): Section[] {
  const ordered = pen.pick(true, true, false) ? parts : shuffled(parts, pen.pick);
  if (pen.pick(true, false)) return [...ordered, ...extensions];
  const at = pen.pick(0, ...ordered.keys());
  return [...ordered.slice(0, at), ...extensions, ...ordered.slice(at)];
}

/**
 * Headings that are comments in a structured section: at level 1 any, and at others those of sections
 * that are there, unless the section itself has another level.
 */
function commentsFor(
  form: HeadingForm,
  sections: readonly Section[],
  forms: readonly HeadingForm[],
): string[] {
  const there = sections.flatMap(({ known }, index) =>
    known === null || forms[index] === 'level' ? [] : [`### ${known}`],
  );
  return ['# Connections', ...(form === 'level' ? [] : there)];
}

/** The lines of a structured section, mixed with comments, blank lines and indentation. */
function scattered(lines: readonly string[], headings: readonly string[], pen: Pen): string[] {
  const { pick } = pen;
  return lines.flatMap((line) => [
    ...pick<readonly string[]>(
      [],
      [],
      [''],
      ['# a comment'],
      ['### A[2,2] > B'],
      ['<!-- hidden[3] -->'],
      [pick('# Time', ...headings)],
    ),
    (line === '' ? '' : pick('', '', '  ')) + line,
  ]);
}

/** Writes front matter, at the start or, with a warning, after blank lines and HTML comments. */
function frontMatter({ frontMatter }: PlainModel, version: string | null, pen: Pen): string[] {
  const { pick } = pen;
  if (frontMatter === null && version === null) return [];
  const keys = Object.keys(frontMatter ?? {}).length;
  const lines = [
    ...(version === null ? [] : [`version: ${signedVersion(version, pen)}`]),
    // Only the line end, because a value may end in another kind of white space.
    ...(keys === 0 && version !== null ? [] : [stringify(frontMatter).replace(/\n$/u, '')]),
  ];
  const isEmpty = keys === 0 && version === null;
  const above = isEmpty
    ? []
    : pick<string[]>(
        [],
        [],
        [''],
        ['  ', ''],
        ['<!-- a licence -->'],
        ['<!-- a', 'licence -->', ''],
      );
  if (above.length > 0) pen.expectFinding('GNN-W030');
  return [...above, '---', ...lines, '---'];
}
