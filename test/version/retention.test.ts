/** Which versions a policy packs and deletes, and which it never touches. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry, VersionEntry } from '../../src/domain/model.js';
import type { RetentionPolicy } from '../../src/version/retention.js';
import { planRetention, applyRetention } from '../../src/version/retention.js';
import { entryWith, stateWith } from '../support/registry-entries.js';

const NOW = '2026-12-31T00:00:00.000Z';
const POLICY: RetentionPolicy = { keep: 1, archiveAfterDays: 30, deleteArchivedAfterDays: null };

const PARENT = { model_id: 'a', version: null, kind: 'derived', declared: false } as const;

function replacing(replacement: string): NonNullable<Entry['lifecycle']> {
  return { changed_at: NOW, reason: null, replacement };
}

/** A model with versions 1.0.0, 2.0.0 …, one day apart; the last is current. */
function modelOf(count: number, parts: Record<string, Partial<VersionEntry>> = {}): Entry {
  const [first] = Object.values(entryWith('a').versions);
  if (first === undefined) throw new Error('no version');
  const versions = Array.from({ length: count }, (_, index): VersionEntry => {
    const version = `${index + 1}.0.0`;
    const day = String(index + 1).padStart(2, '0');
    const source = `a/versions/${version}.md`;
    return {
      ...first,
      version,
      created_at: `2026-01-${day}T00:00:00.000Z`,
      source,
      ...parts[version],
    };
  });
  return entryWith('a', {
    version: `${count}.0.0`,
    versions: Object.fromEntries(versions.map((it) => [it.version, it])),
  });
}

function stepsOf(entry: Entry, policy: Partial<RetentionPolicy> = {}, at = NOW): string[] {
  const { models } = stateWith(entry);
  return planRetention(models, { ...POLICY, ...policy }, at).map(
    (it) => `${it.action} ${it.version}`,
  );
}

test('the last versions stay; older ones are packed once they are old enough', () => {
  expect(stepsOf(modelOf(4))).toEqual(['archive 3.0.0', 'archive 2.0.0', 'archive 1.0.0']);
  expect(stepsOf(modelOf(4), { keep: 3 })).toEqual(['archive 1.0.0']);
  expect(stepsOf(modelOf(4), {}, '2026-02-01T00:00:00.000Z')).toEqual([
    'archive 2.0.0',
    'archive 1.0.0',
  ]);
  expect(stepsOf(modelOf(1), { archiveAfterDays: 0 })).toEqual([]);
});

test('packed versions are deleted only if requested, and late enough', () => {
  const entry = modelOf(3, {
    '1.0.0': { archived_at: '2026-12-01T00:00:00.000Z', source: 'a/versions/1.0.0.md.gz' },
  });
  const days = (deleteArchivedAfterDays: number | null): string[] =>
    stepsOf(entry, { deleteArchivedAfterDays });
  expect(days(null)).toEqual(['archive 2.0.0']);
  expect(days(31)).toEqual(['archive 2.0.0']);
  expect(days(30)).toEqual(['archive 2.0.0', 'delete 1.0.0']);
});

describe('never', () => {
  const alias = { best: { version: '1.0.0', protected: false } };
  const parent = { model_id: 'a', version: '1.0.0', kind: 'derived', declared: true } as const;
  test.each<[string, Entry[]]>([
    ['a tagged one', [modelOf(2, { '1.0.0': { tags: ['x'] } })]],
    ['the target of an alias', [{ ...modelOf(2), aliases: alias }]],
    ['a parent', [modelOf(2), entryWith('b', { parents: [parent] })]],
    ['a dependency', [modelOf(2), entryWith('b', { dependencies: ['a@1.0.0'] })]],
    ['a dependency by a range', [modelOf(2), entryWith('b', { dependencies: ['a@<2'] })]],
    ['a replacement', [modelOf(2), entryWith('b', { lifecycle: replacing('a@1.0.0') })]],
    [
      'one that its spec may still contain',
      [{ ...modelOf(2), rolled_back_from: { version: '1.0.0', hash: 'a'.repeat(64) } }],
    ],
    [
      'one that shares its file with another version',
      [modelOf(2, { '2.0.0': { source: 'a/versions/1.0.0.md' } })],
    ],
    ['one of another program, without bytes', [modelOf(2, { '1.0.0': { source: null } })]],
    ['one whose bytes have no hash', [modelOf(2, { '1.0.0': { hash: null } })]],
    ['the current one, though others are newer', [{ ...modelOf(2), version: '1.0.0' }]],
  ])('%s', (_, entries) => {
    const { models } = stateWith(...entries);
    expect(planRetention(models, POLICY, NOW)).toEqual([]);
  });
});

test.each<[string, Entry]>([
  ['a child', entryWith('b', { parents: [PARENT] })],
  ['a dependent', entryWith('b', { dependencies: ['a'] })],
])('%s of a whole model keeps the bytes of its versions, packed', (_, user) => {
  const packed = { archived_at: '2026-02-01T00:00:00.000Z', source: 'a/versions/1.0.0.md.gz' };
  const entry = modelOf(3, { '1.0.0': packed });
  const policy = { ...POLICY, deleteArchivedAfterDays: 1 };
  const plan = (...entries: Entry[]): string[] =>
    planRetention(stateWith(...entries).models, policy, NOW).map(
      (it) => `${it.action} ${it.version}`,
    );
  expect(plan(entry, user)).toEqual(['archive 2.0.0']);
  expect(plan(entry)).toEqual(['archive 2.0.0', 'delete 1.0.0']);
  // It may be restored.
  expect(plan(entry, { ...user, status: 'deleted' })).toEqual(['archive 2.0.0']);
});

test('a second run finds nothing to do, and deleted versions keep their number', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 0, max: 400 }),
      (count, keep, archiveAfterDays) => {
        const entry = modelOf(count);
        const { models } = stateWith(entry);
        const policy = { keep, archiveAfterDays, deleteArchivedAfterDays: 1 };
        const packed = applyRetention(models, planRetention(models, policy, NOW), NOW);
        expect(planRetention(packed, policy, NOW)).toEqual([]);
        const later = '2027-01-02T00:00:00.000Z';
        const deleted = applyRetention(packed, planRetention(packed, policy, later), later);
        const after = deleted.get('a');
        expect(Object.keys(after?.versions ?? {})).toEqual(Object.keys(entry.versions));
        expect(after?.versions[entry.version]).toEqual(entry.versions[entry.version]);
        for (const it of Object.values(after?.versions ?? {})) {
          expect(it.deleted_at === undefined).toBe(it.source !== null);
        }
      },
    ),
  );
});
