/** Reports on a registry: what there is, what changed, and what needs care. */
import { summarizeReasons } from '../../domain/changes.js';
import { countFindings } from '../../domain/indexed-contents.js';
import type { AuditEvent, Entry, ModelCounts, ModelMetadata } from '../../domain/model.js';
import { byCodeUnit } from '../../domain/order.js';
import { countModels, rateRegistry } from '../../domain/statistics.js';
import { readIndexedCounts } from '../../pipeline/index-files.js';
import { saidOf } from '../../domain/user-words.js';
import { describeServing } from '../../domain/weights-summary.js';
import { versionsOf } from '../../version/reference.js';
import { defineQuery } from '../operation.js';
import { SCHEMAS } from '../generated/schemas.js';
import type { ReportInput, ReportOutput } from '../generated/shapes.js';
import type { OpenedRegistry } from '../workplace.js';
import { parseTime, presentEvent, readHistory } from './history.js';
import { findStaleModels } from './stale.js';

/** A report, and what its pictures are drawn of. */
export interface Report {
  readonly data: ReportOutput;
  /** Reads a model; undefined if it cannot be read. */
  readonly readModel: (id: string) => Promise<ModelMetadata | undefined>;
}

/** How many items of a list a report has. */
const MAX_LISTED = 50;
/** The tags of versions that people work with. */
const STAGES = ['production', 'staging'];
/** What a run does with the models that it meets. */
const RUN_ACTIONS: readonly string[] = ['register', 'add_version', 'update'];

const { default: DAYS } = SCHEMAS.report.input.properties.days;

async function createReport(
  registry: OpenedRegistry,
  { since, days = DAYS }: ReportInput,
): Promise<Report> {
  const { state, store } = registry;
  const present = [...state.models.values()].filter((it) => it.status !== 'deleted');
  const { events } = await readHistory(registry);
  const recent = since === undefined ? sinceLastRun(events) : sinceTime(events, since);
  const counts = await countAll(registry);
  const data: ReportOutput = {
    registry: store.name,
    generation: state.generation,
    updated_at: state.updatedAt,
    counts,
    health: rateRegistry(counts),
    since: recent.from === null ? null : new Date(recent.from).toISOString(),
    ...listChanges(present, recent),
    ...listInUse(present),
    ...listAiling(present),
    ...listWeights(present),
    days,
    ...listStale(registry, days),
    ...listLineage(present),
  };
  return { data, readModel: (id) => store.metadata(id) };
}

/** The counts of the index, if that is of this state; else they are counted, which reads all metadata. */
export async function countAll({ state, store }: OpenedRegistry): Promise<ModelCounts> {
  const files = await store.indexFiles?.();
  const known = files && (await readIndexedCounts(files, state));
  if (known !== undefined) return known;
  const findings = new Map<string, Record<string, number>>();
  for (const { model_id: id } of state.models.values()) {
    findings.set(id, countFindings((await store.metadata(id))?.diagnostics ?? []));
  }
  return countModels(state.models.values(), (id) => findings.get(id) ?? {});
}

/** What happened since some time, in milliseconds; null if nothing ever did. */
interface Recent {
  readonly from: number | null;
  readonly events: readonly AuditEvent[];
}

/** The events of the last run that changed something, and those after it, whatever their clocks said. */
function sinceLastRun(events: readonly AuditEvent[]): Recent {
  const last = events.findLastIndex(({ action }) => RUN_ACTIONS.includes(action));
  const at = events[last]?.at ?? events[0]?.at;
  if (at === undefined) return { from: null, events: [] };
  // A run gives all its events one time.
  const before = events.slice(0, Math.max(0, last)).findLastIndex((it) => it.at !== at);
  return { from: Date.parse(at), events: events.slice(before + 1) };
}

function sinceTime(events: readonly AuditEvent[], since: string): Recent {
  const from = parseTime(since, 'start');
  return { from, events: events.filter(({ at }) => Date.parse(at) >= from) };
}

