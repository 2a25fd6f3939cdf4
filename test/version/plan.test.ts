import { describe, expect, test } from 'vitest';
import { readContents } from '../../src/files/spool.js';
import type { Entry } from '../../src/domain/model.js';
import type { RegistryState } from '../../src/domain/registry-state.js';
import { sha256 } from '../../src/domain/canonical.js';
import {
  EARLIER,
  NOW,
  assessed,
  entryWith,
  planOf,
  sourceAt,
  stateWith,
} from '../support/registry-entries.js';
import { soundSpec } from '../support/spec-text.js';

const SPEC = soundSpec();
const CHANGED = soundSpec({ Footer: 'Another end.' });
const agent = sourceAt('agent.md');
const emptyState = stateWith();

/** The registry after a first run. */
function registered(...files: [string, string][]): RegistryState {
  const assessments = files.map(([path, text]) => assessed(sourceAt(path), text));
  return planOf(emptyState, assessments, { now: EARLIER }).state;
}

function entryIn(state: RegistryState, id: string): Entry {
  const entry = state.models.get(id);
  if (entry === undefined) throw new Error(`no entry ${id}`);
  return entry;
}

describe('a new model', () => {
  const plan = planOf(emptyState, [assessed(agent, SPEC)]);
  const entry = entryIn(plan.state, 'agent');

  test('becomes an entry with its first version', () => {
    expect(entry).toMatchObject({
      model_id: 'agent',
      model_name: 'Sound model',
      name: 'Sound model',
      description: 'A model without a fault.',
      gnn_section: 'ActInfPOMDP',
      kind: 'FLAT',
      file_path: 'in/agent.md',
      file_size_bytes: Buffer.byteLength(SPEC),
      hash: sha256(SPEC),
      semantic_hash: expect.stringMatching(/^sha256:/),
      registered_at: NOW,
      created_at: NOW,
      updated_at: NOW,
      version: '1.0.0',
      current_version: '1.0.0',
      status: 'active',
      file_hash: null,
      metadata: { variables: 4, connections: 3, edges: 3, parameters: 2, author: 'a test' },
      health: {
        status: 'healthy',
        errors: 0,
        warnings: 0,
        checked_at: NOW,
        checked_with: 'standard/1',
      },
    });
    expect(Object.keys(entry.versions)).toEqual(['1.0.0']);
    expect(entry.versions['1.0.0']).toEqual({
      version: '1.0.0',
      file_path: 'in/agent.md',
      created_at: NOW,
      hash: entry.hash,
      semantic_hash: entry.semantic_hash,
      bump: 'initial',
      previous: null,
      changes: null,
      same_content_as: null,
      metadata: entry.metadata,
      source: 'agent/1.0.0.md',
    });
  });

  test('is a change at the time of the run, and its files must be written', () => {
    expect(plan).toMatchObject({ changed: true, state: { updatedAt: NOW } });
    expect(plan.outcomes).toEqual([
      {
        model_id: 'agent',
        file_path: 'in/agent.md',
        previous_file_path: null,
        outcome: 'new_model',
        version: '1.0.0',
        previous_version: null,
        bump: 'initial',
        changes: null,
        same_content_as: null,
        health: 'healthy',
      },
    ]);
    expect(plan.written.map(({ archive }) => archive)).toEqual(['agent/1.0.0.md']);
    expect(plan.written.map(({ accepted }) => String(readContents(accepted).bytes)).join()).toBe(
      SPEC,
    );
    expect([plan.refused, plan.skipped, plan.missing(), plan.diagnostics]).toEqual([
      [],
      [],
      [],
      [],
    ]);
  });

  test('edges count source-target pairs', () => {
    const text = soundSpec({ Connections: '(D, s)>(A, o)\nA-o' });
    const { metadata } = entryIn(planOf(emptyState, [assessed(agent, text)]).state, 'agent');
    expect(metadata).toMatchObject({ connections: 2, edges: 5 });
  });
});

const versionOf = (
  state: RegistryState,
  text: string,
  bump: 'auto' | 'major' | 'minor',
): unknown => {
  const { version, versions } = entryIn(
    planOf(state, [assessed(agent, text)], { bump }).state,
    'agent',
  );
  return [version, versions[version]?.bump];
};

