/** What a model comes from, and what comes from it. */
import type { Entry } from '../../domain/model.js';
import type { Models } from '../../domain/models.js';
import { entriesMentioning } from '../../domain/models.js';
import { byCodeUnit } from '../../domain/order.js';
import { findModelId } from '../../version/lineage.js';
import { resolveReference } from '../../version/reference.js';
import { defineQuery } from '../operation.js';
import type {
  LineageDependency,
  LineageEdge,
  LineageInput,
  LineageModel,
  LineageOutput,
} from '../generated/shapes.js';

/**
 * Follows the parents of a model up and its children down, each model once: it ends on any graph.
 *
 * @throws RegistryError those of `resolveReference`
 */
export function getLineage(models: Models, reference: string): LineageOutput {
  const { entry, version } = resolveReference(models, reference);
  const id = entry.model_id;
  const related = [...entriesWithRelations(models)];
  const children = edgesByParent(related);
  const up = follow(id, (it) => edgesOf(models.get(it)), 'parent');
  const down = follow(id, (it) => children.get(it) ?? [], 'child');
  return {
    model_id: id,
    version: version.version,
    models: [
      ...[...up.found]
        .filter(([it]) => it !== id)
        .map(([it, steps]) => modelOf(models, it, -steps)),
      // A registry that was edited may hold a circle: then a model is told as an origin.
      ...[...down.found]
        .filter(([it]) => it === id || !up.found.has(it))
        .map(([it, steps]) => modelOf(models, it, steps)),
    ].toSorted((a, b) => a.distance - b.distance || byCodeUnit(a.model_id, b.model_id)),
    ancestors: up.edges,
    descendants: down.edges,
    dependencies: dependenciesOf(entry, models),
    dependents: related
      .filter((it) => it.status !== 'deleted')
      .flatMap((it) => dependenciesOf(it, models))
      .filter((it) => it.needed_id === id),
  };
}

// Most entries say nothing of others: those are not even parsed.
function* entriesWithRelations(models: Models): Generator<Entry> {
  const seen = new Set<string>();
  for (const key of ['parents', 'dependencies']) {
    for (const entry of entriesMentioning(models, key)) {
      const isOne = entry.parents !== undefined || entry.dependencies !== undefined;
      if (isOne && !seen.has(entry.model_id)) yield entry;
      seen.add(entry.model_id);
    }
  }
}

/** Of one parent under several kinds, each; of the same one declared and linked, one. */
function edgesOf(entry: Entry | undefined): LineageEdge[] {
  const edges = new Map<string, LineageEdge>();
  for (const { model_id: parent, version, kind, declared } of entry?.parents ?? []) {
    const key = JSON.stringify([parent, version, kind]);
    const edge = { child: entry?.model_id ?? '', parent, version, kind, declared };
    if (!edges.has(key)) edges.set(key, edge);
  }
  return [...edges.values()];
}

function edgesByParent(entries: readonly Entry[]): Map<string, LineageEdge[]> {
  const byParent = new Map<string, LineageEdge[]>();
  const alive = entries.filter(({ status }) => status !== 'deleted');
  for (const edge of alive.flatMap(edgesOf)) {
    const there = byParent.get(edge.parent);
    if (there === undefined) byParent.set(edge.parent, [edge]);
    else there.push(edge);
  }
  return byParent;
}

interface Followed {
  /** How many steps away each model is. */
  readonly found: ReadonlyMap<string, number>;
  readonly edges: readonly LineageEdge[];
}

function follow(
  start: string,
  edgesFrom: (id: string) => readonly LineageEdge[],
  end: 'parent' | 'child',
): Followed {
  const found = new Map([[start, 0]]);
  const edges: LineageEdge[] = [];
  for (const [id, steps] of found) {
    for (const edge of edgesFrom(id)) {
      edges.push(edge);
      if (!found.has(edge[end])) found.set(edge[end], steps + 1);
    }
  }
  return { found, edges };
}

function modelOf(models: Models, id: string, distance: number): LineageModel {
  const entry = models.get(id);
  return {
    model_id: id,
    version: entry?.version ?? null,
    status: entry?.status ?? 'missing',
    distance,
  };
}

function dependenciesOf(
  { model_id, dependencies = [] }: Entry,
  models: Models,
): LineageDependency[] {
  return dependencies.map((needs) => ({ model_id, needs, needed_id: findModelId(needs, models) }));
}

export const LINEAGE = defineQuery({
  query: ({ state }, { reference }: LineageInput) => getLineage(state.models, reference),
  present: (lineage): LineageOutput => lineage,
});
