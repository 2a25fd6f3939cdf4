/** Tags of models and of individual versions. */
import { RegistryError } from '../../domain/errors.js';
import { BOUNDS } from '../../domain/generated/values.js';
import type { Entry, VersionEntry } from '../../domain/model.js';
import { byCodeUnit } from '../../domain/order.js';
import { operation, wording } from '../../domain/wording.js';
import { collectTags } from '../../domain/user-words.js';
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
import { assertLabel, assertSelector } from './names.js';
import { warnOfStatus } from './status.js';
import { tellUnpacked, toUsable } from './usable.js';

export { KNOWN_TAGS } from '../../version/dependents.js';

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
 * @throws RegistryError `name-unknown` if nothing has the tag, and the errors of `resolveReference`
 */
export const removeTag: Mutation<TagAddInput, Referred> = (
  state,
  { reference, tag, reason = null },
  clock,
) => {
  const found = resolveReference(state.models, reference);
  const { entry, version } = found;
  const isOfVersion = namesVersion(state.models, reference);
  const tagged = Object.values(entry.versions).filter(({ tags }) => tags?.includes(tag));
  const from = isOfVersion ? tagged.filter((it) => it.version === version.version) : tagged;
  if (from.length === 0 && (isOfVersion || !entry.tags.includes(tag))) {
    throw new RegistryError(
      'name-unknown',
      `${reference} has no tag ${JSON.stringify(tag)}`,
      listExisting(isOfVersion ? (version.tags ?? []) : collectTags(entry), 'tags'),
    );
  }
  const kept = isOfVersion ? entry.tags : entry.tags.filter((it) => it !== tag);
  const bare = from.reduce((one, tags) => withVersionEntry(one, withoutTag(tags, tag)), {
    ...entry,
    tags: kept,
  });
  const { state: next } = changeEntry(state, bare, clock);
  const event = { action: 'remove_tag', version: version.version, reason };
  return { state: next, event, result: resolveReference(next.models, entry.model_id) };
};

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
  notices: (done) => [...warnOfStatus(done.result.entry), ...tellUnpacked(done)],
});

export const TAG_RM = defineChange(removeTag, SHOWN);

export const PROMOTE = defineChange(promote, {
  present: ({ result }): PromoteOutput => ({
    ...presentTagged(result),
    demoted: [...result.demoted],
  }),
  hand: ({ result }) => result.version,
  notices: (done) => [...warnOfStatus(done.result.entry), ...tellUnpacked(done)],
});
