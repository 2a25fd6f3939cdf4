/** Finds the bytes of versions, and parses and validates them as a run does. */
import { resolve as resolvePath } from 'node:path';
import { sha256 } from '../../domain/canonical.js';
import type { Diagnostic } from '../../domain/diagnostics.js';
import { PROFILE_NAMES } from '../../domain/generated/values.js';
import { hashesOfFile, withKnownLineEnds } from '../../domain/line-ends.js';
import { limitsOf } from '../../domain/limits.js';
import { groupBy } from '../../domain/lists.js';
import type { Entry } from '../../domain/model.js';
import type { AcceptedModel, Assessment } from '../../domain/assessment.js';
import type { Profile } from '../../domain/settings.js';
import type { Source } from '../../domain/spec.js';
import { describeCheck, getFields, type Fields } from '../../pipeline/check-fingerprint.js';
import { createParser } from '../../pipeline/parse-guarded.js';
import { decodeText, fileExists, readSource } from '../../read.js';
import { resolveSourcePath, type Workplace } from '../workplace.js';
import { splitBytes } from '../../pipeline/split-models.js';

/** The settings that specs are checked with. */
export interface Checking {
  readonly profile: Profile;
  readonly fields: Fields;
}

/**
 * Finds how a model was checked when it was registered, as far as its health and the settings show.
 *
 * @returns also whether it would be checked in the same way today
 */
export function findChecking(
  { health }: Entry,
  options: Workplace['options'],
): { readonly checking: Checking; readonly isSame: boolean } {
  const [named] = health.checked_with?.split('/') ?? [];
  const profile = PROFILE_NAMES.find((it) => it === named) ?? options.profile;
  const isSame = describeCheck({ ...options, profile }) === health.checked_with;
  return { checking: { profile, fields: isSame ? getFields(options) : null }, isSame };
}

/** Parses and validates bytes as a run does. */
export type AssessBytes = (source: Source, checking: Checking) => Promise<Assessment>;

/**
 * Returns a function that assesses bytes within the limits of the settings. It keeps the last result:
 * a file of many models is asked for once for each of them.
 */
export function createAssessBytes({ options }: Workplace): AssessBytes {
  const { parse } = createParser(options.settings.max_parse_seconds);
  const limits = limitsOf(options.settings);
  const kept = new Map<string, Promise<Assessment>>();
  return (source, checking) => {
    const key = JSON.stringify([source.filePath, source.hash, checking]);
    return memoize(kept, key, () => parse({ source, options: checking, limits }), 1);
  };
}

/** Returns archived bytes as a source, as if they were the content of the file at this path. */
export function archivedSource(bytes: Uint8Array, filePath: string, place: Workplace): Source {
  return { ...resolveSourcePath(filePath, place), filePath, bytes, hash: sha256(bytes) };
}

/** The current state of a spec file. */
export type SpecFile =
  | { readonly state: 'gone' }
  | { readonly state: 'unreadable'; readonly finding: Diagnostic }
  | { readonly state: 'there'; readonly source: Source };

/** The spec files that a registry names. */
export interface SpecFiles {
  readonly at: (filePath: string) => Promise<SpecFile>;
  /** The bytes with this hash in a file: the whole file, or one of its models. */
  readonly bytesIn: (filePath: string, hash: string) => Promise<Uint8Array | undefined>;
  /** The hashes of the models in a file; empty if it cannot be read. */
  readonly modelsIn: (filePath: string) => Promise<readonly string[]>;
}

/** The number of files cached at a time, since all of them might not fit into memory. */
const MAX_CACHED = 32;

/** Opens the spec files of a registry. @param entries - its models */
export function openSpecFiles(place: Workplace, entries: readonly Entry[] = []): SpecFiles {
  const byPath = groupBy(entries, (it) => it.file_path);
  const files = new Map<string, Promise<SpecFile>>();
  const parts = new Map<string, Promise<readonly Part[]>>();
  const at = (filePath: string): Promise<SpecFile> =>
    memoize(files, resolvePath(place.env.cwd, filePath), () =>
      readSpec(filePath, place, byPath.get(filePath)?.flatMap(hashesOfFile) ?? []),
    );
  const partsOf = async (filePath: string): Promise<readonly Part[]> => {
    const file = await at(filePath);
    if (file.state !== 'there') return [];
    const { source } = file;
    return memoize(parts, source.hash, () => splitFile(source));
  };
  return {
    at,
    bytesIn: async (filePath, hash) => {
      const file = await at(filePath);
      if (file.state === 'there' && file.source.hash === hash) return file.source.bytes;
      return (await partsOf(filePath)).find((part) => part.hash === hash)?.bytes;
    },
    modelsIn: async (filePath) => (await partsOf(filePath)).map((part) => part.hash),
  };
}

function memoize<T>(kept: Map<string, T>, key: string, make: () => T, most = MAX_CACHED): T {
  const value = kept.get(key) ?? make();
  kept.set(key, value);
  const [oldest] = kept.keys();
  if (kept.size > most && oldest !== undefined) kept.delete(oldest);
  return value;
}

async function readSpec(
  filePath: string,
  place: Workplace,
  known: readonly string[],
): Promise<SpecFile> {
  const path = { ...resolveSourcePath(filePath, place), known };
  if (!fileExists(path.resolvedPath)) return { state: 'gone' };
  const source = await readSource(path, place.options.settings.max_file_size);
  return 'code' in source
    ? { state: 'unreadable', finding: source }
    : { state: 'there', source: { ...source, filePath } };
}

/** One of the models of a file. */
type Part = Pick<Source, 'bytes' | 'hash'>;

async function splitFile({ bytes, known = [] }: Source): Promise<readonly Part[]> {
  const text = decodeText(bytes);
  if (text === undefined) return [];
  const { parseSpec } = await import('../../gnn/index.js');
  return splitBytes(bytes, parseSpec(text)).map(
    (part) => withKnownLineEnds(part, known) ?? { bytes: part, hash: sha256(part) },
  );
}

/** Finds the accepted model whose bytes have this hash; undefined if the file was refused. */
export function findModelByHash(assessment: Assessment, hash: string): AcceptedModel | undefined {
  if (assessment.state !== 'accepted') return undefined;
  return assessment.models.find((it) => it.hash === hash);
}

/** Finds the accepted model with a hash in its spec file; undefined if it is not there or was refused. */
export async function assessInFile(
  filePath: string,
  hash: string,
  checking: Checking,
  { specs, assess }: { readonly specs: SpecFiles; readonly assess: AssessBytes },
): Promise<AcceptedModel | undefined> {
  const file = filePath === '' ? undefined : await specs.at(filePath);
  if (file?.state !== 'there') return undefined;
  if ((await specs.bytesIn(filePath, hash)) === undefined) return undefined;
  return findModelByHash(await assess(file.source, checking), hash);
}
