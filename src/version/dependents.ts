/** Finds what depends on a model or on one of its versions, and would break without it. Pure. */
import type { Entry, VersionEntry } from '../domain/model.js';
import { entriesMentioning, type Models } from '../domain/models.js';

/** One use of a model or a version. */
export type Usage = {
  readonly kind: 'tag' | 'alias' | 'child' | 'binding';
  /** The tag, the alias, the id of the child, or `provider/model` of a binding. */
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
 * and `baseline` on the model, aliases, child models, and bindings that are not inactive.
 */
export function findUsesOfModel(models: Models, entry: Entry): Usage[] {
  const ofModel = entry.tags.filter((it) => KNOWN_TAGS.includes(it));
  return [
    ...ofModel.map((name): Usage => ({ kind: 'tag', name, version: null })),
    ...Object.values(entry.versions).flatMap((it) => findUsesOfVersion(entry, it)),
    ...findChildren(models, entry),
  ];
}

/** Finds what uses one version: its tags, its aliases, and bindings that are not inactive. */
export function findUsesOfVersion(
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

function findChildren(models: Models, { model_id: id }: Entry): Usage[] {
  const uses: Usage[] = [];
  for (const child of entriesMentioning(models, id)) {
    if (child.status === 'deleted' || child.model_id === id) continue;
    for (const { model_id, version } of child.parents ?? []) {
      if (model_id === id) uses.push({ kind: 'child', name: child.model_id, version });
    }
  }
  return uses;
}

/** Describes a use, such as `alias champion of 2.0.0`. */
export function describeUse({ kind, name, version }: Usage): string {
  return version === null ? `${kind} ${name}` : `${kind} ${name} of ${version}`;
}
