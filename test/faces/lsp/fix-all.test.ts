/** Mending all at once takes nothing away, guesses nothing, and makes nothing worse. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alter, FAULTS, SOUND } from '../../support/faulty-specs.js';
import { mendAtOnce } from '../../support/lsp-documents.js';
import { expectNothingLost } from '../../support/mended.js';
import { holds } from '../../support/property.js';
import { sampleModels } from '../../support/sample-files.js';

const TEXTS = [SOUND, ...FAULTS.map(({ text }) => text)];

/** A text in which a line is cut, doubled, deleted or moved, or a character is typed, as while it is written. */
const edited = fc
  .tuple(
    fc.constantFrom(...TEXTS),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.nat(),
        fc.constantFrom('cut', 'double', 'delete', 'swap', ...'[](){}#=,>-sn_:'),
      ),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([text, edits]) => edits.reduce((now, it) => edit(now, ...it), text));

function edit(text: string, line: number, column: number, how: string): string {
  const lines = text.split('\n');
  const at = line % lines.length;
  const written = lines[at] ?? '';
  const middle = column % (written.length + 1);
  const next: Readonly<Record<string, readonly string[]>> = {
    cut: [written.slice(0, middle)],
    double: [written, written],
    delete: [],
    swap: [lines[at + 1] ?? '', written],
  };
  const now = next[how] ?? [written.slice(0, middle) + how + written.slice(middle)];
  return lines.toSpliced(at, how === 'swap' ? 2 : 1, ...now).join('\n');
}

describe('all at once', () => {
  test.each(FAULTS)('$name', ({ text }) => {
    for (const profile of ['standard', 'research'] as const) expectNothingLost(text, profile);
  });

  test('the sample models', () => {
    for (const { text } of sampleModels()) expectNothingLost(text, 'research');
  });

  test('texts that are being written', async () => {
    await holds(
      fc.property(edited, (text) => expectNothingLost(text, 'research')),
      { short: 60, full: 3000 },
    );
  });

  test.each([
    ['a value that a later one replaces', alter(['D={(0.5', 'D={(0.1, 0.9)}  # old\nD={(0.5'])],
    [
      'a dimension without a key',
      alter(['o[3,', 'o[n_o,'], ['## Time', '## ModelParameters\nn_s: 3\nnum_obs: 2\n\n## Time']),
    ],
    [
      'a key that is half typed',
      alter(['s[2,', 's[n_s,'], ['## Time', '## ModelParameters\nn_s\n\n## Time']),
    ],
    ['a version with a comment', alter(['GNN v1', 'GNN v1 <!-- x -->'])],
    ['a name that nothing says', alter(['# Two states\n', '#\n'], ['\nTwo states\n', '\n'])],
    ['an empty section', alter(['ActInfPOMDP\n', ''])],
    ['a value of another shape', alter(['D={(0.5, 0.5)}', 'D={(0.2, 0.3, 0.5)}'])],
    ['no connections', alter(['## Connections\nD>s\ns-A\nA-o\n\n', ''])],
    ['a printed line break', alter(['## GNNSection\nActInfPOMDP', '## GNNSection\\nActInfPOMDP'])],
    ['a section without the name', alter(['## Time', '## Initial'])],
  ])('%s is left for the author', (_, text) => {
    expect(mendAtOnce(text)).toEqual([text]);
  });
});
