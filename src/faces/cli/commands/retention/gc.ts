import type { Collected } from '../../../../operations/gc.js';
import { collectGarbage } from '../../../../operations/gc.js';
import { workplaceOf } from '../../../../operations/operation.js';
import type { Call } from '../../command.js';
import { confirm } from '../../confirm.js';
import { plural } from '../../../../domain/plural.js';
import { renderGarbage } from '../../render/retention.js';
import { answer } from '../answer.js';

/** `gc`: says what nothing refers to, asks, and removes it. */
export function gcCommand(call: Call): Promise<number> {
  const dryRun = call.flags.dry_run === true;
  const force = call.flags.force === true;
  return answer(call, async ({ options, env }) => {
    const place = workplaceOf(options, env);
    const found = await collectGarbage(place, { force, dryRun: true });
    const { garbage } = found;
    const isDone = dryRun || garbage.length === 0;
    if (!isDone) await confirm(call, questionOf(found));
    const done = isDone ? found : await collectGarbage(place, { force, only: garbage });
    return {
      data: { dry_run: dryRun, bytes: bytesOf(done), garbage: done.garbage, left: done.left },
      ids: () => done.garbage.map(({ path }) => path),
      text: (view) => renderGarbage(done, bytesOf(done), view),
    };
  });
}

function bytesOf({ garbage }: Collected): number {
  return garbage.reduce((sum, { bytes }) => sum + bytes, 0);
}

function questionOf(found: Collected): string {
  const paths = found.garbage.map(({ path }) => path);
  const named = paths.slice(0, 5).join(', ');
  const more = paths.length > 5 ? ` and ${paths.length - 5} more` : '';
  return `Remove ${named}${more} (${plural(bytesOf(found), 'byte')}) for good?`;
}
