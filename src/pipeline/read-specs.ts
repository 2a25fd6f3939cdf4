/** Reads, hashes, parses and validates spec files, in the main thread or in others. */
import type { Limits } from '../domain/limits.js';
import type { AcceptedModel, Assessment } from '../domain/assessment.js';
import type { Source, SourcePath } from '../domain/spec.js';
import { readSource } from '../read.js';
import { spoolContents, type Spool } from '../files/spool.js';
import type { ValidationOptions } from '../validate/index.js';

/** How to read specs: plain data that can be sent to a thread. */
export interface Reading {
  readonly options: ValidationOptions;
  readonly limits: Limits;
  /** Bytes; a larger file is refused. */
  readonly maxFileSize: number;
}

/** The content of a file. */
export interface ReadSpec {
  /** The hash of the whole file; null if it cannot be read. */
  readonly hash: string | null;
  readonly assessment: Assessment;
}

/** Parses and validates a source; any fault in it becomes part of the result. */
type ParseSource = (source: Source) => Assessment | Promise<Assessment>;

/** Reads and parses one file. */
export async function readSpec(
  path: SourcePath,
  { maxFileSize }: Pick<Reading, 'maxFileSize'>,
  parse: ParseSource,
): Promise<ReadSpec> {
  const source = await readSource(path, maxFileSize);
  if (!('code' in source)) return { hash: source.hash, assessment: await parse(source) };
  const refusal = { reasons: [source], diagnostics: [source] };
  return { hash: null, assessment: { state: 'refused', source: path, refusal } };
}

/**
 * Returns a spec in compact form: what will be written is moved to the spool, and what a comparison
 * needs is parsed again on demand.
 */
export function spoolSpec({ hash, assessment }: ReadSpec, spool: Spool): ReadSpec {
  if (assessment.state !== 'accepted') return { hash, assessment };
  const models = assessment.models.map((it) => spoolModel(it, spool));
  return { hash, assessment: { ...assessment, models } };
}

/** Returns a model in compact form, as {@link spoolSpec}. */
export function spoolModel(model: AcceptedModel, spool: Spool): AcceptedModel {
  const { contents } = model;
  return {
    ...model,
    comparable: undefined,
    contents: 'file' in contents ? contents : spoolContents(spool, contents),
  };
}
