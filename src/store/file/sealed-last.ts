/** Keeps the events of the next commit at hand, for who reads the log right after it. */
import { NO_EVENTS, type KnownEvents } from '../../audit/replay.js';
import type { Layout } from './layout.js';

const kept = new WeakMap<Layout, KnownEvents>();

/** Asks to keep the events of the next commit in an output. */
export function keepNextEvents(layout: Layout): void {
  kept.set(layout, NO_EVENTS);
}

/** Keeps the events of a commit, if somebody asked for them. */
export function noteEvents(layout: Layout, events: KnownEvents): void {
  if (kept.has(layout)) kept.set(layout, events);
}

/** Hands over the events that were kept, once. */
export function takeEvents(layout: Layout): KnownEvents {
  const events = kept.get(layout) ?? NO_EVENTS;
  kept.delete(layout);
  return events;
}
