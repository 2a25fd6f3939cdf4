import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/domain/canonical.js';
import type { Entry } from '../../src/domain/model.js';
import { fileStem, type Candidate } from '../../src/version/candidate.js';
import type { Identity } from '../../src/version/identity.js';
import { idKey } from '../../src/domain/archive-names.js';
import { candidateAt, entryWith, sourceAt } from '../support/registry-entries.js';
import { assign, idsOf, knownOf } from './assign.js';

function codesOf(identity: Identity | undefined): string[] {
  return identity !== undefined && 'id' in identity
    ? identity.diagnostics.map((it) => it.code)
    : [];
}

function parts(path: string, ...sections: (string | [string, string])[]): Candidate[] {
  return sections.map((it, index) => {
    const [section, bytes] = typeof it === 'string' ? [it, `${path} ${it}`] : it;
    return candidateAt(path, {
      hash: sha256(bytes),
      gnnSection: section === '' ? null : section,
      part: { index, of: sections.length },
    });
  });
}

function partEntry(id: string, section: string, bytes: string): Entry {
  return entryWith(id, {
    file_path: 'in/duo.md',
    gnn_section: section,
    hash: sha256(bytes),
    file_hash: sha256('whole'),
  });
}

test.each([
  ['in/a/b.c.md', 'b.c'],
  ['agent.gnn', 'agent'],
  ['.md', '.md'],
  ['', ''],
])('the stem of %j is %j', (path, stem) => expect(fileStem(path)).toBe(stem));

describe('new files', () => {
  test('get their stem', () => {
    expect(idsOf(assign([candidateAt('a.md'), candidateAt('deep/b.gnn')]))).toEqual(['a', 'b']);
  });

  test('with the same stem: the first in path order gets it, later ones add their folder', () => {
    const found = assign([candidateAt('a/agent.md'), candidateAt('b/agent.md')]);
    expect(idsOf(found)).toEqual(['agent', 'b-agent']);
  });

  test('add as many folders as necessary', () => {
    const found = assign([
      candidateAt('1/x/y/agent.md'),
      candidateAt('2/x/y/agent.md'),
      candidateAt('3/x/y/agent.md'),
      candidateAt('4/x/y/agent.md'),
    ]);
    expect(idsOf(found)).toEqual(['agent', 'y-agent', 'x-y-agent', '4-x-y-agent']);
  });

  test('add a number if every prefix is taken', () => {
    const found = assign(
      ['md', 'MD', 'gnn', 'markdown', 'GNN'].map((it) => candidateAt(`agent.${it}`)),
    );
    expect(idsOf(found)).toEqual(['agent', 'in-agent', 'agent-2', 'agent-3', 'agent-4']);
  });

  test('whose stems differ only in case or normal form have the same stem', () => {
    const found = assign([
      candidateAt('a/AGENT.md'),
      candidateAt('b/agent.md'),
      candidateAt('c/e\u0301.md'),
      candidateAt('d/\u00e9.md'),
    ]);
    expect(idsOf(found)).toEqual(['AGENT', 'b-agent', '\u00e9', 'd-\u00e9']);
  });

  test('do not get the id of another model whose file still exists', () => {
    const found = assign([candidateAt('b/agent.md')], [entryWith('agent')]);
    expect(idsOf(found)).toEqual(['b-agent']);
    expect(knownOf(found[0])).toBeUndefined();
  });

  test('with a stem that is not a valid id get a similar one, which is reported', () => {
    const [odd, plain] = assign([candidateAt('my agent.md'), candidateAt('e\u0301.md')]);
    expect(odd).toMatchObject({ id: 'my_agent' });
    expect(codesOf(odd)).toEqual(['GNN-I008']);
    expect(codesOf(plain)).toEqual([]);
  });

  test('that map to the same id are two models', () => {
    const found = assign([candidateAt('a/x y.md'), candidateAt('b/x_y.md')]);
    expect(idsOf(found)).toEqual(['x_y', 'b-x_y']);
  });
});

