import { describe, expect, test } from 'vitest';
import { takeEdits } from '../../src/domain/take-edits.js';
import type { Entry } from '../../src/domain/model.js';
import { entryWith } from '../support/registry-entries.js';

const OURS: Entry = {
  ...entryWith('a'),
  updated_at: '2026-01-02T00:00:00.000Z',
  description: 'As the spec has it.',
  tags: ['ours'],
};

/** Our entry as another program read, edited and wrote it. */
function edited(parts: Partial<Entry> = {}): Entry {
  return { ...OURS, updated_at: '2026-01-03T00:00:00.000Z', ...parts };
}

describe('what another program changed', () => {
  test('nothing', () => {
    expect(takeEdits(OURS, edited())).toEqual({ entry: OURS, taken: [], left: [] });
  });

  test('a tag, metadata and the description', () => {
    const theirs = edited({
      tags: ['ours', 'theirs'],
      description: 'By hand.',
      annotations: { lab: 'north' },
      foreign: { metadata: { author: 'Ada', date: '2026', runs: [1] }, owner: 'them' },
    });
    const { entry, taken, left } = takeEdits(OURS, theirs);
    expect(left).toEqual([]);
    expect(taken).toEqual(
      ['tag theirs', 'lab', 'author', 'date', 'runs', 'owner', 'description'].map(
        (it) => `${it} of a`,
      ),
    );
    expect(entry).toMatchObject({
      updated_at: theirs.updated_at,
      tags: ['ours', 'theirs'],
      description: 'By hand.',
      annotations: { lab: 'north', description: 'By hand.' },
      metadata: { author: 'Ada', date: '2026', runs: [1], lab: 'north' },
      foreign: { owner: 'them' },
    });
  });

  test('a removal is told, and not taken', () => {
    const ours = { ...OURS, annotations: { lab: 'north' } };
    const { entry, left } = takeEdits(ours, edited({ tags: [] }));
    expect(entry).toBe(ours);
    expect(left).toEqual(['the removal of tag ours of a', 'the removal of lab of a']);
    const emptied = takeEdits(OURS, edited({ description: null }));
    expect(emptied.left).toEqual(['the removal of the description of a']);
  });

  test('what cannot be taken is told, each by its name, and the rest is taken', () => {
    const [version = ''] = Object.keys(OURS.versions);
    const known = OURS.versions[version];
    if (known === undefined) throw new Error('the model has no version');
    const ours = { ...OURS, metadata: { ...OURS.metadata, license: 'MIT', variables: 3 } };
    const { entry, taken, left } = takeEdits(ours, {
      ...edited({ tags: ['ours', '', 'two\nlines', 'good'] }),
      metadata: { ...ours.metadata, license: '', variables: 50, framework_targets: ['pymdp'] },
      foreign: { metadata: { ontology_terms: 'none' } },
      versions: { [version]: { ...known, metadata: { ...known.metadata, note: 'v' } } },
    });
    expect(taken).toEqual(['tag good of a']);
    expect(left).toEqual([
      'tag "" of a',
      String.raw`tag "two\nlines" of a`,
      'the removal of license of a',
      'variables of a, which its spec says',
      'ontology_terms of a, which its spec says',
      'framework_targets of a, which its spec says',
      `note of version ${version} of a`,
    ]);
    expect(entry).toMatchObject({ tags: ['ours', 'good'], metadata: ours.metadata });
    expect(entry.foreign).toBeUndefined();
  });

  // Published, an annotation also stands in `metadata`, and programs edit it there.
  test.each([
    ['another value', 'south', { lab: 'south' }, undefined],
    ['a list', ['north', 'south'], undefined, { metadata: { lab: ['north', 'south'] } }],
  ])('an annotation that is edited in the metadata: %s', (_, lab, annotations, foreign) => {
    const published = { metadata: { ...OURS.metadata, lab: 'north' } };
    const ours = { ...OURS, ...published, annotations: { lab: 'north' } };
    const theirs = edited({
      ...published,
      annotations: ours.annotations,
      foreign: { metadata: { lab } },
    });
    const { entry, taken } = takeEdits(ours, theirs);
    expect(taken).toEqual(['lab of a']);
    expect(entry.metadata).toMatchObject({ lab });
    expect({ annotations: entry.annotations, foreign: entry.foreign }).toEqual({
      annotations,
      foreign,
    });
  });

  test('a name, where the other key for it is left as it was', () => {
    const theirs = edited({ name: 'new', foreign: { model_name: OURS.model_name } });
    expect(takeEdits(OURS, theirs).taken).toEqual([]);
  });
});

describe('what it had before we changed it, or read in the spec,', () => {
  const version = OURS.versions[OURS.version];
  const again = version && {
    [OURS.version]: { ...version, created_at: '2026-01-03T00:00:00.000Z' },
  };

  test.each([
    ['older', { updated_at: '2026-01-01T00:00:00.000Z' }],
    ['read again', { versions: again ?? {} }],
  ])('is not taken: %s', (_, parts) => {
    const ours = { ...OURS, annotations: { lab: 'south' } };
    const annotations = { lab: 'north', run: 3 };
    const metadata = { ...OURS.metadata, ...annotations };
    const theirs = edited({ ...parts, description: 'Old.', annotations, metadata });
    const { entry, taken, left } = takeEdits(ours, theirs);
    expect(left).toEqual(['lab of a', 'description of a']);
    // It is new all the same.
    expect(taken).toEqual(['run of a']);
    expect(entry).toMatchObject({
      description: 'As the spec has it.',
      annotations: { lab: 'south', run: 3 },
    });
  });
});
