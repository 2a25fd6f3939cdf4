/** Takes models that were deleted for good out of the states that are kept beside the registry. */
import type { RegistryState } from '../../domain/registry-state.js';
import { withEntries } from '../../domain/models.js';
import { errorCode } from '../../domain/errors.js';
import { writeAtomic } from '../../files/atomic.js';
import { classifyRegistry } from './classify-registry.js';
import { listGenerations, readGeneration, rewriteGeneration } from './generations.js';
import { getShownPath } from './layout.js';
import { noneIfRefused, readFile } from './open-file.js';
import type { Output } from './output.js';
import { emitRegistry } from './registry-text.js';

/**
 * Takes models out of the earlier generations and the backup, once the commit is done that deleted them:
 * some of those stay for long. A state keeps its number, and what it says of other models.
 *
 * @param ids - the models
 * @param state - the committed one
 */
export async function scrubStates(
  { layout, env }: Pick<Output, 'layout' | 'env'>,
  ids: readonly string[],
  { generation, purged = {} }: RegistryState,
): Promise<void> {
  if (ids.length === 0) return;
  const gone = Object.fromEntries(Object.entries(purged).filter(([id]) => ids.includes(id)));
  const scrub = async (
    name: string,
    bytes: Buffer | undefined,
    write: (text: Buffer) => Promise<void>,
  ): Promise<void> => {
    const judged = bytes && (await classifyRegistry(bytes, env.now()));
    if (judged?.kind !== 'sound') return;
    const { models, purged: before } = judged.state;
    if (!ids.some((id) => models.has(id))) return;
    const state = { ...judged.state, models: withEntries(models, [], ids) };
    try {
      await write(emitRegistry({ ...state, purged: { ...before, ...gone } }));
    } catch (error) {
      const path = getShownPath(layout, name);
      env.onNotice?.(
        `Not removed from ${path}: ${ids.join(', ')} (${errorCode(error) ?? 'it failed'}).`,
      );
    }
  };
  for (const number of listGenerations(layout).filter((it) => it < generation)) {
    await scrub(`${layout.generations}/${number}.json`, readGeneration(layout, number), (text) =>
      rewriteGeneration(layout, number, text),
    );
  }
  const backup = await readFile(layout, layout.backup, 'registry').catch(noneIfRefused);
  await scrub(layout.backup, backup, (text) => writeAtomic(layout.backup, text, { durable: true }));
}
