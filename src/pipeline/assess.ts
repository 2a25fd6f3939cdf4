import type { Diagnostic } from '../domain/diagnostics.js';
import { CATALOGUE } from '../domain/catalogue.js';
import { limitsOf } from '../domain/limits.js';
import type { Assessment } from '../domain/assessment.js';
import type { Entry } from '../domain/model.js';
import type { RegistryState } from '../domain/registry-state.js';
import type { SourcePath } from '../domain/spec.js';
import type { Environment, StepOptions } from '../domain/options.js';
import { hashSource } from '../read.js';
import type { LateSpool } from '../files/spool.js';
import type { Store } from '../store/port.js';
import { describeCheck, fieldsOf } from './check-fingerprint.js';
import { createParse } from './parse-guarded.js';
import { isLargeBatch, readInThreads } from './read-batch.js';
import type { Reading, ReadSpec } from './read-specs.js';
import { readSpec, spoolSpec } from './read-specs.js';

/** What looking at the files needs besides them. */
export interface AssessInput {
  readonly options: StepOptions;
  readonly env: Environment;
  readonly store: Store;
  readonly resolve: (filePath: string) => string;
  /** For large batches; without it all is kept in memory. */
  readonly spool?: LateSpool;
}

/**
 * Looks at every file: hashes it, and parses and validates it unless the registry knows these very
 * bytes, checked the same way. Each file is read once: a second look, at another registry, is a look
 * at what was read.
 */
export type Assess = (paths: readonly SourcePath[], state: RegistryState) => Promise<Assessment[]>;

export function createAssess(input: AssessInput): Assess {
  const { options, env } = input;
  const checkedWith = describeCheck(options);
  const hashes = new Map<string, string>();
  const specs = new Map<string, ReadSpec>();
  const readAll = createReadAll(input);

  const hashOf = async (path: SourcePath): Promise<string | null> => {
    const before = hashes.get(path.resolvedPath) ?? specs.get(path.resolvedPath)?.hash;
    if (before !== undefined) return before;
    const hash = await hashSource(path, options.settings.max_file_size);
    if (hash !== null) hashes.set(path.resolvedPath, hash);
    return hash;
  };
  return async (paths, state) => {
    const entries = entriesByPath(state, input.resolve);
    const unchanged = new Map<SourcePath, Assessment>();
    const progress = createProgress(env, paths.length);
    for (const path of paths) {
      env.signal?.throwIfAborted();
      const there = entries.get(path.resolvedPath);
      if (there === undefined) continue;
      const start = progress.begin();
      const hash = await hashOf(path);
      const known =
        hash === null
          ? undefined
          : await knownAlready(path, hash, there, { ...input, checkedWith });
      if (known === undefined) continue;
      unchanged.set(path, known);
      progress.done(path, known, start);
    }
    const unread = paths.filter((it) => !unchanged.has(it) && !specs.has(it.resolvedPath));
    await readAll(unread, (path, spec, start, duration) => {
      specs.set(path.resolvedPath, spec);
      progress.done(path, spec.assessment, start, duration);
    });
    return paths.flatMap(
      (path) => unchanged.get(path) ?? specs.get(path.resolvedPath)?.assessment ?? [],
    );
  };
}

/** Is told of each file that was read, with when and for how long; milliseconds. */
type OnRead = (path: SourcePath, spec: ReadSpec, start: number, duration: number) => void;

