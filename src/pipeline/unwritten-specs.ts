/** Completes what a killed rollback left to do: the spec files that it was to replace. */
import { resolve as resolvePath } from 'node:path';
import { draftDifferences } from '../audit/draft.js';
import type { Entry, UnwrittenSpec } from '../domain/model.js';
import { withEntries } from '../domain/models.js';
import type { Environment, StepOptions } from '../domain/options.js';
import { pathBelow } from '../domain/paths.js';
import type { RegistryState } from '../domain/registry-state.js';
import { completeReplacement } from '../files/write-source.js';
import type { Loaded, Store } from '../store/port.js';
import type { Changes } from './apply.js';
import { commit } from './commit.js';

/** Where the specs and the registry are. */
interface Place {
  readonly options: Pick<StepOptions, 'targetDir' | 'settings'>;
  /** A spec file that this call names, wherever it is; absolute. */
  readonly named?: string;
  readonly env: Pick<Environment, 'cwd' | 'now' | 'onNotice' | 'signal'>;
  readonly store: Store;
}

/**
 * Completes the replacements of spec files that a registry still has to do, below the target folder and of
 * the file that the call names. Other spec files are never written.
 *
 * @returns whether the registry has changed
 * @throws RegistryError as `commit`
 */
export async function completeUnwrittenSpecs(
  place: Place,
  known: RegistryState,
  seen?: Loaded,
): Promise<boolean> {
  if (findInTarget(known, place).length === 0) return false;
  await commit({ ...place, seen, durableArchives: true }, async ({ state }) =>
    planCompletion(state, place),
  );
  return true;
}

function findInTarget(
  { unwritten_specs: unwritten = {} }: RegistryState,
  { options, env, named }: Place,
): [id: string, unwritten: UnwrittenSpec, path: string][] {
  const target = resolvePath(env.cwd, options.targetDir);
  return Object.entries(unwritten).flatMap(([id, one]) => {
    const path = resolvePath(env.cwd, one.file_path);
    const isOurs = pathBelow(target, path) !== undefined || path === named;
    return isOurs ? [[id, one, path]] : [];
  });
}

function planCompletion(state: RegistryState, place: Place): Changes {
  let done = state;
  const entries: Entry[] = [];
  for (const [id, unwritten, path] of findInTarget(state, place)) {
    const entry = state.models.get(id);
    const outcome = completeReplacement(
      { ...unwritten, path },
      place.options.settings.max_file_size,
    );
    if (outcome === 'done') place.env.onNotice?.(describeDone(unwritten));
    if (outcome === 'lost' && entry?.hash === unwritten.hash)
      entries.push(...markRolledBack(entry, unwritten));
    done = withoutUnwritten(done, id);
  }
  const models = withEntries(state.models, entries);
  return {
    state: {
      ...done,
      models,
      generation: state.generation + 1,
      updatedAt: place.env.now().toISOString(),
    },
    changed: done !== state,
    written: [],
    drafts: draftDifferences(state.models, models, { action: 'rollback' }),
  };
}

/** The spec file still has what was rolled back, which runs are not to register again. */
function markRolledBack(entry: Entry, { replaces }: UnwrittenSpec): Entry[] {
  const from = Object.values(entry.versions).findLast((it) => it.hash === replaces);
  if (from === undefined) return [];
  return [{ ...entry, rolled_back_from: { version: from.version, hash: replaces } }];
}

function describeDone({ file_path: path }: UnwrittenSpec): string {
  return `${path} has the content that a rollback was to give it: the rollback was killed, and is completed now.`;
}

/** Returns the state with a spec file that is still to be replaced. */
export function withUnwritten(
  state: RegistryState,
  id: string,
  unwritten: UnwrittenSpec,
): RegistryState {
  return { ...state, unwritten_specs: { ...state.unwritten_specs, [id]: unwritten } };
}

/** Returns the state without a spec file that is to be replaced. */
export function withoutUnwritten(state: RegistryState, id: string): RegistryState {
  const { unwritten_specs: unwritten = {}, ...rest } = state;
  const left = Object.entries(unwritten).filter(([it]) => it !== id);
  return left.length === 0 ? rest : { ...rest, unwritten_specs: Object.fromEntries(left) };
}
