/** Drafts audit events from the differences between two states of the registry. Pure. */
import { own, pointerToken, isAlike } from '../domain/json.js';
import type { Entry } from '../domain/model.js';
import type { DraftEvent, RegistryState } from '../domain/registry-state.js';
import { byCodeUnit } from '../domain/order.js';
import { changedIds, type Models } from '../domain/models.js';
import { PURGED } from './words.js';

/** Drafts an event with one action for every model that differs between two states. */
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
 * Adds the changes of `purged`, each to the last event of its model, because `purged` is not part of
 * the models' entries.
 */
export function withPurged(
  drafts: readonly DraftEvent[],
  before: RegistryState['purged'] = {},
  after: RegistryState['purged'] = {},
): DraftEvent[] {
  const pending = new Map<string, EventValues>();
  // The same events whatever order they were read in: a merge makes them of the log, and of the registry.
  for (const id of [...keysOf(before, after)].toSorted(byCodeUnit)) {
    const [old, now] = [own(before, id), own(after, id)];
    if (old === now || isAlike(old, now)) continue;
    pending.set(id, {
      before: old === undefined ? {} : { [PURGED]: { [id]: old } },
      after: now === undefined ? {} : { [PURGED]: { [id]: now } },
    });
  }
  if (pending.size === 0) return [...drafts];
  const lastFirst = drafts.toReversed().map((draft) => {
    const more = draft.modelId === null ? undefined : pending.get(draft.modelId);
    if (more === undefined) return draft;
    pending.delete(draft.modelId ?? '');
    const { values, ...rest } = 'values' in draft ? draft : withValues(draft);
    const { before: from, after: to } = values;
    return {
      ...rest,
      values: { before: { ...from, ...more.before }, after: { ...to, ...more.after } },
    };
  });
  const others = [...pending].map(([modelId, values]) => ({
    action: 'purge',
    modelId,
    version: null,
    reason: null,
    values,
  }));
  return [...lastFirst.toReversed(), ...others];
}

function withValues({ before, after, ...draft }: Extract<DraftEvent, { before: unknown }>) {
  return { ...draft, values: diffEntries(before, after) };
}

type EventValues = Readonly<Record<'before' | 'after', Record<string, unknown>>>;

/**
 * The values that differ, by JSON Pointer (RFC 6901) into the entry. Versions are compared key by
 * key, so that adding a tag does not repeat the whole version.
 *
 * Of a permanently deleted model only the version number remains; `after` is null for the whole entry.
 */
export function diffEntries(from: Entry | undefined, to: Entry | undefined): EventValues {
  if (from === undefined) return { before: {}, after: to === undefined ? {} : { '': to } };
  if (to === undefined) return { before: { '/version': from.version }, after: { '': null } };
  const values: EventValues = { before: {}, after: {} };
  const { versions: oldVersions, ...oldEntry } = from;
  const { versions: newVersions, ...newEntry } = to;
  diffValues(oldEntry, newEntry, '', values);
  for (const version of keysOf(oldVersions, newVersions)) {
    const [old, now] = [own(oldVersions, version), own(newVersions, version)];
    const pointer = `/versions/${pointerToken(version)}`;
    if (old !== undefined && now !== undefined) diffValues(old, now, pointer, values);
    else addDifference(values, pointer, old, now);
  }
  return values;
}

function diffValues(from: object, to: object, pointer: string, values: EventValues): void {
  const [old, now] = [new Map(Object.entries(from)), new Map(Object.entries(to))];
  for (const key of keysOf(from, to))
    addDifference(values, `${pointer}/${pointerToken(key)}`, old.get(key), now.get(key));
}

function addDifference(
  { before, after }: EventValues,
  pointer: string,
  old: unknown,
  now: unknown,
): void {
  if (old === now || isAlike(old, now)) return;
  if (old !== undefined) before[pointer] = old;
  if (now !== undefined) after[pointer] = now;
}

function keysOf(...objects: readonly object[]): Set<string> {
  return new Set(objects.flatMap((it) => Object.keys(it)));
}
