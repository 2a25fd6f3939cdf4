/** What becomes of a spec file on its way into the registry. */
import type { Diagnostic } from './diagnostics.js';
import type { ModelFacts } from './facts.js';
import type { ComparableModel } from './semantic-form.js';
import type { SourcePath } from './spec.js';

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
