import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Entry } from '../../../src/domain/model.js';
import type { Mutation } from '../../../src/operations/mutations/mutation.js';
import { changeEntry } from '../../../src/operations/mutations/mutation.js';
import { linkModels } from '../../../src/operations/mutations/lineage.js';
import { verifyPlace } from '../../../src/operations/maintenance/verify/index.js';
import { resolveModel } from '../../../src/version/reference.js';
import type { Bench } from '../harness.js';
import { commitMutation, BASE, PATCH, openBench } from '../harness.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await bench.write('in/lamp.md', PATCH);
  await bench.register(BASE);
});
afterEach(() => bench.remove());

const change: Mutation<readonly [id: string, parts: Partial<Entry>]> = (
  state,
  [id, parts],
  clock,
) => {
  const entry = { ...resolveModel(state.models, id), ...parts };
  const { state: next } = changeEntry(state, entry, clock);
  return { state: next, event: { action: 'change' }, result: entry };
};

async function references() {
  const { steps } = await verifyPlace(bench.place());
  const step = steps.find((it) => it.name === 'references');
  return {
    findings: step?.findings.map((it) => `${it.kind} ${it.model_id}: ${it.message}`),
    notes: step?.notes,
  };
}

const parent = (model_id: string, version: string | null = null) =>
  ({ model_id, version, kind: 'derived', declared: true }) as const;

test('parents that are there are no finding', async () => {
  await commitMutation(bench.place(), linkModels, { child: 'agent', parent: 'lamp@1.0.0' });
  expect(await references()).toEqual({ findings: [], notes: [] });
});

test('parents that are missing are findings, dependencies a note', async () => {
  const parents = [parent('lamp'), parent('gone', '1.0.0'), parent('lamp', '7.0.0')];
  const dependencies = ['lamp@^1', 'terms', 'gone@1.0.0'];
  await commitMutation(bench.place(), change, ['agent', { parents, dependencies }]);
  expect(await references()).toEqual({
    findings: [
      'parent-missing agent: its parent gone@1.0.0 is missing: the registry has no such model',
      'parent-missing agent: its parent lamp@7.0.0 is missing: no version of lamp matches 7.0.0',
    ],
    notes: [
      '2 references in dependencies to models that are not in the registry: gone@1.0.0, terms',
    ],
  });
});

test('what was checked before is checked again once a model has changed', async () => {
  const place = bench.place();
  const find = async () => {
    const { steps } = await verifyPlace(place);
    return steps.flatMap(({ findings }) => findings.map((it) => `${it.kind} ${it.model_id}`));
  };
  expect([await find(), await find()]).toEqual([[], []]);
  await commitMutation(bench.place(), change, ['agent', { parents: [parent('gone')] }]);
  expect([await find(), await find()]).toEqual([
    ['parent-missing agent'],
    ['parent-missing agent'],
  ]);
  await commitMutation(bench.place(), change, ['agent', { parents: [] }]);
  expect(await find()).toEqual([]);
});

test('dependencies and replacements that lead to no version here are findings', async () => {
  const lifecycle = { changed_at: '2026-01-01T00:00:00.000Z', reason: null, replacement: 'lamp@5' };
  const dependencies = ['lamp@^1', 'lamp@9.0.0'];
  await commitMutation(bench.place(), change, ['agent', { dependencies, lifecycle }]);
  expect((await references()).findings).toEqual([
    'reference-missing agent: its dependency lamp@9.0.0 is missing: no version of lamp matches 9.0.0',
    'reference-missing agent: its replacement lamp@5 is missing: no version of lamp matches 5',
  ]);
});

test('what names a version whose bytes were deleted is a finding', async () => {
  const { versions } = await bench.entry('lamp');
  const [lamp] = Object.values(versions);
  if (lamp === undefined) throw new Error('no version');
  const deleted = { ...lamp, source: null, deleted_at: '2026-01-01T00:00:00.000Z' };
  const aliases = { best: { version: lamp.version, protected: false } };
  const changed = { aliases, versions: { [lamp.version]: deleted } };
  await commitMutation(bench.place(), change, ['lamp', changed]);
  const more = { parents: [parent('lamp', lamp.version)], dependencies: [`lamp@${lamp.version}`] };
  await commitMutation(bench.place(), change, ['agent', more]);
  const gone = `the bytes of version ${lamp.version} were deleted`;
  expect((await references()).findings).toEqual([
    `version-deleted lamp: its alias best points to ${lamp.version}, whose bytes were deleted`,
    `parent-missing agent: its parent lamp@${lamp.version} is missing: ${gone}`,
    `reference-missing agent: its dependency lamp@${lamp.version} is missing: ${gone}`,
  ]);
});

test('a parent that is deleted is not there; what a deleted model says is no matter', async () => {
  await commitMutation(bench.place(), linkModels, { child: 'agent', parent: 'lamp' });
  await commitMutation(bench.place(), change, [
    'lamp',
    { status: 'deleted', parents: [parent('x')] },
  ]);
  expect((await references()).findings).toEqual([
    'parent-missing agent: its parent lamp is missing: the model lamp is deleted',
  ]);
});

test('a model that comes from itself is a finding', async () => {
  await commitMutation(bench.place(), change, ['agent', { parents: [parent('lamp')] }]);
  await commitMutation(bench.place(), change, ['lamp', { parents: [parent('agent')] }]);
  expect((await references()).findings).toEqual([
    'lineage-circular agent: it descends from itself: agent → lamp → agent',
  ]);
});

test('an alias of a version that is not there is a finding', async () => {
  const aliases = { champion: { version: '7.0.0', protected: false } };
  await commitMutation(bench.place(), change, ['agent', { aliases }]);
  expect((await references()).findings).toEqual([
    'version-unknown agent: its alias champion points to 7.0.0, which is not among its versions',
  ]);
});
