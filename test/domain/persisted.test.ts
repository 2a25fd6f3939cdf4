/** What is null in memory is left out of a file, and null again once it is read. */
import { describe, expect, test } from 'vitest';
import { asWritten, completed } from '../../src/domain/persisted.js';
import { entryWith } from '../support/registry-entries.js';

const PARENT = { model_id: 'lamp', version: null, kind: 'derived', declared: false } as const;
const WITHOUT_VERSION = { model_id: 'lamp', kind: 'derived', declared: false };

describe('as it is written', () => {
  test('an entry has no key that is null, nor has what is in it', () => {
    const written = asWritten('entry', entryWith('a', { parents: [PARENT] }));
    expect(written).toEqual({
      model_id: 'a',
      model_name: 'a',
      name: 'a',
      kind: 'FLAT',
      file_path: 'in/a.md',
      file_size_bytes: 1,
      hash: expect.any(String),
      registered_at: expect.any(String),
      created_at: expect.any(String),
      updated_at: expect.any(String),
      version: '1.0.0',
      current_version: '1.0.0',
      status: 'active',
      tags: [],
      parents: [WITHOUT_VERSION],
      metadata: COUNTS,
      health: {
        status: 'healthy',
        errors: 0,
        warnings: 0,
        checked_at: expect.any(String),
        checked_with: 'standard/1',
      },
      versions: {
        '1.0.0': {
          version: '1.0.0',
          file_path: 'in/a.md',
          created_at: expect.any(String),
          hash: expect.any(String),
          bump: 'initial',
          metadata: COUNTS,
          source: 'a/1.0.0.md',
        },
      },
    });
    expect(JSON.stringify(written)).not.toContain('null');
  });

  test('a null that is a value stays', () => {
    const foreign = { rating: null, of: { them: [null] } };
    expect(asWritten('entry', { foreign })).toEqual({ foreign });
    const frontMatter = { author: null, list: [null, { a: null }] };
    expect(asWritten('model_metadata', { front_matter: frontMatter })).toEqual({
      front_matter: frontMatter,
    });
    const place = { line: 3, column: 1, end_line: 3 };
    const parameter = { name: 'k', value: null, description: null, ...place };
    expect(asWritten('model_metadata', { model_parameters: [parameter] })).toEqual({
      model_parameters: [{ name: 'k', value: null, ...place }],
    });
    const dimensions = [2, null];
    const variable = {
      name: 's',
      dimensions,
      declared: ['2', 'n'],
      type: 'float',
      line: 2,
      column: 1,
    };
    const known = { ...variable, default: null, description: null, ontology_term: null };
    expect(asWritten('model_metadata', { variables: [known] })).toEqual({ variables: [variable] });
  });

  test('keys are in the order of the schema', () => {
    const { declared, ...rest } = PARENT;
    expect(Object.keys(asWritten('parent', { declared, ...rest }))).toEqual([
      'model_id',
      'kind',
      'declared',
    ]);
  });
});

const COUNTS = {
  variables: 1,
  connections: 0,
  edges: 0,
  parameters: 0,
  equations: 0,
  ontology_terms: 0,
  framework_targets: [],
};

/** What a file of JSON holds, whatever its type says. */
function read(json: object): never {
  return JSON.parse(JSON.stringify(json)) as never;
}

describe('as it is read', () => {
  test('what is missing is null, in the order of the schema', () => {
    const found = completed('parent', read(WITHOUT_VERSION));
    expect(found).toEqual(PARENT);
    expect(Object.keys(found)).toEqual(['model_id', 'version', 'kind', 'declared']);
  });

  test('and so is it in what it contains, but nowhere else', () => {
    const entry = entryWith('a', { parents: [PARENT], foreign: { rating: {} } });
    const found = completed('entry', read(asWritten('entry', entry)));
    expect(found).toEqual(entry);
    expect(found).not.toHaveProperty('aliases');
  });

  test('also where only a part of it lacks something', () => {
    const metadata = { ...entryWith('a').metadata, formats_generated: 1, author: 'Ada' };
    const whole = {
      ...entryWith('a').versions['1.0.0'],
      semantic_hash: `sha256:${'0'.repeat(64)}`,
      previous: '0.9.0',
      same_content_as: '0.8.0',
      metadata: { ...metadata, license: 'MIT', date: '2026', source: 'x' },
    };
    const extent = { changed: 1, elements: 4, at: [[0]] };
    const change = { path: '/A', kind: 'parameter_changed', importance: 'minor', extent };
    const changes = { importance: 'minor', counts: { parameter_changed: 1 }, total: 1 };
    const found = completed(
      'version_entry',
      read({ ...whole, changes: { ...changes, list: [change] } }),
    );
    const known = { ...change, extent: { ...extent, largest: null } };
    expect(found).toEqual({ ...whole, changes: { ...changes, list: [known] } });
  });

  test('a key that is unknown stays, for the check against the schema', () => {
    expect(completed('parent', read({ ...WITHOUT_VERSION, more: 1 }))).toEqual({
      ...PARENT,
      more: 1,
    });
    const entry = entryWith('a');
    const odd = { ...asWritten('entry', entry), more: { of: null } };
    expect(completed('entry', read(odd))).toEqual({ ...entry, more: { of: null } });
  });

  test('what lacks nothing stays as it is', () => {
    expect(completed('parent', PARENT)).toEqual(PARENT);
    const entry = entryWith('a');
    expect(completed('entry', entry)).toEqual(entry);
  });

  test('what is of another type stays as it is', () => {
    const odd = { model_id: 'a', versions: null, metadata: 'x', health: 7 };
    expect(completed('entry', read(odd))).toMatchObject(odd);
  });
});
