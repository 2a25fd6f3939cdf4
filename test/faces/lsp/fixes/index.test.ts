import { expect, test } from 'vitest';
import { FAULTS, SOUND } from '../../../support/faulty-specs.js';
import { codesOf, mend, titlesOf } from '../../../support/lsp-documents.js';

test('the spec in which the faults are has no findings', () => {
  expect(codesOf(SOUND)).toEqual([]);
});

test.each(FAULTS)('$name is found and mended by quick fixes alone', ({ code, text }) => {
  expect(codesOf(text)).toContain(code);
  const mended = mend(text);
  expect(codesOf(mended), mended).toEqual([]);
});

test('several remedies are offered, and none is chosen for the author', () => {
  const text = SOUND.replace('o[3,type=float]', 'o[3,type=float]\nw[4]').replace(
    '(0.1, 0.8)',
    '(0.1, 0.8, 1)',
  );
  expect(titlesOf(text)).toEqual(['GNN-W001 Delete the declaration']);
  const unmapped = SOUND.replace('s=HiddenState\n', '');
  expect(titlesOf(unmapped, 'research')).toContain('GNN-W021 Add s=HiddenState');
  const odd = SOUND.replace('s[2,type=float]', 's[2,type=quark]');
  expect(titlesOf(odd)).toContain('GNN-W004 Write int');
  expect(titlesOf(odd).some((it) => it.endsWith('*'))).toBe(false);
});
