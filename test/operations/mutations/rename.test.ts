/** A model gets another id, or continues another one: nothing of its history is lost. */
import { existsSync, readdirSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ModelRegistry } from '../../../src/index.js';
import { rebuildRegistry } from '../../../src/operations/maintenance/rebuild/index.js';
import { verifyPlace } from '../../../src/operations/maintenance/verify/index.js';
import { ARCHIVE, DELETE } from '../../../src/operations/mutations/lifecycle.js';
import { linkModels, unlinkModels } from '../../../src/operations/mutations/lineage.js';
import { removeMetrics, setMetrics } from '../../../src/operations/mutations/metrics.js';
import { JOIN, MV } from '../../../src/operations/mutations/rename.js';
import { activate, deprecate } from '../../../src/operations/mutations/status.js';
import { updateModelMetadata } from '../../../src/operations/mutations/annotations.js';
import { recordUse } from '../../../src/operations/mutations/use.js';
import { addTag } from '../../../src/operations/mutations/tags.js';
import { getHistory } from '../../support/audit-history.js';
import { commitOperation } from '../../../src/operations/workplace.js';
import { findUsesOfModel } from '../../../src/version/dependents.js';
import { resolveReference } from '../../../src/version/reference.js';
import { soundSpec } from '../../support/spec-text.js';
import { STEP } from '../../support/registry-workshop.js';
import {
  BASE,
  MAJOR,
  MINOR,
  PATCH,
  commitMutation,
  expectSchemas,
  findings,
  numbersOf,
  openBench,
  outcomeOf,
  several,
  type Bench,
} from '../harness.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await bench.register(BASE, MINOR, MAJOR);
});
afterEach(() => bench.remove());

const mv = (id: string, new_id: string) =>
  commitOperation(bench.place(), MV.plan(bench.place(), { id, new_id }));
const joinInto = (id: string, into: string) =>
  commitOperation(bench.place(), JOIN.plan(bench.place(), { id, into }));
const purge = (reference: string) =>
  commitOperation(bench.place(), DELETE.plan(bench.place(), { reference, purge: true }));
const foundIn = async (): Promise<string[]> => {
  const { steps } = await verifyPlace(bench.place());
  return steps.flatMap((it) => it.findings.map(({ kind, message }) => `${kind}: ${message}`));
};
const filesOf = (id: string): string[] => {
  const folder = join(bench.cwd, STEP, id);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
};

describe('the metadata of a renamed model', () => {
  test('tells that its declared version was not used', async () => {
    await bench.write(
      'in/lamp.md',
      `---\nversion: 2.0.0\n---\n${soundSpec({ ModelName: 'Lamp' })}`,
    );
    await bench.run();
    await purge('lamp');
    await bench.run();
    await mv('lamp', 'light');
    expect(await foundIn()).toEqual([]);
    const { diagnostics } = JSON.parse(await bench.text(`${STEP}/light/light_metadata.json`));
    expect(diagnostics).toMatchObject([{ code: 'GNN-W020' }]);
  });

  test('has the findings of the profile that it was registered with', async () => {
    await bench.write('in/lamp.md', soundSpec({ GNNVersionAndFlags: null }));
    await bench.run({ profile: 'basic' });
    await mv('lamp', 'light');
    expect(await foundIn()).toEqual([]);
  });
});

