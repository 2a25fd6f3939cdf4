import { describe, expect, test } from 'vitest';
import { asWritten } from '../../src/domain/persisted.js';
import { FORMAT } from '../../src/domain/registry-state.js';
import { takeEdits } from '../../src/domain/take-edits.js';
import type { Entry } from '../../src/domain/model.js';
import { wordPlainly } from '../../src/domain/wording.js';
import { convertForeign } from '../../src/store/file/foreign-registry.js';
import { entryWith } from '../support/registry-entries.js';

const OURS: Entry = {
  ...entryWith('a'),
  updated_at: '2026-01-02T00:00:00.000Z',
  description: 'As the spec has it.',
  tags: ['ours'],
};
const NUMBER = OURS.version;
const LATER = '2026-01-03T00:00:00.000Z';

/** Any object of the file. */
type Raw = Record<string, unknown>;

/** What is taken of our entry as another program read, edited and wrote it. */
function takeOf(ours: Entry, edit: (raw: Raw, version: Raw, metadata: Raw) => void, isOld = false) {
  const raw = JSON.parse(JSON.stringify(asWritten('entry', ours)));
  raw.updated_at = LATER;
  edit(raw, raw.versions[NUMBER], raw.metadata);
  const version = isOld ? '1.0.0' : FORMAT;
  const read = convertForeign({ version, models: { a: raw } }, new Date(LATER));
  const theirs = read?.state.models.get('a');
  if (read === undefined || theirs === undefined) throw new Error('it is no model');
  const { entry, taken, left } = takeEdits(ours, { theirs, raw, isCurrent: read.isCurrent });
  return { entry, taken, left: left.map((it) => wordPlainly(it.told)) };
}

describe('what another program changed', () => {
  test('nothing', () => {
    expect(takeOf(OURS, () => {})).toEqual({ entry: OURS, taken: [], left: [] });
    expect(takeOf(OURS, () => {}, true)).toEqual({ entry: OURS, taken: [], left: [] });
  });

  test('a tag, metadata, the description, and a key that nobody knows', () => {
    const { entry, taken, left } = takeOf(OURS, (raw, _, metadata) => {
      Object.assign(raw, { tags: ['ours', 'theirs'], description: 'By hand.', owner: 'them' });
      Object.assign(metadata, { lab: 'north', author: 'Ada', date: '2026', runs: [1] });
    });
    expect(left).toEqual([]);
    expect(taken).toEqual(
      [
        'tag "theirs"',
        ...['lab', 'runs', 'author', 'date'].map((it) => `metadata ${it}`),
        'unknown key owner',
        'description',
      ].map((it) => `${it} of a`),
    );
    expect(entry).toMatchObject({
      updated_at: LATER,
      tags: ['ours', 'theirs'],
      description: 'By hand.',
      annotations: { lab: 'north', description: 'By hand.' },
      metadata: { author: 'Ada', date: '2026', runs: [1], lab: 'north' },
      foreign: { owner: 'them' },
    });
  });

  test('a removal is told, and not taken', () => {
    const ours = {
      ...OURS,
      annotations: { lab: 'north' },
      metadata: { ...OURS.metadata, lab: 'north', license: 'MIT' },
    };
    const { entry, left } = takeOf(ours, (raw, _, metadata) => {
      Object.assign(raw, { tags: [], description: '', versions: {} });
      Object.assign(metadata, { lab: null, license: '' });
    });
    expect(entry).toBe(ours);
    expect(left).toEqual([
      `the removal of version ${NUMBER} of a; registered versions stay`,
      'the removal of tag "ours" of a; use `tag rm`',
      'the removal of metadata lab of a; use `update`',
      'the removal of metadata license of a; use `update`',
      'the removal of the description of a; use `update`',
    ]);
  });

  // Published, an annotation also stands in `metadata`, and programs edit it there.
  test.each([
    ['another value', 'south', { lab: 'south' }, undefined],
    ['a list', ['north', 'south'], undefined, { metadata: { lab: ['north', 'south'] } }],
  ])('an annotation that is edited in the metadata: %s', (_, lab, annotations, foreign) => {
    const published = { metadata: { ...OURS.metadata, lab: 'north' } };
    const ours = { ...OURS, ...published, annotations: { lab: 'north' } };
    const found = takeOf(ours, (_raw, _version, metadata) => Object.assign(metadata, { lab }));
    expect(found.taken).toEqual(['metadata lab of a']);
    expect(found.left).toEqual([]);
    const { entry } = found;
    expect(entry.metadata).toMatchObject({ lab });
    expect([entry.annotations, entry.foreign]).toEqual([annotations, foreign]);
  });
});

const RULE = 'a tag has 1 to 128 characters without white space, @ or slashes';
const BY_SPEC = 'its spec says it';
const BY_REGISTRY = 'the registry itself sets it';
const IS_NULL = 'null says nothing, and NaN is read as null';

