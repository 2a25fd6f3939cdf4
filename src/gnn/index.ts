import type { Diagnostic } from '../domain/diagnostics.js';
import { byPosition, diagnostic, quote } from '../domain/diagnostics.js';
import type { Limits } from '../domain/limits.js';
import { DEFAULT_LIMITS } from '../domain/limits.js';
import type { Extension, GnnModel } from '../domain/model.js';
import type { Position } from '../domain/position.js';
import type { ParsedFile, SectionName, Spec } from '../domain/spec.js';
import { SECTION_NAMES } from '../domain/spec.js';
import { nearestName } from '../domain/nearest.js';
import { readConnections } from './connections.js';
import { readEquations } from './equations.js';
import type { FrontMatterResult } from './front-matter.js';
import { readFrontMatter } from './front-matter.js';
import type { Body } from './lines.js';
import { readModelParameters } from './model-parameters.js';
import { readOntology } from './ontology.js';
import { readParameters } from './parameters.js';
import { isSectionName, isSpecOutline, modelParts } from './parts.js';
import {
  readExtension,
  readOneLine,
  readProse,
  readSignature,
  readVersionAndFlags,
} from './prose.js';
import { bindTerms, kindOf, resolveDimensions } from './resolve.js';
import type { Outline } from './sections.js';
import { outlineOf } from './sections.js';
import type { LineRange, SourceText } from './source.js';
import { itemsWithin, lineCount, normalizeLineEndings, sourceText } from './source.js';
import { readStateSpace } from './state-space.js';
import { readTime } from './time.js';

/**
 * Reads a spec file: its front matter, its sections and every line in them.
 *
 * Total: it returns for any text, never throws, and no line of a structured section is left out
 * of both the model and the diagnostics.
 *
 * @param text - the file's text, with or without a byte order mark, with any line endings
 * @param limits - how much of it is read
 * @returns the models of the file as they were read, not yet checked against any rule, and what
 *   was found on the way; lines and columns count from 1 in the text as given
 */
export function parseSpec(text: string, limits: Limits = DEFAULT_LIMITS): ParsedFile {
  const plain = normalizeLineEndings(text.startsWith('\uFEFF') ? text.slice(1) : text);
  const source = sourceText(plain, limits);
  const frontMatter = readFrontMatter(source);
  const from = frontMatter.lines + 1;
  const outline = outlineOf(source, from);
  const isSpec = isSpecOutline(outline);
  const parts = isSpec ? modelParts(outline, from, lineCount(source) + 1) : [];
  const silent = new Set([...outline.muted, ...outline.fences, ...outline.rules]);
  const skeleton = groupByPart(outline.diagnostics, parts);
  const specs = parts.map((part, index) =>
    readSpec({ source, outline, silent }, part, frontMatter, skeleton[index] ?? []),
  );
  return {
    isSpec: isSpec || outline.tooLarge,
    specs,
    diagnostics: [...frontMatter.diagnostics, ...(isSpec ? [] : outline.diagnostics)],
    frontMatterLines: frontMatter.lines,
  };
}

/** Findings about the skeleton belong to the model in whose lines they are, or to the first. */
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

/** What all models of a file are read from. */
interface Skeleton {
  readonly source: SourceText;
  readonly outline: Outline;
  /** Lines that say nothing in a structured section: comments, fences and rules. */
  readonly silent: ReadonlySet<number>;
}

interface Found {
  readonly title: string | null;
  readonly bodies: ReadonlyMap<SectionName, Body>;
  readonly positions: ReadonlyMap<SectionName, Position>;
  readonly extensions: Extension[];
  readonly nearMisses: Spec['nearMisses'];
  readonly diagnostics: Diagnostic[];
}

/** Sections whose lines are read by a grammar, where fences and rules are only decoration. */
const STRUCTURED: ReadonlySet<SectionName> = new Set<SectionName>([
  'GNNSection',
  'GNNVersionAndFlags',
  'ModelName',
  'StateSpaceBlock',
  'Connections',
  'InitialParameterization',
  'Equations',
  'Time',
  'ActInfOntologyAnnotation',
  'ModelParameters',
]);

