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
  'deprecate' | 'archive' | 'retire' | 'activate' | 'delete' | 'restore' | 'mv' | 'join'
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
  mv: {
    ids: ({ result }) => [result.entry.model_id],
    text: ({ result: { entry, former, followed }, changed }, _, view) => {
      const count = plural(Object.keys(entry.versions).length, 'version');
      const head = changed
        ? `${former} is now ${entry.model_id}, with ${count}`
        : `${entry.model_id} has that id already`;
      return renderRenamed([head, ...(changed ? describeFollowed(former, followed) : [])], view);
    },
  },
  join: {
    ids: ({ result }) => [result.entry.model_id],
    text: ({ result: { entry, former, versions, followed } }, _, view) => {
      const { model_id: id, version, file_path: path } = entry;
      const what = versions.length === 0 ? 'nothing new' : versions.join(', ');
      const head = `${former} continues ${id} with ${what}`;
      const now = `${id} is at ${version} now, from ${path}`;
      return renderRenamed([head, now, ...describeFollowed(former, followed)], view);
    },
  },
};

function renderRenamed([head = '', ...more]: readonly string[], { colours }: View): string[] {
  return [escapeControls(head), ...more.map((line) => colours.dim(escapeControls(line)))];
}

function describeFollowed(former: string, followed: readonly string[]): string[] {
  return [
    `${former} leads to it from now on`,
    ...(followed.length === 0 ? [] : [`references changed in: ${followed.join(', ')}`]),
  ];
}

/** Renders a change of a model's status, or of how the bytes of a version are stored. */
function renderStatus(done: Done<StatusOutcome>, { colours }: View): string[] {
  const { result } = done;
  const lines =
    result.version === null
      ? [...describeModel(done), ...describeBreaks(result, 'out of use until then:')]
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
      ...describeBreaks(result, 'this breaks:'),
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

function describeVersion({ result, changed }: Done<StatusOutcome>): string {
  const { entry, version, isReturned = false } = result;
  const name = `${entry.model_id}@${version}`;
  if (isReturned) return `${name} is restored`;
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

function describeBreaks({ breaks }: Pick<StatusOutcome, 'breaks'>, how: string): string[] {
  return breaks.length === 0 ? [] : [`${how} ${breaks.map(describeUse).join(', ')}`];
}