describe('a renamed model', () => {
  test('keeps its versions, their bytes and labels; its folder moves', async () => {
    await commitMutation(bench.place(), addTag, { reference: 'agent@1.0.0', tag: 'paper' });
    await commitOperation(bench.place(), ARCHIVE.plan(bench.place(), { reference: 'agent@1.1.0' }));
    const before = await bench.entry('agent');
    const done = await mv('agent', 'kettle');
    expect(done.result).toMatchObject({
      former: 'agent',
      versions: ['1.0.0', '1.1.0', '2.0.0'],
      followed: [],
    });
    const after = await bench.entry('kettle');
    expect(after).toEqual({
      ...before,
      model_id: 'kettle',
      former_ids: ['agent'],
      updated_at: after.updated_at,
      versions: Object.fromEntries(
        Object.entries(before.versions).map(([number, it]) => [
          number,
          { ...it, source: it.source?.replace('agent/', 'kettle/') ?? null },
        ]),
      ),
    });
    expect(filesOf('agent')).toEqual([]);
    expect(filesOf('kettle')).toEqual([
      '1.0.0.md',
      'kettle_metadata.json',
      'versions',
      'versions/1.1.0.md.gz',
      'versions/2.0.0.md',
    ]);
    expect((await bench.metadata('kettle')).model_id).toBe('kettle');
    expect(await foundIn()).toEqual([]);
    await expectSchemas(bench);
  });

  test('is found by a run under its old file, with no new version', async () => {
    await mv('agent', 'kettle');
    const same = await bench.run();
    expect([same.total_models, same.unchanged, same.new_models]).toEqual([1, 1, 0]);
    await bench.write('in/agent.md', PATCH);
    const next = await bench.run();
    expect(outcomeOf(next, 'kettle')).toMatchObject({ outcome: 'new_version', version: '3.0.0' });
    // Its file may get the new name as well.
    await rename(join(bench.cwd, 'in/agent.md'), join(bench.cwd, 'in/kettle.md'));
    const moved = await bench.run();
    expect([moved.total_models, moved.new_models]).toEqual([1, 0]);
    expect((await bench.entry('kettle')).file_path).toBe('in/kettle.md');
    expect(await foundIn()).toEqual([]);
  });

  test('is meant by references to its old id, which no other model gets the numbers of', async () => {
    await mv('agent', 'kettle');
    const { state } = await bench.open();
    for (const [reference, version] of [
      ['agent', '2.0.0'],
      ['agent@1.0.0', '1.0.0'],
      ['agent@^1', '1.1.0'],
    ]) {
      const found = resolveReference(state.models, reference ?? '');
      expect([found.entry.model_id, found.version.version]).toEqual(['kettle', version]);
    }
    await bench.write('elsewhere/agent.md', soundSpec({ ModelName: 'Another agent' }));
    await bench.run({ targetDir: 'elsewhere' });
    expect(await numbersOf(bench, 'agent')).toEqual(['3.0.0']);
    const now = await bench.open();
    expect(resolveReference(now.state.models, 'agent').entry.model_id).toBe('agent');
  });

  test('can have its old id back', async () => {
    const before = await bench.entry('agent');
    await mv('agent', 'kettle');
    await mv('kettle', 'agent');
    const after = await bench.entry('agent');
    expect(after).toEqual({ ...before, former_ids: ['kettle'], updated_at: after.updated_at });
    expect(filesOf('kettle')).toEqual([]);
    expect(await foundIn()).toEqual([]);
  });

  test('cannot have its old id back once another model used numbers under it', async () => {
    await mv('agent', 'kettle');
    await bench.write('elsewhere/agent.md', soundSpec({ ModelName: 'Another agent' }));
    await bench.run({ targetDir: 'elsewhere' });
    await rm(join(bench.cwd, 'elsewhere/agent.md'));
    await purge('agent');
    await expect(mv('kettle', 'agent')).rejects.toMatchObject({ code: 'name-refused' });
    const { state } = await bench.open();
    expect(state.purged?.['agent']?.version).toBe('3.0.0');
  });

  test('is followed by the references of other models, also of those declared again later', async () => {
    const declared = '---\nparent: agent@1.0.0\ndependencies: ["agent@^2", other]\n---\n';
    await bench.write('in/lamp.md', `${declared}${soundSpec({ ModelName: 'Lamp' })}`);
    await bench.write('in/moth.md', soundSpec({ ModelName: 'Moth' }));
    await bench.run();
    await commitMutation(bench.place(), linkModels, { child: 'moth', parent: 'agent' });
    await commitMutation(bench.place(), deprecate, { id: 'moth', replacement: 'agent@2.0.0' });
    const { result } = await mv('agent', 'kettle');
    expect(result.followed.toSorted()).toEqual(['lamp', 'moth']);
    const [lamp, moth] = [await bench.entry('lamp'), await bench.entry('moth')];
    expect(lamp.parents).toMatchObject([{ model_id: 'kettle', version: '1.0.0' }]);
    expect(lamp.dependencies).toEqual(['kettle@^2', 'other']);
    expect(moth.parents).toMatchObject([{ model_id: 'kettle', version: null }]);
    expect(moth.lifecycle?.replacement).toBe('kettle@2.0.0');
    // The spec still says what it said.
    await bench.write('in/lamp.md', `${declared}${soundSpec({ ModelName: 'Lamp', Footer: 'x' })}`);
    const summary = await bench.run();
    expect(findings(summary, 'GNN-W025')).toEqual([]);
    expect(await bench.entry('lamp')).toMatchObject({
      version: '1.0.1',
      parents: [{ model_id: 'kettle' }],
      dependencies: ['kettle@^2', 'other'],
    });
    // Nor does a check of the same content with other rules bring the old id back.
    await bench.run({ profile: 'strict' });
    expect((await bench.entry('lamp')).dependencies).toEqual(['kettle@^2', 'other']);
    const { models } = (await bench.open()).state;
    const kettle = models.get('kettle');
    if (kettle === undefined) throw new Error('no kettle');
    expect(findUsesOfModel(models, kettle).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'child lamp',
      'dependent lamp',
      'child moth',
      'predecessor moth',
    ]);
    expect(await foundIn()).toEqual([]);
  });

  test('is followed by what a restore brings back', async () => {
    await bench.write('in/moth.md', soundSpec({ ModelName: 'Moth' }));
    await bench.run();
    await commitMutation(bench.place(), deprecate, { id: 'moth', replacement: 'agent@2.0.0' });
    await commitOperation(bench.place(), DELETE.plan(bench.place(), { reference: 'moth' }));
    expect((await mv('agent', 'kettle')).result.followed).toEqual(['moth']);
    expect((await bench.entry('moth')).lifecycle?.before).toMatchObject([
      { replacement: 'kettle@2.0.0' },
    ]);
  });

  test('is refused another id that is taken, not valid, or was that of another model', async () => {
    await bench.write('in/lamp.md', soundSpec({ ModelName: 'Lamp' }));
    await bench.write('in/gone.md', soundSpec({ ModelName: 'Gone' }));
    await bench.run();
    await rm(join(bench.cwd, 'in/gone.md'));
    await purge('gone');
    for (const [id, text] of [
      ['lamp', 'the id lamp is that of another model'],
      ['LAMP', 'the id LAMP is that of another model, lamp: case is ignored'],
      ['Agent', 'the id Agent is that of the model itself, agent: case is ignored'],
      ['gone', 'was that of a model that was renamed or deleted for good'],
      ['../up', 'is not a valid id'],
      ['model_registry.json', 'is not a valid id'],
      ['__proto__', 'is not a valid id'],
      ['', 'is not a valid id'],
    ]) {
      await expect(mv('agent', id ?? '')).rejects.toMatchObject({
        code: 'name-refused',
        message: expect.stringContaining(text ?? ''),
      });
    }
    await expect(mv('agent@1.0.0', 'kettle')).rejects.toMatchObject({ code: 'version-unknown' });
    expect((await mv('agent', 'agent')).changed).toBe(false);
  });

  test('that has damaged bytes stays as it is: what is not copied must not be removed', async () => {
    await writeFile(join(bench.cwd, STEP, 'agent/1.0.0.md'), 'not these');
    const before = await bench.snapshot();
    await expect(mv('agent', 'kettle')).rejects.toMatchObject({ code: 'archive-damaged' });
    expect(await bench.snapshot()).toEqual(before);
    await commitOperation(bench.place(), DELETE.plan(bench.place(), { reference: 'agent@1.0.0' }));
    await mv('agent', 'kettle');
    expect((await bench.entry('kettle')).versions['1.0.0']?.source).toBeNull();
    expect(await foundIn()).toEqual([]);
  });

  test('comes back from a lost registry under its new id', async () => {
    await mv('agent', 'kettle');
    await rebuildRegistry(bench.place(), true);
    expect((await bench.entry('kettle')).former_ids).toEqual(['agent']);
    expect(await numbersOf(bench, 'kettle')).toEqual(['1.0.0', '1.1.0', '2.0.0']);
  });

  test('is told by the audit log, under both ids', async () => {
    await mv('agent', 'kettle');
    const told = (await getHistory(bench)).filter(({ action }) => action === 'rename');
    expect(told.map(({ model_id, changed }) => [model_id, changed])).toEqual([
      ['agent', 'renamed to kettle'],
      ['kettle', 'was agent, at 2.0.0'],
    ]);
  });

  test('is renamed by the library, with what else is not saved yet', async () => {
    const registry = await ModelRegistry.open({ cwd: bench.cwd, outputDir: 'out' });
    await registry.addTag('agent@1.0.0', 'paper');
    await registry.renameModel('agent', 'kettle');
    await registry.addTag('agent@1.1.0', 'draft');
    await registry.renameModel('kettle', 'pot');
    await registry.save();
    const { versions, former_ids } = await bench.entry('pot');
    expect([versions['1.0.0']?.tags, versions['1.1.0']?.tags, former_ids]).toEqual([
      ['paper'],
      ['draft'],
      ['agent', 'kettle'],
    ]);
    expect([filesOf('agent'), filesOf('kettle')]).toEqual([[], []]);
    expect(await foundIn()).toEqual([]);
  });
});

