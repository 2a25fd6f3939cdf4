/**
 * What a registry should do with a change, as simply as possible: sets, maps and the code of the
 * error. It knows nothing about files, events, entries or how references are resolved.
 */

export interface OracleVersion {
  readonly tags: Set<string>;
  readonly metrics: Map<string, number>;
  readonly exports: Set<string>;
  readonly bindings: Map<string, string>;
  /** Whether its source is packed. */
  isPacked: boolean;
}

export interface OracleModel {
  status: string;
  /** What a restore brings back, the last one last. */
  former: string[];
  readonly current: string;
  readonly tags: Set<string>;
  readonly aliases: Map<string, { version: string; isProtected: boolean }>;
  /** The parents, by id. */
  readonly parents: Map<string, string>;
  readonly notes: Map<string, string>;
  readonly versions: Map<string, OracleVersion>;
  uses: number;
  health: string;
}

export type Oracle = Map<string, OracleModel>;

/** A change, as a caller requests it. */
export type Step =
  | { do: 'addTag' | 'removeTag'; model: string; version: string | null; tag: string }
  | { do: 'promote'; model: string; version: string | null; tag: string; keepOthers: boolean }
  | {
      do: 'setAlias';
      model: string;
      version: string | null;
      name: string;
      protect: boolean;
      force: boolean;
    }
  | { do: 'removeAlias'; model: string; name: string; force: boolean }
  | { do: 'deprecate' | 'archive' | 'retire' | 'activate' | 'restore'; model: string }
  | { do: 'delete'; model: string; force: boolean }
  | { do: 'link' | 'unlink'; model: string; parent: string }
  | { do: 'setMetric'; model: string; version: string | null; name: string; value: number }
  | { do: 'removeMetric'; model: string; version: string | null; name: string }
  | { do: 'addExport' | 'removeExport'; model: string; version: string | null; format: string }
  | { do: 'addBinding' | 'removeBinding'; model: string; version: string; provider: string }
  | { do: 'setHealth'; model: string; status: string }
  | { do: 'use'; model: string }
  | { do: 'update'; model: string; key: string; value: string };

/** `ok`, `same` if there was nothing to change, or the code of the error. */
export type Verdict = string;

/** The statuses from which a model may change to each status. */
export const MAY_BECOME: Readonly<Record<string, readonly string[]>> = {
  deprecate: ['active'],
  archive: ['active', 'deprecated', 'retired'],
  retire: ['active', 'deprecated', 'archived'],
  activate: ['deprecated', 'retired'],
};

const RESULT: Readonly<Record<string, string>> = {
  deprecate: 'deprecated',
  archive: 'archived',
  retire: 'retired',
  activate: 'active',
};
const USED_TAGS = ['production', 'staging', 'experimental', 'baseline'];

/** Applies a change to the oracle. */
export function takeStep(oracle: Oracle, step: Step): Verdict {
  const model = oracle.get(step.model);
  if (model === undefined) return 'model-unknown';
  if (model.status === 'deleted') return ofDeleted(model, step);
  if ('version' in step && step.version !== null && !model.versions.has(step.version)) {
    return 'version-unknown';
  }
  const named = 'version' in step ? step.version : null;
  const version = model.versions.get(named ?? model.current);
  if (version === undefined) return 'version-unknown';
  switch (step.do) {
    case 'addTag':
      if (named === null) return add(model.tags, step.tag);
      return unlessUnpacked(version, add(version.tags, step.tag));
    case 'removeTag': {
      const sets = named === null ? [model, ...model.versions.values()] : [version];
      return sets.filter(({ tags }) => tags.delete(step.tag)).length > 0 ? 'ok' : 'name-unknown';
    }
    case 'promote': {
      const others = [...model.versions.values()].filter((other) => other !== version);
      const lost = step.keepOthers ? [] : others.filter(({ tags }) => tags.delete(step.tag));
      const added = add(version.tags, step.tag);
      return unlessUnpacked(version, lost.length > 0 ? 'ok' : added);
    }
    case 'setAlias': {
      const before = model.aliases.get(step.name);
      const to = { version: named ?? model.current, isProtected: step.protect };
      if (before?.version === to.version && (before.isProtected || !step.protect)) {
        return unlessUnpacked(version, 'same');
      }
      const moves = before !== undefined && before.version !== to.version;
      if (moves && before.isProtected && !step.force) return 'protected';
      model.aliases.set(step.name, {
        ...to,
        isProtected: step.protect || before?.isProtected === true,
      });
      return unlessUnpacked(version, 'ok');
    }
    case 'removeAlias': {
      const before = model.aliases.get(step.name);
      if (before === undefined) return 'name-unknown';
      if (before.isProtected && !step.force) return 'protected';
      model.aliases.delete(step.name);
      return 'ok';
    }
    case 'archive':
      return archive(model);
    case 'deprecate':
    case 'retire':
    case 'activate':
      return become(model, step.do);
    case 'restore':
      return restore(model);
    case 'delete':
      if (!step.force && isUsed(oracle, step.model, model)) return 'in-use';
      leave(model);
      model.status = 'deleted';
      return 'ok';
    case 'link':
      return link(oracle, model, step);
    case 'unlink':
      return model.parents.delete(step.parent) ? 'ok' : 'name-unknown';
    case 'setMetric':
      if (version.metrics.get(step.name) === step.value) return 'same';
      version.metrics.set(step.name, step.value);
      return 'ok';
    case 'removeMetric':
      return version.metrics.delete(step.name) ? 'ok' : 'name-unknown';
    case 'addExport':
      return add(version.exports, step.format);
    case 'removeExport':
      return version.exports.delete(step.format) ? 'ok' : 'name-unknown';
    case 'addBinding':
      if (version.bindings.has(step.provider)) return unlessUnpacked(version, 'any');
      version.bindings.set(step.provider, 'active');
      return unlessUnpacked(version, 'ok');
    case 'removeBinding':
      return version.bindings.delete(step.provider) ? 'ok' : 'name-unknown';
    case 'setHealth':
      if (model.health === step.status) return 'any';
      model.health = step.status;
      return 'ok';
    case 'use':
      model.uses += 1;
      return 'ok';
    case 'update':
      if (
        step.value === '' ? !model.notes.has(step.key) : model.notes.get(step.key) === step.value
      ) {
        return step.value === '' ? 'any' : 'same';
      }
      if (step.value === '') model.notes.delete(step.key);
      else model.notes.set(step.key, step.value);
      return 'ok';
  }
}

