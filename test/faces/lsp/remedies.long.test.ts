/** Every remedy of every finding in real specs. */
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../src/domain/diagnostics.js';
import type { Analysis } from '../../../src/faces/lsp/analysis.js';
import { applyEdits, prepareFixes } from '../../../src/faces/lsp/fixes/index.js';
import { read, readingWith } from '../../support/lsp-documents.js';
import { CORPUS, corpusFiles } from '../../support/sample-files.js';

/** The findings that say the same of whatever line. */
function countLike({ findings }: Analysis, { code, message }: Diagnostic): number {
  return findings.filter((it) => it.code === code && it.message === message).length;
}

describe.skipIf(CORPUS === undefined)('the real specs (set GNN_CORPUS to run)', () => {
  test.for(corpusFiles().filter(({ text }) => text.length < 20_000))('$path', ({ text }) => {
    for (const profile of ['standard', 'research'] as const) {
      const analysis = read(text, profile);
      const fixesOf = prepareFixes(analysis, readingWith(profile));
      for (const found of analysis.findings) {
        for (const { title, edits } of fixesOf(found)) {
          const mended = read(applyEdits(analysis.source.text, edits), profile);
          const about = `${found.line}: ${found.code} ${found.message} | ${title}`;
          expect(countLike(mended, found), about).toBeLessThan(countLike(analysis, found));
        }
      }
    }
  });
});
