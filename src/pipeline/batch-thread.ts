/** What a thread of a large batch does: a part of the batch comes in, plain results go out. */
import type { RegistryErrorCode } from '../domain/errors.js';
import { RegistryError } from '../domain/errors.js';
import type { SourcePath } from '../domain/model.js';
import { isLarge } from './parse-guarded.js';
import { assessSource } from './parse.js';
import type { Reading, ReadSpec } from './read-specs.js';
import { packSpec, readSpec } from './read-specs.js';
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

/** What was written in a thread: errors lose their class on the way. */
export interface ThreadWritten {
  /** For each model where its bytes came to stand. */
  readonly placed: (string | null)[];
  /** What ended it. */
  readonly failure?: { readonly code: RegistryErrorCode; readonly message: string; hint: string };
}

/** Reads, parses and validates files. */
export async function readPart({
  paths,
  reading,
}: {
  readonly paths: readonly SourcePath[];
  readonly reading: Reading;
}): Promise<ThreadRead[]> {
  const results: ThreadRead[] = [];
  for (const path of paths) {
    const from = performance.now();
    results.push({
      spec: await readSmall(path, reading),
      startedAt: performance.timeOrigin + from,
      duration: performance.now() - from,
    });
  }
  return results;
}

async function readSmall(path: SourcePath, reading: Reading): Promise<ReadSpec | null> {
  let isSmall = true;
  const spec = await readSpec(path, reading, (source) => {
    isSmall = !isLarge(source);
    return isSmall
      ? assessSource(source, reading.options, reading.limits)
      : { state: 'skipped', source: path };
  });
  return isSmall ? packSpec(spec) : null;
}

/** Writes the files of models. */
export async function writePart({
  models,
  writing,
}: {
  readonly models: readonly ModelFiles[];
  readonly writing: ModelWriting;
}): Promise<ThreadWritten> {
  const placed: (string | null)[] = [];
  try {
    for (const model of models) placed.push(await writeModel(model, writing));
    return { placed };
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    const { code, message, hint } = error;
    return { placed, failure: { code, message, hint } };
  }
}
