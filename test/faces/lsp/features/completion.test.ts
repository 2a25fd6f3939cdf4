/** Where sections are offered: in a spec, and in what may become one. */
import { expect, test } from 'vitest';
import { complete } from '../../../../src/faces/lsp/features/completion.js';
import { read } from '../../../support/lsp-documents.js';

/** The labels that are offered at `|`. */
function offered(text: string): string[] {
  const at = text.indexOf('|');
  return complete(read(text.replace('|', '')), at).map(({ label }) => label);
}

test.each([
  ['an empty document', '|'],
  ['a blank start', '\n\n|'],
  ['the first heading', '## |'],
  ['a heading below a section', '## ModelName\nLamp\n\n## |'],
])('sections are offered in %s', (_, text) => {
  expect(offered(text)).toContain('StateSpaceBlock');
});

test.each([
  ['a document with other headings', '# How to install it\n\n|\n'],
  ['a heading of one', '# How to install it\n\n## |\n'],
  ['notes', 'Buy milk.\n\n|\n'],
])('nothing is offered in %s', (_, text) => {
  expect(offered(text)).toEqual([]);
});
