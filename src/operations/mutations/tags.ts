/** Tags of models and of individual versions. */
import { RegistryError } from '../../domain/errors.js';
import { BOUNDS } from '../../domain/generated/values.js';
import type { Entry, VersionEntry } from '../../domain/model.js';
import { prepareNear } from '../../domain/nearest.js';
import { byCodeUnit } from '../../domain/order.js';
import { operation, wording } from '../../domain/wording.js';
import { collectTags } from '../../domain/user-words.js';
import { KNOWN_TAGS } from '../../version/dependents.js';
import { namesVersion, resolveReference, type Referred } from '../../version/reference.js';
import { identify, type Done } from '../operation.js';
import type { PromoteInput, PromoteOutput, TagAddInput, Tagged } from '../generated/shapes.js';
import {
  changeEntry,
  defineChange,
  listExisting,
  without,
  withVersionEntry,
  type Mutation,
} from './mutation.js';
import { assertLabel, assertNotSwapped, assertSelector } from './names.js';
import { warnOfHealth, warnOfStatus } from './status.js';
import { tellUnpacked, toUsable } from './usable.js';

export { KNOWN_TAGS };

/**
 * Adds a tag to the version that the reference names, or to the model if it names none.
 *
 * @throws RegistryError `name-refused`, `archive-missing` if the bytes of that version were deleted, and
 *   the errors of `resolveReference`
 */
export const addTag: Mutation<TagAddInput, Referred> = (
  state,
  { reference, tag, reason = null },
  clock,
) => {
  assertNotSwapped(state.models, reference, tag, operation('tag add', tag, reference));
  assertLabel(tag, 'tag');
  const found = resolveReference(state.models, reference);
  const { entry } = found;
  const isOfVersion = namesVersion(state.models, reference);
  const version = isOfVersion ? toUsable(found) : found.version;
  if (isOfVersion) assertTagName(tag, entry);
  const event = { action: 'add_tag', version: version.version, reason };
  const known = isOfVersion ? (version.tags ?? []) : entry.tags;
  if (known.includes(tag) && version === found.version) {
    return { state, event, result: found };
  }
  assertRoomForTag(known, tag, reference, isOfVersion ? BOUNDS.versionTags : BOUNDS.tags);
  const tagged = isOfVersion
    ? withVersionEntry(entry, { ...version, tags: sortTags([...new Set([...known, tag])]) })
    : { ...entry, tags: [...entry.tags, tag] };
  const { state: next } = changeEntry(state, tagged, clock);
  return { state: next, event, result: resolveReference(next.models, entry.model_id) };
};

/**
 * Removes a tag from the version that the reference names, or from the model and all of its versions
 * if it names none.
 *
 * @returns also the versions that lost the tag
 * @throws RegistryError `name-unknown` if nothing has the tag, and the errors of `resolveReference`
 */
export const removeTag: Mutation<TagAddInput, Untagged> = (
  state,
  { reference, tag, reason = null },
  clock,
) => {
  assertNotSwapped(state.models, reference, tag, operation('tag rm', tag, reference));
  const found = resolveReference(state.models, reference);
  const { entry, version } = found;
  const isOfVersion = namesVersion(state.models, reference);
  const tagged = Object.values(entry.versions).filter(({ tags }) => tags?.includes(tag));
  const from = isOfVersion ? tagged.filter((it) => it.version === version.version) : tagged;
  if (from.length === 0 && (isOfVersion || !entry.tags.includes(tag))) {
    const owner = isOfVersion ? findTagOwner(entry, tag) : undefined;
    throw new RegistryError(
      'name-unknown',
      `${reference} has no tag ${JSON.stringify(tag)}`,
      owner === undefined
        ? listExisting(isOfVersion ? (version.tags ?? []) : collectTags(entry), 'tags')
        : wording`${owner} has it: ${operation('tag rm', owner, tag)} removes it.`,
    );
  }
  const kept = isOfVersion ? entry.tags : entry.tags.filter((it) => it !== tag);
  const bare = from.reduce((one, tags) => withVersionEntry(one, withoutTag(tags, tag)), {
    ...entry,
    tags: kept,
  });
  const { state: next } = changeEntry(state, bare, clock);
  const event = { action: 'remove_tag', version: version.version, reason };
  const untagged = from.map((it) => it.version);
  const result = { ...resolveReference(next.models, entry.model_id), untagged };
  return { state: next, event, result };
};