/** Reads, parses and validates files: many of them in threads. */
function createReadAll({
  options,
  env,
  spool,
}: AssessInput): (paths: readonly SourcePath[], onRead: OnRead) => Promise<void> {
  const reading: Reading = {
    options: { profile: options.profile, fields: fieldsOf(options) },
    limits: limitsOf(options.settings),
    maxFileSize: options.settings.max_file_size,
  };
  const parse = createParse(options.settings.max_parse_seconds);
  const readHere = async (
    paths: readonly SourcePath[],
    keep: (spec: ReadSpec) => ReadSpec,
    onRead: OnRead,
  ): Promise<void> => {
    for (const path of paths) {
      env.signal?.throwIfAborted();
      const start = env.elapsed();
      const spec = await readSpec(path, reading, (source) => parse({ ...reading, source }));
      onRead(path, keep(spec), start, env.elapsed() - start);
    }
  };
  return async (paths, onRead) => {
    if (spool === undefined || !isLargeBatch(paths.length)) {
      return readHere(paths, (spec) => spec, onRead);
    }
    const opened = spool.open();
    const offset = env.elapsed() - (performance.timeOrigin + performance.now());
    const left = await readInThreads(paths, {
      jobs: options.jobs,
      signal: env.signal,
      reading,
      spool: opened,
      onRead: (path, { spec, startedAt, duration }) =>
        onRead(path, spec, startedAt + offset, duration),
    });
    // Cut loose from the text of the file, which every part of it would keep.
    return readHere(left, (spec) => structuredClone(spoolSpec(spec, opened)), onRead);
  };
}

function createProgress(
  env: Environment,
  total: number,
): {
  readonly begin: () => number;
  readonly done: (
    path: SourcePath,
    assessment: Assessment,
    start: number,
    duration?: number,
  ) => void;
} {
  let done = 0;
  return {
    // A look at the clock for each of thousands of files, only where somebody wants it.
    begin: () => (env.onSpan === undefined ? 0 : env.elapsed()),
    done: ({ filePath }, { state }, start, duration) => {
      env.onSpan?.({
        name: state,
        file: filePath,
        start,
        duration: duration ?? env.elapsed() - start,
      });
      done += 1;
      env.onProgress?.({ stage: 'read', done, total });
    },
  };
}

function entriesByPath(
  state: RegistryState,
  resolve: (filePath: string) => string,
): Map<string, Entry[]> {
  const byPath = new Map<string, Entry[]>();
  for (const entry of state.models.values()) {
    const path = resolve(entry.file_path);
    const there = byPath.get(path);
    if (there === undefined) byPath.set(path, [entry]);
    else there.push(entry);
  }
  return byPath;
}

/** The entries of a file whose bytes are the registered ones, with what was found in them then. */
async function knownAlready(
  source: SourcePath,
  hash: string,
  there: readonly Entry[],
  input: AssessInput & { readonly checkedWith: string },
): Promise<Assessment | undefined> {
  const isSame = (entry: Entry): boolean =>
    entry.health.checked_with === input.checkedWith &&
    (registeredHash(entry) === hash || entry.rolled_back_from?.hash === hash);
  if (!there.every(isSame)) return undefined;
  // What is missing in the output is made again from the spec.
  for (const entry of there) if (!(await input.store.isComplete(entry))) return undefined;
  const models: Extract<Assessment, { state: 'unchanged' }>['models'] = [];
  for (const entry of there) {
    const diagnostics = await diagnosticsOf(entry, input);
    if (diagnostics === undefined) return undefined;
    // Of several models in a file, the file as it was registered holds what was rolled back since.
    const isRolledBack =
      entry.rolled_back_from !== undefined &&
      (entry.file_hash !== null || entry.rolled_back_from.hash === hash);
    models.push({ modelId: entry.model_id, diagnostics, isRolledBack });
  }
  return { state: 'unchanged', source, models };
}

/** The hash that the whole file had when the model was registered. */
function registeredHash(entry: Entry): string | null {
  return entry.file_hash ?? entry.hash;
}

/** What was found in a version when it was checked; undefined where it has to be looked at again. */
async function diagnosticsOf(
  entry: Entry,
  { store, env }: Pick<AssessInput, 'store' | 'env'>,
): Promise<Diagnostic[] | undefined> {
  if (entry.health.status === 'healthy' && env.showsInfos !== true) return [];
  const metadata = await store.metadata(entry.model_id);
  if (metadata?.hash !== entry.hash || metadata?.version !== entry.version) return undefined;
  return metadata.diagnostics.filter(isDiagnostic);
}

function isDiagnostic(found: { code: string }): found is Diagnostic {
  return Object.hasOwn(CATALOGUE, found.code);
}
