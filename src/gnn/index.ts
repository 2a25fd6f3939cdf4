import type { Diagnostic } from '../domain/diagnostics.js';
import { declaredVersion, plainVersion, writtenVersion } from '../domain/describe.js';
import { FILE_START, byPosition, diagnostic, quote } from '../domain/diagnostics.js';
import type { Limits } from '../domain/limits.js';
import { DEFAULT_LIMITS } from '../domain/limits.js';
import type { Extension, GnnModel } from '../domain/model.js';
import type { Place } from '../domain/places.js';
import type { Position } from '../domain/position.js';
import type { HiddenSection, ParsedFile, SectionName, Spec } from '../domain/spec.js';
import { BLOCKS } from '../domain/spec.js';
import { readConnections } from './connections.js';
import { readEquations } from './equations.js';
import type { FrontMatterResult } from './front-matter.js';
import { readFrontMatter } from './front-matter.js';
import type { Body } from './lines.js';
import { skipBlanks } from './lines.js';
import { readModelParameters } from './model-parameters.js';
import { readOntology } from './ontology.js';
import { readParameters, reportTexts } from './parameters.js';
import type { OpenHeading } from './open-headings.js';
import { findOpenHeadings } from './open-headings.js';
import { isSpecOutline, splitModels } from './parts.js';
import {
  findEmpty,
  readExtension,
  readOneLine,
  readProse,
  readSignature,
  readVersionAndFlags,
} from './prose.js';
import { bindTerms, inferKind, resolveDimensions } from './resolve.js';
import { findNearSections, isSectionName } from './section-names.js';
import type { Outline } from './sections.js';
import { headingText, lineText, readOutline } from './sections.js';
import type { LineRange, SourceText } from './source.js';
import {
  blankLines,
  itemsWithin,
  lineCount,
  lineEnd,
  lineStart,
  normalizeLineEndings,
  sourceText,
} from './source.js';
import { readStateSpace } from './state-space.js';
import { readTime } from './time.js';
import { explainUnreadDocument } from './unread-document.js';

/**
 * Parses a spec file: its front matter, its sections and every line in them.
 *
 * Total: it returns for any text and never throws, and every line of a structured section ends up
 * in the model or in a diagnostic.
 *
 * @param text - the file's text, with or without a byte order mark, with any line endings
 * @param limits - how much of the file to read
 * @param places - receives where names, values and other words are, each grammar's in order
 * @returns the models of the file, not yet validated, and the parser's findings; lines and columns
 *   are 1-based positions in `text`
 */
export function parseSpec(
  text: string,
  limits: Limits = DEFAULT_LIMITS,
  places?: Place[],
): ParsedFile {
  const source = sourceText(plainText(text), limits, places);
  const frontMatter = readFrontMatter(source);
  const from = frontMatter.lines + 1;
  const outline = readOutline(source, from);
  const isSpec = isSpecOutline(outline);
  const parts = isSpec ? splitModels(outline, from, lineCount(source) + 1) : [];
  const ignoredLines = new Set([...outline.ignoredLines, ...outline.fences, ...outline.rules]);
  const content = blankLines(source, ignoredLines);
  // An error refuses all models of the file; anything else about the front matter is told with the first.
  const fatal = frontMatter.diagnostics.filter((it) => it.severity === 'error');
  const remarks = frontMatter.diagnostics.filter((it) => it.severity !== 'error');
  const outlineFindings = groupByPart([...remarks, ...outline.diagnostics], parts);
  const specs = parts.map((part, index) =>
    readSpec(
      { source, content, outline, ignoredLines },
      part,
      frontMatter,
      outlineFindings[index] ?? [],
    ),
  );
  return {
    isSpec: isSpec || outline.tooLarge,
    specs,
    diagnostics: [
      ...fatal,
      ...(isSpec ? [] : [...outline.diagnostics, ...explainUnreadDocument(source, outline)]),
    ],
    frontMatterLines: frontMatter.lines,
  };
}

/** The text that offsets count in: without a byte order mark, and with LF line ends. */
export function plainText(text: string): string {
  return normalizeLineEndings(text.startsWith('\uFEFF') ? text.slice(1) : text);
}

/** Assigns each finding about the outline to the model that contains its line, or to the first. */
function groupByPart(
  diagnostics: readonly Diagnostic[],
  parts: readonly LineRange[],
): Diagnostic[][] {
  const groups = parts.map((): Diagnostic[] => []);
  for (const found of diagnostics) {
    const part = parts.findIndex((it) => found.line >= it.from && found.line < it.to);
    groups[Math.max(part, 0)]?.push(found);
  }
  return groups;
}

/** A file and its Markdown structure, shared by all models in it. */
interface OutlinedFile {
  readonly source: SourceText;
  /** The source with blanks for its ignored lines. */
  readonly content: SourceText;
  readonly outline: Outline;
  /** Lines without content in a structured section: comments, fences and thematic breaks. */
  readonly ignoredLines: ReadonlySet<number>;
}