const split = async (text: string): Promise<void> => {
  await rm(join(bench.cwd, 'in/agent.md'));
  await bench.write('in/pot.md', text);
  await bench.run();
};

describe('a model that continues another one', () => {
  test('becomes its next versions, with what was said of them', async () => {
    await split(PATCH);
    await commitMutation(bench.place(), setMetrics, { reference: 'pot', metrics: { score: 1 } });
    await bench.write('in/pot.md', MINOR);
    await bench.run();
    const { result } = await joinInto('pot', 'agent');
    expect(result).toMatchObject({ former: 'pot', versions: ['3.0.0', '3.1.0'] });
    const entry = await bench.entry('agent');
    expect(entry).toMatchObject({ version: '3.1.0', file_path: 'in/pot.md', former_ids: ['pot'] });
    expect(entry.versions['3.0.0']?.metrics).toEqual({ score: 1 });
    expect(entry.versions['3.0.0']?.previous).toBe('2.0.0');
    expect(entry.versions['3.1.0']?.same_content_as).toBe('1.1.0');
    expect(await bench.text(`${STEP}/agent/versions/3.0.0.md`)).toBe(PATCH);
    expect(filesOf('pot')).toEqual([]);
    expect(await foundIn()).toEqual([]);
    const next = await bench.run();
    expect([next.total_models, next.unchanged]).toEqual([1, 1]);
    expect(next.missing_sources).toEqual([]);
    const told = (await getHistory(bench)).filter(({ action }) => action === 'join');
    expect(told.map(({ model_id, changed }) => [model_id, changed])).toEqual([
      ['pot', 'renamed to agent'],
      ['agent', 'version 2.0.0 → 3.1.0; file path in/agent.md → in/pot.md; former ids'],
    ]);
  });

  test('has one direction of a metric, or is refused', async () => {
    const place = bench.place();
    const give = (reference: string, direction?: 'lower' | 'higher'): Promise<unknown> => {
      const given = { reference, metrics: { spikes: 1 }, ...(direction && { direction }) };
      return commitMutation(place, setMetrics, given);
    };
    await split(PATCH);
    await give('agent');
    await give('pot', 'lower');
    await give('agent', 'higher');
    await expect(joinInto('pot', 'agent')).rejects.toThrow('direction of spikes');
    await commitMutation(place, removeMetrics, { reference: 'agent', names: ['spikes'] });
    await give('agent');
    await joinInto('pot', 'agent');
    const { versions } = await bench.entry('agent');
    const directed = Object.values(versions).filter((it) => it.metrics !== undefined);
    expect(directed.map((it) => it.metric_directions)).toEqual([
      { spikes: 'lower' },
      { spikes: 'lower' },
    ]);
    expect(await foundIn()).toEqual([]);
  });

  test('gives it the tags, the annotations, the links, the uses and the ids of its own', async () => {
    await bench.write('in/lamp.md', soundSpec({ ModelName: 'Lamp' }));
    await split(MINOR);
    await mv('pot', 'kettle');
    const place = bench.place();
    for (const tag of ['production', 'both']) {
      await commitMutation(place, addTag, { reference: 'kettle', tag });
    }
    await commitMutation(place, addTag, { reference: 'agent', tag: 'both' });
    for (const [id, fields] of [
      ['agent', { team: 'red', same: '1' }],
      ['kettle', { description: 'Boils', same: '1' }],
    ] as const) {
      await commitOperation(place, updateModelMetadata(place, { id, fields }));
    }
    await commitMutation(place, linkModels, { child: 'kettle', parent: 'lamp' });
    await commitMutation(place, linkModels, { child: 'kettle', parent: 'agent' });
    for (const reference of ['agent', 'kettle', 'kettle']) {
      await commitMutation(place, recordUse, { reference });
    }
    const { last_used_at } = (await bench.entry('kettle')).use ?? {};
    await joinInto('kettle', 'agent');
    expect(await bench.entry('agent')).toMatchObject({
      former_ids: ['pot', 'kettle'],
      tags: expect.arrayContaining(['both', 'production']),
      annotations: { team: 'red', same: '1', description: 'Boils' },
      description: 'Boils',
      parents: [{ model_id: 'lamp', version: null, kind: 'derived', declared: false }],
      use: { count: 3, last_used_at },
    });
    const { state } = await bench.open();
    expect(resolveReference(state.models, 'pot').entry.model_id).toBe('agent');
    expect(await foundIn()).toEqual([]);
    await expectSchemas(bench);
    const told = (await getHistory(bench)).filter(({ action }) => action === 'join');
    expect(told.at(-1)?.changed).toMatch(/\+production; parents \+lamp/);
  });

  test('is refused where it would lose what was said of the model, or descend from itself', async () => {
    await bench.write('in/lamp.md', soundSpec({ ModelName: 'Lamp' }));
    await split(MINOR);
    const place = bench.place();
    const update = (id: string, team: string) =>
      commitOperation(place, updateModelMetadata(place, { id, fields: { team } }));
    await update('agent', 'red');
    await update('pot', 'blue');
    await commitMutation(place, linkModels, { child: 'agent', parent: 'lamp' });
    await commitMutation(place, linkModels, { child: 'pot', parent: 'lamp@1.0.0' });
    await commitMutation(place, deprecate, { id: 'pot' });
    const before = await bench.snapshot();
    await expect(joinInto('pot', 'agent')).rejects.toMatchObject({
      code: 'value-refused',
      message:
        'agent cannot take over from pot: annotation team, parent lamp@1.0.0, status deprecated',
    });
    expect(await bench.snapshot()).toEqual(before);
    await update('pot', 'red');
    await commitMutation(place, activate, { id: 'pot' });
    await commitMutation(place, unlinkModels, { child: 'pot', parent: 'lamp' });
    await commitMutation(place, unlinkModels, { child: 'agent', parent: 'lamp' });
    await commitMutation(place, linkModels, { child: 'pot', parent: 'lamp' });
    await commitMutation(place, linkModels, { child: 'lamp', parent: 'agent' });
    await expect(joinInto('pot', 'agent')).rejects.toMatchObject({ code: 'cycle' });
  });

  test('leaves it the numbers that an earlier model of its id had', async () => {
    await rm(join(bench.cwd, 'in/agent.md'));
    await purge('agent');
    await bench.register(BASE);
    expect(await numbersOf(bench, 'agent')).toEqual(['3.0.0']);
    const before = (await bench.open()).state.purged?.['agent'];
    await split(MINOR);
    await joinInto('pot', 'agent');
    const { state } = await bench.open();
    expect(state.purged).toMatchObject({ agent: before, pot: { version: '1.0.0' } });
    expect(await foundIn()).toEqual([]);
  });

  test('may then give it its own name', async () => {
    await split(MINOR);
    await joinInto('pot', 'agent');
    await mv('agent', 'pot');
    expect(await bench.entry('pot')).toMatchObject({ former_ids: ['agent'], version: '3.0.0' });
    expect(await foundIn()).toEqual([]);
  });

  test('is refused while the other one has its file, or something needs its versions', async () => {
    await bench.write('in/pot.md', PATCH);
    await bench.run();
    await expect(joinInto('pot', 'agent')).rejects.toMatchObject({
      code: 'value-refused',
      message: 'agent still has its own file, in/agent.md',
    });
    await expect(joinInto('agent', 'agent')).rejects.toMatchObject({ code: 'value-refused' });
    await rm(join(bench.cwd, 'in/agent.md'));
    await commitMutation(bench.place(), addTag, { reference: 'pot@1.0.0', tag: 'paper' });
    await expect(joinInto('pot', 'agent')).rejects.toMatchObject({
      code: 'in-use',
      message: 'pot is in use: tag paper of 1.0.0',
      hint: 'Remove those uses first.',
    });
  });

  test('is refused while both are in one file', async () => {
    await bench.write('in/duo.md', several(['One', BASE], ['Two', BASE]));
    await bench.run();
    await expect(joinInto('duo-Two', 'duo-One')).rejects.toMatchObject({
      code: 'value-refused',
      message: 'duo-One is still in the file of duo-Two, in/duo.md',
    });
  });
});