describe('known files', () => {
  test('keep their id, however their path is written', () => {
    const entry = entryWith('old-name', { file_path: '/project/in/agent.md' });
    const found = assign([candidateAt('agent.md')], [entry]);
    expect(found).toEqual([{ id: 'old-name', known: entry, diagnostics: [] }]);
  });

  test('keep their id even if another file precedes them in path order', () => {
    const found = assign(
      [candidateAt('a/agent.md'), candidateAt('b/agent.md')],
      [entryWith('agent', { file_path: 'in/b/agent.md' })],
    );
    expect(idsOf(found)).toEqual(['a-agent', 'agent']);
  });

  test('keep their id even if front matter requests another, which is reported', () => {
    const [found] = assign(
      [candidateAt('agent.md', { requestedId: 'other' })],
      [entryWith('agent')],
    );
    expect(found).toMatchObject({ id: 'agent' });
    expect(codesOf(found)).toEqual(['GNN-W018']);
  });

  test('that request their own id in another spelling cause no finding', () => {
    const [found] = assign(
      [candidateAt('agent.md', { requestedId: 'AGENT' })],
      [entryWith('agent')],
    );
    expect(codesOf(found)).toEqual([]);
  });

  test('with the same path are distinguished by their bytes if one model is left', () => {
    const bytes = 'the whole file';
    const found = assign(
      [candidateAt('duo.md', { hash: sha256(bytes), gnnSection: 'B' })],
      [partEntry('duo-A', 'A', 'a'), partEntry('duo-B', 'B', bytes)],
    );
    expect(idsOf(found)).toEqual(['duo-B']);
  });
});

describe('moved files', () => {
  test('with the same bytes and stem keep their id', () => {
    const entry = entryWith('agent', { file_path: 'in/old/agent.md', hash: sha256('same') });
    const found = assign(
      [candidateAt('new/agent.md', { hash: sha256('same') })],
      [entry],
      ['in/old/agent.md'],
    );
    expect(found).toEqual([{ id: 'agent', known: entry, diagnostics: [] }]);
  });

  test('with other bytes keep their id by their relative path', () => {
    const entry = entryWith('agent', { file_path: '../elsewhere/specs/deep/agent.md' });
    const gone = [entry.file_path];
    expect(knownOf(assign([candidateAt('deep/agent.md')], [entry], gone)[0])).toBe('agent');
    expect(knownOf(assign([candidateAt('eep/agent.md')], [entry], gone)[0])).toBeUndefined();
  });

  test('seen from another working directory: all of them keep their ids', () => {
    const entries = [
      entryWith('agent', { file_path: 'specs/a/agent.md' }),
      entryWith('b-agent', { file_path: 'specs/b/agent.md' }),
    ];
    const gone = entries.map((it) => it.file_path);
    const found = assign([candidateAt('a/agent.md'), candidateAt('b/agent.md')], entries, gone);
    expect(found.map(knownOf)).toEqual(['agent', 'b-agent']);
  });

  test('have not moved if the registered file still exists', () => {
    const entry = entryWith('agent', { file_path: 'in/old/agent.md', hash: sha256('same') });
    const [found] = assign([candidateAt('new/agent.md', { hash: sha256('same') })], [entry]);
    expect(found).toMatchObject({ id: 'new-agent', known: undefined });
  });

  test('have not moved if the stem differs, even with the same bytes', () => {
    const entry = entryWith('agent', { hash: sha256('same') });
    const [found] = assign(
      [candidateAt('renamed.md', { hash: sha256('same') })],
      [entry],
      [entry.file_path],
    );
    expect(found).toMatchObject({ id: 'renamed', known: undefined });
  });

  test('have not moved if bytes and relative path differ', () => {
    const entry = entryWith('agent', { file_path: 'in/old/agent.md' });
    const [other] = assign([candidateAt('new/agent.md')], [entry], [entry.file_path]);
    expect(knownOf(other)).toBeUndefined();
  });

  test('have not moved from a subfolder to the target itself if the bytes differ', () => {
    const entry = entryWith('agent', { file_path: 'in/old/agent.md' });
    const [other] = assign([candidateAt('agent.md')], [entry], [entry.file_path]);
    expect(knownOf(other)).toBeUndefined();
  });

  test('with the same bytes take precedence over those with the same path', () => {
    const entries = [
      entryWith('a-agent', { file_path: 'other/deep/agent.md' }),
      entryWith('b-agent', { file_path: 'other/agent.md', hash: sha256('same') }),
    ];
    const gone = entries.map((it) => it.file_path);
    const same = candidateAt('deep/agent.md', { hash: sha256('same') });
    expect(knownOf(assign([same], entries, gone)[0])).toBe('b-agent');
  });

  test('claim an entry only once', () => {
    const entry = entryWith('agent', { file_path: 'gone/agent.md', hash: sha256('same') });
    const found = assign(
      ['a/agent.md', 'b/agent.md'].map((it) => candidateAt(it, { hash: sha256('same') })),
      [entry],
      [entry.file_path],
    );
    expect(found.map(knownOf)).toEqual(['agent', undefined]);
    expect(idsOf(found)).toEqual(['agent', 'b-agent']);
  });
});