/** The model after a tag was removed. */
export interface Untagged extends Referred {
  readonly untagged: readonly string[];
}

/** What else has a tag that a version has not: the model itself, or another version. */
function findTagOwner({ model_id: id, tags, versions }: Entry, tag: string): string | undefined {
  if (tags.includes(tag)) return id;
  const other = Object.values(versions).find((it) => it.tags?.includes(tag));
  return other && `${id}@${other.version}`;
}

/**
 * Moves a tag to a version: the other versions of its model lose it.
 *
 * @returns also the versions that lost the tag
 * @throws RegistryError `name-refused`, `archive-missing`, and the errors of `resolveReference`
 */
export const promote: Mutation<PromoteInput, Referred & { demoted: readonly string[] }> = (
  state,
  { reference, tag, keep_others: keepOthers = false, reason = null },
  clock,
) => {
  assertNotSwapped(state.models, reference, tag, operation('promote', tag, reference));
  const found = resolveReference(state.models, reference);
  const { entry } = found;
  const version = toUsable(found);
  assertTagName(tag, entry);
  const others = Object.values(entry.versions).filter(
    (it) => !keepOthers && it.version !== version.version && it.tags?.includes(tag),
  );
  const event = { action: 'promote', version: version.version, reason };
  const demoted = others.map((it) => it.version);
  if (others.length === 0 && version === found.version && version.tags?.includes(tag)) {
    return { state, event, result: { entry, version, demoted } };
  }
  assertRoomForTag(version.tags ?? [], tag, reference, BOUNDS.versionTags);
  const tags = sortTags([...new Set([...(version.tags ?? []), tag])]);
  const changed = others.reduce(
    (one, other) => withVersionEntry(one, withoutTag(other, tag)),
    withVersionEntry(entry, { ...version, tags }),
  );
  const next = changeEntry(state, changed, clock);
  const promoted = { entry: next.entry, version: { ...version, tags }, demoted };
  return { state: next.state, event, result: promoted };
};

function assertRoomForTag(
  known: readonly string[],
  tag: string,
  reference: string,
  most: number,
): void {
  if (known.length < most || known.includes(tag)) return;
  throw new RegistryError(
    'name-refused',
    `${reference} has ${most} tags, which is the maximum`,
    wording`Remove one with ${operation('tag rm')}.`,
  );
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

function presentTagged(referred: Referred): Tagged {
  const { entry, version } = referred;
  return { ...identify(referred), tags: entry.tags, version_tags: version.tags ?? [] };
}

const SHOWN = {
  present: ({ result }: Done<Referred>): Tagged => presentTagged(result),
  hand: ({ result }: Done<Referred>) => result.entry,
};

export const TAG_ADD = defineChange(addTag, {
  ...SHOWN,
  notices: (done, { tag }) => [
    ...warnOfStatus(done.result.entry),
    ...suggestKnownTag(tag),
    ...tellUnpacked(done),
  ],
});

export const TAG_RM = defineChange(removeTag, {
  present: ({ result }: Done<Untagged>): Tagged => presentTagged(result),
  hand: ({ result }) => result.entry,
});

/** Returns a notice if a tag is likely one of the known ones, misspelt. */
function suggestKnownTag(tag: string): string[] {
  const near = KNOWN_TAGS.includes(tag) ? undefined : nearestKnownTag(tag);
  return near === undefined ? [] : [`${tag} is an ordinary tag; did you mean ${near}?`];
}

const nearestKnownTag = prepareNear(KNOWN_TAGS);

export const PROMOTE = defineChange(promote, {
  present: ({ result }): PromoteOutput => ({
    ...presentTagged(result),
    demoted: [...result.demoted],
  }),
  hand: ({ result }) => result.version,
  notices: (done, { tag }) => [
    ...warnOfStatus(done.result.entry),
    ...warnOfHealth(done.result),
    ...suggestKnownTag(tag),
    ...tellUnpacked(done),
  ],
});
