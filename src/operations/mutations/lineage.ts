/** Links between models: which one comes from which. */
import { formatReference } from '../../domain/declared-lineage.js';
import { RegistryError } from '../../domain/errors.js';
import { BOUNDS } from '../../domain/generated/values.js';
import type { Entry, Parent } from '../../domain/model.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { operation, wording } from '../../domain/wording.js';
import { withParents } from '../../version/entry.js';
import { createParentLookup, findAncestryPath } from '../../version/lineage.js';
import { namesVersion, resolveModel, resolveReference } from '../../version/reference.js';
import { defineMutation } from '../operation.js';
import type { LinkInput, Linked, UnlinkInput } from '../generated/shapes.js';
import type { Mutation } from './change.js';
import { planMutation, withEntry } from './change.js';

/** A link that is there, or was. */
export interface LinkedModel {
  /** The child. */
  readonly entry: Entry;
  /** One; where links were removed, all of them. */
  readonly parents: readonly Parent[];
}

const MOST = BOUNDS.parents;

/**
 * Links a model to one that it comes from. One link of each kind leads to a parent: a second one
 * replaces it.
 *
 * @throws RegistryError `cycle` where the parent comes from the child; `value-refused` beyond 1,000
 *   parents; and those of `resolveReference`
 */
export const linkModels: Mutation<LinkInput, LinkedModel> = (
  state,
  { child, parent, kind = 'derived', reason },
  clock,
) => {
  const entry = resolveModel(state.models, child);
  const origin = resolveReference(state.models, parent);
  const isOfVersion = namesVersion(state.models, parent);
  const link: Parent = {
    model_id: origin.entry.model_id,
    version: isOfVersion ? origin.version.version : null,
    kind,
    declared: false,
  };
  assertNoCycle(state, entry, link);
  const { parents = [] } = entry;
  const event = { action: 'link', reason: reason ?? null };
  const same = parents.find((it) => isSameLink(it, link) && it.version === link.version);
  if (same !== undefined) return { state, event, result: { entry, parents: [same] } };
  const at = parents.findIndex((it) => !it.declared && isSameLink(it, link));
  const linked = at < 0 ? [...parents, link] : parents.with(at, link);
  if (linked.length > MOST) throw describeCrowded(entry);
  const next = withEntry(state, withParents(entry, linked), clock);
  const result = { entry: resolveModel(next.models, entry.model_id), parents: [link] };
  return { state: next, event, result };
};

/**
 * Removes the links from a model to a parent, of every kind. What its spec declares stays.
 *
 * @throws RegistryError `name-unknown` where there is no such link, and those of `resolveModel`
 */
export const unlinkModels: Mutation<UnlinkInput, LinkedModel> = (
  state,
  { child, parent, reason },
  clock,
) => {
  const entry = resolveModel(state.models, child);
  const { parents = [] } = entry;
  const isMeant = meantBy(state, parent);
  const gone = parents.filter((it) => !it.declared && isMeant(it));
  if (gone.length === 0) throw describeNoLink(entry, parent, parents.filter(isMeant));
  const left = parents.filter((it) => !gone.includes(it));
  const next = withEntry(state, withParents(entry, left), clock);
  const event = { action: 'unlink', reason: reason ?? null };
  const result = { entry: resolveModel(next.models, entry.model_id), parents: gone };
  return { state: next, event, result };
};

function isSameLink(one: Parent, other: Parent): boolean {
  return one.model_id === other.model_id && one.kind === other.kind;
}

/** A parent that is gone is named as the link names it. */
function meantBy({ models }: RegistryState, written: string): (parent: Parent) => boolean {
  const text = written.normalize('NFC');
  const named = (parent: Parent): boolean =>
    parent.model_id === text || formatReference(parent) === text;
  try {
    const { entry, version } = resolveReference(models, text);
    const isOfVersion = namesVersion(models, text);
    return (parent) =>
      named(parent) ||
      (parent.model_id === entry.model_id && (!isOfVersion || parent.version === version.version));
  } catch (error) {
    if (error instanceof RegistryError) return named;
    throw error;
  }
}

function assertNoCycle({ models }: RegistryState, { model_id: id }: Entry, link: Parent): void {
  const way = findAncestryPath(link.model_id, id, createParentLookup(models));
  if (way === undefined) return;
  const isItself = way.length === 1;
  throw new RegistryError(
    'cycle',
    isItself
      ? `${id} cannot come from itself: ${id} → ${id}`
      : `${id} cannot come from ${link.model_id}, which comes from it: ${[id, ...way].join(' → ')}`,
    isItself
      ? 'Versions of one model follow each other without links; name another model.'
      : 'Unlink one of them first, or link them the other way round.',
  );
}

function describeNoLink(
  { model_id, file_path, parents = [] }: Entry,
  parent: string,
  declared: readonly Parent[],
): RegistryError {
  if (declared.length > 0) {
    return new RegistryError(
      'name-unknown',
      `${model_id} has no link to ${parent}: its spec declares that parent`,
      wording`Change \`parent\` in the front matter of ${file_path}, and run ${operation('run')}.`,
    );
  }
  const links = [...new Set(parents.filter((it) => !it.declared).map(formatReference))];
  return new RegistryError(
    'name-unknown',
    `${model_id} has no link to ${parent}`,
    links.length === 0 ? 'It has no links.' : `It has links to: ${links.join(', ')}.`,
  );
}

function describeCrowded({ model_id }: Entry): RegistryError {
  return new RegistryError(
    'value-refused',
    `${model_id} has ${MOST} parents, and can have no more`,
    wording`Remove one with ${operation('unlink')}.`,
  );
}

function presentLinked({ entry, parents }: LinkedModel): Linked {
  return { model_id: entry.model_id, links: parents, parents: entry.parents ?? [] };
}

export const LINK = defineMutation({
  plan: (place, input: LinkInput) => planMutation(place, linkModels, input),
  present: ({ result }): Linked => presentLinked(result),
  hand: ({ result }) => result.entry,
});

export const UNLINK = defineMutation({
  plan: (place, input: UnlinkInput) => planMutation(place, unlinkModels, input),
  present: ({ result }): Linked => presentLinked(result),
  hand: ({ result }) => result.entry,
});
