/** Keeps the events of the next commit at hand, for who reads the log right after it. */
import type { AuditEvent } from '../../domain/model.js';
import type { Layout } from './layout.js';

/** By its hash. */
export type KnownEvents = ReadonlyMap<string, AuditEvent>;

const NONE: KnownEvents = new Map();
const kept = new WeakMap<Layout, KnownEvents>();

/** Asks to keep the events of the next commit in an output. */
export function keepNextEvents(layout: Layout): void {
  kept.set(layout, NONE);
}

/** Keeps the events of a commit, if somebody asked for them. */
export function noteEvents(layout: Layout, events: KnownEvents): void {
  if (kept.has(layout)) kept.set(layout, events);
}

/** Hands over the events that were kept, once. */
export function takeEvents(layout: Layout): KnownEvents {
  const events = kept.get(layout) ?? NONE;
  kept.delete(layout);
  return events;
}
