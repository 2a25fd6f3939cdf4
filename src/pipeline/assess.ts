import pMap from 'p-map';
import type { Diagnostic } from '../domain/diagnostics.js';
import { CATALOGUE } from '../domain/catalogue.js';
import { limitsOf } from '../domain/limits.js';
import type { Assessment, Entry, RegistryState, Source, SourcePath } from '../domain/model.js';
import type { Environment, StepOptions } from '../domain/options.js';
import { readSource } from '../read.js';
import type { Layout } from '../store/layout.js';
import { hasFiles, readMetadata } from '../store/metadata.js';
import { describeCheck } from './check.js';
import { createParse } from './parse-guarded.js';

/** What looking at the files needs besides them. */
export interface AssessInput {
  readonly options: StepOptions;
  readonly env: Environment;
  readonly layout: Layout;
  readonly resolve: (filePath: string) => string;
}

/**
 * Looks at every file: hashes it, and parses and validates it unless the registry knows these very
 * bytes, checked the same way. What was parsed is kept for a second look at another registry.
 */
export type Assess = (paths: readonly SourcePath[], state: RegistryState) => Promise<Assessment[]>;

export function createAssess(input: AssessInput): Assess {
  const parsed = new Map<string, Assessment>();
  const { options, env } = input;
  const parse = createParse(options.settings.max_parse_seconds);
  const checkedWith = describeCheck(options);
  return (paths, state) => {
    const entries = entriesByPath(state, input.resolve);
    let done = 0;
    const assessOne = async (path: SourcePath): Promise<Assessment> => {
      env.signal?.throwIfAborted();
      const start = env.onSpan === undefined ? 0 : env.elapsed();
      const source = await readSource(path, options.settings.max_file_size);
      const assessment =
        'code' in source
          ? {
              state: 'refused' as const,
              source: path,
              refusal: { reasons: [source], diagnostics: [source] },
            }
          : ((await knownAlready(source, entries, { ...input, checkedWith })) ??
            (await parseOnce(source)));
      const { state: name } = assessment;
      env.onSpan?.({ name, file: path.filePath, start, duration: env.elapsed() - start });
      done += 1;
      env.onProgress?.({ stage: 'read', done, total: paths.length });
      return assessment;
    };
    const parseOnce = async (source: Source): Promise<Assessment> => {
      const key = `${source.hash} ${source.resolvedPath}`;
      const before = parsed.get(key);
      if (before !== undefined) return before;
      const { validate_before_register, required_fields, validation_rules } = options.settings;
      const assessment = await parse({
        source,
        options: {
          profile: options.profile,
          fields: validate_before_register ? { required_fields, validation_rules } : null,
        },
        limits: limitsOf(options.settings),
      });
      parsed.set(key, assessment);
      return assessment;
    };
    return pMap(paths, assessOne, { concurrency: options.jobs });
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
  source: Source,
  entries: ReadonlyMap<string, Entry[]>,
  input: AssessInput & { readonly checkedWith: string },
): Promise<Assessment | undefined> {
  const there = entries.get(source.resolvedPath) ?? [];
  const same = there.filter(
    (entry) =>
      entry.health.checked_with === input.checkedWith &&
      (registeredHash(entry) === source.hash || entry.rolled_back_from?.hash === source.hash),
  );
  if (same.length === 0 || same.length !== there.length) return undefined;
  // What is missing in the output is made again from the spec.
  const { extract_metadata } = input.options.settings;
  if (!same.every((entry) => hasFiles(input.layout, entry, extract_metadata))) return undefined;
  const models: Extract<Assessment, { state: 'unchanged' }>['models'] = [];
  for (const entry of same) {
    const diagnostics = await diagnosticsOf(entry, input.layout);
    if (diagnostics === undefined) return undefined;
    // Of several models in a file, the file as it was registered holds what was rolled back since.
    const isRolledBack =
      entry.rolled_back_from !== undefined &&
      (entry.file_hash !== null || entry.rolled_back_from.hash === source.hash);
    models.push({ modelId: entry.model_id, diagnostics, isRolledBack });
  }
  const { filePath, relativePath, resolvedPath } = source;
  return { state: 'unchanged', source: { filePath, relativePath, resolvedPath }, models };
}

/** The hash that the whole file had when the model was registered. */
function registeredHash(entry: Entry): string | null {
  return entry.file_hash ?? entry.hash;
}

/** What was found in a version when it was checked; undefined where it has to be looked at again. */
async function diagnosticsOf(entry: Entry, layout: Layout): Promise<Diagnostic[] | undefined> {
  if (entry.health.status === 'healthy') return [];
  const metadata = await readMetadata(layout, entry.model_id);
  if (metadata?.hash !== entry.hash || metadata?.version !== entry.version) return undefined;
  return metadata.diagnostics.filter(isDiagnostic);
}

function isDiagnostic(found: { code: string }): found is Diagnostic {
  return Object.hasOwn(CATALOGUE, found.code);
}
