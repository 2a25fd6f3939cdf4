/** The lineage of models, which must not contain cycles. Pure. */
import { formatReference } from '../domain/declared-lineage.js';
import { FILE_START, diagnostic } from '../domain/diagnostics.js';
import { RegistryError } from '../domain/errors.js';
import type { Entry, Parent } from '../domain/model.js';
import { withEntries, type Models } from '../domain/models.js';
import { withParents } from './entry.js';
import { determineOutcome, type OutcomeContext } from './outcome.js';
import type { ModelPlan } from './plan-model.js';
import { prepareUnknown } from './unknown-models.js';
import { findModelId, findNamedId, resolveReference, withCurrentId } from './reference.js';

/** Returns the ids of a model's parents. */
type ParentsOf = (id: string) => readonly string[];

/**
 * Finds the path from a model up to one of its ancestors.
 *
 * @returns the ids on the shortest path, including both ends; undefined if there is none
 */
export function findAncestryPath(
  from: string,
  to: string,
  parentsOf: ParentsOf,
): string[] | undefined {
  const cameFrom = new Map<string, string | null>([[from, null]]);
  for (const id of cameFrom.keys()) {
    if (id === to) return tracePath(to, cameFrom);
    for (const parent of parentsOf(id)) if (!cameFrom.has(parent)) cameFrom.set(parent, id);
  }
  return undefined;
}

function tracePath(id: string, cameFrom: ReadonlyMap<string, string | null>): string[] {
  const path: string[] = [];
  for (let at: string | null = id; at !== null; at = cameFrom.get(at) ?? null) path.push(at);
  return path.toReversed();
}

/** How many ids of each end of a path are named. */
const MAX_NAMED = 8;

/** A path for people; of a long one, both ends. */
export function formatPath(ids: readonly string[]): string {
  const left = ids.length - 2 * MAX_NAMED;
  const shown =
    left <= 1 ? ids : [...ids.slice(0, MAX_NAMED), `… (${left} more)`, ...ids.slice(-MAX_NAMED)];
  return shown.join(' → ');
}

/** A model on the way of {@link findCycles}. */
interface Visited {
  readonly id: string;
  readonly parents: readonly string[];
  /** When it was met. */
  readonly order: number;
  /** How many of its parents were followed. */
  next: number;
  /** Whether all that it descends from is known. */
  isSettled: boolean;
  /** The earliest model that it is known to descend from, among those that are not settled. */
  lowest: number;
}

/**
 * Finds the models that descend from themselves, in a time that is linear in the lines that are followed
 * (Tarjan's algorithm, without recursion, since lineages may be long).
 *
 * @param ids - where to start; all of their ancestors are looked at
 * @returns by id, the models that descend from each other
 */
export function findCycles(
  ids: Iterable<string>,
  parentsOf: ParentsOf,
): ReadonlyMap<string, ReadonlySet<string>> {
  const cycles = new Map<string, ReadonlySet<string>>();
  const met = new Map<string, Visited>();
  const open: Visited[] = [];
  const meet = (id: string): Visited => {
    const order = met.size;
    const it = { id, parents: parentsOf(id), order, next: 0, isSettled: false, lowest: order };
    met.set(id, it);
    open.push(it);
    return it;
  };
  for (const start of ids) {
    const way = met.has(start) ? [] : [meet(start)];
    for (let at = way.at(-1); at !== undefined; at = way.at(-1)) {
      const parent = at.parents[at.next];
      at.next += 1;
      if (parent !== undefined) {
        const known = met.get(parent);
        if (known === undefined) way.push(meet(parent));
        else if (!known.isSettled) at.lowest = Math.min(at.lowest, known.order);
        continue;
      }
      way.pop();
      const child = way.at(-1);
      if (child !== undefined) child.lowest = Math.min(child.lowest, at.lowest);
      if (at.lowest !== at.order) continue;
      const group = open.splice(open.lastIndexOf(at));
      for (const it of group) it.isSettled = true;
      if (group.length === 1 && !at.parents.includes(at.id)) continue;
      const ids = new Set(group.map(({ id }) => id));
      for (const id of ids) cycles.set(id, ids);
    }
  }
  return cycles;
}

/** Returns a lookup of parents among the models of a registry. */
export function createParentLookup(models: Models): ParentsOf {
  return (id) => getIds(models.get(id)?.parents ?? []);
}

/** A declared parent that is rejected, and why. */
interface RejectedParent {
  readonly parent: Parent;
  readonly reason: string;
}

interface ResolvedEntry {
  readonly entry: Entry;
  readonly rejected: readonly RejectedParent[];
}

/**
 * Resolves the parents that new content declares, and lets its dependencies follow renamed models. A
 * reference to a parent is pinned to the version that it names now, and a parent that would create a cycle is rejected. If two models declare each other, the
 * declaration that was known before wins, or else the first one.
 *
 * @param models - all models, including the entries
 * @param before - the models before the run
 */
