/**
 * The words that every stage shares. What is written to disk has its shape from `schemas/`
 * (generated, snake_case); what lives only in memory is defined here.
 */
import type { Diagnostic } from './diagnostics.js';
import type { ModelFacts } from './facts.js';
import type {
  AuditEvent,
  AuditHead,
  Entry,
  Foreign,
  GnnModel,
  PurgedModel,
  Settings,
  Value,
} from './generated/shapes.js';
import type { Models } from './models.js';

export type {
  Alias,
  Annotations,
  AuditEvent,
  AuditHead,
  Binding,
  BindingStatus,
  Change,
  ChangeKind,
  Connection,
  Entry,
  EntryMetadata,
  Equation,
  Export,
  Extension,
  Extent,
  FileDiagnostic,
  Flag,
  FrontMatter,
  FrontMatterValue,
  GnnModel,
  Health,
  Importance,
  Lifecycle,
  LineageKind,
  MatchingModel,
  Metrics,
  MissingSource,
  ModelKind,
  ModelMetadata,
  ModelOutcome,
  ModelParameter,
  OntologyBinding,
  Parameter,
  Parent,
  PurgedModel,
  RefusedFile,
  Registry,
  Setting,
  Settings,
  Signature,
  SourceLine,
  Summary,
  Time,
  Use,
  Value,
  Variable,
  VersionChanges,
  VersionEntry,
} from './generated/shapes.js';

/** A place in a file as it is on disk: lines and Unicode code points, both from 1. */
export interface Position {
  line: number;
  column: number;
}

/** Which sections a spec must have, and what else refuses it. */
export type Profile = 'basic' | 'standard' | 'strict' | 'research';

/** Which part of a version number goes up; `auto` leaves it to the planner. */
export type BumpLevel = 'auto' | 'major' | 'minor' | 'patch';

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

/**
 * What a model says, without how it is written. Each declaration is a text of canonical JSON (RFC
 * 8785), and the texts of each part are in code-unit order: equal forms are equal models.
 */
export interface SemanticForm {
  readonly connections: readonly string[];
  readonly equations: readonly string[];
  readonly flags: readonly string[];
  readonly kind: string;
  readonly model_parameters: readonly string[];
  readonly ontology: readonly string[];
  readonly parameters: readonly string[];
  readonly time: string;
  readonly variables: readonly string[];
}

/** A model as differences are taken of it. */
export interface ComparableModel {
  readonly model: GnnModel;
  readonly form: SemanticForm;
  /** The values of its parameters, in their order; undefined where one was too large to be kept. */
  readonly values: readonly (Value | undefined)[];
}

/** What the files of a model are to hold. */
export interface ModelContents {
  /** The bytes to archive: the file's, or front matter and part of a file of several models. */
  readonly bytes: Uint8Array;
  /** What its metadata file says of the model itself; JSON. */
  readonly text: string;
}

/** Where the same waits in a file, one part behind the other: of thousands at a time. */
export interface SpooledContents {
  /** The number of the open file. */
  readonly file: number;
  readonly at: number;
  /** Bytes. */
  readonly size: number;
}

/** A model that passed validation: what a registry says of it, and what its files are to hold. */
export interface AcceptedModel {
  source: SourcePath;
  facts: ModelFacts;
  contents: ModelContents | SpooledContents;
  /** The model as it was parsed; undefined where many were, and it is to be parsed again. */
  comparable: ComparableModel | undefined;
  /** Of the archived bytes. */
  sizeBytes: number;
  hash: string;
  /** `sha256:` over the canonical form of the model. */
  semanticHash: string;
  /** SHA-256 of the whole file where it holds several models and none of them is refused. */
  fileHash: string | null;
  /** Position among the models of its file, and how many they are. */
  part: { index: number; of: number };
  diagnostics: Diagnostic[];
}

/** Why a file, or a model of it, is not registered. */
export interface Refusal {
  /** The findings that refuse it. */
  reasons: Diagnostic[];
  /** All findings about it, those among them. */
  diagnostics: Diagnostic[];
}

/** What became of one file. */
export type Assessment =
  | {
      state: 'unchanged';
      source: SourcePath;
      /** The models of the file, with what was found when they were checked. */
      models: {
        modelId: string;
        diagnostics: Diagnostic[];
        /** The file still has the content that was rolled back. */
        isRolledBack?: boolean;
      }[];
    }
  | {
      state: 'accepted';
      source: SourcePath;
      models: AcceptedModel[];
      /** Why other models of the file are refused, or null. */
      refusal: Refusal | null;
    }
  | { state: 'refused'; source: SourcePath; refusal: Refusal }
  | { state: 'skipped'; source: SourcePath };

/** What step 3 of the pipeline reported of a file. */
export interface Step3Counts {
  formatsGenerated: number;
  variables: number | null;
  connections: number | null;
}

/** The registry in memory. */
export interface RegistryState {
  generation: number;
  updatedAt: string;
  models: Models;
  /** The last event of the audit log that this state holds; undefined where none was written. */
  audit?: AuditHead;
  /** Models that were deleted for good, by their ids: none of their numbers is used again. */
  purged?: Readonly<Record<string, PurgedModel>>;
  /** Keys that another program wrote beside the models. */
  foreign?: Foreign;
}

/** A change that is to be written into the audit log: of one model, or of the whole registry. */
export type DraftEvent = {
  /** Such as `register` or `promote`: lower case, words joined by `_`. */
  readonly action: string;
  readonly modelId: string | null;
  /** The version that it is about. */
  readonly version: string | null;
  readonly reason: string | null;
} & (
  | {
      /** Undefined for a new model. */
      readonly before: Entry | undefined;
      /** Undefined for a model that is gone for good. */
      readonly after: Entry | undefined;
    }
  | { readonly values: Pick<AuditEvent, 'before' | 'after'> }
);

/** Events that belong to one commit. */
export interface SealedEvents {
  /** Lines with their line ends; empty where nothing happened. */
  readonly lines: Uint8Array;
  /** Of the last event; undefined where none was ever written. */
  readonly head: AuditHead | undefined;
}

/** The settings that decide whether and how a model is registered; every key has a value. */
export type ResolvedSettings = Required<
  Pick<
    Settings,
    | 'registry_backup'
    | 'registry_format'
    | 'auto_version'
    | 'extract_metadata'
    | 'validate_before_register'
    | 'max_registry_size'
    | 'max_file_size'
    | 'max_front_matter_size'
    | 'max_structural_lines'
    | 'max_lines'
    | 'max_value_depth'
    | 'max_tensor_elements'
    | 'max_diagnostics'
    | 'max_parse_seconds'
    | 'cleanup_old_versions'
    | 'max_versions'
    | 'archive_after_days'
    | 'registry_lock'
    | 'required_fields'
    | 'validation_rules'
  >
>;
