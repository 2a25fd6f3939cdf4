import { posix } from 'node:path';
import type { Diagnostic } from '../domain/diagnostics.js';
import { limitsOf } from '../domain/limits.js';
import { hashesOfFile } from '../domain/line-ends.js';
import type { Assessment } from '../domain/assessment.js';
import type { Entry } from '../domain/model.js';
import type { Models } from '../domain/models.js';
import type { RegistryState } from '../domain/registry-state.js';
import type { SourcePath } from '../domain/spec.js';
import type { Environment, StepOptions } from '../domain/options.js';
import { hashSource } from '../read.js';
import type { LazySpool } from '../files/spool.js';
import type { FoundOfModel, SpecNote, Store } from '../store/port.js';
import { BY_FILE, entriesWith } from '../domain/entry-index.js';
import { groupBy } from '../domain/lists.js';
import { describeCheck, getFields } from './check-fingerprint.js';
import { createParser } from './parse-guarded.js';
import { isLargeBatch, readInThreads } from './read-batch.js';
import { findingsOf, isDiagnostic, outcomeOf, toNote, type SpecMemory } from './spec-memory.js';
import { readSpec, spoolSpec, type Reading, type ReadSpec } from './read-specs.js';

/** What assessing files needs besides the files. */
export interface AssessInput {
  readonly options: StepOptions;
  readonly env: Environment;
  readonly store: Store;
  readonly resolve: (filePath: string) => string;
  /** Used for large batches; without it, everything is kept in memory. */
  readonly spool?: LazySpool;
  /** Without it, every file is read. */
  readonly memory?: SpecMemory | undefined;
}

/**
 * Assesses every file: hashes it, and parses and validates it unless the registry already has the same
 * bytes, checked the same way. Each file is read once; assessing it again for another state reuses what
 * was read.
 */
export type Assess = (paths: readonly SourcePath[], state: RegistryState) => Promise<Assessment[]>;

export function createAssess(input: AssessInput): Assess {
  const { options, env, memory } = input;
  const checkedWith = describeCheck(options);
  const hashes = new Map<string, string>();
  const specs = new Map<string, ReadSpec>();
  const readAll = createReadAll(input);

  const getHash = async (path: SourcePath, noted?: string): Promise<string | null> => {
    const before = hashes.get(path.resolvedPath) ?? specs.get(path.resolvedPath)?.hash;
    if (before !== undefined) return before;
    // It may be that of other line ends, which is only right beside the same registered hashes.
    if (noted !== undefined && path.known?.includes(noted) === true) return noted;
    const hash = await hashSource(path, options.settings.max_file_size);
    if (hash !== null) hashes.set(path.resolvedPath, hash);
    return hash;
  };
  return async (paths, state) => {
    const entries = groupBy(findNamesakes(paths, state.models), (it) =>
      input.resolve(it.file_path),
    );
    const withKnown = (path: SourcePath): SourcePath => {
      const known = entries.get(path.resolvedPath)?.flatMap(hashesOfFile);
      return known === undefined ? path : { ...path, known };
    };
    const told = new Map<SourcePath, Assessment>();
    const progress = createProgress(env, paths.length);
    for (const path of paths) {
      env.signal?.throwIfAborted();
      const registered = entries.get(path.resolvedPath);
      const noted = memory?.recall(path);
      const start = progress.begin();
      const known =
        registered === undefined
          ? noted && withoutModels(path, noted)
          : await findUnchanged(path, await getHash(withKnown(path), noted?.hash), {
              ...input,
              registered,
              checkedWith,
              noted,
            });
      if (known === undefined) continue;
      told.set(path, known.assessment);
      memory?.note(path, known.note);
      progress.done(path, known.assessment, start);
    }
    const unread = paths.filter((it) => !told.has(it) && !specs.has(it.resolvedPath));
    await readAll(unread.map(withKnown), (path, spec, start, duration) => {
      specs.set(path.resolvedPath, spec);
      const note = toNote(spec);
      if (note !== undefined) memory?.note(path, note);
      progress.done(path, spec.assessment, start, duration);
    });
    return paths.flatMap(
      (path) => told.get(path) ?? specs.get(path.resolvedPath)?.assessment ?? [],
    );
  };
}

/** More files are faster to find among all models than one by one. */
const FEW = 100;

/** The models that may be in some files: all with a file of that name. */
export function findNamesakes(paths: readonly SourcePath[], models: Models): Iterable<Entry> {
  if (paths.length > FEW) return models.values();
  const names = new Set(paths.map((it) => posix.basename(it.filePath)));
  return [...names].flatMap((name) => [...entriesWith(models, BY_FILE, name)]);
}

/** The hashes that a file has as long as it is unchanged. */
export function findKnownHashes(
  { filePath, resolvedPath }: SourcePath,
  models: Models,
  resolve: (filePath: string) => string,
): string[] {
  return [...entriesWith(models, BY_FILE, posix.basename(filePath))]
    .filter((it) => resolve(it.file_path) === resolvedPath)
    .flatMap(hashesOfFile);
}