interface ModelSections {
  readonly title: string | null;
  readonly bodies: ReadonlyMap<SectionName, Body>;
  readonly positions: Map<SectionName, Position>;
  readonly extensions: Extension[];
  readonly nearMisses: Spec['nearMisses'];
  readonly diagnostics: Diagnostic[];
}

/** Sections with a grammar of their own, where fences and thematic breaks are mere decoration. */
const STRUCTURED: ReadonlySet<SectionName> = new Set<SectionName>([
  'GNNSection',
  'GNNVersionAndFlags',
  'ModelName',
  'StateSpaceBlock',
  ...BLOCKS,
  'Connections',
  'InitialParameterization',
  'Equations',
  'Time',
  'ActInfOntologyAnnotation',
  'ModelParameters',
]);

function readSpec(
  file: OutlinedFile,
  part: LineRange,
  frontMatter: FrontMatterResult,
  outlineFindings: readonly Diagnostic[],
): Spec {
  const { source, content } = file;
  const found = findSections(file, part);
  const body = (name: SectionName): Body =>
    found.bodies.get(name) ?? { source, lines: { from: 1, to: 1 }, ignoredLines: NO_LINES };

  const section = readOneLine(body('GNNSection'), 'GNNSection');
  const version = found.bodies.has('GNNVersionAndFlags')
    ? readVersionAndFlags(body('GNNVersionAndFlags'))
    : { version: null, flags: [], diagnostics: [] };
  const name = readOneLine(body('ModelName'), 'ModelName');
  const emptySections = findEmpty({ GNNSection: section, ModelName: name }, found.positions);
  // A section without its one line is as good as missing.
  if (section.text === null) found.positions.delete('GNNSection');
  const stateSpace = readStateSpace([
    { block: null, body: body('StateSpaceBlock') },
    ...BLOCKS.filter((block) => found.bodies.has(block)).map((block) => ({
      block,
      body: body(block),
    })),
  ]);
  const connections = readConnections(body('Connections'));
  const initial = readParameters(
    { ...body('InitialParameterization'), source: content },
    stateSpace.variables,
  );
  const time = found.bodies.has('Time') ? readTime(body('Time')) : { time: null, diagnostics: [] };
  const annotation = readOntology(body('ActInfOntologyAnnotation'));
  const extra = readModelParameters({ ...body('ModelParameters'), source: content });

  const values = initial.parameters.map((parameter, index) => ({
    name: parameter.name,
    value: initial.values[index] ?? null,
  }));
  const variables = resolveDimensions(stateSpace.variables, values, extra.modelParameters);
  const model: GnnModel = {
    title: found.title,
    gnn_section: section.text,
    gnn_version: version.version,
    flags: version.flags,
    model_name: name.text ?? found.title ?? '',
    annotation: readProse(body('ModelAnnotation')),
    kind: inferKind(section.text, values, extra.modelParameters),
    variables: bindTerms(variables, annotation.ontology),
    connections: connections.connections,
    parameters: initial.parameters,
    equations: readEquations(body('Equations')),
    time: time.time,
    ontology: annotation.ontology,
    model_parameters: extra.modelParameters,
    footer: readProse(body('Footer')),
    signature: readSignature(body('Signature')),
    extensions: found.extensions,
    front_matter: frontMatter.data,
  };
  return {
    model,
    values: initial.values,
    frontMatterKeys: frontMatter.keys,
    sections: found.positions,
    emptySections,
    nearMisses: found.nearMisses,
    hiddenSections: findHiddenSections(file, part),
    lineText: (line) => lineText(source, line),
    nameFrom: name.text !== null ? 'section' : found.title !== null ? 'title' : 'nowhere',
    diagnostics: [
      found,
      section,
      version,
      name,
      stateSpace,
      connections,
      initial,
      time,
      annotation,
      extra,
    ]
      .flatMap((result) => result.diagnostics)
      .concat(reportTexts(initial, variables), checkVersion(model, frontMatter), outlineFindings)
      .sort(byPosition),
    lines: part,
  };
}

/** Says how a version such as `1.0`, which is not a semantic version, is read. */
function checkVersion(model: GnnModel, { keys }: FrontMatterResult): Diagnostic[] {
  const [written, read] = [writtenVersion(model), declaredVersion(model)];
  if (written === null || read === null || read === plainVersion(written)) return [];
  const field = model.signature?.fields.find((it) => it.name.toLowerCase() === 'version');
  const at = keys.get('version') ?? field ?? FILE_START;
  return [diagnostic('GNN-I013', at, `the version ${quote(written)} is read as ${read}`)];
}

const NO_LINES: ReadonlySet<number> = new Set();

