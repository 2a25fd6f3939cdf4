/** What a thread of a large batch does: a part of the batch comes in, plain results go out. */
import type { RegistryErrorCode } from '../domain/errors.js';
import { RegistryError } from '../domain/errors.js';
import type { SourcePath } from '../domain/model.js';
import { isLarge } from './parse-guarded.js';
import { assessSource } from './parse.js';
import type { Reading, ReadSpec } from './read-specs.js';
import { readSpec, spoolSpec } from './read-specs.js';
import type { Spool } from '../store/spool.js';
import type { ModelFiles, ModelWriting } from './write-models.js';
import { writeModel } from './write-models.js';

/** A file that was read in a thread, and when. */
export interface ThreadRead {
  /** Null for one that is so large that it has to be read under guard. */
  readonly spec: ReadSpec | null;
  /** Milliseconds since the epoch, with fractions: threads have no clock in common but this one. */
  readonly startedAt: number;
  /** Milliseconds. */
  readonly duration: number;
}

/** What came of a part: errors lose their class on the way out of a thread. */
export type Answer<Result> =
  | { readonly result: Result }
  | {
      readonly failure: {
        readonly code: RegistryErrorCode;
        readonly message: string;
        readonly hint: string;
      };
    };

/** Reads, parses and validates files. */
export async function readPart({
  paths,
  reading,
  spool,
}: {
  readonly paths: readonly SourcePath[];
  readonly reading: Reading;
  readonly spool: Spool;
}): Promise<Answer<ThreadRead[]>> {
  return answer(async () => {
    const results: ThreadRead[] = [];
    for (const path of paths) {
      const from = performance.now();
      const read = await readSmall(path, reading);
      results.push({
        spec: read && spoolSpec(read, spool),
        startedAt: performance.timeOrigin + from,
        duration: performance.now() - from,
      });
    }
    return results;
  });
}

/** Null for a large file. */
async function readSmall(path: SourcePath, reading: Reading): Promise<ReadSpec | null> {
  let isSmall = true;
  const spec = await readSpec(path, reading, (source) => {
    isSmall = !isLarge(source);
    return isSmall
      ? assessSource(source, reading.options, reading.limits)
      : { state: 'skipped', source: path };
  });
  return isSmall ? spec : null;
}

/** Writes the files of models. @returns for each where its bytes came to stand */
export async function writePart({
  models,
  writing,
}: {
  readonly models: readonly ModelFiles[];
  readonly writing: ModelWriting;
}): Promise<Answer<(string | null)[]>> {
  return answer(async () => {
    const placed: (string | null)[] = [];
    for (const model of models) placed.push(await writeModel(model, writing));
    return placed;
  });
}

async function answer<Result>(work: () => Promise<Result>): Promise<Answer<Result>> {
  try {
    return { result: await work() };
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    const { code, message, hint } = error;
    return { failure: { code, message, hint } };
  }
}
