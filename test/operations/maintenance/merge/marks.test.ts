import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findConflict, hasMarks } from '../../../../src/domain/conflict-marks.js';
import { markDifferences, markWhole } from '../../../../src/operations/maintenance/merge/marks.js';

const text = fc
  .array(fc.constantFrom('a', 'b', 'c', '', 'é'), { maxLength: 12 })
  .map((lines) => Buffer.from(lines.map((it) => `${it}\n`).join('')));

/** What is left if one side is taken everywhere. */
function take(marked: Buffer, side: 'ours' | 'theirs'): string {
  const taken: string[] = [];
  let within: 'ours' | 'theirs' | undefined;
  for (const line of marked.toString().split('\n').slice(0, -1)) {
    if (line === '<<<<<<< ours') within = 'ours';
    else if (line === '=======') within = 'theirs';
    else if (line === '>>>>>>> theirs') within = undefined;
    else if (within === undefined || within === side) taken.push(`${line}\n`);
  }
  return taken.join('');
}

test('marks have both texts', () => {
  fc.assert(
    fc.property(text, text, (ours, theirs) => {
      for (const marked of [markDifferences(ours, theirs), markWhole(ours, theirs)]) {
        expect([take(marked, 'ours'), take(marked, 'theirs')]).toEqual([
          ours.toString(),
          theirs.toString(),
        ]);
      }
      expect(hasMarks(markWhole(ours, theirs))).toBe(true);
      expect(hasMarks(markDifferences(ours, theirs))).toBe(!ours.equals(theirs));
    }),
  );
});

test('marks within a line are none', () => {
  const text = Buffer.from('{"a": "<<<<<<< ours"}\n');
  expect([hasMarks(text), findConflict(text)]).toEqual([false, undefined]);
});
