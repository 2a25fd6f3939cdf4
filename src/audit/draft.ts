/** What changed in a model → the values before and after, as an event tells them. Pure. */
import { isDeepStrictEqual } from 'node:util';
import { own, pointerToken } from '../domain/json.js';
import type { AuditEvent, Entry } from '../domain/model.js';
import type { DraftEvent, RegistryState } from '../domain/registry-state.js';
import type { Models } from '../domain/models.js';
import { changedIds } from '../domain/models.js';
import { PURGED } from './words.js';

/** The drafts of everything that differs between two states, under one name. */
export function draftDifferences(
  before: Models,
  after: Models,
  {
    action,
    version,
    reason = null,
  }: { readonly action: string; readonly version?: string; readonly reason?: string | null },
): DraftEvent[] {
  return changedIds(before, after).map((id) => {
    const [from, to] = [before.get(id), after.get(id)];
    return {
      action,
      modelId: id,
      version: version ?? (to ?? from)?.version ?? null,
      reason,
      before: from,
      after: to,
    };
  });
}

/**
 * The drafts with what is said of models that were deleted for good, each with the last event of its
 * model: `purged` is beside the models, and what an entry's values say does not tell of it.
 */
export function withPurged(
  drafts: readonly DraftEvent[],
  before: RegistryState['purged'] = {},
  after: RegistryState['purged'] = {},
): DraftEvent[] {
  const told = new Map<string, Values>();
  for (const id of keysOf(before, after)) {
    const [old, now] = [own(before, id), own(after, id)];
    if (old === now || isDeepStrictEqual(old, now)) continue;
    told.set(id, {
      before: old === undefined ? {} : { [PURGED]: { [id]: old } },
      after: now === undefined ? {} : { [PURGED]: { [id]: now } },
    });
  }
  if (told.size === 0) return [...drafts];
  const lastFirst = drafts.toReversed().map((draft) => {
    const more = draft.modelId === null ? undefined : told.get(draft.modelId);
    if (more === undefined) return draft;
    told.delete(draft.modelId ?? '');
    const { values, ...rest } = 'values' in draft ? draft : withValues(draft);
    const { before: from, after: to } = values;
    return {
      ...rest,
      values: { before: { ...from, ...more.before }, after: { ...to, ...more.after } },
    };
  });
  const others = [...told].map(([modelId, values]) => ({
    action: 'purge',
    modelId,
    version: null,
    reason: null,
    values,
  }));
  return [...lastFirst.toReversed(), ...others];
}

function withValues({ before, after, ...draft }: Extract<DraftEvent, { before: unknown }>) {
  return { ...draft, values: differingValues(before, after) };
}

type Values = Pick<AuditEvent, 'before' | 'after'>;

/**
 * The values that differ, by JSON Pointer (RFC 6901) into the entry. A version is looked into, so
 * that a tag on it does not repeat all that is known of it.
 *
 * A model that is gone for good leaves no more than its number: `after` says null for all of it.
 */
export function differingValues(from: Entry | undefined, to: Entry | undefined): Values {
  if (from === undefined) return { before: {}, after: to === undefined ? {} : { '': to } };
  if (to === undefined) return { before: { '/version': from.version }, after: { '': null } };
  const values: Values = { before: {}, after: {} };
  const { versions: oldVersions, ...oldEntry } = from;
  const { versions: newVersions, ...newEntry } = to;
  compare(oldEntry, newEntry, '', values);
  for (const version of keysOf(oldVersions, newVersions)) {
    const [old, now] = [own(oldVersions, version), own(newVersions, version)];
    const pointer = `/versions/${pointerToken(version)}`;
    if (old !== undefined && now !== undefined) compare(old, now, pointer, values);
    else put(values, pointer, old, now);
  }
  return values;
}

function compare(from: object, to: object, pointer: string, values: Values): void {
  const [old, now] = [new Map(Object.entries(from)), new Map(Object.entries(to))];
  for (const key of keysOf(from, to))
    put(values, `${pointer}/${pointerToken(key)}`, old.get(key), now.get(key));
}

function put({ before, after }: Values, pointer: string, old: unknown, now: unknown): void {
  if (old === now || isDeepStrictEqual(old, now)) return;
  if (old !== undefined) before[pointer] = old;
  if (now !== undefined) after[pointer] = now;
}

function keysOf(...objects: readonly object[]): Set<string> {
  return new Set(objects.flatMap((it) => Object.keys(it)));
}