/** Called for each file that was read, with the start time and duration in milliseconds. */
type OnRead = (path: SourcePath, spec: ReadSpec, start: number, duration: number) => void;

/** Returns a function that reads, parses and validates files, using threads for large batches. */
function createReadAll({
  options,
  env,
  spool,
}: AssessInput): (paths: readonly SourcePath[], onRead: OnRead) => Promise<void> {
  const reading: Reading = {
    options: { profile: options.profile, fields: getFields(options) },
    limits: limitsOf(options.settings),
    maxFileSize: options.settings.max_file_size,
  };
  const parser = createParser(options.settings.max_parse_seconds);
  const readHere = async (
    paths: readonly SourcePath[],
    keep: (spec: ReadSpec) => ReadSpec,
    onRead: OnRead,
  ): Promise<void> => {
    try {
      for (const path of paths) {
        env.signal?.throwIfAborted();
        const start = env.elapsed();
        const spec = await readSpec(path, reading, (it) =>
          parser.parse({ ...reading, source: it }),
        );
        onRead(path, keep(spec), start, env.elapsed() - start);
      }
    } finally {
      parser.end();
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
    // Cloned, because any substring would keep the text of the whole file in memory.
    return readHere(left, (spec) => structuredClone(spoolSpec(spec, opened)), onRead);
  };
}

interface Progress {
  readonly begin: () => number;
  readonly done: (path: SourcePath, found: Assessment, start: number, duration?: number) => void;
}

function createProgress(env: Environment, total: number): Progress {
  let done = 0;
  return {
    // Reading the clock for each of thousands of files is only worth it if spans are reported.
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

/** What is known of a file without reading it, or by its hash alone, and what is to be noted of it. */
interface Known {
  readonly assessment: Assessment;
  readonly note: SpecNote;
}

/** A file that had no model when it was read. */
function withoutModels(source: SourcePath, note: SpecNote): Known | undefined {
  const assessment = outcomeOf(note, source);
  return assessment && { assessment, note };
}

/** What finding an unchanged file needs besides the file and its hash. */
interface UnchangedInput extends AssessInput {
  /** The models of that file. */
  readonly registered: readonly Entry[];
  readonly checkedWith: string;
  /** What was noted of the file. */
  readonly noted: SpecNote | undefined;
}

/** Returns the assessment of a file whose bytes are registered already, with its recorded findings. */
async function findUnchanged(
  source: SourcePath,
  hash: string | null,
  input: UnchangedInput,
): Promise<Known | undefined> {
  const { registered, checkedWith, noted } = input;
  const isSame = (entry: Entry): boolean =>
    entry.health.checked_with === checkedWith &&
    // Of a file with several models, the hash of the whole file is registered.
    ((entry.file_hash ?? entry.hash) === hash || entry.rolled_back_from?.hash === hash);
  if (hash === null || !registered.every(isSame)) return undefined;
  // Files missing from the output are recreated from the spec.
  for (const entry of registered) if (!(await input.store.isComplete(entry))) return undefined;
  const models: Extract<Assessment, { state: 'unchanged' }>['models'] = [];
  const findings: FoundOfModel[] = [];
  for (const entry of registered) {
    const found = await readDiagnostics(entry, input);
    if (found === undefined) return undefined;
    if (found.noted !== undefined) findings.push(found.noted);
    // A file with several models still contains what was rolled back since it was registered.
    const isRolledBack =
      entry.rolled_back_from !== undefined &&
      (entry.file_hash !== null || entry.rolled_back_from.hash === hash);
    models.push({ modelId: entry.model_id, diagnostics: [...found.diagnostics], isRolledBack });
  }
  const isNoted = noted?.hash === hash && findings.every((it) => noted.findings?.includes(it));
  const note = isNoted ? noted : { hash, ...(findings.length > 0 && { findings }) };
  return { assessment: { state: 'unchanged', source, models }, note };
}

/** The findings of a model, and what is to be noted of them. */
interface FoundDiagnostics {
  readonly diagnostics: readonly Diagnostic[];
  readonly noted?: FoundOfModel;
}

/** Returns the recorded findings of the current version; undefined if it must be checked again. */
async function readDiagnostics(
  entry: Entry,
  { store, env, memory, noted }: UnchangedInput,
): Promise<FoundDiagnostics | undefined> {
  const { model_id, version, hash, health } = entry;
  if (health.status === 'healthy' && env.showsInfos !== true) return { diagnostics: [] };
  const look = memory?.lookAtMetadata(model_id);
  const known = noted && look !== undefined ? findingsOf(noted, entry, look) : undefined;
  if (known !== undefined) return known;
  const metadata = await store.metadata(model_id);
  if (metadata?.hash !== hash || metadata?.version !== version) return undefined;
  // The model_id that it could not have may be free now.
  if (metadata.diagnostics.some((it) => it.code === 'GNN-W018')) return undefined;
  const diagnostics = metadata.diagnostics.filter(isDiagnostic);
  if (look === undefined) return { diagnostics };
  return { diagnostics, noted: { model_id, version, hash, look, diagnostics } };
}
