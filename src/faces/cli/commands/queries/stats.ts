import { statistics } from '../../../../operations/queries/statistics.js';
import type { Call } from '../../command.js';
import { renderStatistics } from '../../render/queries/statistics.js';
import { answer } from '../answer.js';

/** `stats` */
export function statsCommand(call: Call): Promise<number> {
  return answer(call, async ({ open }) => {
    const numbers = statistics((await open()).state.models);
    return { data: numbers, text: (view) => renderStatistics(numbers, view) };
  });
}
