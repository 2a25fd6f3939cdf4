import { HISTORY } from '../../src/operations/queries/history.js';
import type { HistoryEvent } from '../../src/operations/generated/shapes.js';
import type { OpenedRegistry } from '../../src/operations/workplace.js';

/** The events of a registry, as people see them. */
export async function getHistory(bench: {
  readonly open: () => Promise<OpenedRegistry>;
}): Promise<HistoryEvent[]> {
  const found = HISTORY.present(await HISTORY.query(await bench.open(), {}), {}, String);
  if (!('events' in found)) throw new Error('no events');
  return [...found.events];
}
