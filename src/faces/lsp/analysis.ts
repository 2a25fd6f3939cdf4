/** A document as the core reads it: what every feature is a function of. Pure. */
import type { Diagnostic } from '../../domain/diagnostics.js';
import type { Limits } from '../../domain/limits.js';
import type { Place } from '../../domain/places.js';
import type { SectionName, Spec } from '../../domain/spec.js';
import { plainText } from '../../gnn/index.js';
import { findOccurrences, type NamedThing, type Occurrence } from '../../gnn/occurrences.js';
import { itemsWithin, lineAt, lineEnd, lineStart, sourceText } from '../../gnn/source.js';
import { findingsOf, readText, reportNoText, type ReadFile } from '../../pipeline/parse.js';
import type { ValidationOptions } from '../../validate/index.js';
import type { Encoding, TextView } from './text.js';

/** How documents are read. */
export interface Reading {
  readonly options: ValidationOptions;
  readonly limits: Limits;
}

/** A document, read. */
export interface Analysis extends TextView {
  /** As the client has it. */
  readonly text: string;
  readonly read: ReadFile;
  /** What does not depend on a registry. */
  readonly findings: readonly Diagnostic[];
  /** In file order. */
  readonly models: readonly ModelAnalysis[];
}

/** A model of a document. */
export interface ModelAnalysis {
  readonly spec: Spec;
  /** In file order. */
  readonly places: readonly Place[];
  readonly sections: readonly Section[];
  /** What its names mean, by key; found when it is first asked for. */
  readonly names: () => ReadonlyMap<string, NamedThing>;
}

/** A section of a model: the line of its heading, and up to which line it reaches. */
export interface Section {
  readonly name: SectionName;
  readonly line: number;
  /** Exclusive. */
  readonly to: number;
}

/** Reads a document. */
export function analyse(text: string, encoding: Encoding, { options, limits }: Reading): Analysis {
  const places: Place[] = [];
  // A text never has a NUL.
  const isText = !text.includes('\0');
  const read = readText(isText ? text : '', options, limits, places);
  const source = sourceText(plainText(text), limits);
  places.sort((a, b) => a.start - b.start || b.end - a.end);
  const models = read.file.specs.map((spec): ModelAnalysis => {
    const own = itemsWithin(places, (it) => lineAt(source, it.start), spec.lines);
    return {
      spec,
      places: own,
      sections: listSections(spec),
      names: lazily(() => findOccurrences(spec, source, own)),
    };
  });
  const hasMark = text.startsWith('\uFEFF');
  const findings = isText ? findingsOf(read) : [reportNoText()];
  return { text, encoding, hasMark, source, read, findings, models };
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function listSections({ sections, model, lines }: Spec): Section[] {
  const starts = [...sections.values(), ...model.extensions]
    .map((it) => it.line)
    .sort((a, b) => a - b);
  return [...sections]
    .map(([name, { line }]) => ({
      name,
      line,
      to: starts.find((it) => it > line) ?? lines.to,
    }))
    .sort((a, b) => a.line - b.line);
}

/** The model that a line belongs to. */
export function modelAt({ models }: Analysis, line: number): ModelAnalysis | undefined {
  return models.find(({ spec: { lines } }) => line >= lines.from && line < lines.to);
}

/** The section that a line belongs to, its heading included. */
export function sectionAt({ sections }: ModelAnalysis, line: number): Section | undefined {
  return sections.findLast((it) => it.line <= line && line < it.to);
}

/** The name at an offset, and all that it names. */
export function nameAtOffset(
  analysis: Analysis,
  offset: number,
): { readonly thing: NamedThing; readonly occurrence: Occurrence } | undefined {
  const model = modelAt(analysis, lineAt(analysis.source, offset));
  if (model === undefined) return undefined;
  const touching = [...model.names().values()].flatMap((thing) =>
    thing.occurrences
      .filter(({ start, end }) => start <= offset && offset <= end)
      .map((occurrence) => ({ thing, occurrence })),
  );
  return touching.find(({ occurrence }) => offset < occurrence.end) ?? touching[0];
}

/** The places at an offset, the shortest first. */
export function placesAt({ places }: ModelAnalysis, offset: number): readonly Place[] {
  return places
    .filter(({ start, end }) => start <= offset && offset <= end)
    .sort((a, b) => a.end - a.start - (b.end - b.start));
}

/** The text of a line. */
export function lineTextOf({ source }: TextView, line: number): string {
  return source.text.slice(lineStart(source, line), lineEnd(source, line));
}
