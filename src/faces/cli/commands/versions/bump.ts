import { explainBump } from '../../../../operations/explain-bump.js';
import type { Call } from '../../command.js';
import { renderBump } from '../../render/bump.js';
import { answer } from '../answer.js';

/** `bump FILE`: the version that a run would give a file; with `--explain` also why. */
export function bumpCommand(call: Call): Promise<number> {
  return answer(call, async ({ open }) => {
    const models = await explainBump(await open(true), call.words[0] ?? '');
    const isTold = call.flags.explain === true;
    return {
      data: models,
      text: (view) =>
        isTold
          ? models.flatMap((it) => renderBump(it, view))
          : models.map((it) => (models.length > 1 ? `${it.model_id} ${it.version}` : it.version)),
    };
  });
}
