/** Marks what two texts say differently, as git does. Pure. */
import { diffArrays } from 'diff';
import { FIRST_MARK } from '../../../domain/conflict-marks.js';
import { LINE_END } from '../../../domain/lines.js';

/** Returns a text with both versions of each place where two texts differ, between marks. */
export function markDifferences(ours: Buffer, theirs: Buffer): Buffer {
  const parts: Buffer[] = [];
  let open: { ours: Buffer[]; theirs: Buffer[] } | undefined;
  const close = (): void => {
    if (open !== undefined) parts.push(...enclose(open.ours, open.theirs));
    open = undefined;
  };
  for (const { value, added, removed } of diffArrays(splitLines(ours), splitLines(theirs))) {
    const lines = value.map((line) => Buffer.from(line, 'latin1'));
    if (added || removed) {
      open ??= { ours: [], theirs: [] };
      open[added ? 'theirs' : 'ours'].push(...lines);
      continue;
    }
    close();
    parts.push(...lines);
  }
  close();
  return Buffer.concat(parts);
}

/** Returns a text with two whole texts between marks. */
export function markWhole(ours: Buffer, theirs: Buffer): Buffer {
  return Buffer.concat(enclose([ours], [theirs]));
}

function enclose(ours: readonly Buffer[], theirs: readonly Buffer[]): Buffer[] {
  return [
    FIRST_MARK,
    Buffer.from('ours\n'),
    ...ended(ours),
    Buffer.from('=======\n'),
    ...ended(theirs),
    Buffer.from('>>>>>>> theirs\n'),
  ];
}

function ended(parts: readonly Buffer[]): Buffer[] {
  const last = parts.at(-1);
  const isEnded = last === undefined || last.length === 0 || last.at(-1) === LINE_END;
  return isEnded ? [...parts] : [...parts, Buffer.from('\n')];
}

/** Lines with their ends; one character a byte, so that no byte is lost that is not UTF-8. */
function splitLines(bytes: Buffer): string[] {
  return bytes.toString('latin1').match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
