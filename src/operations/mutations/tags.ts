/** Tags of models and of individual versions. */
import { RegistryError } from '../../domain/errors.js';
import type { Entry, VersionEntry } from '../../domain/model.js';
import { byCodeUnit } from '../../domain/order.js';
import { operation, wording } from '../../domain/wording.js';
import { namesVersion, resolveReference } from '../../version/reference.js';
import type { Referred } from '../../version/reference.js';
import { defineMutation } from '../operation.js';
import type { PromoteInput, PromoteOutput, TagAddInput, Tagged } from '../generated/shapes.js';
import type { Mutation } from './change.js';
import { planMutation, replaceVersion, withEntry, withVersionEntry, without } from './change.js';
import { warnOfStatus } from './status.js';
import { assertLabel, assertSelector } from './names.js';

export { KNOWN_TAGS } from '../../version/dependents.js';

/**
 * Adds a tag to the version that the reference names, or to the model if it names none.
 *
 * @throws RegistryError `name-refused`, and the errors of `resolveReference`
 */
export const addTag: Mutation<TagAddInput, Referred> = (
  state,
  { reference, tag, reason },
  clock,
) => {
  assertLabel(tag, 'tag');
  const found = resolveReference(state.models, reference);
  const { entry, version } = found;
  if (namesVersion(state.models, reference)) assertTagName(tag, entry);
  const event = { action: 'add_tag', version: version.version, reason: reason ?? null };
  const isOfVersion = namesVersion(state.models, reference);
  if ((isOfVersion ? (version.tags ?? []) : entry.tags).includes(tag)) {
    return { state, event, result: found };
  }
  const next = isOfVersion
    ? replaceVersion(
        state,
        found,
        { ...version, tags: sortTags([...(version.tags ?? []), tag]) },
        clock,
      )
    : withEntry(state, { ...entry, tags: [...entry.tags, tag] }, clock);
  return { state: next, event, result: resolveReference(next.models, entry.model_id) };
};

/**
 * Removes a tag from the version that the reference names, or from the model and all of its versions
 * if it names none.
 *
 * @throws RegistryError `name-unknown` if nothing has the tag, and the errors of `resolveReference`
 */
export const removeTag: Mutation<TagAddInput, Referred> = (
  state,
  { reference, tag, reason },
  clock,
) => {
  const found = resolveReference(state.models, reference);
  const { entry, version } = found;
  const isOfVersion = namesVersion(state.models, reference);
  const tagged = Object.values(entry.versions).filter(({ tags }) => tags?.includes(tag));
  const from = isOfVersion ? tagged.filter((it) => it.version === version.version) : tagged;
  if (from.length === 0 && (isOfVersion || !entry.tags.includes(tag))) {
    throw describeUnknownTag(
      reference,
      tag,
      isOfVersion ? (version.tags ?? []) : collectTags(found),
    );
  }
  const kept = isOfVersion ? entry.tags : entry.tags.filter((it) => it !== tag);
  const bare = from.reduce((one, tags) => withVersionEntry(one, withoutTag(tags, tag)), {
    ...entry,
    tags: kept,
  });
  const next = withEntry(state, bare, clock);
  const event = { action: 'remove_tag', version: version.version, reason: reason ?? null };
  return { state: next, event, result: resolveReference(next.models, entry.model_id) };
};

/** The result of a promotion. */
export interface Promotion extends Referred {
  /** The versions that lost the tag. */
  readonly demoted: readonly string[];
}

/**
 * Moves a tag to a version: the other versions of its model lose it.
 *
 * @throws RegistryError `name-refused`, and the errors of `resolveReference`
 */
export const promote: Mutation<PromoteInput, Promotion> = (
  state,
  { reference, tag, keep_others: keepOthers = false, reason },
  clock,
) => {
  const { entry, version } = resolveReference(state.models, reference);
  assertTagName(tag, entry);
  const others = Object.values(entry.versions).filter(
    (it) => !keepOthers && it.version !== version.version && it.tags?.includes(tag),
  );
  const event = { action: 'promote', version: version.version, reason: reason ?? null };
  const demoted = others.map((it) => it.version);
  if (others.length === 0 && version.tags?.includes(tag)) {
    return { state, event, result: { entry, version, demoted } };
  }
  const tags = sortTags([...new Set([...(version.tags ?? []), tag])]);
  const changed = others.reduce(
    (one, other) => withVersionEntry(one, withoutTag(other, tag)),
    withVersionEntry(entry, { ...version, tags }),
  );
  const next = withEntry(state, changed, clock);
  const result = resolveReference(next.models, `${entry.model_id}@${version.version}`);
  return { state: next, event, result: { ...result, demoted } };
};

/** Returns the distinct tags of a model and its versions. */
export function collectTags({ entry }: Pick<Referred, 'entry'>): string[] {
  const ofVersions = Object.values(entry.versions).flatMap(({ tags }) => tags ?? []);
  return sortTags([...new Set([...entry.tags, ...ofVersions])]);
}

/** A tag of a version names it in references, so nothing else may have that name. */
function assertTagName(tag: string, entry: Entry): void {
  assertSelector(tag, 'tag', entry);
  if (!Object.hasOwn(entry.aliases ?? {}, tag)) return;
  throw new RegistryError(
    'name-refused',
    `${tag} is already an alias of ${entry.model_id}, so a reference would not resolve to the tag`,
    wording`Choose another name, or remove the alias with ${operation('alias rm', entry.model_id, tag)}.`,
  );
}

function withoutTag(version: VersionEntry, tag: string): VersionEntry {
  const tags = (version.tags ?? []).filter((it) => it !== tag);
  return tags.length === 0 ? without(version, 'tags') : { ...version, tags };
}

function sortTags(tags: readonly string[]): string[] {
  return tags.toSorted(byCodeUnit);
}

function describeUnknownTag(
  reference: string,
  tag: string,
  tags: readonly string[],
): RegistryError {
  return new RegistryError(
    'name-unknown',
    `${reference} has no tag ${JSON.stringify(tag)}`,
    tags.length === 0 ? 'It has no tags.' : `It has: ${tags.join(', ')}.`,
  );
}

function presentTagged({ entry, version }: Referred): Tagged {
  return {
    model_id: entry.model_id,
    version: version.version,
    tags: entry.tags,
    version_tags: version.tags ?? [],
  };
}

export const TAG_ADD = defineMutation({
  plan: (place, input: TagAddInput) => planMutation(place, addTag, input),
  present: ({ result }): Tagged => presentTagged(result),
  hand: ({ result }) => result.entry,
});

export const TAG_RM = defineMutation({
  plan: (place, input: TagAddInput) => planMutation(place, removeTag, input),
  present: ({ result }): Tagged => presentTagged(result),
  hand: ({ result }) => result.entry,
});

export const PROMOTE = defineMutation({
  plan: (place, input: PromoteInput) => planMutation(place, promote, input),
  present: ({ result }): PromoteOutput => ({
    ...presentTagged(result),
    demoted: [...result.demoted],
  }),
  hand: ({ result }) => result.version,
  notices: ({ result }) => warnOfStatus(result.entry),
});
