/** Names that are followed and changed. */
import { describe, expect, test } from 'vitest';
import type { Range, TextEdit } from 'vscode-languageserver';
import {
  explainRefusal,
  findDefinitions,
  findHighlights,
  findReferences,
  findRenamed,
  rename,
} from '../../../../src/faces/lsp/features/navigation.js';
import { alter } from '../../../support/faulty-specs.js';
import { read } from '../../../support/lsp-documents.js';

const URI = 'file:///two_states.md';
const TEXT = alter(
  ['s[2,type=float] ', 's[n,type=float] '],
  ['D={(0.5, 0.5)}', 'D=softmax(s)'],
  ['## Time', '## Equations\no = A s + A_s\n\n## ModelParameters\nn: 2\n\n## Time'],
);
const analysis = read(TEXT);
const at = (text: string): number => TEXT.indexOf(text);
const NOWHERE = at('Two states');

/** What stands at a range, and its line. */
const show = ({ start, end }: Range): string =>
  `${start.line + 1}: ${TEXT.split('\n')[start.line]?.slice(start.character, end.character)}`;

const definitions = (offset: number): string[] =>
  findDefinitions(analysis, offset, URI).map(({ range }) => show(range));

const references = (offset: number, withDeclaration: boolean): string[] =>
  findReferences(analysis, offset, URI, withDeclaration).map(({ range }) => show(range));

const highlights = (offset: number): string[] =>
  findHighlights(analysis, offset).map(
    ({ range, kind }) => `${show(range)} ${kind === 3 ? 'written' : 'read'}`,
  );

const edited = (edits: readonly TextEdit[] = []): string[] =>
  edits.map(({ range, newText }) => `${show(range)} → ${newText}`);

test('a name leads to its declaration, and that of a setting to its key', () => {
  expect(definitions(at('A-o'))).toEqual(['13: A']);
  expect(definitions(at('n,type'))).toEqual(['35: n']);
  expect(definitions(NOWHERE)).toEqual([]);
});

test('all places of a name are found, with or without its declaration', () => {
  expect(references(at('s-A'), true)).toEqual([
    '15: s',
    '19: s',
    '20: s',
    '29: s',
    '32: s',
    '43: s',
  ]);
  expect(references(at('s-A'), false)).not.toContain('15: s');
  expect(references(NOWHERE, true)).toEqual([]);
});

test('declarations, values and settings write a name, and all others read it', () => {
  expect(highlights(at('D>s'))).toEqual([
    '14: D written',
    '19: D read',
    '29: D written',
    '42: D read',
  ]);
  expect(highlights(at('n: 2'))).toEqual(['15: n read', '35: n written']);
  expect(highlights(NOWHERE)).toEqual([]);
});

describe('another name', () => {
  test('is asked for where there is one', () => {
    expect(findRenamed(analysis, at('s-A'))).toMatchObject({ placeholder: 's' });
    expect(findRenamed(analysis, NOWHERE)).toBeNull();
  });

  test.each([
    ['Two states', 'x', 'there is no variable here to rename'],
    ['s-A', '2x', '"2x" is not a name: use letters, digits and _, and begin with a letter or _'],
    ['s-A', '', '"" is not a name: use letters, digits and _, and begin with a letter or _'],
    ['s-A', 's+1', '"s+1" is not a name: use letters, digits and _, and begin with a letter or _'],
    ['s-A', 'o', 'o is another variable already'],
    ['s-A', 'n', 'n is another variable already'],
    ['s-A', 's', undefined],
    ['s-A', 'state', undefined],
  ])('at %j, %j: %s', (place, name, refusal) => {
    expect(explainRefusal(analysis, at(place), name)).toBe(refusal);
  });

  const options = { uri: URI, version: 7, asks: false };
  test('text that may mean something else is left where the client cannot ask', () => {
    const { changes } = rename(analysis, at('s-A'), 'state', options);
    expect(edited(changes?.[URI])).toEqual([15, 19, 20, 43].map((line) => `${line}: s → state`));
  });

  test('and is for the person to confirm where it can', () => {
    const edit = rename(analysis, at('s-A'), 'state', { ...options, asks: true });
    expect(edit.changes).toBeUndefined();
    const [document] = edit.documentChanges ?? [];
    if (document === undefined || !('edits' in document)) throw new Error('no edits');
    expect(document.textDocument).toEqual({ uri: URI, version: 7 });
    const unsure = document.edits.filter((it) => 'annotationId' in it);
    expect(edited(document.edits as TextEdit[])).toHaveLength(6);
    expect(edited(unsure as TextEdit[])).toEqual(['29: s → state', '32: s → state']);
    const annotations = Object.entries(edit.changeAnnotations ?? {});
    expect(annotations).toMatchObject([
      [
        'text',
        {
          needsConfirmation: true,
          description: 'They are text, and s may mean something else in them.',
        },
      ],
    ]);
  });

  test('a name that is in no text is changed without a question', () => {
    const edit = rename(analysis, at('n: 2'), 'count', { ...options, asks: true });
    expect(edited(edit.changes?.[URI])).toEqual(['15: n → count', '35: n → count']);
  });

  test('nothing is changed where there is no name', () => {
    expect(rename(analysis, NOWHERE, 'x', options)).toEqual({});
  });
});
