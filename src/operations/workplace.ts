/**
 * Opens registries and commits to them. A change is planned on a state, without writing; the plan is
 * committed under the registry's lock.
 */
import type { RegistryState } from '../domain/registry-state.js';
import type { SourcePath } from '../domain/spec.js';
import { limitsOf } from '../domain/limits.js';
import type { Environment, StepOptions } from '../domain/options.js';
import { isAbsolute, posix, resolve as resolvePath } from 'node:path';
import { CATALOGUE } from '../domain/catalogue.js';
import { RegistryError } from '../domain/errors.js';
import type { Diagnostic } from '../domain/diagnostics.js';
import { operation, option, wording } from '../domain/wording.js';
import { pathBelow, withSlashes } from '../domain/paths.js';
import { isNothing } from '../read.js';
import type { SearchIndex } from '../search/index.js';
import type { Changes } from '../pipeline/apply.js';
import { openHistory, type History } from '../pipeline/history.js';
import type { KeptRegistry } from './kept-registry.js';
import { openStore } from '../store/open.js';
import type { Maintenance, Store } from '../store/port.js';

/** The location of a registry, and the options and environment to work with it. */
export interface Workplace {
  readonly options: StepOptions;
  readonly env: Environment;
  readonly store: Store;
  /** Keeps the registry between operations; undefined where there is one only. */
  readonly kept?: KeptRegistry;
}

/**
 * Plans a change on any state; called again if another writer committed first.
 *
 * @throws RegistryError if the change is not possible on that state
 */
export type Planner<Result extends Changes = Changes> = (
  state: RegistryState,
  history: History,
) => Promise<Result>;

/** A mutation planned on a state: what to write, and its result. */
export type PlannedMutation<Result> = Changes & { readonly result: Result };

/** A registry to query, as it was when it was opened. */
export interface OpenedRegistry extends Workplace {
  readonly state: RegistryState;
  /** False if nothing was ever registered there. */
  readonly isThere: boolean;
  readonly history: History;
  /** The search index, if one is kept between searches. */
  readonly keptIndex?: () => Promise<SearchIndex>;
}

/** Returns the workplace for a registry. */
export function createWorkplace(options: StepOptions, env: Environment): Workplace {
  return { options, env, store: openStore(options, env) };
}

/**
 * Opens a registry for queries.
 *
 * @param allowMissing - return an empty registry if there is none
 * @throws RegistryError `registry-missing`, `registry-unreadable`, `registry-corrupt`
 */
export async function openRegistry(
  options: StepOptions,
  env: Environment,
  allowMissing = false,
): Promise<OpenedRegistry> {
  return openAt(createWorkplace(options, env), allowMissing);
}

/** Opens the registry of a workplace for queries. @throws RegistryError as {@link openRegistry} */
export async function openAt(place: Workplace, allowMissing = false): Promise<OpenedRegistry> {
  const { store, env, kept } = place;
  const before = kept?.seen;
  const loaded = await (kept === undefined ? store.load() : kept.load(store));
  const { state, isThere, notices } = loaded;
  if (!isThere && !allowMissing) throw describeMissingRegistry(store);
  if (loaded !== before) for (const notice of notices) env.onNotice?.(notice);
  const registry = { ...place, state, isThere, history: openHistoryOf(place) };
  return kept === undefined ? registry : { ...registry, keptIndex: () => kept.index(registry) };
}

/**
 * Plans and commits a change under the registry's lock.
 *
 * @param createMissing - create the registry if there is none
 * @returns what was committed
 * @throws RegistryError the errors of the planner; `lock-busy`, `output-unwritable`,
 *   `registry-too-large`, `registry-missing`
 */
export async function commitOperation<Result extends Changes>(
  place: Workplace,
  operation: Planner<Result>,
  createMissing = false,
): Promise<Result> {
  // Before the lock, which would create the folder.
  if (!createMissing && !(await place.store.exists())) throw describeMissingRegistry(place.store);
  // Most commands are queries and never load this.
  const { commit } = await import('../pipeline/commit.js');
  return commit({ ...place, seen: place.kept?.seen, durableArchives: true }, ({ state }) =>
    operation(state, openHistoryOf(place)),
  );
}

/**
 * Opens the version history of a registry.
 *
 * @param pending - archived bytes by path that are not on disk yet
 */
export function openHistoryOf(
  { store, options }: Workplace,
  pending?: ReadonlyMap<string, Uint8Array>,
): History {
  return openHistory(store, pending, limitsOf(options.settings));
}

/** Resolves the path of a single spec file, relative to the target folder if it is inside. */
export function resolveSourcePath(filePath: string, { options, env }: Workplace): SourcePath {
  const resolvedPath = resolvePath(env.cwd, filePath);
  const plain = normalizePath(filePath);
  const inTarget = pathBelow(resolvePath(env.cwd, options.targetDir), resolvedPath);
  if (inTarget !== undefined) {
    const relativePath = normalizePath(inTarget);
    const shown = isAbsolute(filePath)
      ? plain
      : posix.join(normalizePath(options.targetDir), relativePath);
    return { filePath: shown, relativePath, resolvedPath };
  }
  const below = isAbsolute(filePath) ? plain : plain.replace(/^(?:\.\.\/)+/, '');
  return { filePath: plain, relativePath: below, resolvedPath };
}

function normalizePath(path: string): string {
  return posix.normalize(withSlashes(path));
}

/** Refuses a path that nothing has. @throws RegistryError `spec-refused` */
export function assertPresent(path: SourcePath, shown: string): void {
  if (!isNothing(path.resolvedPath)) return;
  throw new RegistryError('spec-refused', `there is no file ${shown}`, 'Check the path.');
}

/** Returns the error for a spec that was not registered, with the findings that explain why. */
export function describeRefusal(
  filePath: string,
  diagnostics: readonly Diagnostic[],
  reason = '',
): RegistryError {
  const errors = diagnostics.filter((it) => it.severity === 'error');
  const [unreadable] = errors.filter((it) => it.code === 'GNN-E012');
  if (unreadable !== undefined) {
    return new RegistryError(
      'spec-refused',
      `${filePath}: ${unreadable.message}`,
      'Check the path and your permission to read it.',
    );
  }
  const findings = (errors.length > 0 ? errors : diagnostics).map(
    ({ line, column, code, message }) => `${line}:${column} ${code} ${message}`,
  );
  const first = errors[0] ?? diagnostics[0];
  return new RegistryError(
    'spec-refused',
    `${filePath} is not registered: ${[...findings, reason].filter((it) => it !== '').join('; ')}`,
    first === undefined ? 'Name a GNN spec.' : CATALOGUE[first.code].remedy,
  );
}

/** Returns the maintenance of a store. @throws RegistryError `usage` if the store has none */
export function requireMaintenance({ name, maintenance }: Store): Maintenance {
  if (maintenance !== undefined) return maintenance;
  throw new RegistryError(
    'usage',
    `${name} maintains itself: this operation needs a registry of files`,
    'Ask the administrator of the store.',
  );
}

/** Returns the error for a registry that does not exist. */
export function describeMissingRegistry({ name }: Pick<Store, 'name'>): RegistryError {
  return new RegistryError(
    'registry-missing',
    `there is no registry at ${name}`,
    wording`Run ${operation('run')} to create it, or give its location with ${option('output_dir')} or ${option('registry_path')}.`,
  );
}
