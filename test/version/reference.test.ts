import { describe, expect, test } from 'vitest';
import { RegistryError } from '../../src/domain/errors.js';
import type { Entry, VersionEntry } from '../../src/domain/model.js';
import { resolveModel, resolveReference, versionsOf } from '../../src/version/reference.js';
import { entryWith, stateWith } from '../support/registry-entries.js';

/** An entry with these versions, a second apart; the last is current. */
function withVersions(
  id: string,
  versions: readonly (readonly [string, Partial<VersionEntry>?])[],
  parts: Partial<Entry> = {},
): Entry {
  const [[current] = ['1.0.0']] = versions.slice(-1);
  const base = entryWith(id, { version: current, current_version: current });
  const template = base.versions[current];
  if (template === undefined) throw new Error('no version');
  const made = versions.map(([version, more], index): [string, VersionEntry] => [
    version,
    {
      ...template,
      version,
      hash: `${index}`.repeat(64),
      created_at: new Date(1_000 * index).toISOString(),
      ...more,
    },
  ]);
  return { ...base, ...parts, versions: Object.fromEntries(made) };
}

const AGENT = withVersions(
  'agent',
  [
    ['1.0.0', { hash: `aa${'0'.repeat(62)}`, semantic_hash: `sha256:ee${'1'.repeat(62)}` }],
    ['1.1.0', { hash: `ab${'0'.repeat(62)}`, semantic_hash: `sha256:ee${'2'.repeat(62)}` }],
    ['1.1.1', { hash: `cd${'0'.repeat(62)}`, semantic_hash: `sha256:ee${'2'.repeat(62)}` }],
    ['1.10.0', { hash: `ff${'0'.repeat(62)}`, semantic_hash: `sha256:f1${'3'.repeat(62)}` }],
    ['2.0.0-beta.1', { hash: `12${'0'.repeat(62)}`, semantic_hash: null }],
    ['2.0.0', { hash: `aa${'0'.repeat(62)}`, semantic_hash: `sha256:ee${'1'.repeat(62)}` }],
    ['0.9.0', { hash: null, semantic_hash: null }],
  ],
  { tags: ['production', '^1'] },
);
const FOREIGN = withVersions('foreign', [['1.0'], ['v2'], ['2.5'], ['draft']]);
const MODELS = stateWith(
  AGENT,
  FOREIGN,
  withVersions('team@agent', [['3.0.0'], ['3.1.0']]),
  withVersions('team', [['4.0.0']]),
  { ...entryWith('gone'), status: 'deleted' },
  entryWith('constructor'),
).models;

const named = (reference: string): string => {
  const { entry, version } = resolveReference(MODELS, reference);
  return `${entry.model_id} ${version.version}`;
};

function refusal(reference: string): Pick<RegistryError, 'code' | 'message' | 'hint'> {
  try {
    named(reference);
  } catch (error) {
    if (error instanceof RegistryError) return error;
    throw error;
  }
  throw new Error(`${reference} names something`);
}