describe('changed content', () => {
  const state = registered(['agent.md', SPEC]);

  test('is a new version; the previous one stays as it was', () => {
    const before = entryIn(state, 'agent');
    const plan = planOf(state, [assessed(agent, CHANGED)]);
    const entry = entryIn(plan.state, 'agent');
    expect(entry).toMatchObject({
      version: '1.0.1',
      current_version: '1.0.1',
      hash: sha256(CHANGED),
      semantic_hash: before.semantic_hash,
      created_at: EARLIER,
      registered_at: EARLIER,
      updated_at: NOW,
    });
    expect(entry.versions).toEqual({
      '1.0.0': before.versions['1.0.0'],
      '1.0.1': expect.objectContaining({
        version: '1.0.1',
        bump: 'patch',
        created_at: NOW,
        hash: sha256(CHANGED),
        source: 'agent/versions/1.0.1.md',
      }),
    });
    expect(plan.outcomes).toMatchObject([{ outcome: 'new_version', previous_version: '1.0.0' }]);
  });

  test('follows the requested bump, and the declared version', () => {
    expect(versionOf(state, CHANGED, 'minor')).toEqual(['1.1.0', 'minor']);
    expect(versionOf(state, CHANGED, 'major')).toEqual(['2.0.0', 'major']);
    expect(versionOf(state, `---\nversion: 1.4.0\n---\n${SPEC}`, 'auto')).toEqual([
      '1.4.0',
      'declared',
    ]);
    expect(versionOf(state, soundSpec({ Signature: 'Version: 3.0.0' }), 'auto')).toEqual([
      '3.0.0',
      'declared',
    ]);
  });

  test('with a declared version that is not higher is reported and degraded', () => {
    const plan = planOf(state, [assessed(agent, `---\nversion: 1.0.0\n---\n${SPEC}`)]);
    expect(entryIn(plan.state, 'agent')).toMatchObject({
      version: '1.0.1',
      health: { status: 'degraded', errors: 0, warnings: 1 },
    });
    expect(plan.diagnostics).toMatchObject([
      { filePath: 'in/agent.md', diagnostics: [{ code: 'GNN-W020' }] },
    ]);
  });

  test('without automatic versions is refused, and nothing changes', () => {
    const plan = planOf(state, [assessed(agent, CHANGED)], { autoVersion: false });
    expect(plan.state).toBe(state);
    expect(plan).toMatchObject({
      changed: false,
      outcomes: [],
      written: [],
      refused: [{ filePath: 'in/agent.md', reasons: [{ code: 'GNN-E019' }] }],
    });
  });

  test('that was registered before gets a new version too', () => {
    const second = planOf(state, [assessed(agent, CHANGED)]).state;
    const third = entryIn(planOf(second, [assessed(agent, SPEC)]).state, 'agent');
    expect(third.version).toBe('1.0.2');
    expect(Object.keys(third.versions)).toEqual(['1.0.0', '1.0.1', '1.0.2']);
  });

  test('restores a deleted model', () => {
    const entry = { ...entryIn(state, 'agent'), status: 'deleted' as const };
    const back = planOf(stateWith(entry), [assessed(agent, CHANGED)]);
    expect(entryIn(back.state, 'agent')).toMatchObject({ status: 'active', version: '1.0.1' });
    const same = planOf(stateWith(entry), [assessed(agent, SPEC)]);
    expect(entryIn(same.state, 'agent').status).toBe('deleted');
    expect(same.changed).toBe(false);
  });

  test('leaves a deprecated model deprecated', () => {
    const entry = { ...entryIn(state, 'agent'), status: 'deprecated' as const };
    const plan = planOf(stateWith(entry), [assessed(agent, CHANGED)]);
    expect(entryIn(plan.state, 'agent').status).toBe('deprecated');
  });
});

describe('the same content', () => {
  const state = registered(['agent.md', SPEC]);

  test('parsed or not, leaves the same state object', () => {
    const unparsed = {
      state: 'unchanged' as const,
      source: agent,
      models: [{ modelId: 'agent', diagnostics: [] }],
    };
    for (const assessment of [assessed(agent, SPEC), unparsed]) {
      const plan = planOf(state, [assessment]);
      expect(plan.state).toBe(state);
      expect(plan.changed).toBe(false);
      expect(plan.outcomes).toMatchObject([{ outcome: 'unchanged', version: '1.0.0' }]);
    }
  });

  test('without any file leaves the same state object', () => {
    expect(planOf(state, []).state).toBe(state);
  });

  test('at another path: the path changes, the version does not', () => {
    const moved = sourceAt('new/agent.md');
    const plan = planOf(state, [assessed(moved, SPEC)], { isGone: () => true });
    expect(plan).toMatchObject({
      changed: true,
      state: { updatedAt: NOW },
    });
    expect(plan.outcomes).toMatchObject([{ outcome: 'updated', file_path: 'in/new/agent.md' }]);
    expect(entryIn(plan.state, 'agent')).toMatchObject({
      file_path: 'in/new/agent.md',
      version: '1.0.0',
      created_at: EARLIER,
      updated_at: NOW,
      versions: { '1.0.0': { file_path: 'in/agent.md', created_at: EARLIER } },
    });
  });

  test('checked with another profile: the check changes, the version does not', () => {
    const plan = planOf(state, [assessed(agent, SPEC, { profile: 'research', fields: null })], {
      checkedWith: 'research/1',
    });
    expect(plan.outcomes).toMatchObject([{ outcome: 'updated', version: '1.0.0' }]);
    expect(entryIn(plan.state, 'agent').health).toMatchObject({
      checked_with: 'research/1',
      checked_at: NOW,
    });
  });

  test('with results of step 3: the counts change, the version does not', () => {
    const step3 = new Map([
      [agent.resolvedPath, { formatsGenerated: 7, variables: 4, connections: 3 }],
    ]);
    const unparsed = {
      state: 'unchanged' as const,
      source: agent,
      models: [{ modelId: 'agent', diagnostics: [] }],
    };
    const plan = planOf(state, [unparsed], { step3 });
    expect(plan.outcomes).toMatchObject([{ outcome: 'updated', version: '1.0.0' }]);
    expect(entryIn(plan.state, 'agent').metadata.formats_generated).toBe(7);
    expect(planOf(plan.state, [unparsed], { step3 }).state).toBe(plan.state);
  });

  test('of a foreign entry: it keeps its version and gets what it lacks', () => {
    const foreign: Entry = {
      ...entryWith('agent', { version: '1.0', hash: sha256(SPEC) }),
      kind: null,
      health: { status: 'unknown', errors: 0, warnings: 0, checked_at: null, checked_with: null },
    };
    const version = foreign.versions['1.0'];
    if (version === undefined) throw new Error('no version');
    const versions = { '1.0': { ...version, source: null, bump: null } };
    const plan = planOf(stateWith({ ...foreign, versions }), [assessed(agent, SPEC)]);
    const entry = entryIn(plan.state, 'agent');
    expect(entry).toMatchObject({ version: '1.0', current_version: '1.0', kind: 'FLAT' });
    expect(entry.versions).toEqual({
      '1.0': {
        ...version,
        bump: null,
        hash: sha256(SPEC),
        semantic_hash: entry.semantic_hash,
        metadata: entry.metadata,
        source: 'agent/versions/1.0.md',
      },
    });
    expect(plan.written.map(({ archive }) => archive)).toEqual(['agent/versions/1.0.md']);

    const next = planOf(plan.state, [assessed(agent, CHANGED)]);
    expect(Object.keys(entryIn(next.state, 'agent').versions)).toEqual(['1.0', '1.0.1']);
  });
});

