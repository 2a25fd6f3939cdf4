import type { AuditEvent } from '../../../../domain/model.js';
import { describeEvent } from '../../../../operations/queries/describe-event.js';
import type { HistoryModel } from '../../../../operations/generated/shapes.js';
import { presentEvent, type PastState } from '../../../../operations/queries/history.js';
import type { RendererOf, View } from '../../renderers.js';
import { renderTable } from '../table.js';
import { timeText } from '../versions.js';

export const HISTORY: RendererOf<'history'> = {
  ids: (told, { tag }) =>
    'events' in told
      ? [...new Set(told.events.flatMap(({ model_id }) => model_id ?? []))]
      : told.models.map((it) => referenceTo(it, tag)),
  rows: (told) =>
    'events' in told
      ? told.events.map((it) => ({ ...presentEvent(it) }))
      : told.models.map((it) => ({ ...it })),
  text: (told, { id, tag }, view) =>
    'events' in told
      ? renderEvents(told.events, told.total, id === undefined, view)
      : renderPast(told.models, told.past, tag, view),
};

/** What had a tag is a version, unless it was the whole model. */
function referenceTo({ model_id, version, version_tags }: HistoryModel, tag = '') {
  return `${model_id}@${version_tags[tag]?.at(-1) ?? version}`;
}

/** Events as a table, the newest last. */
export function renderEvents(
  events: readonly AuditEvent[],
  total: number,
  ofAll: boolean,
  { colours, columns }: View,
): string[] {
  if (events.length === 0) return ['no events'];
  const header = ['when', 'who', 'what', ofAll ? 'model' : 'version', 'changed', 'why'].map(
    (text) => ({ text, paint: colours.bold }),
  );
  const hasReasons = events.some(({ reason }) => reason !== null);
  const rows = events.map((event) => [
    { text: timeText(event.at), paint: colours.dim },
    { text: event.actor },
    { text: event.action.replaceAll('_', ' ') },
    { text: ofAll ? nameOf(event) : (event.version ?? '-') },
    { text: describeEvent(event) || '-' },
    { text: event.reason ?? '-' },
  ]);
  const table = [header, ...rows].map((row) => (hasReasons ? row : row.slice(0, -1)));
  const more =
    total === events.length ? [] : [colours.dim(`the last ${events.length} of ${total} events`)];
  return [...renderTable(table, columns), ...more];
}

function nameOf({ model_id, version }: AuditEvent): string {
  if (model_id === null) return '-';
  return version === null ? model_id : `${model_id}@${version}`;
}

/** What models were at a time. */
export function renderPast(
  models: readonly HistoryModel[],
  { last }: Pick<PastState, 'last'>,
  tag: string | undefined,
  { colours, columns }: View,
): string[] {
  const since = colours.dim(`as the registry was after its event of ${timeText(last)}`);
  if (models.length === 0) {
    return [tag === undefined ? 'no models' : `nothing had the tag ${tag}`, since];
  }
  const header = ['model', 'version', 'status', 'tags', 'tags of versions', 'aliases'].map(
    (text) => ({
      text,
      paint: colours.bold,
    }),
  );
  const rows = models.map(({ model_id, version, status, tags, version_tags, aliases }) => [
    { text: model_id },
    { text: version },
    { text: status },
    { text: tags.join(', ') || '-' },
    { text: pairsText(version_tags) },
    { text: pairsText(aliases) },
  ]);
  return [...renderTable([header, ...rows], columns), since];
}

/** `production → 1.1.0, staging → 1.0.0 2.0.0` */
function pairsText(pairs: Readonly<Record<string, string | readonly string[]>>): string {
  const told = Object.entries(pairs).map(
    ([name, to]) => `${name} → ${typeof to === 'string' ? to : to.join(' ')}`,
  );
  return told.join(', ') || '-';
}
