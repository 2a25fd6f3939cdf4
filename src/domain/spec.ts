/** A spec file and what the front end reads in it: before any rule looked at it. */
import type { Diagnostic } from './diagnostics.js';
import type { GnnModel, Value } from './model.js';
import type { Position } from './position.js';

/** The sections of the language, in the order in which specs have them. */
export const SECTION_NAMES = [
  'GNNSection',
  'GNNVersionAndFlags',
  'ModelName',
  'ModelAnnotation',
  'StateSpaceBlock',
  'Connections',
  'InitialParameterization',
  'Equations',
  'Time',
  'ActInfOntologyAnnotation',
  'ModelParameters',
  'ImageFromPaper',
  'Footer',
  'Signature',
] as const;

export type SectionName = (typeof SECTION_NAMES)[number];

/** Any one of these, outside fences, makes a Markdown file a spec. */
export const DISTINCTIVE_SECTIONS: readonly SectionName[] = [
  'GNNSection',
  'GNNVersionAndFlags',
  'StateSpaceBlock',
  'InitialParameterization',
  'ActInfOntologyAnnotation',
];

/** A spec file on disk, found and named but not yet read. */
export interface SourcePath {
  /** The target folder as given, joined with the path below it; POSIX separators. */
  filePath: string;
  /** The path below the target folder; POSIX separators. */
  relativePath: string;
  /** Absolute, for reading and for telling files apart. */
  resolvedPath: string;
}

/** The bytes of a spec file. */
export interface Source extends SourcePath {
  bytes: Uint8Array;
  /** Bare lower-case SHA-256 of the bytes. */
  hash: string;
}

/** One model as the front end read it: before any rule looked at it. */
export interface Spec {
  model: GnnModel;
  /** The value of each of the model's parameters, also where it is too large to be written. */
  values: readonly Value[];
  /** Where the keys of the front matter stand. */
  frontMatterKeys: ReadonlyMap<string, Position>;
  /** The sections that are there, with the place of their heading. */
  sections: ReadonlyMap<SectionName, Position>;
  /** Headings that look like a section's name without being one. */
  nearMisses: readonly { heading: string; section: SectionName; position: Position }[];
  /** The model's name stands in `ModelName`, or was taken from the title. */
  nameFrom: 'section' | 'title' | 'nowhere';
  diagnostics: Diagnostic[];
  /** The lines of this model in its file: from, and up to but without. */
  lines: { from: number; to: number };
}

/** What a whole file holds. */
export interface ParsedFile {
  /** False for a Markdown file without any distinctive section. */
  isSpec: boolean;
  /** One for each model of the file, in file order. */
  specs: Spec[];
  /** Findings that belong to the file and to none of its models. */
  diagnostics: Diagnostic[];
  /** The lines of the front matter, its fences included: 0 without one. */
  frontMatterLines: number;
}
