import type { Entry, RegistryState } from '../domain/model.js';
import type { Environment, StepOptions } from '../domain/options.js';
import { emitMetadata } from '../emit/metadata.js';
import { secureArchives, writeArchives, writeArtifacts } from '../store/archives.js';
import type { Layout } from '../store/layout.js';
import { metadataPath } from '../store/layout.js';
import type { LoadedRegistry } from '../store/load.js';
import { prepareRegistry, restoreRegistry, saveRegistry, sweepOutput } from '../store/registry.js';
import type { WrittenModel } from '../version/plan-model.js';
import type { Plan } from '../version/plan.js';

const MEGABYTE = 1e6;

/** What of a plan is written. */
export type Changes = Pick<Plan, 'state' | 'changed' | 'written'>;

/** What writing a plan needs besides it. */
export interface ApplyContext {
  readonly options: Pick<StepOptions, 'settings' | 'jobs'>;
  readonly env: Pick<Environment, 'now' | 'onNotice' | 'onProgress' | 'signal'>;
  readonly layout: Layout;
  /** The archives must be on the disk: the bytes of the specs may be nowhere else. */
  readonly durableArchives?: boolean;
}

/**
 * Writes what a plan says: the models' files first, so that the registry never names one that is
 * not there, then the registry, which decides.
 *
 * @param loaded - the registry that the plan was made on
 * @returns the plan with the state that was written; undefined where another run has changed the
 *   registry meanwhile: then it is to be loaded and planned on again
 */
export async function applyPlan<P extends Changes>(
  plan: P,
  loaded: LoadedRegistry,
  context: ApplyContext,
): Promise<P | undefined> {
  const { layout, env, options } = context;
  const { settings, jobs } = options;
  const prepare = (state: RegistryState): Buffer =>
    prepareRegistry(layout, state, settings.max_registry_size * MEGABYTE);
  const saving = { now: env.now(), onNotice: env.onNotice, backup: settings.registry_backup };
  const generation = loaded.state.generation + 1;
  const due = plan.changed ? 'commit' : loaded.due;
  // Before anything is written: a registry over the limit leaves all as it is.
  const bytes = due === 'commit' ? prepare({ ...plan.state, generation }) : undefined;

  await sweepOutput(
    layout,
    plan.written.map(({ entry }) => entry.model_id),
  );
  await secure(superseded(plan, loaded.state), context);
  const moved = await writeArchives(layout, plan.written.map(archiveFile), jobs, {
    durable: context.durableArchives === true,
    signal: env.signal,
  });
  if (settings.extract_metadata) {
    const files = plan.written.map(metadataFile);
    await writeArtifacts(layout, files, jobs, {
      signal: env.signal,
      onWritten: (done) => env.onProgress?.({ stage: 'write', done, total: files.length }),
    });
  }

  if (moved.size === 0 && bytes === undefined) {
    if (due === 'publish') await restoreRegistry(layout, loaded, saving);
    return plan;
  }
  env.signal?.throwIfAborted();
  const state = { ...withSources(plan, moved), generation };
  const text = moved.size === 0 && bytes !== undefined ? bytes : prepare(state);
  return (await saveRegistry(layout, loaded, text, saving)) ? { ...plan, state } : undefined;
}

/** Makes the archives of models safe whose specs no longer hold their bytes, and tells what is lost. */
export async function secure(
  entries: readonly Entry[],
  { layout, options, env }: ApplyContext,
): Promise<void> {
  for (const lost of await secureArchives(layout, entries, options.jobs)) {
    const what = lost.problem === 'missing' ? 'is missing' : 'holds other bytes';
    env.onNotice?.(
      `The archive ${lost.path} ${what}: the content of version ${lost.version} of ${lost.modelId} is in no other place.`,
    );
  }
}

/** The models, as they were, that get a new version. */
function superseded({ written }: Changes, before: RegistryState): Entry[] {
  return written.flatMap(({ entry }) => {
    const known = before.models.get(entry.model_id);
    return known === undefined || known.version === entry.version ? [] : known;
  });
}

/** The state with the archives where they are: a name that was taken by other bytes stays theirs. */
function withSources(
  { state, written }: Changes,
  moved: ReadonlyMap<string, string>,
): RegistryState {
  if (moved.size === 0) return state;
  const models = new Map(state.models);
  for (const { entry, archive } of written) {
    const source = moved.get(archive);
    const known = models.get(entry.model_id);
    const version = known?.versions[entry.version];
    if (source === undefined || known === undefined || version === undefined) continue;
    const versions = { ...known.versions, [entry.version]: { ...version, source } };
    models.set(entry.model_id, { ...known, versions });
  }
  return { ...state, models };
}

function archiveFile({ archive, accepted }: WrittenModel): { path: string; bytes: Uint8Array } {
  return { path: archive, bytes: accepted.bytes };
}

function metadataFile({ entry, accepted, diagnostics }: WrittenModel): {
  path: string;
  text: string;
} {
  const { hash, semanticHash, model } = accepted;
  return {
    path: metadataPath(entry.model_id),
    text: emitMetadata({ entry, hash, semanticHash, model, diagnostics }),
  };
}