describe('ids that front matter requests', () => {
  test('are assigned, and take precedence over stems', () => {
    const found = assign([candidateAt('x.md'), candidateAt('y.md', { requestedId: 'x' })]);
    expect(idsOf(found)).toEqual(['in-x', 'x']);
  });

  test('twice: the first in path order gets it, the other is refused, naming both paths', () => {
    const [first, second] = assign([
      candidateAt('a.md', { requestedId: 'shared' }),
      candidateAt('b.md', { requestedId: 'SHARED' }),
    ]);
    expect(first).toMatchObject({ id: 'shared' });
    expect(second).toMatchObject({
      refused: {
        code: 'GNN-E015',
        severity: 'error',
        message: expect.stringMatching(/in\/b\.md.*in\/a\.md/s),
      },
    });
  });

  test('of another model whose file exists are refused', () => {
    const [found] = assign([candidateAt('b.md', { requestedId: 'agent' })], [entryWith('agent')]);
    expect(found).toMatchObject({
      refused: { code: 'GNN-E015', message: expect.stringContaining('in/agent.md') },
    });
  });

  test('of a model whose file is gone continue that model', () => {
    const entry = entryWith('agent');
    const [found] = assign(
      [candidateAt('b.md', { requestedId: 'agent' })],
      [entry],
      [entry.file_path],
    );
    expect(found).toEqual({ id: 'agent', known: entry, diagnostics: [] });
  });

  test('that are not valid are converted, which is reported', () => {
    const [found] = assign([candidateAt('a.md', { requestedId: '../../etc' })]);
    expect(found).toMatchObject({ id: '_._.._etc' });
    expect(codesOf(found)).toEqual(['GNN-W015']);
    expect(codesOf(assign([candidateAt('a.md', { requestedId: 'e\u0301' })])[0])).toEqual([]);
  });
});