function readSpec(
  skeleton: Skeleton,
  part: LineRange,
  frontMatter: FrontMatterResult,
  aboutSkeleton: readonly Diagnostic[],
): Spec {
  const { source } = skeleton;
  const found = findSections(skeleton, part);
  const body = (name: SectionName): Body =>
    found.bodies.get(name) ?? { source, lines: { from: 1, to: 1 }, muted: NOTHING };

  const section = readOneLine(body('GNNSection'), 'GNNSection');
  const version = found.bodies.has('GNNVersionAndFlags')
    ? readVersionAndFlags(body('GNNVersionAndFlags'))
    : { version: null, flags: [], diagnostics: [] };
  const name = readOneLine(body('ModelName'), 'ModelName');
  const stateSpace = readStateSpace(body('StateSpaceBlock'));
  const edges = readConnections(body('Connections'));
  const initial = readParameters(body('InitialParameterization'));
  const time = found.bodies.has('Time') ? readTime(body('Time')) : { time: null, diagnostics: [] };
  const annotation = readOntology(body('ActInfOntologyAnnotation'));
  const extra = readModelParameters(body('ModelParameters'));

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
    kind: kindOf(section.text, values, extra.modelParameters),
    variables: bindTerms(variables, annotation.ontology),
    connections: edges.connections,
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
    nearMisses: found.nearMisses,
    nameFrom: name.text !== null ? 'section' : found.title !== null ? 'title' : 'nowhere',
    diagnostics: [
      found,
      section,
      version,
      name,
      stateSpace,
      edges,
      initial,
      time,
      annotation,
      extra,
    ]
      .flatMap((result) => result.diagnostics)
      .concat(aboutSkeleton)
      .sort(byPosition),
    lines: part,
  };
}

const NOTHING: ReadonlySet<number> = new Set();

/** Cuts a model's lines into its sections. */
function findSections({ source, outline, silent }: Skeleton, part: LineRange): Found {
  const inside = itemsWithin(outline.headings, (heading) => heading.line, part);
  const headings = inside.filter((heading) => heading.level === 2);
  const bodies = new Map<SectionName, Body>();
  const positions = new Map<SectionName, Position>();
  const extensions: Extension[] = [];
  const nearMisses: Spec['nearMisses'][number][] = [];
  const diagnostics: Diagnostic[] = [];

  for (const [index, { text, line }] of headings.entries()) {
    const position = { line, column: 1 };
    const body = {
      source,
      lines: { from: line + 1, to: headings[index + 1]?.line ?? part.to },
      muted: silent,
    };
    if (isSectionName(text) && !bodies.has(text)) {
      bodies.set(text, body);
      positions.set(text, position);
      if (STRUCTURED.has(text)) {
        for (const it of decorationIn(outline, body.lines)) diagnostics.push(decorated(it));
      }
      if (text !== 'ImageFromPaper') continue;
    }
    extensions.push(readExtension(text, line, body));
    if (text === 'ImageFromPaper') continue;
    const near = isSectionName(text) ? undefined : nearestName(text, SECTION_NAMES);
    if (near !== undefined) nearMisses.push({ heading: text, section: near, position });
    diagnostics.push(unknownSection(text, near, position));
  }
  const title = inside.find((heading) => heading.level === 1)?.text ?? null;
  return { title, bodies, positions, extensions, nearMisses, diagnostics };
}

function itself(line: number): number {
  return line;
}

function decorationIn(outline: Outline, lines: LineRange): readonly number[] {
  return [
    ...itemsWithin(outline.fences, itself, lines),
    ...itemsWithin(outline.rules, itself, lines),
  ];
}

function decorated(line: number): Diagnostic {
  const message = 'this fence or rule is no part of the section; the lines around it were read';
  return diagnostic('GNN-I007', { line, column: 1 }, message);
}

function unknownSection(
  text: string,
  near: SectionName | undefined,
  position: Position,
): Diagnostic {
  if (isSectionName(text)) {
    const message = `${text} stands twice; this one is kept under extensions: join the two`;
    return diagnostic('GNN-W009', position, message);
  }
  if (near !== undefined) {
    const message = `${quote(text)} is no section; did you mean ${near}? It is kept under extensions`;
    return diagnostic('GNN-W008', position, message);
  }
  const message = `${quote(text)} is not part of the language; it is kept under extensions`;
  return diagnostic('GNN-I001', position, message);
}