function ofDeleted(model: OracleModel, step: Step): Verdict {
  if (step.do === 'restore') {
    model.status = model.former.pop() ?? 'active';
    return 'ok';
  }
  if (Object.hasOwn(MAY_BECOME, step.do)) return 'transition-refused';
  return 'model-unknown';
}

function restore(model: OracleModel): Verdict {
  const packed = [...model.versions.values()].filter((version) => version.isPacked);
  const isArchived = model.status === 'archived';
  if (!isArchived && packed.length === 0) return 'same';
  if (isArchived) model.status = model.former.pop() ?? 'active';
  for (const version of packed) version.isPacked = false;
  return 'ok';
}

/** Packs old versions that are not in use. */
function archive(model: OracleModel): Verdict {
  const pointed = new Set([...model.aliases.values()].map(({ version }) => version));
  const idle = [...model.versions].filter(
    ([name, version]) =>
      !version.isPacked &&
      name !== model.current &&
      !pointed.has(name) &&
      version.tags.size === 0 &&
      version.bindings.size === 0,
  );
  const verdict = model.status === 'archived' ? 'same' : become(model, 'archive');
  if (verdict === 'transition-refused') return verdict;
  for (const [, version] of idle) version.isPacked = true;
  return idle.length > 0 ? 'ok' : verdict;
}

/** What relies on a version unpacks it, which is a change. */
function unlessUnpacked(version: OracleVersion, verdict: Verdict): Verdict {
  if (!version.isPacked) return verdict;
  version.isPacked = false;
  return 'ok';
}

function add(values: Set<string>, value: string): Verdict {
  if (values.has(value)) return 'same';
  values.add(value);
  return 'ok';
}

function become(model: OracleModel, what: string): Verdict {
  const wanted = RESULT[what] ?? '';
  if (model.status === wanted) return 'any';
  if (MAY_BECOME[what]?.includes(model.status) !== true) return 'transition-refused';
  if (wanted === 'archived') leave(model);
  else model.former = [];
  model.status = wanted;
  return 'ok';
}

/** A restore brings back what a model was when it was archived or deleted. */
function leave(model: OracleModel): void {
  if (model.status !== 'active') model.former.push(model.status);
}

function isUsed(oracle: Oracle, id: string, { tags, versions, aliases }: OracleModel): boolean {
  const list = [...versions.values()];
  return (
    list.some((version) => version.tags.size > 0 || version.bindings.size > 0) ||
    USED_TAGS.some((tag) => tags.has(tag)) ||
    aliases.size > 0 ||
    [...oracle.values()].some((model) => model.status !== 'deleted' && model.parents.has(id))
  );
}

function link(
  oracle: Oracle,
  model: OracleModel,
  { model: child, parent }: Step & { parent: string },
): Verdict {
  const to = oracle.get(parent);
  if (to === undefined || to.status === 'deleted') return 'model-unknown';
  if (model.parents.has(parent)) return 'same';
  if (parent === child || comesFrom(oracle, parent, child, new Set())) return 'cycle';
  model.parents.set(parent, 'derived');
  return 'ok';
}

function comesFrom(oracle: Oracle, id: string, wanted: string, seen: Set<string>): boolean {
  if (id === wanted) return true;
  if (seen.has(id)) return false;
  seen.add(id);
  return [...(oracle.get(id)?.parents.keys() ?? [])].some((parent) =>
    comesFrom(oracle, parent, wanted, seen),
  );
}
