/** A spec file, and the result of parsing it, before validation. */
import type { Diagnostic } from './diagnostics.js';
import type { GnnModel, Value } from './model.js';
import type { Position } from './position.js';

/** The endings of spec files, in any case. */
export const SPEC_ENDINGS = ['md', 'markdown', 'gnn'] as const;
/** The end of the name of a spec file. */
export const SPEC_ENDING = new RegExp(`\\.(?:${SPEC_ENDINGS.join('|')})$`, 'i');

/** The name of a folder in which no specs are looked for, as in `discover.ts`. */
export const SKIPPED_FOLDER = /^(?:\..*|node_modules|[0-9].*_.*_output)$/;

/** The sections of the language, in their usual order. */
export const SECTION_NAMES = [
  'GNNSection',
  'GNNVersionAndFlags',
  'ModelName',
  'ModelAnnotation',
  'StateSpaceBlock',
  'ObservationBlock',
  'ControlBlock',
  'PreferenceBlock',
  'ConstraintBlock',
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

/** Sections that declare variables, as StateSpaceBlock does, and name their part in the model. */
export const BLOCKS = [
  'ObservationBlock',
  'ControlBlock',
  'PreferenceBlock',
  'ConstraintBlock',
] as const satisfies readonly SectionName[];

/** Any one of these, outside code fences, identifies a Markdown file as a spec. */
export const DISTINCTIVE_SECTIONS: readonly SectionName[] = [
  'GNNSection',
  'GNNVersionAndFlags',
  'StateSpaceBlock',
  'InitialParameterization',
  'ActInfOntologyAnnotation',
];

/** The path of a spec file that was found but not yet read. */
export interface SourcePath {
  /** The target folder as given by the user, joined with `relativePath`; POSIX separators. */
  filePath: string;
  /** The path relative to the target folder; POSIX separators. */
  relativePath: string;
  /** The absolute path, for reading the file and as its identity. */
  resolvedPath: string;
  /** The hashes of what is registered of the file: it may have other line ends than that. */
  known?: readonly string[];
  /** The content, if it does not come from the file: from standard input. */
  given?: Uint8Array;
}

/** What was seen of a file without opening it. */
export interface FileLook {
  /** Differs once the file has changed. */
  readonly look: string;
  /** When it was changed, in milliseconds of the file system's clock. */
  readonly changedAt: number;
}

/** The bytes of a spec file. */
export interface Source extends SourcePath {
  bytes: Uint8Array;
  /** SHA-256 of the bytes in lower-case hex, without a prefix. */
  hash: string;
}

/** One parsed model, before validation. */
export interface Spec {
  model: GnnModel;
  /** The value of each parameter, including those that are too large to be stored in the model. */
  values: readonly Value[];
  /** The positions of the front matter's keys. */
  frontMatterKeys: ReadonlyMap<string, Position>;
  /** The sections that are present, with the positions of their headings. */
  sections: ReadonlyMap<SectionName, Position>;
  /** The headings of sections that take a line and have none. */
  emptySections: ReadonlyMap<SectionName, Position>;
  /** Headings that resemble the name of a section without being one. */
  nearMisses: readonly { heading: string; section: SectionName; position: Position }[];
  /** Section headings inside a code fence or HTML comment, which open nothing. */
  hiddenSections: readonly HiddenSection[];
  /** The text of a line of the file, for findings that look at the line again. */
  lineText: (line: number) => string;
  /** Whether the model's name comes from `ModelName` or from the title. */
  nameFrom: 'section' | 'title' | 'nowhere';
  diagnostics: Diagnostic[];
  /** The model's lines in its file; `to` is exclusive. */
  lines: { from: number; to: number };
}

/** A section heading that a code fence or an HTML comment hides. */
export interface HiddenSection {
  readonly section: SectionName;
  readonly line: number;
  readonly inside: HidingBlock;
}

/** A code fence or HTML comment. */
export interface HidingBlock {
  readonly type: 'code' | 'html';
  /** The lines that it hides; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
  /** False if it extends to the end of the file because nothing closes it. */
  readonly closed: boolean;
}

/** A parsed file. */
export interface ParsedFile {
  /** False for a Markdown file without any distinctive section. */
  isSpec: boolean;
  /** The models of the file, in order. */
  specs: Spec[];
  /** Findings about the file rather than one of its models. */
  diagnostics: Diagnostic[];
  /** The number of lines of the front matter, including its fences; 0 without front matter. */
  frontMatterLines: number;
}
