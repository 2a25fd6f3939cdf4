import {
  commitImport,
  importRegistry,
  readOtherRegistry,
} from '../../../../operations/import-registry.js';
import { workplaceOf } from '../../../../operations/operation.js';
import type { Call } from '../../command.js';
import { renderImported } from '../../render/exchange.js';
import { answer } from '../answer.js';

/** `import FILE` */
export function importCommand(call: Call): Promise<number> {
  const { words, flags } = call;
  const file = words[0] ?? '';
  return answer(call, async ({ options, env, open }) => {
    const place = workplaceOf(options, env);
    const other = await readOtherRegistry(place, file);
    const isDry = flags.dry_run === true;
    const done = isDry ? await plan() : await commitImport(place, other);
    const { taken, left } = done;
    return {
      data: { file, dry_run: isDry, taken, left },
      ids: () => taken.map((it) => it.model_id),
      text: (view) => renderImported(file, done, isDry, view),
    };

    async function plan() {
      const { state, history } = await open(true);
      return importRegistry(place, other)(state, history);
    }
  });
}
