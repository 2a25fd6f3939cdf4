/** Finds the newest events in the end of an audit log. Pure. */
import { hashLine } from '../domain/canonical.js';
import { isObject, parseJson } from '../domain/json.js';
import { LINE_END } from '../domain/lines.js';

/**
 * Follows the hashes from the last line back to the event with a number.
 *
 * @param bytes - whole lines of the end of a log, or also part of the one before them
 * @param last - the hash of the last line
 * @param sequence - the number of that event; 0 for the first line
 * @param isWhole - whether these are all bytes of the log
 * @returns where the line of that event ends; `before` if it is not in these bytes; undefined if the lines do not
 *   lead there
 */
export function findEventsAfter(
  bytes: Buffer,
  last: string,
  sequence: number,
  isWhole: boolean,
): number | 'before' | undefined {
  let wanted = last;
  for (let end = bytes.length; ;) {
    if (end === 0 || bytes[end - 1] !== LINE_END) return undefined;
    const start = end < 2 ? 0 : bytes.lastIndexOf(LINE_END, end - 2) + 1;
    if (start === 0 && !isWhole) return 'before';
    const line = bytes.subarray(start, end - 1);
    const event = hashLine(line) === wanted ? parseJson(line.toString()) : undefined;
    if (!isObject(event)) return undefined;
    if (Number(event['sequence']) <= sequence) return end;
    const { previous } = event;
    // It is the first one, or does not say what precedes it.
    if (typeof previous !== 'string') return start === 0 ? start : undefined;
    wanted = previous;
    end = start;
  }
}
