/** Links from models to their parents. */
import { formatReference } from '../../domain/declared-lineage.js';
import { RegistryError } from '../../domain/errors.js';
import { BOUNDS } from '../../domain/generated/values.js';
import type { Entry, Parent } from '../../domain/model.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { operation, wording } from '../../domain/wording.js';
import { withParents } from '../../version/entry.js';
import { createParentLookup, findAncestryPath, formatPath } from '../../version/lineage.js';
import { hasChildren } from '../../version/dependents.js';
import { namesVersion, resolveModel, resolveReference } from '../../version/reference.js';
import type { Done } from '../operation.js';
import type { LinkInput, Linked, UnlinkInput } from '../generated/shapes.js';
import { changeEntry, defineChange, type Mutation } from './mutation.js';
import { assertNotDeleted } from './usable.js';

/** A model whose links were added or removed. */
export interface LinkedModel {
  /** The child. */
  readonly entry: Entry;
  /** The link that was added, or all links that were removed. */
  readonly parents: readonly Parent[];
}

/**
 * Links a model to a parent. There is one link of each kind to a parent; a second one replaces it.
 *
 * @throws RegistryError `cycle` if the parent descends from the child; `value-refused` beyond 1,000
 *   parents; and the errors of `resolveReference`
 */
export const linkModels: Mutation<LinkInput, LinkedModel> = (
  state,
  { child, parent, kind = 'derived', reason = null },
  clock,
) => {
  const entry = resolveModel(state.models, child);
  const origin = resolveReference(state.models, parent);
  const isOfVersion = namesVersion(state.models, parent);
  if (isOfVersion) assertNotDeleted(origin);
  const link: Parent = {
    model_id: origin.entry.model_id,
    version: isOfVersion ? origin.version.version : null,
    kind,
    declared: false,
  };
  assertNoCycle(state, entry, link);
  const { parents = [] } = entry;
  const event = { action: 'link', reason };
  const same = parents.find((it) => isSameLink(it, link) && it.version === link.version);
  if (same !== undefined) return { state, event, result: { entry, parents: [same] } };
  const at = parents.findIndex((it) => !it.declared && isSameLink(it, link));
  const linked = at < 0 ? [...parents, link] : parents.with(at, link);
  if (linked.length > BOUNDS.parents) throw describeTooMany(entry);
  const next = changeEntry(state, withParents(entry, linked), clock);
  return { state: next.state, event, result: { entry: next.entry, parents: [link] } };
};

/**
 * Removes the links of every kind from a model to a parent. Parents declared in the spec stay.
 *
 * @throws RegistryError `name-unknown` if there is no such link, and the errors of `resolveModel`
 */
export const unlinkModels: Mutation<UnlinkInput, LinkedModel> = (
  state,
  { child, parent, reason = null },
  clock,
) => {
  const entry = resolveModel(state.models, child);
  const { parents = [] } = entry;
  const isNamed = createLinkTest(state, parent);
  const gone = parents.filter((it) => !it.declared && isNamed(it));
  if (gone.length === 0) throw describeMissingLink(entry, parent, parents.filter(isNamed));
  const left = parents.filter((it) => !gone.includes(it));
  const event = { action: 'unlink', reason };
  const next = changeEntry(state, withParents(entry, left), clock);
  return { state: next.state, event, result: { entry: next.entry, parents: gone } };
};

function isSameLink(one: Parent, other: Parent): boolean {
  return one.model_id === other.model_id && one.kind === other.kind;
}

/** Tests whether a link is the named one. A missing parent is matched by the reference in the link. */
function createLinkTest({ models }: RegistryState, written: string): (parent: Parent) => boolean {
  const text = written.normalize('NFC');
  const isNamedAsIs = (parent: Parent): boolean =>
    parent.model_id === text || formatReference(parent) === text;
  try {
    const { entry, version } = resolveReference(models, text);
    const isOfVersion = namesVersion(models, text);
    return (parent) =>
      isNamedAsIs(parent) ||
      (parent.model_id === entry.model_id && (!isOfVersion || parent.version === version.version));
  } catch (error) {
    if (error instanceof RegistryError) return isNamedAsIs;
    throw error;
  }
}

/** @throws RegistryError `cycle` if a link leads to a model that descends from its child */
export function assertNoCycle(
  { models }: Pick<RegistryState, 'models'>,
  { model_id: id }: Entry,
  link: Parent,
): void {
  // Nothing descends from it, so a long line of ancestors need not be followed.
  if (link.model_id !== id && !hasChildren(models, id)) return;
  const path = findAncestryPath(link.model_id, id, createParentLookup(models));
  if (path === undefined) return;
  const isItself = path.length === 1;
  throw new RegistryError(
    'cycle',
    isItself
      ? `${id} cannot descend from itself: ${id} → ${id}`
      : `${id} cannot descend from ${link.model_id}, which descends from it: ${formatPath([id, ...path])}`,
    isItself
      ? 'Versions of a model follow each other without links; name another model.'
      : 'Unlink one of them first, or link them in the other direction.',
  );
}

function describeMissingLink(
  { model_id, file_path, parents = [] }: Entry,
  parent: string,
  declared: readonly Parent[],
): RegistryError {
  if (declared.length > 0) {
    return new RegistryError(
      'name-unknown',
      `${model_id} has no link to ${parent}: its spec declares that parent`,
      wording`Change \`parent\` in the front matter of ${file_path} and run ${operation('run')}.`,
    );
  }
  const links = [...new Set(parents.filter((it) => !it.declared).map(formatReference))];
  return new RegistryError(
    'name-unknown',
    `${model_id} has no link to ${parent}`,
    links.length === 0 ? 'It has no links.' : `It has links to: ${links.join(', ')}.`,
  );
}

function describeTooMany({ model_id }: Entry): RegistryError {
  return new RegistryError(
    'value-refused',
    `${model_id} has ${BOUNDS.parents} parents, which is the maximum`,
    wording`Remove one with ${operation('unlink')}.`,
  );
}

const SHOWN = {
  present: ({ result: { entry, parents } }: Done<LinkedModel>): Linked => ({
    model_id: entry.model_id,
    links: parents,
    parents: entry.parents ?? [],
  }),
  hand: ({ result }: Done<LinkedModel>) => result.entry,
};

export const LINK = defineChange(linkModels, SHOWN);

export const UNLINK = defineChange(unlinkModels, SHOWN);
