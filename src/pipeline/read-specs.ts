/** Paths → what is in the files: read, hashed, parsed and validated. Also the work of a thread. */
import type { Limits } from '../domain/limits.js';
import type { Assessment } from '../domain/assessment.js';
import type { Source, SourcePath } from '../domain/spec.js';
import { readSource } from '../read.js';
import type { Spool } from '../files/spool.js';
import { spoolContents } from '../files/spool.js';
import type { ValidationOptions } from '../validate/index.js';

/** How specs are read: plain data, which a thread can be handed. */
export interface Reading {
  readonly options: ValidationOptions;
  readonly limits: Limits;
  /** Bytes; a larger file is refused. */
  readonly maxFileSize: number;
}

/** What is in a file. */
export interface ReadSpec {
  /** Of the whole file; null where it cannot be read. */
  readonly hash: string | null;
  readonly assessment: Assessment;
}

/** Parses and validates a source; whatever is wrong with it is a result. */
type ParseSource = (source: Source) => Assessment | Promise<Assessment>;

/** Reads one file, and parses it. */
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
 * What was read, in little space: what is to be written waits in the spool, and what comparing needs
 * is parsed again where it is needed.
 */
export function spoolSpec({ hash, assessment }: ReadSpec, spool: Spool): ReadSpec {
  if (assessment.state !== 'accepted') return { hash, assessment };
  const models = assessment.models.map((it) => ({
    ...it,
    comparable: undefined,
    contents: 'file' in it.contents ? it.contents : spoolContents(spool, it.contents),
  }));
  return { hash, assessment: { ...assessment, models } };
}
