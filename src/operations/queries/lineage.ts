/** The ancestors and descendants of a model, and its dependencies. */
import type { Entry } from '../../domain/model.js';
import { groupBy } from '../../domain/lists.js';
import { entriesMentioning, type Models } from '../../domain/models.js';
import { byCodeUnit } from '../../domain/order.js';
import { findModelId } from '../../version/reference.js';
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
 * Follows the parents of a model up and its children down. Each model is visited once, so it ends on
 * any graph.
 *
 * @throws RegistryError the errors of `resolveReference`
 */
export function getLineage(models: Models, reference: string): LineageOutput {
  const { entry, version } = resolveReference(models, reference);
  const id = entry.model_id;
  const related = [...entriesWithRelations(models)];
  const alive = related.filter(({ status }) => status !== 'deleted');
  const children = groupBy(
    alive.flatMap((it) => listEdges(it, models)),
    ({ parent }) => parent,
  );
  const up = traverse(id, (it) => listEdges(models.get(it), models), 'parent');
  const down = traverse(id, (it) => children.get(it) ?? [], 'child');
  return {
    model_id: id,
    version: version.version,
    models: [
      ...[...up.found]
        .filter(([it]) => it !== id)
        .map(([it, steps]) => toModel(models, it, -steps)),
      // An edited registry may contain a cycle; its models are listed as ancestors.
      ...[...down.found]
        .filter(([it]) => it === id || !up.found.has(it))
        .map(([it, steps]) => toModel(models, it, steps)),
    ].toSorted((a, b) => a.distance - b.distance || byCodeUnit(a.model_id, b.model_id)),
    ancestors: up.edges,
    descendants: down.edges,
    dependencies: listDependencies(entry, models),
    dependents: alive
      .flatMap((it) => listDependencies(it, models))
      .filter((it) => it.needed_id === id),
  };
}

// Most entries do not mention others, and those are not even parsed.
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

/** One edge for each kind of parent; a parent that is both declared and linked counts once. */
function listEdges(entry: Entry | undefined, models: Models): LineageEdge[] {
  const edges = new Map<string, LineageEdge>();
  for (const { model_id, version, kind, declared } of entry?.parents ?? []) {
    // It may have been renamed or joined on another branch.
    const parent = findModelId(model_id, models) ?? model_id;
    const key = JSON.stringify([parent, version, kind]);
    const edge = { child: entry?.model_id ?? '', parent, version, kind, declared };
    if (!edges.has(key)) edges.set(key, edge);
  }
  return [...edges.values()];
}

interface Traversal {
  /** The distance of each model, in steps. */
  readonly found: ReadonlyMap<string, number>;
  readonly edges: readonly LineageEdge[];
}

function traverse(
  start: string,
  edgesFrom: (id: string) => readonly LineageEdge[],
  end: 'parent' | 'child',
): Traversal {
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

function toModel(models: Models, id: string, distance: number): LineageModel {
  const entry = models.get(id);
  return {
    model_id: id,
    version: entry?.version ?? null,
    status: entry?.status ?? 'missing',
    distance,
  };
}

function listDependencies(
  { model_id, dependencies = [] }: Entry,
  models: Models,
): LineageDependency[] {
  return dependencies.map((needs) => ({ model_id, needs, needed_id: findModelId(needs, models) }));
}

export const LINEAGE = defineQuery({
  query: ({ state }, { reference }: LineageInput) => getLineage(state.models, reference),
  present: (lineage): LineageOutput => lineage,
});
