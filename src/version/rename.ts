/** Gives a model another id, with its history, and lets the references of other models follow. Pure. */
import { posix } from 'node:path';
import { archivePath, isFirstArchivePath } from '../domain/archive-names.js';
import { formatReference } from '../domain/declared-lineage.js';
import { BOUNDS } from '../domain/generated/values.js';
import { own } from '../domain/json.js';
import type { Entry, Parent, Use, VersionEntry } from '../domain/model.js';
import type { Models } from '../domain/models.js';
import { byCodeUnit } from '../domain/order.js';
import { packedPath, plainPath } from '../domain/packed.js';
import type { RegistryState } from '../domain/registry-state.js';
import { stampAfter } from '../domain/stamps.js';
import { entriesReferringTo } from './dependents.js';
import { withAnnotations } from '../domain/with-annotations.js';
import { withParents } from './entry.js';
import { findHighestVersion } from './next-version.js';
import { findModelId, findNamedId } from './reference.js';

/**
 * Returns a model with another id. It remembers the one before, and its bytes are in its new folder.
 *
 * @param now - the current time (RFC 3339)
 */
export function withId(entry: Entry, id: string, now: string): Entry {
  const versions = Object.entries(entry.versions).map(([number, version]) => [
    number,
    inFolderOf(id, version),
  ]);
  return {
    ...withFormerId(entry, entry.model_id, id),
    model_id: id,
    updated_at: stampAfter(entry, now),
    versions: Object.fromEntries(versions),
  };
}

/** Adds an id to those that lead to a model. @param own - the id of the model, which is not one of them */
export function withFormerId(entry: Entry, former: string, own = entry.model_id): Entry {
  const { former_ids: known = [] } = entry;
  const ids = [...known.filter((it) => it !== former && it !== own), former];
  return { ...entry, former_ids: ids.slice(-BOUNDS.formerIds) };
}

/**
 * Adds what people said of a model to the one that it is joined to, and the ids that it had. A link between
 * the two has no meaning any longer, since versions follow each other without links.
 *
 * @returns also what the entry has no place for, such as an annotation with another value
 */
export function withWordsOf(
  kept: Entry,
  gone: Entry,
  models: Models,
): { readonly entry: Entry; readonly lost: readonly string[] } {
  const isOfBoth = (id: string | null): boolean => id === kept.model_id || id === gone.model_id;
  const parentsOf = ({ parents = [] }: Entry): Parent[] =>
    parents.filter((it) => !isOfBoth(findModelId(it.model_id, models)));
  const before = parentsOf(kept);
  const { added, refused } = addLinks(before, parentsOf(gone));
  const tags = [...new Set([...kept.tags, ...gone.tags])];
  const [said, saidOfKept] = [gone.annotations ?? {}, kept.annotations ?? {}];
  const annotations = { ...said, ...saidOfKept };
  const uses = [kept.use, gone.use].filter((it) => it !== undefined);
  const ids = [...(gone.former_ids ?? []), gone.model_id];
  const declared = before.filter((it) => it.declared);
  const linked = [...before.filter((it) => !it.declared), ...added];
  const named = ids.reduce<Entry>((entry, id) => withFormerId(entry, id), { ...kept, tags });
  const hasAnnotations = Object.keys(annotations).length > 0;
  const { description, metadata } = kept;
  return {
    entry: withAnnotations(
      {
        ...withParents(named, declared, linked),
        ...(hasAnnotations && { annotations }),
        ...(uses.length > 0 && { use: sumUses(uses) }),
        ...(gone.serving && { serving: { ...gone.serving, ...kept.serving } }),
      },
      { description, author: metadata.author, license: metadata.license },
    ),
    lost: [
      ...Object.keys(said)
        .filter((key) => annotations[key] !== said[key])
        .map((key) => `annotation ${key}`),
      ...refused.map((it) => `parent ${formatReference(it)}`),
      ...describeExcess('tag', tags.length, BOUNDS.tags),
      ...describeExcess('annotation', Object.keys(annotations).length, BOUNDS.annotations),
      ...describeExcess('parent', linked.length, BOUNDS.parents),
      ...describeExcess(
        'former id',
        new Set([...(kept.former_ids ?? []), ...ids].filter((it) => it !== kept.model_id)).size,
        BOUNDS.formerIds,
      ),
      ...(gone.status === 'active' || gone.status === kept.status ? [] : [`status ${gone.status}`]),
    ],
  };
}

/** There is one link of each kind to a parent; those that specs declare come from the specs. */
function addLinks(
  before: readonly Parent[],
  more: readonly Parent[],
): { readonly added: Parent[]; readonly refused: Parent[] } {
  const known = new Map(before.map((it) => [nameLink(it), it]));
  const links = more.filter((it) => !it.declared);
  return {
    added: links.filter((it) => !known.has(nameLink(it))),
    refused: links.filter((it) => (known.get(nameLink(it)) ?? it).version !== it.version),
  };
}

