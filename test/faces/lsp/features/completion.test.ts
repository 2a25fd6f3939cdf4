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

/** What is written for a label that is offered at `|`. */
function written(text: string, label: string): string | undefined {
  const at = text.indexOf('|');
  const item = complete(read(text.replace('|', '')), at).find((it) => it.label === label);
  return item?.textEdit?.newText;
}

const SPEC = `## GNNSection\nLamp\n## ModelName\nLamp\n## StateSpaceBlock\ns[2,1,type=float]\no[3,1,type=float]\n`;

test('of a heading that is begun as it should be, only the name is replaced', () => {
  expect(written(`${SPEC}## Con|`, 'Connections')).toMatch(/^Connections\n/);
  expect(written(`${SPEC}##|`, 'Connections')).toMatch(/^## Connections\n/);
  expect(written(`${SPEC}# Con|`, 'Connections')).toMatch(/^## Connections\n/);
});

test('the usual variables that are missing are offered, with the shape that the others give them', () => {
  expect(offered(`${SPEC}|\n`)).toEqual(['π', 'u', 'A', 'B', 'C', 'D', 'E', 'G']);
  expect(written(`${SPEC}|\n`, 'A')).toBe('A[3,2,type=float]');
  expect(written(`${SPEC}|\n`, 'u')).toBe('u[1,type=int]');
  expect(written(`${SPEC}|\n`, 'G')).toBe('G[');
});

const VALUES = `${SPEC}A[3,2,type=float]\nx[2]\n## InitialParameterization\n`;

test('a variable is offered with the value that a model usually begins with', () => {
  const value = '{(0.33333333, 0.33333333), (0.33333333, 0.33333333), (0.33333333, 0.33333333)}';
  expect(written(`${VALUES}|\n`, 'A')).toBe(`A=${value}`);
  expect(written(`${VALUES}|\n`, 'x')).toBe('x=');
  expect(offered(`${VALUES}A=|\n`)).toEqual([value]);
  expect(offered(`${VALUES}x=|\n`)).toEqual([]);
  expect(written(`${VALUES}A={(1, 0), (0, 1), (0, 0)}\n|\n`, 'A')).toBe('A=');
});

test('keys of ModelParameters are offered with what the variables say', () => {
  const text = `${SPEC}C[n]\n## ModelParameters\nnum_obs: 3\n|\n`;
  expect(offered(text)).toEqual(['n', 'num_hidden_states', 'num_actions']);
  expect(written(text, 'num_hidden_states')).toBe('num_hidden_states: 2');
  expect(written(text, 'num_actions')).toBe('num_actions: ');
});
