/** The bytes of versions as they can be found, and what a run makes of them. */
import { resolve as resolvePath } from 'node:path';
import { sha256 } from '../../domain/canonical.js';
import type { Diagnostic } from '../../domain/diagnostics.js';
import { limitsOf } from '../../domain/limits.js';
import type { AcceptedModel, Assessment } from '../../domain/assessment.js';
import type { Profile } from '../../domain/settings.js';
import type { Source } from '../../domain/spec.js';
import type { Fields } from '../../pipeline/check-fingerprint.js';
import { createParse } from '../../pipeline/parse-guarded.js';
import { bytesOfSpecs } from '../../pipeline/split-models.js';
import { decodeText, fileExists, readSource } from '../../read.js';
import type { Workplace } from '../workplace.js';
import { sourcePath } from '../workplace.js';

/** How specs are checked. */
export interface Checking {
  readonly profile: Profile;
  readonly fields: Fields;
}

/** Parses and validates bytes as a run does. */
export type AssessBytes = (source: Source, checking: Checking) => Promise<Assessment>;

/** A reader of bytes, with the limits of the settings. */
export function createAssessBytes({ options }: Workplace): AssessBytes {
  const parse = createParse(options.settings.max_parse_seconds);
  const limits = limitsOf(options.settings);
  return (source, checking) => parse({ source, options: checking, limits });
}

/** Archived bytes as a source: they are the content of a file at this path. */
export function archivedSource(bytes: Uint8Array, filePath: string, place: Workplace): Source {
  return { ...sourcePath(filePath, place), filePath, bytes, hash: sha256(bytes) };
}

/** What is at the path of a spec now. */
export type SpecFile =
  | { readonly state: 'gone' }
  | { readonly state: 'unreadable'; readonly finding: Diagnostic }
  | { readonly state: 'there'; readonly source: Source };

/** The spec files that a registry names. */
export interface SpecFiles {
  readonly at: (filePath: string) => Promise<SpecFile>;
  /** The bytes with a hash in a file: all of it, or one of its models. */
  readonly bytesIn: (filePath: string, hash: string) => Promise<Uint8Array | undefined>;
  /** Whether a file holds the bytes with a hash, as a whole or as one of its models. */
  readonly holds: (filePath: string, hash: string) => Promise<boolean>;
  /** The hashes of the models of a file; none where it cannot be read. */
  readonly modelsIn: (filePath: string) => Promise<readonly string[]>;
}

/** Files that are kept at a time: all of them might not fit into memory. */
const MOST_KEPT = 32;

/** Opens the spec files of a registry. */
export function openSpecFiles(place: Workplace): SpecFiles {
  const files = new Map<string, Promise<SpecFile>>();
  const parts = new Map<string, Promise<readonly Uint8Array[]>>();
  const at = (filePath: string): Promise<SpecFile> =>
    remember(files, resolvePath(place.env.cwd, filePath), () => readSpec(filePath, place));
  const partsOf = async (filePath: string): Promise<readonly Uint8Array[]> => {
    const file = await at(filePath);
    if (file.state !== 'there') return [];
    const { hash, bytes } = file.source;
    return remember(parts, hash, () => splitModels(bytes));
  };
  const bytesIn: SpecFiles['bytesIn'] = async (filePath, hash) => {
    const file = await at(filePath);
    if (file.state === 'there' && file.source.hash === hash) return file.source.bytes;
    return (await partsOf(filePath)).find((bytes) => sha256(bytes) === hash);
  };
  return {
    at,
    bytesIn,
    holds: async (filePath, hash) => (await bytesIn(filePath, hash)) !== undefined,
    modelsIn: async (filePath) => (await partsOf(filePath)).map((part) => sha256(part)),
  };
}

function remember<T>(kept: Map<string, T>, key: string, make: () => T): T {
  const value = kept.get(key) ?? make();
  kept.set(key, value);
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  return value;
}

async function readSpec(filePath: string, place: Workplace): Promise<SpecFile> {
  const path = sourcePath(filePath, place);
  if (!(await fileExists(path.resolvedPath))) return { state: 'gone' };
  const source = await readSource(path, place.options.settings.max_file_size);
  return 'code' in source
    ? { state: 'unreadable', finding: source }
    : { state: 'there', source: { ...source, filePath } };
}

/** The bytes of each model of a file. */
async function splitModels(bytes: Uint8Array): Promise<readonly Uint8Array[]> {
  const text = decodeText(bytes);
  if (text === undefined) return [];
  const { parseSpec } = await import('../../gnn/index.js');
  return bytesOfSpecs(bytes, parseSpec(text));
}

/** The model of an assessment whose bytes have a hash; undefined where it is refused. */
export function modelWith(assessment: Assessment, hash: string): AcceptedModel | undefined {
  if (assessment.state !== 'accepted') return undefined;
  return assessment.models.find((it) => it.hash === hash);
}