describe('what cannot be taken is told by its name, with the reason, and changes nothing:', () => {
  test.each<[string, Raw, string[]]>([
    [
      'a status',
      { status: 'sleepy' },
      ['status "sleepy" of a; a status is one of active, deprecated, archived, retired'],
    ],
    ['another status', { status: 'retired' }, ['status "retired" of a; use `retire`']],
    ['a name', { name: 7 }, [`name 7 of a; ${BY_SPEC}`]],
    ['an id', { model_id: 'b' }, ['model_id "b" of a; use `mv`']],
    ['a time', { created_at: 'never' }, [`created_at "never" of a; ${BY_REGISTRY}`]],
    [
      'another time',
      { created_at: '2020-01-01T00:00:00.000Z' },
      [`created_at "2020-01-01T00:00:00.000Z" of a; ${BY_REGISTRY}`],
    ],
    [
      'a current version',
      { current_version: '9.0.0' },
      ['current_version "9.0.0" of a; use `rollback`'],
    ],
    ['no list of tags', { tags: 'x' }, ['tags "x" of a; it is no list of texts']],
    [
      'tags',
      { tags: ['ours', '', 'two words', 'a@b', 'a/b', 'z'.repeat(200), 5] },
      [
        ...['""', '"two words"', '"a@b"', '"a/b"', `"${'z'.repeat(58)}…`].map(
          (it) => `tag ${it} of a; ${RULE}`,
        ),
        'tag 5 of a; a tag is a text',
      ],
    ],
    ['a description', { description: ['x'] }, ['description ["x"] of a; it is no text']],
    [
      'metrics of a model',
      { metrics: { accuracy: 1 } },
      [
        'metrics {"accuracy":1} of a; it belongs to a version: use `metrics set`, which takes finite numbers',
      ],
    ],
    ['null', { owner: null }, [`unknown key owner null of a; ${IS_NULL}`]],
    [
      'what is too long',
      { owner: 'x'.repeat(20_000) },
      [`unknown key owner "${'x'.repeat(58)}… of a; it is too long, or nested too deeply`],
    ],
  ])('%s', (_, parts, told) => {
    expect(takeOf(OURS, (raw) => Object.assign(raw, parts))).toEqual({
      entry: OURS,
      taken: [],
      left: told,
    });
  });

  test.each<[string, Raw, string[]]>([
    ['a count', { edges: 5 }, [`metadata edges 5 of a; ${BY_SPEC}`]],
    ['what is no count', { edges: 'many' }, [`metadata edges "many" of a; ${BY_SPEC}`]],
    ['an author that is a number', { author: 4 }, ['metadata author 4 of a; it is no text']],
    [
      'null and what is empty',
      { bad: null, none: '' },
      [`metadata bad null of a; ${IS_NULL}`, 'metadata none "" of a; it is empty'],
    ],
    [
      'a part that is too long',
      { big: { a: 'x'.repeat(20_000) } },
      [`metadata big {"a":"${'x'.repeat(53)}… of a; it is too long, or nested too deeply`],
    ],
  ])('of the metadata, %s', (_, parts, told) => {
    const found = takeOf(OURS, (_raw, _version, metadata) => Object.assign(metadata, parts));
    expect(found).toEqual({ entry: OURS, taken: [], left: told });
  });

  test('of a version, each edit by its own key, and another one hides none', () => {
    const { entry, left } = takeOf(OURS, (_, version, metadata) => {
      Object.assign(version, { created_at: 'yesterday', hash: 'abc', note: 'x' });
      Object.assign(version, { file_path: 'other.md', metrics: { reward: 3.5, accuracy: 'good' } });
      Object.assign(version, { metadata: { lab: 'north' } });
      Object.assign(metadata, { edges: 5 });
    });
    expect(entry).toBe(OURS);
    expect(left.toSorted()).toEqual(
      [
        `metadata edges 5 of a; ${BY_SPEC}`,
        `file_path "other.md" of version ${NUMBER} of a; ${BY_SPEC}`,
        `created_at "yesterday" of version ${NUMBER} of a; ${BY_REGISTRY}`,
        `hash "abc" of version ${NUMBER} of a; ${BY_SPEC}`,
        `metadata lab "north" of version ${NUMBER} of a; a version keeps what its spec says`,
        `metrics {"reward":3.5,"accuracy":"good"} of version ${NUMBER} of a; use \`metrics set\`, which takes finite numbers`,
        `unknown key note "x" of version ${NUMBER} of a; a version keeps what its spec says`,
      ].toSorted(),
    );
  });
});

describe('what it had before we changed it, or read in the spec,', () => {
  const again = { created_at: LATER };

  test.each([
    ['older', { updated_at: '2026-01-01T00:00:00.000Z' }, {}],
    ['read again', {}, again],
  ])('is not taken: %s', (_, parts, ofVersion) => {
    const metadata = { ...OURS.metadata, lab: 'south' };
    const ours = { ...OURS, metadata, annotations: { lab: 'south' } };
    const edit = (raw: Raw, version: Raw, ofModel: Raw): void => {
      Object.assign(raw, parts, { description: 'Old.', annotations: { lab: 'north', run: 3 } });
      Object.assign(version, ofVersion);
      Object.assign(ofModel, { lab: 'north', run: 3, edges: 5 });
    };
    const { entry, taken, left } = takeOf(ours, edit, true);
    expect(left).toEqual([
      'description "Old." of a; it was changed here since',
      'metadata lab "north" of a; it was changed here since',
    ]);
    // It is new all the same.
    expect(taken).toEqual(['metadata run of a']);
    expect(entry).toMatchObject({
      description: 'As the spec has it.',
      annotations: { lab: 'south', run: 3 },
    });
  });
});
