import type { VersionEntry } from '../../../domain/model.js';
import type { Done } from '../../../operations/operation.js';
import type { PurgeOutcome, StatusOutcome } from '../../../operations/mutations/lifecycle.js';
import { describeUse, isPurged } from '../../../operations/mutations/lifecycle.js';
import type { Renderer, Renderers, View } from '../renderers.js';
import { escapeControls } from './escape.js';
import { plural } from '../../../domain/plural.js';

const STATUS: Renderer<Done<StatusOutcome>, object> = {
  ids: ({ result }) => [result.entry.model_id],
  text: (done, _, view) => renderStatus(done, view),
};

export const LIFECYCLE: Renderers<
  'deprecate' | 'archive' | 'retire' | 'activate' | 'delete' | 'restore'
> = {
  deprecate: STATUS,
  archive: STATUS,
  retire: STATUS,
  activate: STATUS,
  delete: {
    ids: ({ result }) => [result.entry.model_id],
    text: ({ result, changed }, _, view) =>
      isPurged(result) ? renderPurged(result, view) : renderStatus({ result, changed }, view),
  },
  restore: {
    ...STATUS,
    text: (done, input, view) => {
      const { entry, version } = done.result;
      const isInUse = !done.changed && version === null && entry.status !== 'active';
      return isInUse
        ? [escapeControls(`${entry.model_id} is not archived: it is ${entry.status}`)]
        : STATUS.text(done, input, view);
    },
  },
};

/** Renders a change of a model's status, or of how the bytes of a version are stored. */
function renderStatus(done: Done<StatusOutcome>, { colours }: View): string[] {
  const { result } = done;
  const lines =
    result.version === null
      ? [...describeModel(done), ...describeBreaks(result)]
      : [
          describeVersion(done),
          ...describeReturn(result),
          ...describeBreaks(result, 'it is in use:'),
        ];
  return lines.map((line, at) =>
    at === 0 ? escapeControls(line) : colours.dim(escapeControls(line)),
  );
}

function renderPurged(result: PurgeOutcome, { colours }: View): string[] {
  const { entry, version, hasSpec } = result;
  const count = plural(Object.keys(entry.versions).length, 'version');
  return [
    escapeControls(`${entry.model_id} is permanently deleted, with ${count}`),
    ...[
      `a new model with this id starts above version ${version}`,
      ...(hasSpec ? [`${entry.file_path} is kept: a run registers it again`] : []),
      ...describeBreaks(result),
    ].map((line) => colours.dim(escapeControls(line))),
  ];
}

function describeModel({
  result: { entry, from, versions },
  changed,
}: Done<StatusOutcome>): string[] {
  const { model_id: id, status, lifecycle } = entry;
  if (!changed) return [`${id} is already ${status}`];
  const head = from === status ? `${id} is ${status}` : `${id} is now ${status} (before: ${from})`;
  const what = status === 'archived' ? 'packed' : 'unpacked';
  return [
    head,
    ...(lifecycle?.reason ? [`reason: ${lifecycle.reason}`] : []),
    ...(lifecycle?.replacement ? [`use instead: ${lifecycle.replacement}`] : []),
    ...(versions.length === 0 ? [] : [`${what}: ${versions.join(', ')}`]),
    ...(status === 'deleted' ? [`gnn-registry restore ${id} brings it back`] : []),
  ];
}

function describeVersion({ result: { entry, version }, changed }: Done<StatusOutcome>): string {
  const name = `${entry.model_id}@${version}`;
  const state = describeBytes(entry.versions[version ?? '']);
  return changed ? `${name} is now ${state}` : `${name} is already ${state}`;
}

/** How a deleted version comes back, if it can. */
function describeReturn({ entry, version }: StatusOutcome): string[] {
  const { deleted_at, source } = entry.versions[version ?? ''] ?? {};
  if (deleted_at === undefined || source === null) return [];
  const name = `${entry.model_id}@${version}`;
  return [`gnn-registry restore ${name} brings it back until gnn-registry gc removes its bytes`];
}

function describeBytes({ archived_at, deleted_at, source }: Partial<VersionEntry> = {}): string {
  if (deleted_at !== undefined) return source === null ? 'deleted, with its bytes' : 'deleted';
  return archived_at === undefined ? 'unpacked' : 'packed';
}

function describeBreaks({ breaks }: Pick<StatusOutcome, 'breaks'>, how = 'it breaks'): string[] {
  return breaks.length === 0 ? [] : [`${how} ${breaks.map(describeUse).join(', ')}`];
}
