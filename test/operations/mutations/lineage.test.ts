import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { validate } from '../../../src/domain/generated/model-registry.js';
import type { RegistryState } from '../../../src/domain/registry-state.js';
import { linkModels, unlinkModels } from '../../../src/operations/mutations/lineage.js';
import { getLineage } from '../../../src/operations/queries/lineage.js';
import { createParentLookup, findAncestryPath } from '../../../src/version/lineage.js';
import { versionsWith } from '../../support/entry-versions.js';
import { NOW, stateWith } from '../../support/registry-entries.js';
import { registryText } from '../../support/registry-store.js';

const clock = { at: NOW };
const start = stateWith(
  versionsWith('base', '1.0.0', '1.1.0'),
  versionsWith('agent', '1.0.0', '1.1.0', '2.0.0'),
  versionsWith('lamp', '1.0.0'),
);

const link = (state: RegistryState, child: string, parent: string, more = {}) =>
  linkModels(state, { child, parent, ...more }, clock);
const unlink = (state: RegistryState, child: string, parent: string) =>
  unlinkModels(state, { child, parent }, clock);
const parentsOf = ({ models }: RegistryState, id: string) => models.get(id)?.parents;

test('a link names a model, or the version that a reference names', () => {
  const one = link(start, 'agent', 'base', { reason: 'see the paper' });
  expect(one.event).toEqual({ action: 'link', reason: 'see the paper' });
  const base = { model_id: 'base', kind: 'derived', declared: false };
  expect(parentsOf(one.state, 'agent')).toEqual([{ ...base, version: null }]);
  expect(link(one.state, 'agent', 'base').state).toBe(one.state);
  const two = link(one.state, 'agent', 'base@^1', { kind: 'derived' });
  expect(parentsOf(two.state, 'agent')).toEqual([{ ...base, version: '1.1.0' }]);
  const three = link(two.state, 'agent', 'base@1.0.0', { kind: 'replaces' });
  expect(parentsOf(three.state, 'agent')).toEqual([
    { ...base, version: '1.1.0' },
    { ...base, version: '1.0.0', kind: 'replaces' },
  ]);
  expect(validate(JSON.parse(registryText(three.state)))).toBe(true);
  const gone = unlink(three.state, 'agent', 'base@1.0.0');
  expect(gone.result.parents.map((it) => it.kind)).toEqual(['replaces']);
  expect(parentsOf(unlink(three.state, 'agent', 'base').state, 'agent')).toBeUndefined();
});

test('a circle is refused with the whole way around', () => {
  let { state } = link(start, 'agent', 'base');
  state = link(state, 'lamp', 'agent').state;
  const refused = (child: string, parent: string, message: string) =>
    expect(() => link(state, child, parent)).toThrow(
      expect.objectContaining({ code: 'cycle', message: expect.stringContaining(message) }),
    );
  refused('base', 'lamp', 'base → lamp → agent → base');
  refused('agent', 'lamp', 'agent → lamp → agent');
  refused('agent', 'agent@1.0.0', 'agent cannot descend from itself: agent → agent');
});

test('what a spec declares is not unlinked, and a parent that is gone can be', () => {
  const gone = { model_id: 'gone', version: '1.0.0', kind: 'derived', declared: false } as const;
  const declared = { model_id: 'base', version: null, kind: 'derived', declared: true } as const;
  const agent = { ...versionsWith('agent', '1.0.0'), parents: [declared, gone] };
  const state = stateWith(agent, versionsWith('base', '1.0.0'));
  expect(() => unlink(state, 'agent', 'base')).toThrow(
    expect.objectContaining({
      code: 'name-unknown',
      message: 'agent has no link to base: its spec declares that parent',
      hint: 'Change `parent` in the front matter of in/agent.md and run the step.',
    }),
  );
  expect(parentsOf(unlink(state, 'agent', 'gone').state, 'agent')).toEqual([declared]);
  expect(parentsOf(unlink(state, 'agent', 'gone@1.0.0').state, 'agent')).toEqual([declared]);
  expect(() => unlink(state, 'agent', 'gone@2.0.0')).toThrow(
    expect.objectContaining({ hint: 'It has links to: gone@1.0.0.' }),
  );
  // The spec says it already.
  expect(link(state, 'agent', 'base').state).toBe(state);
});