describe('a reference', () => {
  test.each([
    ['agent', 'agent 0.9.0'],
    ['agent@latest', 'agent 0.9.0'],
    ['agent@1.0.0', 'agent 1.0.0'],
    ['agent@2.0.0-beta.1', 'agent 2.0.0-beta.1'],
    ['agent@v1.1.0', 'agent 1.1.0'],
    ['agent@=1.1.0', 'agent 1.1.0'],
    // Ranges: the highest matching number, not the newest version.
    ['agent@^1', 'agent 0.9.0'], // a tag of that name comes first
    ['agent@^1.0', 'agent 1.10.0'],
    ['agent@~1.1', 'agent 1.1.1'],
    ['agent@1', 'agent 1.10.0'],
    ['agent@1.1', 'agent 1.1.1'],
    ['agent@1.x', 'agent 1.10.0'],
    ['agent@*', 'agent 2.0.0'],
    ['agent@<1.10', 'agent 1.1.1'],
    ['agent@>=1.0.0 <1.1.0', 'agent 1.0.0'],
    ['agent@0.9 || 1.0', 'agent 1.0.0'],
    ['agent@1.0.0 - 1.1.0', 'agent 1.1.0'],
    ['agent@>=2.0.0-alpha <2.0.0', 'agent 2.0.0-beta.1'],
    ['agent@production', 'agent 0.9.0'],
    // Hashes of the bytes or of the model; if several versions share one, the newest.
    [`agent@sha256:ab${'0'.repeat(62)}`, 'agent 1.1.0'],
    ['agent@sha256:ab', 'agent 1.1.0'],
    ['agent@sha256:AB', 'agent 1.1.0'],
    ['agent@SHA256:Cd0', 'agent 1.1.1'],
    ['agent@sha256:c', 'agent 1.1.1'],
    ['agent@sha256:aa', 'agent 2.0.0'],
    ['agent@sha256:ee2', 'agent 1.1.1'],
    ['agent@sha256:ee1', 'agent 2.0.0'],
    ['agent@sha256:f1', 'agent 1.10.0'],
    // Numbers of other programs.
    ['foreign', 'foreign draft'],
    ['foreign@1.0', 'foreign 1.0'],
    ['foreign@1.0.0', 'foreign 1.0'],
    ['foreign@v2', 'foreign v2'],
    ['foreign@^2', 'foreign 2.5'],
    ['foreign@draft', 'foreign draft'],
    // The longest known id wins.
    ['team', 'team 4.0.0'],
    ['team@agent', 'team@agent 3.1.0'],
    ['team@agent@3.0.0', 'team@agent 3.0.0'],
    ['team@agent@^3', 'team@agent 3.1.0'],
    ['team@4.0.0', 'team 4.0.0'],
    ['constructor', 'constructor 1.0.0'],
  ])('%s is %s', (reference, expected) => {
    expect(named(reference)).toBe(expected);
  });

  test.each([
    ['agemt', 'there is no model "agemt"', 'did you mean agent?'],
    ['agent2@1.0.0', 'there is no model "agent2"', 'did you mean agent?'],
    ['Agent', 'there is no model "Agent"', 'did you mean agent?'],
    ['nothing-like-it', 'there is no model "nothing-like-it"', ''],
    ['', 'there is no model ""', ''],
    ['@1.0.0', 'there is no model "@1.0.0"', ''],
    ['toString', 'there is no model "toString"', ''],
    ['__proto__', 'there is no model', ''],
  ])('%j does not name a model', (reference, start, more) => {
    const error = refusal(reference);
    expect(error.code).toBe('model-unknown');
    expect(error.message).toContain(start);
    expect(error.message).toContain(more);
    expect(error.hint).toContain('agent, constructor, foreign, team, team@agent');
    expect(error.hint).not.toContain('gone');
  });

  test.each(['gone', 'gone@1.0.0', 'gone@latest', 'gone@'])('%s is deleted', (reference) => {
    expect(refusal(reference)).toMatchObject({
      code: 'model-unknown',
      message: expect.stringContaining('deleted'),
    });
  });

  test.each([
    ['agent@3.0.0', 'no version of agent matches 3.0.0'],
    ['agent@^3', 'no version of agent matches ^3'],
    ['agent@', '"" is not a version, range, hash, alias or tag of agent'],
    ['agent@production2', '"production2" is not a version, range, hash, alias or tag'],
    ['agent@Latest', '"Latest" is not a version'],
    ['agent@1.2.3.4', '"1.2.3.4" is not a version'],
    ['agent@toString', '"toString" is not a version'],
    ['agent@sha256:99', 'hash that starts with sha256:99'],
    ['agent@sha256:', 'sha256:'],
    ['agent@sha256:xyz', 'sha256:xyz'],
    ['agent@1.0.0@1.0.0', 'is not a version'],
  ])('%s does not name a version; the error lists the versions', (reference, message) => {
    const error = refusal(reference);
    expect(error).toMatchObject({
      code: 'version-unknown',
      message: expect.stringContaining(message),
    });
    expect(error.hint).toContain(
      '2.0.0, 2.0.0-beta.1, 1.10.0, 1.1.1, 1.1.0, 1.0.0, 0.9.0 (current)',
    );
    expect(error.hint).toContain('Tags: ^1, production');
  });

  test('for an ambiguous hash the error lists the versions', () => {
    const error = refusal('agent@sha256:a');
    expect(error.code).toBe('reference-ambiguous');
    expect(error.message).toContain('sha256:a');
    for (const version of ['1.0.0', '1.1.0', '2.0.0']) expect(error.hint).toContain(version);
    expect(error.hint).not.toContain('1.1.1');
    expect(refusal('agent@sha256:ee').code).toBe('reference-ambiguous');
  });

  test('long lists are cut, and the rest is counted', () => {
    const many = Array.from({ length: 30 }, (_, index) => [`1.0.${index}`] as const);
    const { models } = stateWith(withVersions('many', many));
    expect(() => resolveReference(models, 'many@9')).toThrow(
      expect.objectContaining({ hint: expect.stringMatching(/1\.0\.29 \(current\).*and 20 more/) }),
    );
  });

  test('to an empty registry is refused as such', () => {
    expect(() => resolveReference(new Map(), 'agent')).toThrow(
      expect.objectContaining({ code: 'model-unknown', hint: expect.stringContaining('empty') }),
    );
  });
});

describe('a reference to a model', () => {
  test('takes an id, but no version', () => {
    expect(resolveModel(MODELS, 'agent').model_id).toBe('agent');
    expect(resolveModel(MODELS, 'team@agent').model_id).toBe('team@agent');
    for (const reference of ['agent@1.0.0', 'agent@latest', 'agent@', 'agent@nonsense']) {
      expect(() => resolveModel(MODELS, reference)).toThrow(
        expect.objectContaining({
          code: 'version-unknown',
          hint: expect.stringContaining('agent'),
        }),
      );
    }
    expect(() => resolveModel(MODELS, 'gone')).toThrow(
      expect.objectContaining({ code: 'model-unknown' }),
    );
  });
});

test('versions are listed by their numbers, whatever the clocks said', () => {
  expect(versionsOf(AGENT).map((it) => it.version)).toEqual([
    '2.0.0',
    '2.0.0-beta.1',
    '1.10.0',
    '1.1.1',
    '1.1.0',
    '1.0.0',
    '0.9.0',
  ]);
  const years = ['2026', '1996', '2056', '2025', '2024', '2023'];
  const numbers = ['1.9.0', '1.10.0', '1.0', '2.0.0-a', '2.0.0', 'v1.0.0'];
  const disagreeing = withVersions(
    'x',
    numbers.map((it, at) => [it, { created_at: `${years[at]}-01-01T00:00:00.000Z` }] as const),
  );
  expect(versionsOf(disagreeing).map((it) => it.version)).toEqual([
    '2.0.0',
    '2.0.0-a',
    '1.10.0',
    '1.9.0',
    // Equal numbers: the one that was recorded last.
    'v1.0.0',
    '1.0',
  ]);
});
