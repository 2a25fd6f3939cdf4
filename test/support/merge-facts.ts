/** What registries say, as sets of facts, and what a merge of two has to say. */
import type { Entry, VersionEntry } from '../../src/domain/model.js';
import type { Models } from '../../src/domain/models.js';
import { findModelId } from '../../src/version/reference.js';

/** What a registry says, by what it says it of. */
export type Facts = ReadonlyMap<string, unknown>;

/**
 * Lists what a registry says. Versions are told apart by their content and their time, and left out where that
 * is not enough; what both sides registered under one number is one version.
 *
 * @param others - the models of the other sides, and of the base
 */
export function factsOf(models: Models, ...others: readonly Models[]): Facts {
  const facts = new Map<string, unknown>();
  const nameOf = createNamer(models, ...others);
  const find = (name: string, other: Models): Entry | undefined =>
    [...other.values()].find((it) => nameOf(it) === name);
  const nameOfId = (id: string): string => {
    const entry = models.get(findModelId(id, models) ?? id);
    return entry === undefined ? id : nameOf(entry);
  };
  for (const [now, entry] of models) {
    const id = nameOf(entry);
    facts.set(`${id} id`, now);
    const contentOf = (number: string): string => entry.versions[number]?.hash ?? number;
    facts.set(`${id} status`, entry.status);
    facts.set(`${id} reason`, entry.lifecycle?.reason ?? null);
    for (const tag of entry.tags) facts.set(`${id} tagged ${tag}`, true);
    for (const [key, value] of Object.entries(entry.annotations ?? {})) {
      facts.set(`${id} note ${key}`, value);
    }
    for (const { model_id: parent } of entry.parents ?? []) {
      facts.set(`${id} of ${nameOfId(parent)}`, true);
    }
    for (const [alias, { version }] of Object.entries(entry.aliases ?? {})) {
      facts.set(`${id} alias ${alias}`, contentOf(version));
    }
    for (const it of Object.values(entry.versions)) {
      const times = others
        .map((other) => find(id, other)?.versions[it.version])
        .flatMap((twin) => (twin?.hash === it.hash ? [twin.created_at] : []));
      const [time] = [it.created_at, ...times].toSorted();
      const same = [entry, ...others.map((other) => find(id, other))];
      // Numbers change in a merge, so that nothing tells which of the two is meant.
      if (same.some((side) => hasTwin(side, it))) continue;
      const at = `${id} ${it.hash} ${time}`;
      // A number that is kept unused, of a version that was taken away, says nothing.
      if (it.source !== null) facts.set(at, true);
      for (const tag of it.tags ?? []) facts.set(`${at} tagged ${tag}`, true);
      for (const [name, value] of Object.entries(it.metrics ?? {})) {
        facts.set(`${at} metric ${name}`, value);
      }
      for (const [name, value] of Object.entries(it.facts ?? {})) {
        facts.set(`${at} fact ${name}`, value);
      }
      for (const { path } of it.exports ?? []) facts.set(`${at} export ${path}`, true);
      for (const { model_id: bound, endpoint } of it.bindings ?? []) {
        facts.set(`${at} binding ${bound}`, endpoint);
      }
    }
  }
  return facts;
}

/** Names models the same for all sides: by their file where any side renamed one, since that stays. */
function createNamer(...all: readonly Models[]): (entry: Entry) => string {
  const entries = all.flatMap((it) => [...it.values()]);
  const isRenamed = entries.some(({ former_ids: former = [] }) => former.length > 0);
  return ({ model_id: id, versions }) => {
    const [first] = Object.values(versions);
    return (isRenamed ? first?.file_path : undefined) ?? id;
  };
}

/** Whether a registry has two models of one file, as after a conflict of which a side was taken. */
export function hasFileTwice(models: Models): boolean {
  const files = [...models.values()].map(({ versions }) => Object.values(versions)[0]?.file_path);
  return new Set(files).size < files.length;
}

/** Whether a side registered the same content twice at one time, as a clock that is behind does. */
function hasTwin(entry: Entry | undefined, { hash, created_at: at }: VersionEntry): boolean {
  const all = Object.values(entry?.versions ?? {});
  return all.filter((it) => it.hash === hash && it.created_at === at).length > 1;
}

/** What a merge has to say, and what both sides said otherwise. */
export function mergeFacts(
  base: Facts,
  ours: Facts,
  theirs: Facts,
): { all: Facts; apart: string[] } {
  const all = new Map<string, unknown>();
  const apart: string[] = [];
  for (const key of new Set([...ours.keys(), ...theirs.keys()])) {
    const [was, one, other] = [base.get(key), ours.get(key), theirs.get(key)];
    if (one !== other && one !== was && other !== was) apart.push(key);
    const value = one === was ? other : one;
    if (value !== undefined) all.set(key, value);
  }
  return { all, apart };
}

/** Facts in one order. */
export function sorted(facts: Facts): [string, unknown][] {
  return [...facts].toSorted(([a], [b]) => (a < b ? -1 : 1));
}
