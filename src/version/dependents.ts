/** Finds what depends on a model or on one of its versions, and would break without it. Pure. */
import { formatReference } from '../domain/declared-lineage.js';
import { RegistryError } from '../domain/errors.js';
import type { Entry, VersionEntry } from '../domain/model.js';
import { entriesWith, type EntryIndex } from '../domain/entry-index.js';
import type { Models } from '../domain/models.js';
import { findModelId, findNamedId, namesVersion, resolveReference } from './reference.js';

/** One use of a model or a version. */
export type Usage = {
  /** A dependent names it in its `dependencies`; a predecessor is deprecated in favour of it. */
  readonly kind: 'tag' | 'alias' | 'child' | 'dependent' | 'predecessor' | 'binding';
  /** The tag, the alias, the id of the other model, or `provider/model` of a binding. */
  readonly name: string;
  /** The version that is used; null for the whole model. */
  readonly version: string | null;
};

/**
 * Tags of a whole model that count as a use. Any other tag merely describes the model: specs declare
 * tags too, and those cannot be distinguished from tags that were added.
 */
export const KNOWN_TAGS: readonly string[] = ['production', 'staging', 'experimental', 'baseline'];

/**
 * Finds everything that uses a model: tags on its versions, `production`, `staging`, `experimental`
 * and `baseline` on the model, aliases, bindings that are not inactive, and other models: children,
 * dependents, and those that it replaces.
 */
export function findUsesOfModel(models: Models, entry: Entry): Usage[] {
  const ofModel = entry.tags.filter((it) => KNOWN_TAGS.includes(it));
  return [
    ...ofModel.map((name): Usage => ({ kind: 'tag', name, version: null })),
    ...Object.values(entry.versions).flatMap((it) => findOwnUses(entry, it)),
    ...entriesReferringTo(models, entry)
      .filter(({ status }) => status !== 'deleted')
      .flatMap((it) => findUsesBy(it, models)[entry.model_id] ?? []),
  ];
}

/** By the ids of the models that they may use. */
const BY_USED: EntryIndex = {
  mentions: ['parents', 'dependencies', 'replacement'],
  // Of a parent, id and version stand apart.
  isText: (id) => id !== '' && !id.includes('@'),
  keysOf: ({ parents = [], dependencies = [], lifecycle }) => [
    ...parents.map(formatReference).flatMap(listIds),
    ...[...dependencies, ...listReplacements(lifecycle)].flatMap(listIds),
  ],
};

/** A former status may come back, and its replacement with it. */
function listReplacements(lifecycle: Entry['lifecycle']): string[] {
  const all = lifecycle === undefined ? [] : [lifecycle, ...(lifecycle.before ?? [])];
  return all.flatMap(({ replacement }) => replacement ?? []);
}

/** The ids that a reference may begin with: those of other programs may contain an `@`. */
function listIds(reference: string): string[] {
  const parts = reference.split('@');
  return parts.map((_, at) => parts.slice(0, at + 1).join('@'));
}

/** The entries that may refer to a model, by its id or by one that it had before. */
export function entriesReferringTo(models: Models, entry: Entry | undefined): Entry[] {
  const ids = entry === undefined ? [] : [entry.model_id, ...(entry.former_ids ?? [])];
  return [...new Set(ids.flatMap((id) => [...entriesWith(models, BY_USED, id)]))];
}

/** Whether any model names another one as its parent. */
export function hasChildren(models: Models, id: string): boolean {
  return entriesReferringTo(models, models.get(id)).some(({ parents = [] }) =>
    parents.some((it) => findModelId(it.model_id, models) === id),
  );
}

/** Finds what uses exactly one version of a model. */
export function findUsesOfVersion(models: Models, entry: Entry, version: string): Usage[] {
  return findUsesOfModel(models, entry).filter((it) => it.version === version);
}

/** Finds the uses of a version that its own entry names: tags, aliases, and bindings. */
export function findOwnUses(
  { aliases = {} }: Entry,
  { version, tags = [], bindings = [] }: VersionEntry,
): Usage[] {
  const pointing = Object.entries(aliases).filter(([, alias]) => alias.version === version);
  const bound = bindings.filter(({ status }) => status !== 'inactive');
  return [
    ...tags.map((name): Usage => ({ kind: 'tag', name, version })),
    ...pointing.map(([name]): Usage => ({ kind: 'alias', name, version })),
    ...bound.map((it): Usage => {
      return { kind: 'binding', name: `${it.provider}/${it.model_id}`, version };
    }),
  ];
}

/** Finds what a model uses of others, by their ids. One that is deleted may be restored. */
export function findUsesBy(
  { model_id: name, parents = [], dependencies = [], lifecycle }: Entry,
  models: Models,
): Record<string, Usage[]> {
  const uses: Record<string, Usage[]> = Object.create(null);
  const note = (kind: Usage['kind'], reference: string): void => {
    const used = findUsed(models, reference);
    if (used === undefined || used.id === name) return;
    (uses[used.id] ??= []).push({ kind, name, version: used.version });
  };
  for (const parent of parents) note('child', formatReference(parent));
  for (const reference of dependencies) note('dependent', reference);
  if (lifecycle?.replacement) note('predecessor', lifecycle.replacement);
  return uses;
}

/**
 * The model and the version that a stored reference names now: it may be a range, a tag or an alias. A
 * version that is not there yet is named as written.
 */
function findUsed(
  models: Models,
  reference: string,
): { readonly id: string; readonly version: string | null } | undefined {
  const id = findModelId(reference, models);
  if (id === null) return undefined;
  try {
    const { version } = resolveReference(models, reference);
    return { id, version: namesVersion(models, reference) ? version.version : null };
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    const named = findNamedId(reference, models) ?? id;
    return { id, version: reference.slice(named.length + 1) || null };
  }
}

/** Describes a use, such as `alias champion of 2.0.0`. */
export function describeUse({ kind, name, version }: Usage): string {
  return version === null ? `${kind} ${name}` : `${kind} ${name} of ${version}`;
}