function listChanges(present: readonly Entry[], { from, events: after }: Recent) {
  const versions = present
    .flatMap((entry) => versionsOf(entry).map((version) => ({ entry, version })))
    .filter(({ version }) => Date.parse(version.created_at) >= (from ?? Infinity))
    .toSorted((a, b) => byCodeUnit(b.version.created_at, a.version.created_at));
  const others = after.filter(({ action }) => !RUN_ACTIONS.includes(action)).toReversed();
  return {
    total_events: after.length,
    new_versions: versions.slice(0, MAX_LISTED).map(({ entry, version }) => ({
      model_id: entry.model_id,
      version: version.version,
      previous: version.previous,
      importance: version.changes?.importance ?? null,
      summary: version.changes === null ? null : summarizeReasons(version.changes),
      created_at: version.created_at,
    })),
    total_new_versions: versions.length,
    events: others.slice(0, MAX_LISTED).map((event) => {
      const { at, actor, action, model_id, version, changed } = presentEvent(event);
      return { at, actor, action, model_id, version, changed };
    }),
  };
}

function listInUse(present: readonly Entry[]) {
  const all = STAGES.flatMap((tag) => present.flatMap((entry) => listTagged(entry, tag)));
  return { in_use: all.slice(0, MAX_LISTED), total_in_use: all.length };
}

/** The versions with a tag; the current one, if the model as a whole has it. */
function listTagged(entry: Entry, tag: string): ReportOutput['in_use'][number][] {
  const tagged = versionsOf(entry).filter((it) => it.tags?.includes(tag) === true);
  const versions = tagged.map((it) => it.version);
  if (versions.length === 0 && entry.tags.includes(tag)) versions.push(entry.version);
  return versions.map((version) => ({
    tag,
    model_id: entry.model_id,
    version,
    health: version === entry.version ? entry.health.status : 'unknown',
  }));
}

function listWeights(present: readonly Entry[]) {
  const all = present.flatMap((entry) => {
    const { weights } = entry.metadata;
    if (weights === undefined) return [];
    const { model_id, version } = entry;
    const license = saidOf(entry).license;
    return [{ model_id, version, license, serving: describeServing(entry), weights }];
  });
  return { weights: all.slice(0, MAX_LISTED), total_weights: all.length };
}

function listAiling(present: readonly Entry[]) {
  const all = present
    .filter(({ health }) => health.errors + health.warnings > 0 || health.status === 'unhealthy')
    .toSorted(
      ({ health: a, model_id: x }, { health: b, model_id: y }) =>
        b.errors - a.errors || b.warnings - a.warnings || byCodeUnit(x, y),
    );
  return {
    ailing: all.slice(0, MAX_LISTED).map(({ model_id, version, file_path, health }) => ({
      model_id,
      version,
      file: file_path,
      health: health.status,
      errors: health.errors,
      warnings: health.warnings,
    })),
    total_ailing: all.length,
  };
}

function listStale({ state, env }: OpenedRegistry, days: number) {
  const all = findStaleModels(state.models, days, env.now().toISOString());
  return {
    stale: all.slice(0, MAX_LISTED).map(({ entry, last_used_at, days: unused }) => ({
      model_id: entry.model_id,
      version: entry.version,
      last_used_at,
      days: unused,
    })),
    total_stale: all.length,
  };
}

function listLineage(present: readonly Entry[]) {
  const all = present.flatMap(({ model_id, parents = [] }) =>
    parents.map(({ model_id: parent, version, kind }) => ({
      child: model_id,
      parent,
      version,
      kind,
    })),
  );
  return { lineage: all.slice(0, MAX_LISTED), total_lineage: all.length };
}

export const REPORT = defineQuery({
  query: createReport,
  present: ({ data }): ReportOutput => data,
  hand: ({ data }) => data,
});