test('unknown models and versions are told', () => {
  for (const [child, parent, code] of [
    ['nobody', 'base', 'model-unknown'],
    ['agent', 'nobody', 'model-unknown'],
    ['agent', 'base@9', 'version-unknown'],
    ['agent@1.0.0', 'base', 'version-unknown'],
  ] as const) {
    expect(() => link(start, child, parent)).toThrow(expect.objectContaining({ code }));
  }
});

test('a lineage goes both ways, and shows what is missing', () => {
  let { state } = link(start, 'agent', 'base@1.0.0', { kind: 'fine-tuned' });
  state = link(state, 'lamp', 'agent').state;
  const base = state.models.get('base');
  if (base === undefined) throw new Error('no base');
  const gone = { model_id: 'gone', version: null, kind: 'derived', declared: true } as const;
  state = {
    ...state,
    models: new Map([
      ...state.models,
      ['base', { ...base, parents: [gone], dependencies: ['lamp@1.0.0', 'terms'] }],
    ]),
  };
  expect(getLineage(state.models, 'agent@^1')).toEqual({
    model_id: 'agent',
    version: '1.1.0',
    models: [
      { model_id: 'gone', version: null, status: 'missing', distance: -2 },
      { model_id: 'base', version: '1.1.0', status: 'active', distance: -1 },
      { model_id: 'agent', version: '2.0.0', status: 'active', distance: 0 },
      { model_id: 'lamp', version: '1.0.0', status: 'active', distance: 1 },
    ],
    ancestors: [
      { child: 'agent', parent: 'base', version: '1.0.0', kind: 'fine-tuned', declared: false },
      { child: 'base', parent: 'gone', version: null, kind: 'derived', declared: true },
    ],
    descendants: [
      { child: 'lamp', parent: 'agent', version: null, kind: 'derived', declared: false },
    ],
    dependencies: [],
    dependents: [],
  });
  expect(getLineage(state.models, 'base').dependencies).toEqual([
    { model_id: 'base', needs: 'lamp@1.0.0', needed_id: 'lamp' },
    { model_id: 'base', needs: 'terms', needed_id: null },
  ]);
  expect(getLineage(state.models, 'lamp').dependents).toEqual([
    { model_id: 'base', needs: 'lamp@1.0.0', needed_id: 'lamp' },
  ]);
});

const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
const pair = fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...ids));

test('whatever is linked, no model comes from itself, and the lineage of each ends', () => {
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 30 }), (pairs) => {
      let state = stateWith(...ids.map((id) => versionsWith(id, '1.0.0')));
      for (const [child, parent] of pairs) {
        const circular =
          findAncestryPath(parent, child, createParentLookup(state.models)) !== undefined;
        try {
          state = link(state, child, parent).state;
          expect(circular).toBe(false);
        } catch (error) {
          expect([circular, error]).toEqual([true, expect.objectContaining({ code: 'cycle' })]);
        }
      }
      for (const id of ids) {
        const { models, ancestors } = getLineage(state.models, id);
        expect(models.filter((it) => it.model_id === id)).toHaveLength(1);
        expect(ancestors.some((it) => it.parent === id)).toBe(false);
      }
    }),
    { numRuns: 300 },
  );
});

const comesFrom = (id: string) => [
  { model_id: id, version: null, kind: 'derived' as const, declared: true },
];

test('a lineage ends where a registry holds a circle', () => {
  const { models } = stateWith(
    { ...versionsWith('a', '1.0.0'), parents: comesFrom('b') },
    { ...versionsWith('b', '1.0.0'), parents: comesFrom('a') },
  );
  const { models: found, ancestors, descendants } = getLineage(models, 'a');
  expect(found.map((it) => it.model_id)).toEqual(['b', 'a']);
  expect([ancestors.length, descendants.length]).toEqual([2, 2]);
});