const asking = (name: string): string =>
  `---\nmodel_id: shared\n---\n${soundSpec({ ModelName: name })}`;

describe('refusals', () => {
  test('an invalid file is listed with reasons; the last good version stays current', () => {
    const state = registered(['agent.md', SPEC]);
    const plan = planOf(state, [assessed(agent, '## GNNSection\nX\n')]);
    expect(plan.state).toBe(state);
    expect(plan.refused.map((it) => it.filePath)).toEqual(['in/agent.md']);
    expect(plan.refused[0]?.reasons.map((it) => it.code)).toContain('GNN-E001');
    expect(plan.missing()).toEqual([]);
  });

  test('are in path order, whatever their origin', () => {
    const plan = planOf(emptyState, [
      assessed(sourceAt('a.md'), asking('A')),
      assessed(sourceAt('b.md'), asking('B')),
      assessed(sourceAt('c.md'), '## GNNSection\nX\n'),
    ]);
    expect(plan.refused.map(({ filePath, reasons }) => [filePath, reasons[0]?.code])).toEqual([
      ['in/b.md', 'GNN-E015'],
      ['in/c.md', 'GNN-E001'],
    ]);
    expect([...plan.state.models.keys()]).toEqual(['shared']);
  });

  test('Markdown without a spec is skipped', () => {
    const plan = planOf(emptyState, [assessed(sourceAt('README.md'), '# Hello\n')]);
    expect(plan).toMatchObject({
      skipped: ['in/README.md'],
      changed: false,
      outcomes: [],
      refused: [],
    });
    expect(plan.state).toBe(emptyState);
  });
});

test('registered models whose file is gone are listed, except deleted ones', () => {
  const state = stateWith(entryWith('a'), entryWith('b'), entryWith('c', { status: 'deleted' }));
  const plan = planOf(state, [], { isGone: (entry) => entry.model_id !== 'a' });
  expect(plan.missing().map((it) => it.model_id)).toEqual(['b']);
  expect(plan.state).toBe(state);
});

const step3 = (variables: number | null, connections: number | null) =>
  new Map([[agent.resolvedPath, { formatsGenerated: 3, variables, connections }]]);

describe('step 3', () => {
  test('if it counted differently, both counts are reported', () => {
    const plan = planOf(emptyState, [assessed(agent, SPEC)], { step3: step3(9, 3) });
    expect(plan.diagnostics).toMatchObject([
      {
        diagnostics: [
          { code: 'GNN-I004', severity: 'info', message: expect.stringMatching(/9 variables.*4/) },
        ],
      },
    ]);
    expect(entryIn(plan.state, 'agent')).toMatchObject({
      health: { status: 'healthy' },
      metadata: { formats_generated: 3 },
    });
    const both = planOf(emptyState, [assessed(agent, SPEC)], { step3: step3(1, 1) });
    expect(both.diagnostics[0]?.diagnostics).toHaveLength(2);
  });

  test('equal or missing counts are not reported', () => {
    for (const counts of [step3(4, 3), step3(null, null)]) {
      expect(planOf(emptyState, [assessed(agent, SPEC)], { step3: counts }).diagnostics).toEqual(
        [],
      );
    }
  });

  test('results without the file leave the count null', () => {
    const plan = planOf(emptyState, [assessed(agent, SPEC)], { step3: new Map() });
    expect(entryIn(plan.state, 'agent').metadata.formats_generated).toBeNull();
  });
});
