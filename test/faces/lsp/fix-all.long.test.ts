/** Mending all findings of real specs at once. */
import { describe, test } from 'vitest';
import { expectNothingLost } from '../../support/mended.js';
import { CORPUS, corpusFiles } from '../../support/sample-files.js';

describe.skipIf(CORPUS === undefined)('the real specs (set GNN_CORPUS to run)', () => {
  test.for(corpusFiles().filter(({ text }) => text.length < 40_000))('$path', ({ text }) => {
    for (const profile of ['standard', 'research'] as const) expectNothingLost(text, profile);
  });
});
