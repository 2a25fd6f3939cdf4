/** Every remedy of every example of a finding, and every answer at every place of a spec. */
import { describe, expect, test } from 'vitest';
import { SECTION_NAMES } from '../../../src/domain/spec.js';
import { complete } from '../../../src/faces/lsp/features/completion.js';
import { describeAt } from '../../../src/faces/lsp/features/hover.js';
import { applyEdits, prepareFixes } from '../../../src/faces/lsp/fixes/index.js';
import { composeSpec, EXAMPLES } from '../../support/diagnostic-examples/index.js';
import { SOUND } from '../../support/faulty-specs.js';
import { codesOf, mend, read, readingWith } from '../../support/lsp-documents.js';
import { sampleModels } from '../../support/sample-files.js';

const WRONG = [...EXAMPLES].flatMap(([code, example]) =>
  'words' in example ? [] : [[code, composeSpec(example.wrong, example).text] as const],
);

/** How often a text has a finding. */
const count = (text: string, code: string): number =>
  codesOf(text, 'research').filter((it) => it === code).length;

test.each(WRONG)('each remedy of %s takes its finding away', (_, text) => {
  const analysis = read(text, 'research');
  const fixesOf = prepareFixes(analysis, readingWith('research'));
  for (const found of analysis.findings) {
    for (const { title, edits } of fixesOf(found)) {
      const mended = applyEdits(analysis.source.text, edits);
      const about = `${found.code} ${title}\n${mended}`;
      expect(count(mended, found.code), about).toBeLessThan(count(text, found.code));
    }
  }
});

test.each(SECTION_NAMES)(
  'a spec without %s is mended to one that has all that is required',
  (name) => {
    for (const { text } of [{ text: SOUND }, ...sampleModels()]) {
      const without = text.replace(new RegExp(`^## ${name}\n(?:(?!## ).*\n)*`, 'm'), '');
      expect(codesOf(mend(without)), without).not.toContain('GNN-E001');
    }
  },
);

describe('at every place of a spec', () => {
  test.each([
    ['a small one', SOUND] as const,
    ...sampleModels()
      .slice(0, 4)
      .map(({ path, text }) => [path, text] as const),
  ])('%s: what can be written is named once, and what is there is described', (_, text) => {
    const analysis = read(text, 'research');
    let described = 0;
    for (let at = 0; at <= text.length; at += 1) {
      const labels = complete(analysis, at).map((it) => it.label);
      expect(new Set(labels).size, text.slice(0, at)).toBe(labels.length);
      if (describeAt(analysis, at) !== null) described += 1;
    }
    expect(described).toBeGreaterThan(text.length / 20);
  });
});
