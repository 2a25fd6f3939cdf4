/** Commits a change together with a spec file: both are written, or neither. */
import { resolve as resolvePath } from 'node:path';
import { RegistryError } from '../../domain/errors.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { prepareReplacement, type Replacement } from '../../files/write-source.js';
import { withUnwritten, withoutUnwritten } from '../../pipeline/unwritten-specs.js';
import { commitOperation } from '../workplace.js';
import type { PlannedMutation, Planner, Workplace } from '../workplace.js';

/** The new content of a spec file. */
export interface SpecToWrite {
  /** As the registry names it. */
  readonly filePath: string;
  readonly bytes: Uint8Array;
  /**
   * The model that the content is of, and its hash. If this process is killed between the commit and the
   * file, the next run completes it. Undefined if the content is not that of one model.
   */
  readonly announced?: { readonly id: string; readonly hash: string } | undefined;
}

/**
 * Commits a change and writes a spec file. Anything that can fail fails before the registry is written.
 *
 * @param specOf - what is written, as planned; undefined if the file is as it should be
 * @param createMissing - create the registry if there is none
 * @throws RegistryError those of the planner; `output-unwritable`; `source-changed` if the file was changed
 *   while the registry was written
 */
export async function commitWithSpec<Result>(
  place: Workplace,
  plan: Planner<PlannedMutation<Result>>,
  specOf: (result: Result) => SpecToWrite | undefined,
  createMissing = false,
): Promise<PlannedMutation<Result>> {
  const ready: { replacement?: Replacement } = {};
  const planBoth: typeof plan = async (state, history) => {
    const planned = await plan(state, history);
    const spec = specOf(planned.result);
    if (spec === undefined) return planned;
    ready.replacement ??= prepareReplacement(
      resolvePath(place.env.cwd, spec.filePath),
      spec.bytes,
      place.options.settings.max_file_size,
    );
    return announce(planned, spec, ready.replacement);
  };
  try {
    const done = await commitOperation(place, planBoth, createMissing);
    ready.replacement?.finish();
    await forget(place, done.state, specOf(done.result), ready.replacement);
    return done;
  } finally {
    ready.replacement?.discard();
  }
}

/** Lets the registry say that the spec file is still to be replaced. */
function announce<Result>(
  planned: PlannedMutation<Result>,
  { filePath, announced }: SpecToWrite,
  { temporary, replaces }: Replacement,
): PlannedMutation<Result> {
  const { state, changed } = planned;
  if (!changed || replaces === undefined || announced === undefined) return planned;
  const { id, hash } = announced;
  const unwritten = { file_path: filePath, temporary, hash, replaces };
  return { ...planned, state: withUnwritten(state, id, unwritten) };
}

/** Removes the note from the registry once the file is replaced. If that fails, the next run does it. */
async function forget(
  place: Workplace,
  state: RegistryState,
  spec: SpecToWrite | undefined,
  replacement: Replacement | undefined,
): Promise<void> {
  const id = spec?.announced?.id ?? '';
  const isAnnounced = ({ unwritten_specs: unwritten = {} }: RegistryState): boolean =>
    unwritten[id] !== undefined && unwritten[id].temporary === replacement?.temporary;
  if (!isAnnounced(state)) return;
  try {
    await commitOperation(place, async (state) => {
      const changed = isAnnounced(state);
      const next = changed ? withoutUnwritten(state, id) : state;
      return { state: next, changed, written: [], drafts: [] };
    });
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    place.env.onNotice?.(
      `${error.message} The spec file was replaced all the same; the next run will note that.`,
    );
  }
}
