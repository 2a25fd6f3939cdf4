import { describe, expect, test } from 'vitest';
import type { RegistryState } from '../../src/domain/registry-state.js';
import { findDuplicateModels } from '../../src/version/alike.js';
import type { Plan } from '../../src/version/plan.js';
import { assessed, entryWith, planOf, sourceAt, stateWith } from '../support/registry-entries.js';
import { soundSpec } from '../support/spec-text.js';

const withHash = (id: string, semantic_hash: string | null) => entryWith(id, { semantic_hash });

describe('duplicate models', () => {
  test('are grouped by semantic hash and sorted by id', () => {
    const entries = [
      withHash('z', 'sha256:1'),
      withHash('m', 'sha256:2'),
      withHash('B', 'sha256:1'),
      withHash('c', 'sha256:2'),
      withHash('a', 'sha256:1'),
      withHash('alone', 'sha256:3'),
    ];
    const ids = findDuplicateModels(entries).map((group) => group.map((it) => it.model_id));
    expect(ids).toEqual([
      ['B', 'a', 'z'],
      ['c', 'm'],
    ]);
  });

  test('exclude deleted models and those that were never read', () => {
    expect(
      findDuplicateModels([
        withHash('a', 'sha256:1'),
        { ...withHash('b', 'sha256:1'), status: 'deleted' },
        withHash('c', null),
        withHash('d', null),
      ]),
    ).toEqual([]);
    expect(findDuplicateModels([])).toEqual([]);
  });
});

/** Runs on files, each with its own footer. */
function run(state: RegistryState, files: Readonly<Record<string, string>>): Plan {
  return planOf(
    state,
    Object.entries(files).map(([path, text]) => assessed(sourceAt(path), text)),
  );
}

function listFindings(plan: Plan): string[] {
  return plan.diagnostics.flatMap(({ filePath, diagnostics }) =>
    diagnostics
      .filter((it) => it.code === 'GNN-I010')
      .map((it) => `${filePath} ${it.severity}: ${it.message}`),
  );
}

const same = (words: string): string => soundSpec({ Footer: words });
const other = soundSpec({ Time: 'Dynamic\nDiscrete' });

describe('a run reports duplicate models', () => {
  test('each names the other, and their health is unaffected', () => {
    const plan = run(stateWith(), { 'a.md': same('1'), 'b.md': same('2'), 'c.md': other });
    expect(listFindings(plan)).toEqual([
      expect.stringMatching(/^in\/a\.md info: a is the same model as b;/),
      expect.stringMatching(/^in\/b\.md info: b is the same model as a;/),
    ]);
    expect(plan.state.models.get('a')?.health.status).toBe('healthy');
    // The finding concerns the registry, so it is not part of the metadata.
    expect(plan.written.flatMap((it) => it.diagnostics)).toEqual([]);
  });

  test('only if one of them is new or changed', () => {
    const files = { 'a.md': same('1'), 'b.md': same('2') };
    const { state } = run(stateWith(), files);
    expect(listFindings(run(state, files))).toEqual([]);
    expect(listFindings(run(state, { ...files, 'c.md': other }))).toEqual([]);
    expect(listFindings(run(state, { ...files, 'b.md': same('3') }))).toEqual([
      expect.stringMatching(/^in\/b\.md info: b is the same model as a;/),
    ]);
    expect(listFindings(run(state, { ...files, 'c.md': same('3') }))).toEqual([
      expect.stringMatching(/^in\/c\.md info: c is the same model as a, b;/),
    ]);
  });

  test('a model that becomes a duplicate is reported, one that ceases to be is not', () => {
    const { state } = run(stateWith(), { 'a.md': same('1'), 'b.md': other });
    const alike = run(state, { 'b.md': same('2') });
    expect(listFindings(alike)).toHaveLength(1);
    expect(listFindings(run(alike.state, { 'b.md': other }))).toEqual([]);
  });

  test('many others are counted', () => {
    const files = Object.fromEntries(
      Array.from({ length: 6 }, (_, index) => [`m${index}.md`, same(`${index}`)]),
    );
    const messages = listFindings(run(stateWith(), files));
    expect(messages).toHaveLength(6);
    expect(messages[0]).toContain('m0 is the same model as m1, m2, m3 and 2 more;');
  });

  test('deleted models are not duplicates', () => {
    const { state } = run(stateWith(), { 'a.md': same('1') });
    const entry = state.models.get('a');
    if (entry === undefined) throw new Error('no entry');
    expect(
      listFindings(run(stateWith({ ...entry, status: 'deleted' }), { 'b.md': same('2') })),
    ).toEqual([]);
  });
});
