import type { Collected } from '../../../domain/maintenance.js';
import { sumBytes } from '../../../operations/maintenance/gc.js';
import type { RetentionStatsOutput, VersionSum } from '../../../operations/generated/shapes.js';
import type { Retained } from '../../../operations/mutations/retention.js';
import type { Renderers, View } from '../renderers.js';
import { escapeControls } from './escape.js';
import { plural } from '../../../domain/plural.js';
import { formatTime } from './format.js';
import { renderListing, renderTable, type Cell } from './table.js';

export const RETENTION: Renderers<'retention stats' | 'retention apply' | 'gc'> = {
  'retention stats': { text: (stats, _, view) => renderRetentionStats(stats, view) },
  'retention apply': {
    ids: ({ result }) => result.steps.map((step) => `${step.model_id}@${step.version}`),
    text: ({ result }, { dry_run: isDry = false }, view) => renderRetained(result, isDry, view),
  },
  gc: {
    ids: ({ garbage }) => garbage.map(({ path }) => path),
    text: (done, _, view) => renderGarbage(done, sumBytes(done), view),
  },
};

/** Renders the versions of a registry by how they are stored, and what the policy requires. */
function renderRetentionStats(stats: RetentionStatsOutput, { colours }: View): string[] {
  const { kept, archived, deleted, without_bytes: without, due, policy } = stats;
  const rows = [
    createRow('kept', kept),
    createRow('packed', archived),
    createRow('deleted', deleted),
    ...(without.versions === 0 ? [] : [createRow('of other programs', without)]),
  ];
  const { keep, archive_after_days: pack, delete_archived_after_days: remove } = policy;
  const last = keep === 1 ? 'version of each model stays' : `${keep} versions of each model stay`;
  const end = remove === null ? 'never deleted' : `deleted ${plural(remove, 'day')} later`;
  const dues = [
    ...(due.archive.versions === 0 ? [] : [`pack ${formatSum(due.archive)}`]),
    ...(due.delete.versions === 0 ? [] : [`delete ${formatSum(due.delete)}`]),
  ];
  return [
    ...renderListing(['', 'versions', 'bytes'], rows, { colours, columns: undefined }),
    '',
    `the last ${last}; older ones are packed after ${plural(pack, 'day')} and ${end}`,
    dues.length === 0
      ? 'retention apply has nothing to do'
      : `retention apply would ${dues.join(' and ')}`,
  ];
}

function createRow(name: string, { versions, bytes }: VersionSum): Cell[] {
  return [name, String(versions), String(bytes)];
}

function formatSum({ versions, bytes }: VersionSum): string {
  return `${plural(versions, 'version')} (${plural(bytes, 'byte')})`;
}

function renderRetained({ steps, damaged }: Retained, dryRun: boolean, view: View): string[] {
  const rows = steps.map(({ model_id, version, action, since }): Cell[] => [
    model_id,
    version,
    action === 'archive' ? 'pack' : { text: 'delete', paint: view.colours.yellow },
    `${action === 'archive' ? 'registered' : 'packed'} ${formatTime(since)}`,
  ]);
  const bad = damaged.map((version) =>
    escapeControls(`${version.model_id} ${version.version} is not packed: ${version.problem}`),
  );
  if (steps.length === 0) return ['nothing to do', ...bad];
  const count = plural(steps.length, 'version');
  const line = dryRun ? `${count}; nothing was written` : `${count}: done`;
  const table = renderListing(['model', 'version', 'what', 'since'], rows, view);
  return [...table, ...bad, view.colours.dim(line)];
}

function renderGarbage(
  { garbage, left, removed }: Collected,
  bytes: number,
  { colours, columns }: View,
): string[] {
  const rows = garbage.map((item): Cell[] => [
    item.path,
    plural(item.bytes, 'byte'),
    { text: item.why, paint: colours.dim },
  ]);
  const kept = left.map(({ path, why }) => escapeControls(`kept: ${path} (${why})`));
  if (garbage.length === 0) return ['nothing to remove', ...kept];
  const what = `${plural(garbage.length, 'item')}, ${plural(bytes, 'byte')}`;
  return [
    ...renderTable(rows, columns),
    ...kept,
    removed ? `removed ${what}` : `${what}; nothing was removed`,
  ];
}
