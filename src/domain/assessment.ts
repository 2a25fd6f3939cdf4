/** The outcome of reading and validating one spec file. */
import type { Diagnostic } from './diagnostics.js';
import type { ModelFacts } from './facts.js';
import type { ComparableModel } from './semantic-form.js';
import type { SourcePath } from './spec.js';

/** The contents of a model's files in the registry. */
export interface ModelContents {
  /** The bytes to archive: the whole file, or front matter and one part if it holds several models. */
  readonly bytes: Uint8Array;
  /** The part of the metadata file that describes the model itself; JSON. */
  readonly text: string;
}

/** The location of such contents in a spool file, which keeps thousands of them out of memory. */
export interface SpooledContents {
  /** File descriptor. */
  readonly file: number;
  /** Offset in bytes. */
  readonly at: number;
  /** Size in bytes. */
  readonly size: number;
}

/** A model that passed validation, with its facts for the registry and the contents of its files. */
export interface AcceptedModel {
  source: SourcePath;
  facts: ModelFacts;
  contents: ModelContents | SpooledContents;
  /** The parsed model; undefined in large runs, where it is parsed again when needed. */
  comparable: ComparableModel | undefined;
  /** Size of the archived bytes. */
  sizeBytes: number;
  /** Hash of the archived bytes. */
  hash: string;
  /** `sha256:` over the canonical form of the model. */
  semanticHash: string;
  /** SHA-256 of the whole file if it holds several models and none of them is refused; else null. */
  fileHash: string | null;
  /** Its index among the models of its file, and their number. */
  part: { index: number; of: number };
  diagnostics: Diagnostic[];
}

/** Why a file, or one of its models, is not registered. */
export interface Refusal {
  /** The findings that refuse it. */
  reasons: Diagnostic[];
  /** All findings about it, including the reasons. */
  diagnostics: Diagnostic[];
}

/** The outcome for one file. */
export type Assessment =
  | {
      state: 'unchanged';
      source: SourcePath;
      /** The models of the file, with the findings of their last check. */
      models: {
        modelId: string;
        diagnostics: Diagnostic[];
        /** True if the file still has content that was rolled back. */
        isRolledBack?: boolean;
      }[];
    }
  | {
      state: 'accepted';
      source: SourcePath;
      models: AcceptedModel[];
      /** Why other models of the file are refused; null if none is. */
      refusal: Refusal | null;
    }
  | { state: 'refused'; source: SourcePath; refusal: Refusal }
  | {
      state: 'skipped';
      source: SourcePath;
      /** Why a document that has headings of GNN is not a spec. */
      diagnostics?: Diagnostic[];
    };

/** The counts that step 3 of the pipeline reported for a file. */
export interface Step3Counts {
  formatsGenerated: number;
  variables: number | null;
  connections: number | null;
}
