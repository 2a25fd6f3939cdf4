import { commitOperation } from '../../../../operations/operation.js';
import type { RetentionAction, RetentionWish } from '../../../../operations/retention.js';
import { applyRetention, retentionStats } from '../../../../operations/retention.js';
import type { Call } from '../../command.js';
import { confirm } from '../../confirm.js';
import type { Flags } from '../../options.js';
import { renderRetained, renderRetentionStats } from '../../render/retention.js';
import { answer } from '../answer.js';

/** `retention stats` */
export function statsCommand(call: Call): Promise<number> {
  return answer(call, async ({ open }) => {
    const stats = await retentionStats(await open(), wishOf(call.flags));
    return { data: stats, text: (view) => renderRetentionStats(stats, view) };
  });
}

/** `retention apply` */
export function applyCommand(call: Call): Promise<number> {
  const dryRun = call.flags.dry_run === true;
  return answer(call, async ({ open }) => {
    const place = await open();
    const wish = wishOf(call.flags);
    const planned = await applyRetention(place, wish)(place.state, place.history);
    const { steps } = planned.result;
    const deleted = steps.filter(({ action }) => action === 'delete');
    if (!dryRun && deleted.length > 0) await confirm(call, questionOf(deleted));
    const { result } =
      dryRun || steps.length === 0
        ? planned
        : await commitOperation(place, applyRetention(place, wish, steps));
    return {
      data: { dry_run: dryRun, steps: result.steps, damaged: result.damaged },
      ids: () => result.steps.map(nameOf),
      text: (view) => renderRetained(result, dryRun, view),
    };
  });
}

function wishOf({ keep, archive_after, delete_archived_after }: Flags): RetentionWish {
  return {
    keep,
    archiveAfterDays: archive_after,
    deleteArchivedAfterDays: delete_archived_after,
  };
}

function questionOf(deleted: readonly RetentionAction[]): string {
  const names = deleted.slice(0, 5).map(nameOf).join(', ');
  const more = deleted.length > 5 ? ` and ${deleted.length - 5} more` : '';
  return `Delete the bytes of ${names}${more} for good?`;
}

function nameOf({ model_id, version }: RetentionAction): string {
  return `${model_id}@${version}`;
}