export function resolveParents(
  entries: readonly Entry[],
  models: Models,
  before: Models,
): readonly ResolvedEntry[] {
  const accepted = new Map(entries.map((it) => [it.model_id, acceptedParents(it, before)]));
  const pinned = new Map(entries.map((it) => [it.model_id, pinParents(it, before, models)]));
  const others = createParentLookup(models);
  const parentsOf: ParentsOf = (id) => accepted.get(id) ?? others(id);
  const cycles = findCycles(pinned.keys(), (id) => {
    const parents = pinned.get(id);
    return parents === undefined ? others(id) : getIds(parents);
  });
  return entries.map((planned) => {
    const entry = withCurrentDependencies(planned, models);
    const { model_id: id, parents = [] } = entry;
    if (parents.every((it) => !it.declared)) return { entry, rejected: [] };
    const kept: Parent[] = [];
    const rejected: RejectedParent[] = [];
    for (const parent of pinned.get(id) ?? []) {
      const mayCycle = parent.declared && cycles.has(id);
      const path = mayCycle ? findAncestryPath(parent.model_id, id, parentsOf) : undefined;
      if (path === undefined) {
        kept.push(parent);
        accepted.set(id, [...(accepted.get(id) ?? []), parent.model_id]);
      } else rejected.push({ parent, reason: explainCycle(id, path) });
    }
    const isAsWritten = rejected.length === 0 && kept.every((it, index) => it === parents[index]);
    return { entry: isAsWritten ? entry : withParents(entry, kept), rejected };
  });
}

/** Lets the dependencies that a spec declares follow the models that were renamed since. */
function withCurrentDependencies(entry: Entry, models: Models): Entry {
  const { dependencies = [] } = entry;
  const current = dependencies.map((it) => withCurrentId(it, models));
  const isAsWritten = current.every((it, index) => it === dependencies[index]);
  return isAsWritten ? entry : { ...entry, dependencies: current };
}

/** Parents that were accepted earlier cannot create a cycle among themselves. */
function acceptedParents({ model_id, parents = [] }: Entry, before: Models): string[] {
  const known = new Set(getIds(before.get(model_id)?.parents ?? []));
  return getIds(parents.filter((it) => known.has(it.model_id)));
}

function getIds(parents: readonly Parent[]): string[] {
  return parents.map((it) => it.model_id);
}

function pinParents(entry: Entry, before: Models, models: Models): readonly Parent[] {
  const known = before.get(entry.model_id);
  return (entry.parents ?? []).map((it) =>
    it.declared ? pinParent(it, known, entry, models) : it,
  );
}

/**
 * Pins a declared parent to the version that its reference names now. Unchanged content keeps its
 * pinned version; a reference that names nothing yet stays as written.
 */
function pinParent(
  declared: Parent,
  known: Entry | undefined,
  { hash }: Entry,
  models: Models,
): Parent {
  const named = declared.model_id;
  const id = models.has(named) ? named : findModelId(named, models);
  const isRenamed = id !== null && findNamedId(named, models) === named;
  const written = isRenamed && id !== named ? { ...declared, model_id: id } : declared;
  const resolved = known?.parents?.find(
    (it) => it.declared && it.model_id === written.model_id && it.kind === written.kind,
  );
  if (known?.hash === hash && resolved !== undefined) return resolved;
  const reference = formatReference(written);
  if (written.version === null || findModelId(reference, models) === null) return written;
  try {
    const { entry, version } = resolveReference(models, reference);
    const isWhole = entry.model_id === reference;
    return { ...written, model_id: entry.model_id, version: isWhole ? null : version.version };
  } catch (error) {
    if (error instanceof RegistryError) return written;
    throw error;
  }
}

function explainCycle(id: string, path: readonly string[]): string {
  const cycle = formatPath([id, ...path]);
  return path.length === 1
    ? `${id} names itself as its parent`
    : `it would create a cycle: ${cycle}`;
}

/**
 * Resolves the parents of all models of a run.
 *
 * @returns the plans with updated entries, and a finding for each rejected parent
 */
export function resolvePlannedParents(
  plans: readonly ModelPlan[],
  before: Models,
  context: OutcomeContext,
): readonly ModelPlan[] {
  const written = plans.flatMap(({ entry, written }) =>
    entry === undefined || written === undefined ? [] : entry,
  );
  if (!written.some(refersToOthers)) return plans;
  const models = withEntries(before, written);
  const findUnknown = prepareUnknown(models);
  const resolved = new Map(
    resolveParents(written, models, before).map((it) => [it.entry.model_id, it]),
  );
  return plans.map((plan) => {
    const found = plan.written && resolved.get(plan.written.entry.model_id);
    if (plan.written === undefined || found === undefined) return plan;
    const unknown = findUnknown(plan.written);
    const known =
      unknown.length === 0 ? plan : { ...plan, diagnostics: [...plan.diagnostics, ...unknown] };
    return found.entry === plan.entry
      ? known
      : updatePlan(known, found, before.get(found.entry.model_id), context);
  });
}

function refersToOthers({ parents, dependencies }: Entry): boolean {
  return parents !== undefined || dependencies !== undefined;
}

function updatePlan(
  { written, outcome, diagnostics, ...plan }: ModelPlan,
  { entry, rejected }: ResolvedEntry,
  known: Entry | undefined,
  context: OutcomeContext,
): ModelPlan {
  const at = written?.accepted.facts.positions.parent ?? FILE_START;
  const found = rejected.map(({ parent, reason }) =>
    diagnostic('GNN-W025', at, `the parent ${formatReference(parent)} was rejected: ${reason}`),
  );
  // Without a rejected parent, the entry may be unchanged after all.
  const wasUpdated = outcome?.outcome === 'updated' && known !== undefined;
  const planned = wasUpdated ? { ...entry, updated_at: known.updated_at } : entry;
  const updated = determineOutcome(planned, known, context, diagnostics, found);
  return { ...plan, ...updated, ...(written && { written: { ...written, entry: updated.entry } }) };
}