describe('a file of several models', () => {
  test('gives each model the stem and its section', () => {
    expect(idsOf(assign(parts('duo.md', 'A', 'B')))).toEqual(['duo-A', 'duo-B']);
  });

  test('uses numbers if a section is missing or repeated', () => {
    const found = assign(parts('duo.md', 'A', ['A', 'again'], '', 'B'));
    expect(idsOf(found)).toEqual(['duo-A', 'duo-2', 'duo-3', 'duo-B']);
  });

  test('in two folders: the later one is prefixed with its folder', () => {
    const found = assign([...parts('a/duo.md', 'A', 'B'), ...parts('b/duo.md', 'A', 'B')]);
    expect(new Set(idsOf(found).map(idKey)).size).toBe(4);
    expect(idsOf(found).slice(0, 2)).toEqual(['duo-A', 'duo-B']);
  });

  const entries = [partEntry('duo-Z', 'Z', 'z'), partEntry('duo-A', 'A', 'a')];

  test('keeps its ids when a model changes', () => {
    const found = assign(parts('duo.md', ['Z', 'z2'], ['A', 'a']), entries);
    expect(found.map(knownOf)).toEqual(['duo-Z', 'duo-A']);
  });

  test('keeps its ids when they are reordered', () => {
    const found = assign(parts('duo.md', ['A', 'a'], ['Z', 'z']), entries);
    expect(found.map(knownOf)).toEqual(['duo-A', 'duo-Z']);
  });

  test('keeps its ids when a model is added before, between or after the others', () => {
    const found = assign(
      parts('duo.md', ['M', 'm'], ['Z', 'z'], ['N', 'n'], ['A', 'a'], ['O', 'o']),
      entries,
    );
    expect(found.map(knownOf)).toEqual([undefined, 'duo-Z', undefined, 'duo-A', undefined]);
    expect(idsOf(found)).toEqual(['duo-M', 'duo-Z', 'duo-N', 'duo-A', 'duo-O']);
  });

  test('keeps the id of a model whose section changed', () => {
    const found = assign(parts('duo.md', ['Y', 'y'], ['A', 'a']), entries);
    expect(found.map(knownOf)).toEqual(['duo-Z', 'duo-A']);
  });

  test('keeps the id of the model that is left, whatever the order of the registry', () => {
    for (const known of [entries, entries.toReversed()]) {
      for (const section of ['Z', 'A']) {
        const left = candidateAt('duo.md', { hash: sha256('left'), gnnSection: section });
        expect(assign([left], known).map(knownOf)).toEqual([`duo-${section}`]);
      }
    }
  });

  test('keeps the id of the one model it had when it gets a second', () => {
    const entry = entryWith('duo', { gnn_section: 'A' });
    const found = assign(parts('duo.md', ['B', 'b'], ['A', 'a']), [entry]);
    expect(found.map(knownOf)).toEqual([undefined, 'duo']);
  });

  describe('whose sections all have the same name', () => {
    const same = [partEntry('duo-S', 'S', '1'), partEntry('duo-2', 'S', '2')];

    test('keeps the ids of unchanged models when they are reordered and one changes', () => {
      const found = assign(parts('duo.md', ['S', '2 changed'], ['S', '1']), same);
      expect(found.map(knownOf)).toEqual(['duo-2', 'duo-S']);
    });

    test('keeps the ids of unchanged models when one is added first', () => {
      const found = assign(parts('duo.md', ['S', 'new'], ['S', '1'], ['S', '2']), same);
      expect(found.map(knownOf)).toEqual([undefined, 'duo-S', 'duo-2']);
    });

    test('keeps the ids of unchanged models when the first is removed', () => {
      const three = [...same, partEntry('duo-3', 'S', '3')];
      const found = assign(parts('duo.md', ['S', '2'], ['S', '3']), three);
      expect(found.map(knownOf)).toEqual(['duo-2', 'duo-3']);
    });
  });

  test('that moved keeps its ids', () => {
    const moved = parts('new/duo.md', ['Z', 'z'], ['A', 'a']);
    const found = assign(moved, entries, ['in/duo.md']);
    expect(found.map(knownOf)).toEqual(['duo-Z', 'duo-A']);
  });

  test('does not use a model_id of its front matter', () => {
    const found = assign(parts('duo.md', 'A', 'B').map((it) => ({ ...it, requestedId: 'x' })));
    expect(idsOf(found)).toEqual(['duo-A', 'duo-B']);
  });
});

const path = fc
  .tuple(
    fc.array(fc.constantFrom('a', 'B', 'c', 'in'), { maxLength: 3 }),
    fc.constantFrom('agent', 'Agent', 'x y', 'x_y', 'é', 'e\u0301', 'CON', 'a-agent', 'agent-2'),
    fc.constantFrom('md', 'gnn'),
  )
  .map(([folders, stem, ending]) => [...folders, `${stem}.${ending}`].join('/'));
const files = fc
  .uniqueArray(fc.tuple(path, fc.option(fc.constantFrom('agent', 'AGENT', 'x y', '../b'))), {
    selector: ([it]) => it,
    maxLength: 14,
  })
  .map((list) => list.toSorted(([a], [b]) => (a < b ? -1 : 1)));

test('ids are unique regardless of case, and a second run yields the same ids', () => {
  fc.assert(
    fc.property(files, fc.boolean(), (list, shuffled) => {
      const candidates = list.map(([it, requestedId]) => candidateAt(it, { requestedId }));
      const first = assign(candidates);
      expect(first).toHaveLength(candidates.length);
      const given = idsOf(first).filter((id) => id !== 'GNN-E015');
      expect(new Set(given.map((id) => id.toLowerCase())).size).toBe(given.length);

      const entries = first.flatMap((it, index) =>
        'refused' in it
          ? []
          : entryWith(it.id, { file_path: sourceAt(list[index]?.[0] ?? '').filePath }),
      );
      const second = assign(candidates, shuffled ? entries.toReversed() : entries);
      expect(idsOf(second)).toEqual(idsOf(first));
    }),
  );
});
