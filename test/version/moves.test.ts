/** Files that moved among those that the registry knows: which model is in which of them now. */
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/domain/canonical.js';
import type { Entry } from '../../src/domain/model.js';
import { candidateAt, entryWith } from '../support/registry-entries.js';
import { assign, idsOf, knownOf } from './assign.js';

/** Models a, b and c, each in a file of its own, and what is in the files now: bytes, and an id asked for. */
interface Moved {
  readonly files: Record<string, string | [bytes: string, id: string]>;
  readonly expected: (string | undefined)[];
  readonly registered?: Entry[];
}

const hadFile = (id: string, parts: Partial<Entry> = {}): Entry =>
  entryWith(id, { hash: sha256(id), ...parts });
const TWINS = [
  hadFile('model', { file_path: 'in/a/model.md', hash: sha256('same') }),
  hadFile('b-model', { file_path: 'in/b/model.md', hash: sha256('same') }),
];
const KETTLE = hadFile('kettle', { file_path: 'in/agent.md', former_ids: ['agent'] });

describe('files that moved among known ones', () => {
  test.each<[string, Moved]>([
    ['two files swapped', { files: { a: 'b', b: 'a' }, expected: ['b', 'a'] }],
    ['three files swapped', { files: { a: 'c', b: 'a', c: 'b' }, expected: ['c', 'a', 'b'] }],
    ['a chain of moves', { files: { b: 'a', c: 'b', d: 'c' }, expected: ['a', 'b', 'c'] }],
    ['a chain over the last one', { files: { b: 'a', c: 'b' }, expected: ['a', 'b'] }],
    ['a chain whose last one was edited', { files: { b: 'a', c: 'new' }, expected: ['a', 'c'] }],
    [
      'a chain that asks for the ids, edited on the way',
      { files: { b: ['1', 'a'], c: ['2', 'b'], d: ['3', 'c'] }, expected: ['a', 'b', 'c'] },
    ],
    [
      'two files that swapped ids, edited',
      { files: { a: ['1', 'b'], b: ['2', 'a'] }, expected: ['b', 'a'] },
    ],
    ['a copy over another file', { files: { a: 'a', b: 'a' }, expected: ['a', 'b'] }],
    [
      'a copy over another file, and the original edited',
      { files: { a: 'new', b: 'a' }, expected: ['a', 'b'] },
    ],
    [
      'copies over two files: only one move can be told',
      { files: { b: 'a', c: 'a' }, expected: ['a', 'c'] },
    ],
    ['a copy beside the original', { files: { a: 'a', d: 'a' }, expected: ['a', undefined] }],
    [
      'a copy beside the original, which was edited',
      { files: { a: 'new', d: 'a' }, expected: ['a', undefined] },
    ],
    [
      'a copy in another folder, and the original edited',
      { files: { a: 'new', 'x/a': 'a' }, expected: ['a', undefined] },
    ],
    [
      'an edited file that asks for the id of another edited one',
      { files: { a: ['1', 'b'], b: '2' }, expected: ['a', 'b'] },
    ],
    [
      'an edited file that asks for the id of a missing one',
      { files: { b: ['1', 'a'] }, expected: ['a'] },
    ],
    [
      'content that comes back, which a missing one had too',
      {
        files: { b: 'a' },
        registered: [
          hadFile('a'),
          hadFile('b', { versions: { ...hadFile('b').versions, ...hadFile('a').versions } }),
        ],
        expected: ['b'],
      },
    ],
    [
      'a renamed model, its file named like it, and another one in its place',
      {
        files: { agent: 'new', kettle: 'kettle' },
        registered: [KETTLE],
        expected: [undefined, 'kettle'],
      },
    ],
    [
      'a renamed model that asks for its id, edited, and another one in its place',
      {
        files: { agent: 'new', pot: ['edited', 'kettle'] },
        registered: [KETTLE],
        expected: [undefined, 'kettle'],
      },
    ],
    [
      'a renamed model whose edited file is named like it',
      { files: { kettle: 'edited' }, registered: [KETTLE], expected: ['kettle'] },
    ],
    [
      'a renamed model that asks for the id it had, moved and edited',
      { files: { pot: ['edited', 'agent'] }, registered: [KETTLE], expected: ['kettle'] },
    ],
    [
      'a renamed model in its place, edited',
      {
        files: { agent: 'edited', copy: ['other', 'agent'] },
        registered: [KETTLE],
        expected: ['kettle', undefined],
      },
    ],
    [
      'a model that moved over a missing one, edited since',
      {
        files: { b: 'edited' },
        registered: [
          hadFile('b'),
          hadFile('a', {
            file_path: 'in/b.md',
            health: { ...hadFile('a').health, checked_at: '2026-01-02T00:00:00.000Z' },
          }),
        ],
        expected: ['a'],
      },
    ],
    [
      'folders of files of the same name and bytes, moved together',
      {
        files: { 'e/a/model': 'same', 'e/b/model': 'same' },
        registered: TWINS,
        expected: ['model', 'b-model'],
      },
    ],
    [
      'folders of files of the same name and bytes, renamed',
      {
        files: { 'p/model': 'same', 'q/model': 'same' },
        registered: TWINS,
        expected: ['model', 'b-model'],
      },
    ],
    [
      'files of the same name and bytes, seen from another folder',
      {
        files: { 'a/model': 'same', 'b/model': 'same' },
        registered: TWINS.map((it) => ({ ...it, file_path: it.file_path.replace('in/', 'x/in/') })),
        expected: ['model', 'b-model'],
      },
    ],
    [
      'folders of files of the same name and bytes that swapped with others',
      {
        files: { 'a/model': '1', 'b/model': '2', 'c/a/model': 'same', 'c/b/model': 'same' },
        registered: [
          ...TWINS,
          hadFile('x', { file_path: 'in/c/a/model.md', hash: sha256('1') }),
          hadFile('y', { file_path: 'in/c/b/model.md', hash: sha256('2') }),
        ],
        expected: ['x', 'y', 'model', 'b-model'],
      },
    ],
    [
      'a file with the bytes of a deleted model',
      {
        files: { b: 'a' },
        registered: [hadFile('a', { status: 'deleted' }), hadFile('b')],
        expected: ['b'],
      },
    ],
    [
      'a file with the bytes of a deleted model that has none',
      {
        files: { b: 'a' },
        registered: [hadFile('a', { status: 'deleted', file_path: '' }), hadFile('b')],
        expected: ['b'],
      },
    ],
    [
      'an edited file that asks for the id of a deleted model',
      {
        files: { b: ['1', 'a'] },
        registered: [hadFile('a', { status: 'deleted' }), hadFile('b')],
        expected: ['b'],
      },
    ],
    [
      'a deleted model that comes back in a new file, and in one of a deleted model',
      {
        files: { 'x/a': 'a', b: 'c' },
        registered: ['a', 'b', 'c'].map((it) => hadFile(it, { status: 'deleted' })),
        expected: ['a', 'c'],
      },
    ],
    [
      'a copy over another file, and the original moved',
      {
        files: { b: 'z', 's/z': 'z' },
        registered: [hadFile('b'), hadFile('z')],
        expected: ['b', 'z'],
      },
    ],
    [
      'a copy over another file of the same name, and the original moved',
      {
        files: { 'b/z': 'z', 's/z': 'z' },
        registered: [hadFile('b-z', { file_path: 'in/b/z.md' }), hadFile('z')],
        expected: ['b-z', 'z'],
      },
    ],
    [
      'two files swapped, and a twin of one edited',
      {
        files: { a: 'edited', b: 'c', c: 'same' },
        registered: [
          hadFile('a', { hash: sha256('same') }),
          hadFile('b', { hash: sha256('same') }),
          hadFile('c'),
        ],
        expected: ['a', 'c', 'b'],
      },
    ],
    [
      'two files swapped, a twin of one edited, and another one copied',
      {
        files: { a: 'edited', b: 'c', 'b/b': 'same', c: 'same' },
        registered: [
          hadFile('a', { hash: sha256('same') }),
          hadFile('b', { hash: sha256('same') }),
          hadFile('c'),
        ],
        expected: ['a', 'c', undefined, 'b'],
      },
    ],
    [
      'a model that moved, and another one with an id of its own in its place',
      { files: { a: ['new', 'other'], d: 'a' }, expected: [undefined, 'a'] },
    ],
    [
      'a copy beside the original, which went back and asks for another id',
      {
        files: { a: ['before', 'other'], d: 'a' },
        registered: [
          hadFile('a', {
            versions: {
              ...hadFile('a', { hash: sha256('before') }).versions,
              ...hadFile('a', { version: '2.0.0' }).versions,
            },
          }),
        ],
        expected: ['a', undefined],
      },
    ],
  ])('%s', (_, { files, registered = ['a', 'b', 'c'].map((it) => hadFile(it)), expected }) => {
    const candidates = Object.entries(files).map(([stem, it]) => {
      const [bytes, requested] = typeof it === 'string' ? [it, null] : it;
      return candidateAt(`${stem}.md`, { hash: sha256(bytes), requestedId: requested });
    });
    const there = new Set(candidates.map((it) => it.source.filePath));
    const gone = registered.map((it) => it.file_path).filter((it) => !there.has(it));
    for (const entries of [registered, registered.toReversed()]) {
      expect(assign(candidates, entries, gone).map(knownOf)).toEqual(expected);
    }
  });

  test('stay what they are if the file of the other one was refused, or holds more', () => {
    const entries = [hadFile('a'), hadFile('b')];
    const b = candidateAt('b.md', { hash: sha256('a') });
    expect(assign([b], entries).map(knownOf)).toEqual(['b']);
    const more = candidateAt('a.md', { hash: sha256('b'), part: { index: 1, of: 2 } });
    expect(knownOf(assign([more, b], entries).at(-1))).toBe('b');
  });

  test('stay where they are if only front matter was added that asks for another id', () => {
    const [semanticHash, other] = [`sha256:${sha256('form')}`, `sha256:${sha256('other')}`];
    const { versions } = hadFile('a');
    const known = Object.entries(versions).map(([number, it]) => [
      number,
      { ...it, semantic_hash: semanticHash },
    ]);
    const entry = hadFile('a', { versions: Object.fromEntries(known) });
    const copy = candidateAt('d.md', { hash: sha256('a') });
    const inPlace = candidateAt('a.md', { requestedId: 'other', semanticHash });
    expect(assign([inPlace, copy], [entry]).map(knownOf)).toEqual(['a', undefined]);
    const another = { ...inPlace, semanticHash: other };
    expect(assign([another, copy], [entry]).map(knownOf)).toEqual([undefined, 'a']);
  });

  test('stay new if what they are like was lost before, and nothing pushed it out now', () => {
    const entries = [hadFile('a'), hadFile('b', { file_path: 'in/a.md' })];
    const a = candidateAt('a.md', { hash: sha256('a') });
    const copy = candidateAt('x/b.md', { hash: sha256('b') });
    expect(assign([a, copy], entries).map(knownOf)).toEqual(['a', undefined]);
  });

  test('a copy of a renamed model that asks for the id it had is refused', () => {
    const copy = candidateAt('copy.md', { hash: sha256('kettle'), requestedId: 'agent' });
    const original = candidateAt('agent.md', { hash: sha256('kettle'), requestedId: 'agent' });
    expect(idsOf(assign([original, copy], [KETTLE]))).toEqual(['kettle', 'GNN-E015']);
  });
});