/** Tells links apart: there is one of each kind to a parent. */
export function nameLink({ model_id, kind }: Parent): string {
  return JSON.stringify([model_id, kind]);
}

function sumUses(uses: readonly Use[]): Use {
  const count = uses.reduce((sum, it) => sum + it.count, 0);
  const [last = ''] = uses.map((it) => it.last_used_at).toSorted((a, b) => byCodeUnit(b, a));
  return { count: Math.min(count, Number.MAX_SAFE_INTEGER), last_used_at: last };
}

function describeExcess(what: string, count: number, bound: number): string[] {
  return count > bound ? [`${count - bound} of ${count} ${what}s`] : [];
}

function inFolderOf(id: string, version: VersionEntry): VersionEntry {
  const { source, archived_at } = version;
  if (source === null) return version;
  const isPacked = archived_at !== undefined;
  const extension = posix.extname(isPacked ? plainPath(source) : source);
  const plain = archivePath(id, version.version, extension, isFirstArchivePath(source));
  return { ...version, source: isPacked ? packedPath(plain) : plain };
}

/**
 * Returns the other models that refer to a model as its parents, dependencies or replacements, with
 * references to its new id.
 *
 * @param now - the current time (RFC 3339)
 */
export function followRename(models: Models, from: string, to: string, now: string): Entry[] {
  return followRenames(models, new Map([[from, to]]), now).filter((it) => it.model_id !== from);
}

/** The same for several models at once, which may refer to each other. @param ids - the new ids by the old */
export function followRenames(
  models: Models,
  ids: ReadonlyMap<string, string>,
  now: string,
): Entry[] {
  const rename = (reference: string): string => {
    const from = findModelId(reference, models) ?? '';
    const to = ids.get(from);
    if (to === undefined) return reference;
    const named = findNamedId(reference, models) ?? from;
    return `${to}${reference.slice(named.length)}`;
  };
  const referring = [...ids.keys()].flatMap((id) => entriesReferringTo(models, models.get(id)));
  return [...new Set(referring)].flatMap((entry) => {
    const next = withReferences(entry, rename);
    return next === entry ? [] : { ...next, updated_at: stampAfter(entry, now) };
  });
}

/** Returns the same entry if no reference changes. */
function withReferences(entry: Entry, rename: (reference: string) => string): Entry {
  const { parents, dependencies, lifecycle } = entry;
  const next: Entry = {
    ...entry,
    ...(parents && { parents: parents.map((it) => ({ ...it, model_id: rename(it.model_id) })) }),
    ...(dependencies && { dependencies: dependencies.map(rename) }),
    ...(lifecycle && { lifecycle: withReplacements(lifecycle, rename) }),
  };
  return JSON.stringify(next) === JSON.stringify(entry) ? entry : next;
}

function withReplacements(
  lifecycle: NonNullable<Entry['lifecycle']>,
  rename: (reference: string) => string,
): NonNullable<Entry['lifecycle']> {
  const { replacement, before } = lifecycle;
  const renameIf = (it: string | null): string | null => (it === null ? null : rename(it));
  return {
    ...lifecycle,
    replacement: renameIf(replacement),
    ...(before && {
      before: before.map((it) => ({ ...it, replacement: renameIf(it.replacement) })),
    }),
  };
}

/**
 * Whether two entries are of one model, whatever their ids: they share a version. Another model may have had
 * the id before, and been renamed or purged.
 */
export function continues(theirs: Entry, ours: Entry | undefined): boolean {
  return Object.values(ours?.versions ?? {}).some(
    ({ version, hash }) => hash !== null && own(theirs.versions, version)?.hash === hash,
  );
}

/** A model that had an id before, and the id that leads to it or its continuation now. */
export interface LeftId {
  readonly known: Entry;
  readonly to: string;
  /** RFC 3339. */
  readonly at: string;
}

/** What a registry says beside its models once ids lead to other models. */
export function withoutIds(state: RegistryState, left: readonly LeftId[]): RegistryState {
  const { unwritten_specs: unwritten, ...rest } = state;
  const purged = { ...state.purged };
  const specs = { ...unwritten };
  for (const { known, to, at } of left) {
    const { model_id: from } = known;
    purged[from] = { version: findHighestVersion(known, own(purged, from)), at };
    const spec = own(specs, from);
    delete specs[from];
    if (spec !== undefined) specs[to] = spec;
  }
  return { ...rest, purged, ...(unwritten && { unwritten_specs: specs }) };
}