/** Splits a model's lines into its sections. */
function findSections(
  { source, outline, ignoredLines }: OutlinedFile,
  part: LineRange,
): ModelSections {
  const inside = itemsWithin(outline.headings, (heading) => heading.line, part);
  const headings = findOpenHeadings(outline, part);
  const bodies = new Map<SectionName, Body>();
  const positions = new Map<SectionName, Position>();
  const extensions: Extension[] = [];
  const nearMisses: Spec['nearMisses'][number][] = [];
  const diagnostics: Diagnostic[] = [];

  let opened: ReadonlySet<SectionName | null> | undefined;
  const isSectionOpened = (name: SectionName): boolean =>
    (opened ??= new Set(headings.map((it) => it.section))).has(name);
  for (const [index, heading] of headings.entries()) {
    const { text, line, section } = heading;
    const position = { line, column: 1 };
    const to = headings[index + 1]?.line ?? part.to;
    const body = { source, ignoredLines, ...bodyRange(source, heading, to) };
    diagnostics.push(...heading.diagnostics);
    if (section !== null) {
      bodies.set(section, body);
      positions.set(section, position);
      if (STRUCTURED.has(section)) {
        for (const decoration of findDecoration(outline, body.lines)) {
          diagnostics.push(reportDecoration(decoration));
        }
      }
      if (section !== 'ImageFromPaper') continue;
    }
    extensions.push(readExtension(text, line, body));
    if (section === 'ImageFromPaper' || text === 'ImageFromPaper' || heading.isRepeat) continue;
    const likely = isSectionName(text) ? [] : findNearSections(text, isSectionOpened);
    for (const name of likely) nearMisses.push({ heading: text, section: name, position });
    diagnostics.push(reportExtension(text, likely, position));
  }
  const isOpened = (line: number): boolean => headings.some((it) => it.line === line);
  const title = inside.find(({ level, line }) => level === 1 && !isOpened(line))?.text ?? null;
  return { title, bodies, positions, extensions, nearMisses, diagnostics };
}

/** Finds the section headings that code fences and HTML comments hide. */
function findHiddenSections({ source, outline }: OutlinedFile, part: LineRange): HiddenSection[] {
  const found: HiddenSection[] = [];
  for (const inside of itemsWithin(outline.hidden, (block) => block.from, part)) {
    for (let line = inside.from + 1; line < inside.to; line += 1) {
      const text = lineText(source, line);
      const section = /^ {0,3}##[ \t]/.test(text) ? headingText(text) : '';
      if (isSectionName(section)) found.push({ section, line, inside });
    }
  }
  return found;
}

/** The lines of a section; the heading's own if a part of its text belongs to the body. */
function bodyRange(
  source: SourceText,
  { line, text, inline }: OpenHeading,
  to: number,
): Pick<Body, 'lines' | 'inline'> {
  if (inline === null) return { lines: { from: line + 1, to } };
  // The text of a heading ends with the part that belongs to the body.
  const from = source.text.indexOf(text, lineStart(source, line));
  const start = from + text.length - inline.length;
  const end = start + inline.length;
  // A colon at the end of a heading means nothing there, but it may after the name.
  const last = skipBlanks(source.text, end, lineEnd(source, line));
  const hasColon = inline !== text && source.text.startsWith(':', last);
  return { lines: { from: line, to }, inline: { start, end: hasColon ? last + 1 : end } };
}

function identity(line: number): number {
  return line;
}

function findDecoration(outline: Outline, lines: LineRange): readonly number[] {
  const { fences, rules } = outline;
  if (fences.length === 0 && rules.length === 0) return [];
  return [...itemsWithin(fences, identity, lines), ...itemsWithin(rules, identity, lines)];
}

function reportDecoration(line: number): Diagnostic {
  const message = 'this fence or thematic break was ignored; the lines around it were read';
  return diagnostic('GNN-I007', { line, column: 1 }, message);
}

/** Says why a section is kept under `extensions` instead of being read. */
function reportExtension(
  text: string,
  likely: readonly SectionName[],
  position: Position,
): Diagnostic {
  if (isSectionName(text)) {
    const message = `${text} appears twice; this one is kept under extensions: merge the two`;
    return diagnostic('GNN-W009', position, message);
  }
  if (likely.length > 0) {
    const names = likely.map(
      (name) => `${name}${likely.length > 1 ? (HOLDS.get(name) ?? '') : ''}`,
    );
    const message = `${quote(text)} is not a section; did you mean ${names.join(' or ')}? It is kept under extensions`;
    return diagnostic('GNN-W008', position, message);
  }
  const message = `${quote(text)} is not part of the language; it is kept under extensions`;
  return diagnostic('GNN-I001', position, message);
}

/** What sections hold that one heading may mean. */
const HOLDS: ReadonlyMap<SectionName, string> = new Map([
  ['InitialParameterization', ' (values)'],
  ['ModelParameters', ' (settings)'],
]);
