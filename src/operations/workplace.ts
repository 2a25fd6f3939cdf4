/**
 * What can be done with a registry. An operation is planned on a state, without writing; the plan is
 * committed inside the registry's lock.
 */
import type { RegistryState } from '../domain/registry-state.js';
import type { SourcePath } from '../domain/spec.js';
import { limitsOf } from '../domain/limits.js';
import type { Environment, StepOptions } from '../domain/options.js';
import { isAbsolute, posix, relative, resolve as resolvePath } from 'node:path';
import { CATALOGUE } from '../domain/catalogue.js';
import { RegistryError } from '../domain/errors.js';
import type { Diagnostic } from '../domain/diagnostics.js';
import { operation, option, wording } from '../domain/wording.js';
import { withSlashes } from '../domain/paths.js';
import type { SearchIndex } from '../search/index.js';
import type { Changes } from '../pipeline/apply.js';
import type { History } from '../pipeline/history.js';
import { openHistory } from '../pipeline/history.js';
import { openStore } from '../store/open.js';
import type { Loaded, Maintenance, Store } from '../store/port.js';

/** Where a registry is, and how it is to be worked with. */
export interface Workplace {
  readonly options: StepOptions;
  readonly env: Environment;
  readonly store: Store;
}

/**
 * A change that can be planned on any state: again, where another program was faster.
 *
 * @throws RegistryError where it cannot be done on that state
 */
export type Planner<Result extends Changes = Changes> = (
  state: RegistryState,
  history: History,
) => Promise<Result>;

/** A registry that is asked, as it stood when it was opened. */
export interface OpenedRegistry extends Workplace {
  readonly state: RegistryState;
  /** False where nothing was ever registered there. */
  readonly isThere: boolean;
  readonly history: History;
  /** The index of searches, where one is kept from search to search. */
  readonly keptIndex?: () => Promise<SearchIndex>;
}

/** The place of a registry. */
export function workplaceOf(options: StepOptions, env: Environment): Workplace {
  return { options, env, store: openStore(options, env) };
}

/**
 * Opens a registry for questions.
 *
 * @param orEmpty - answer with an empty one where there is none
 * @throws RegistryError `registry-missing`, `registry-unreadable`, `registry-corrupt`
 */
export async function openRegistry(
  options: StepOptions,
  env: Environment,
  orEmpty = false,
): Promise<OpenedRegistry> {
  const place = workplaceOf(options, env);
  const loaded = await loadExisting(place, orEmpty);
  for (const notice of loaded.notices) env.onNotice?.(notice);
  const { state, isThere } = loaded;
  return { ...place, state, isThere, history: historyOf(place) };
}

/**
 * Does an operation on a registry, inside its lock.
 *
 * @param orNew - make the registry where there is none
 * @returns what was written
 * @throws RegistryError of the operation; `lock-busy`, `output-unwritable`, `registry-too-large`,
 *   `registry-missing`
 */
export async function commitOperation<Result extends Changes>(
  place: Workplace,
  operation: Planner<Result>,
  orNew = false,
): Promise<Result> {
  // Before the lock, which would make the folder.
  if (!orNew && !(await place.store.exists())) throw describeMissingRegistry(place.store);
  // Most commands only ask, and need none of it.
  const { commit } = await import('../pipeline/commit.js');
  return commit({ ...place, seen: undefined, durableArchives: true }, ({ state }) =>
    operation(state, historyOf(place)),
  );
}

async function loadExisting({ store }: Workplace, orEmpty: boolean): Promise<Loaded> {
  const loaded = await store.load();
  if (!loaded.isThere && !orEmpty) throw describeMissingRegistry(store);
  return loaded;
}

/**
 * The versions that a registry has.
 *
 * @param pending - archived bytes that are not on the disk yet, by their path
 */
export function historyOf(
  { store, options }: Workplace,
  pending?: ReadonlyMap<string, Uint8Array>,
): History {
  return openHistory(store, pending, limitsOf(options.settings));
}

/** A spec file that is named by itself, below the target folder where it lies there. */
export function sourcePath(filePath: string, { options, env }: Workplace): SourcePath {
  const resolvedPath = resolvePath(env.cwd, filePath);
  const plain = normalizePath(filePath);
  const inTarget = normalizePath(relative(resolvePath(env.cwd, options.targetDir), resolvedPath));
  const isInside = !isAbsolute(inTarget) && inTarget.split('/')[0] !== '..' && inTarget !== '';
  if (isInside) {
    const shown = isAbsolute(filePath)
      ? plain
      : posix.join(normalizePath(options.targetDir), inTarget);
    return { filePath: shown, relativePath: inTarget, resolvedPath };
  }
  const below = isAbsolute(filePath) ? plain : plain.replace(/^(?:\.\.\/)+/, '');
  return { filePath: plain, relativePath: below, resolvedPath };
}

function normalizePath(path: string): string {
  return posix.normalize(withSlashes(path));
}

function hintFor(found: Diagnostic | undefined): string {
  return found === undefined ? 'Name a GNN spec.' : CATALOGUE[found.code].remedy;
}

/** The error for a spec that is not registered, with the findings that say why. */
export function describeRefusal(
  filePath: string,
  diagnostics: readonly Diagnostic[],
  reason = '',
): RegistryError {
  const errors = diagnostics.filter((it) => it.severity === 'error');
  const [unreadable] = errors.filter((it) => it.code === 'GNN-E012');
  if (unreadable !== undefined) {
    const message = `${filePath}: ${unreadable.message}`;
    return new RegistryError('spec-refused', message, 'Check the path, and that you may read it.');
  }
  const told = (errors.length > 0 ? errors : diagnostics).map(
    ({ line, column, code, message }) => `${line}:${column} ${code} ${message}`,
  );
  return new RegistryError(
    'spec-refused',
    `${filePath} is not registered: ${[...told, reason].filter((it) => it !== '').join('; ')}`,
    hintFor(errors[0] ?? diagnostics[0]),
  );
}

/** What a store can do for itself. @throws RegistryError `usage` where it can do nothing */
export function maintenanceOf({ name, maintenance }: Store): Maintenance {
  if (maintenance !== undefined) return maintenance;
  throw new RegistryError(
    'usage',
    `${name} looks after itself: this can be done with a registry of files alone`,
    'Ask whoever runs the place where it is kept.',
  );
}

/** The error for a registry that is asked and was never written. */
export function describeMissingRegistry({ name }: Pick<Store, 'name'>): RegistryError {
  return new RegistryError(
    'registry-missing',
    `there is no registry at ${name}`,
    wording`Run ${operation('run')} to make it, or say where it is with ${option('output_dir')} or ${option('registry_path')}.`,
  );
}
