/** Sends the events of the audit log as they happen: server-sent events. */
import type { ServerResponse } from 'node:http';
import { clearInterval, setInterval } from 'node:timers';
import type { AuditEvent } from '../../domain/model.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { presentEvent, readEventsAfter } from '../../operations/queries/history.js';
import { openPlace } from '../../operations/resident.js';
import { openAt, type Workplace } from '../../operations/workplace.js';
import type { Service } from './service.js';

/** Sends events to whoever listens. */
export interface EventFeed {
  /**
   * Sends events until the listener is gone.
   *
   * @param after - the number of the last event that it knows; undefined for new ones alone
   */
  readonly listen: (response: Stream, after: number | undefined) => Promise<void>;
  /** Ends all. */
  readonly close: () => void;
  readonly size: () => number;
}

/** The part of a response that events are written to. */
type Stream = Pick<ServerResponse, 'write' | 'end' | 'once' | 'writableLength'>;

interface Listener {
  readonly stream: Stream;
  last: number;
}

/** How often others' changes are looked for where the store does not tell of them, in milliseconds. */
const LOOK_MS = 250;
/** A silent connection is taken for a dead one by many proxies after half a minute. */
const BEAT_MS = 15_000;
/** Who does not read what it is sent is let go. */
const MOST_WAITING = 4 * 1024 * 1024;
/** How many events of the past are sent at most. */
const MOST_PAST = 10_000;
/** How long a client waits before it connects again, in milliseconds. */
const RETRY_MS = 1000;

export function createEventFeed(service: Service): EventFeed {
  const listeners = new Set<Listener>();
  let timers: NodeJS.Timeout[] = [];
  let stop: (() => Promise<void>) | undefined;
  let seen: WeakRef<RegistryState> | undefined;
  let [isLooking, isDue] = [false, false];

  const drop = (listener: Listener): void => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    for (const timer of timers) clearInterval(timer);
    timers = [];
    void stop?.();
    stop = undefined;
  };
  const look = async (): Promise<void> => {
    isDue = isLooking;
    if (isLooking) return;
    isLooking = true;
    try {
      const registry = await open(service);
      if (registry.state === seen?.deref()) return;
      const last = Math.min(...Array.from(listeners, (it) => it.last));
      const events = await readEventsAfter(registry, last);
      seen = new WeakRef(registry.state);
      for (const listener of listeners) sendNew(listener, events, drop);
    } catch {
      // It cannot be read at the moment. Requests for it say why.
    } finally {
      isLooking = false;
      // What was told meanwhile may be newer than what was read.
      if (isDue) await look();
    }
  };
  const begin = async (): Promise<void> => {
    if (timers.length > 0) return;
    timers = [setInterval(() => beat(listeners), BEAT_MS)];
    const { follow } = place(service).store;
    if (follow === undefined) timers.push(setInterval(() => void look(), LOOK_MS));
    const end = await follow?.(() => void look());
    // All may have gone before it was there.
    if (timers.length > 0) stop = end;
    else await end?.();
  };
  return {
    size: () => listeners.size,
    listen: async (stream, after) => {
      const registry = await open(service);
      const last = after ?? registry.state.audit?.sequence ?? 0;
      const events = await readEventsAfter(registry, last);
      const listener = { stream, last };
      listeners.add(listener);
      stream.once('close', () => drop(listener));
      stream.write(`retry: ${RETRY_MS}\n\n`);
      sendNew(listener, events, drop);
      await begin();
      // Before it was followed, something may have changed.
      await look();
    },
    close: () => {
      for (const listener of listeners) {
        listener.stream.end();
        drop(listener);
      }
    },
  };
}

/** Sends a comment, so that a silent connection is not taken for a dead one. */
function beat(listeners: Iterable<Listener>): void {
  for (const { stream } of listeners) stream.write(':\n\n');
}

function place(service: Service): Workplace {
  const { signal } = new AbortController();
  return openPlace(service, { signal });
}

async function open(service: Service): ReturnType<typeof openAt> {
  return openAt(place(service), true);
}

function sendNew(
  listener: Listener,
  events: readonly AuditEvent[],
  drop: (listener: Listener) => void,
): void {
  const { stream, last } = listener;
  const fresh = events.filter(({ sequence }) => sequence > last).slice(-MOST_PAST);
  if (fresh.length === 0) return;
  listener.last = fresh.at(-1)?.sequence ?? last;
  stream.write(fresh.map(formatEvent).join(''));
  if (stream.writableLength <= MOST_WAITING) return;
  stream.end();
  drop(listener);
}

/** JSON has no line ends of its own, so that each event has one line of data. */
function formatEvent(event: AuditEvent): string {
  return `id: ${event.sequence}\ndata: ${JSON.stringify(presentEvent(event))}\n\n`;
}
