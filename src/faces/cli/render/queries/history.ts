import type { AuditEvent } from '../../../../domain/model.js';
import type { HistoryModel } from '../../../../operations/generated/shapes.js';
import { describeEvent } from '../../../../operations/queries/describe-event.js';
import { presentEvent, type PastState } from '../../../../operations/queries/history.js';
import type { RendererOf, View } from '../../renderers.js';
import { formatTime } from '../format.js';
import { renderListing } from '../table.js';

export const HISTORY: RendererOf<'history'> = {
  ids: (answer, { tag }) =>
    'events' in answer
      ? [...new Set(answer.events.flatMap(({ model_id }) => model_id ?? []))]
      : answer.models.map((model) => formatReference(model, tag)),
  rows: (answer) =>
    'events' in answer
      ? answer.events.map((event) => ({ ...presentEvent(event) }))
      : answer.models.map((model) => ({ ...model })),
  text: (answer, { id, tag }, view) =>
    'events' in answer
      ? renderEvents(answer.events, answer.total, id === undefined, view)
      : renderPast(answer.models, answer.past, tag, view),
};

/** Refers to the version that had the tag or, if the whole model had it, to the version then current. */
function formatReference({ model_id, version, version_tags }: HistoryModel, tag = '') {
  return `${model_id}@${version_tags[tag]?.at(-1) ?? version}`;
}

/** Renders events as a table, newest last. */
function renderEvents(
  events: readonly AuditEvent[],
  total: number,
  ofAll: boolean,
  view: View,
): string[] {
  if (events.length === 0) return ['no events'];
  const { dim } = view.colours;
  const names = ['when', 'who', 'what', ofAll ? 'model' : 'version', 'changed', 'why'];
  const rows = events.map((event) => [
    { text: formatTime(event.at), paint: dim },
    event.actor,
    event.action.replaceAll('_', ' '),
    ofAll ? formatSubject(event) : (event.version ?? '-'),
    describeEvent(event) || '-',
    event.reason ?? '-',
  ]);
  const hasReasons = events.some(({ reason }) => reason !== null);
  const shown = hasReasons ? names.length : names.length - 1;
  const more = total === events.length ? [] : [dim(`the last ${events.length} of ${total} events`)];
  const cut = rows.map((row) => row.slice(0, shown));
  return [...renderListing(names.slice(0, shown), cut, view), ...more];
}

function formatSubject({ model_id, version }: AuditEvent): string {
  if (model_id === null) return '-';
  return version === null ? model_id : `${model_id}@${version}`;
}

function renderPast(
  models: readonly HistoryModel[],
  { last }: Pick<PastState, 'last'>,
  tag: string | undefined,
  view: View,
): string[] {
  const since = view.colours.dim(`as of the registry's event at ${formatTime(last)}`);
  if (models.length === 0) {
    return [tag === undefined ? 'no models' : `no model had the tag ${tag}`, since];
  }
  const rows = models.map(({ model_id, version, status, tags, version_tags, aliases }) => [
    model_id,
    version,
    status,
    tags.join(', ') || '-',
    formatPairs(version_tags),
    formatPairs(aliases),
  ]);
  const names = ['model', 'version', 'status', 'tags', 'tags of versions', 'aliases'];
  return [...renderListing(names, rows, view), since];
}

/** Formats pairs: `production → 1.1.0, staging → 1.0.0 2.0.0`. */
function formatPairs(pairs: Readonly<Record<string, string | readonly string[]>>): string {
  const shown = Object.entries(pairs).map(
    ([name, to]) => `${name} → ${typeof to === 'string' ? to : to.join(' ')}`,
  );
  return shown.join(', ') || '-';
}
