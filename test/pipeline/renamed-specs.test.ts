/** Specs that ask for another id, and specs that moved and were edited at once. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verifyPlace } from '../../src/operations/maintenance/verify/index.js';
import { linkModels } from '../../src/operations/mutations/lineage.js';
import { MV } from '../../src/operations/mutations/rename.js';
import { setMetrics } from '../../src/operations/mutations/metrics.js';
import { commitOperation } from '../../src/operations/workplace.js';
import { STEP } from '../support/registry-workshop.js';
import { soundSpec } from '../support/spec-text.js';
import {
  BASE,
  MAJOR,
  MINOR,
  PATCH,
  commitMutation,
  findings,
  numbersOf,
  openBench,
  outcomeOf,
  several,
  type Bench,
} from '../operations/harness.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await bench.register(BASE, MINOR);
});
afterEach(() => bench.remove());

const asking = (id: string, text = MINOR): string => `---\nmodel_id: ${id}\n---\n${text}`;
const idsOf = async (): Promise<string[]> => [...(await bench.open()).state.models.keys()];
const isSound = async (): Promise<boolean> => (await verifyPlace(bench.place())).sound;

describe('a model_id that is added to a known file', () => {
  test('renames its model, with its history', async () => {
    await bench.write('in/lamp.md', soundSpec({ ModelName: 'Lamp' }));
    await bench.run();
    await commitMutation(bench.place(), linkModels, { child: 'lamp', parent: 'agent@1.0.0' });
    await commitMutation(bench.place(), setMetrics, {
      reference: 'agent@1.0.0',
      metrics: { score: 1 },
    });
    const before = await bench.entry('agent');
    await bench.write('in/agent.md', asking('kettle', MAJOR));
    const check = await bench.run({ mode: 'check' });
    expect([check.exit_code, await idsOf()]).toEqual([1, ['agent', 'lamp']]);
    const summary = await bench.run();
    expect(outcomeOf(summary, 'kettle')).toMatchObject({
      outcome: 'new_version',
      previous_version: '1.1.0',
      version: '2.0.0',
    });
    expect(findings(summary, 'GNN-I022')).toEqual([
      'GNN-I022 in/agent.md: agent is kettle now, as its model_id says; agent leads to it',
    ]);
    expect(findings(summary, 'GNN-W018')).toEqual([]);
    const after = await bench.entry('kettle');
    expect(after.former_ids).toEqual(['agent']);
    expect(after.versions['1.0.0']).toEqual({
      ...before.versions['1.0.0'],
      source: 'kettle/1.0.0.md',
    });
    expect(await bench.text(`${STEP}/kettle/1.0.0.md`)).toBe(BASE);
    expect((await bench.entry('lamp')).parents).toMatchObject([{ model_id: 'kettle' }]);
    expect(await idsOf()).toEqual(['kettle', 'lamp']);
    expect(await isSound()).toBe(true);
    const again = await bench.run();
    expect([again.unchanged, again.new_models, again.new_versions]).toEqual([2, 0, 0]);
  });

  test('is ignored, and said, if the id is taken or its bytes cannot be copied', async () => {
    await bench.write('in/lamp.md', soundSpec({ ModelName: 'Lamp' }));
    await bench.run();
    await bench.write('in/agent.md', asking('Lamp'));
    const taken = await bench.run();
    expect(findings(taken, 'GNN-W018')).toHaveLength(1);
    await writeFile(join(bench.cwd, STEP, 'agent/1.0.0.md'), 'damaged');
    await bench.write('in/agent.md', asking('kettle'));
    const damaged = await bench.run();
    expect(findings(damaged, 'GNN-W018')).toHaveLength(1);
    expect(await idsOf()).toEqual(['agent', 'lamp']);
  });

  test('is refused with the reason, which may change', async () => {
    await bench.write('in/lamp.md', soundSpec({ ModelName: 'Lamp' }));
    await bench.run();
    await bench.write('in/agent.md', asking('lamp'));
    const kept =
      'GNN-W018 in/agent.md: the file is registered as agent and keeps that id; its model_id lamp';
    expect(findings(await bench.run(), 'GNN-W018')).toEqual([`${kept} belongs to in/lamp.md`]);
    const before = await bench.text(`${STEP}/model_registry.json`);
    expect(findings(await bench.run(), 'GNN-W018')).toEqual([`${kept} belongs to in/lamp.md`]);
    expect(await bench.text(`${STEP}/model_registry.json`)).toBe(before);
    const place = bench.place();
    await commitOperation(place, MV.plan(place, { id: 'lamp', new_id: 'torch' }));
    expect(findings(await bench.run(), 'GNN-W018')).toEqual([
      `${kept} belonged to a model that was renamed or purged, and stays reserved so that old references keep their meaning: choose another one`,
    ]);
    expect(await idsOf()).toEqual(['agent', 'torch']);
  });

  test('names the way out if another model left the id in the same run', async () => {
    const lamp = soundSpec({ ModelName: 'Lamp' });
    await bench.write('in/lamp.md', lamp);
    await bench.run();
    await bench.write('in/agent.md', asking('lamp'));
    await bench.write('in/lamp.md', asking('torch', lamp));
    for (let run = 0; run < 2; run += 1) {
      expect(findings(await bench.run(), 'GNN-W018')).toEqual([
        expect.stringMatching(
          /^GNN-W018 in\/agent\.md: .* lamp belonged to .*: choose another one$/,
        ),
      ]);
    }
    expect(await idsOf()).toEqual(['agent', 'torch']);
    expect(await isSound()).toBe(true);
  });

  test('is had in the next run once the obstacle is gone', async () => {
    await writeFile(join(bench.cwd, STEP, 'agent/1.0.0.md'), 'damaged');
    await bench.write('in/agent.md', asking('kettle'));
    expect(findings(await bench.run(), 'GNN-W018')).toEqual([
      expect.stringMatching(/its model_id kettle cannot be assigned: .*1\.0\.0/),
    ]);
    await writeFile(join(bench.cwd, STEP, 'agent/1.0.0.md'), BASE);
    const summary = await bench.run();
    expect(findings(summary, 'GNN-W018')).toEqual([]);
    expect(findings(summary, 'GNN-I022')).toHaveLength(1);
    expect(await idsOf()).toEqual(['kettle']);
    const again = await bench.run();
    expect([again.unchanged, again.new_models, again.new_versions]).toEqual([1, 0, 0]);
    expect(await isSound()).toBe(true);
  });

  test('changes nothing again as long as the obstacle stays', async () => {
    await bench.write('in/lamp.md', soundSpec({ ModelName: 'Lamp' }));
    await bench.run();
    await rm(join(bench.cwd, STEP, 'agent/1.0.0.md'));
    await bench.write('in/agent.md', asking('kettle'));
    await bench.run();
    const before = await bench.text(`${STEP}/model_registry.json`);
    expect((await bench.run({ mode: 'check' })).exit_code).toBe(2);
    await bench.run();
    expect(await bench.text(`${STEP}/model_registry.json`)).toBe(before);
  });

  test('is not a way back to an id that the model had before', async () => {
    await bench.write('in/agent.md', asking('kettle'));
    await bench.run();
    await commitOperation(bench.place(), MV.plan(bench.place(), { id: 'kettle', new_id: 'pot' }));
    await bench.write('in/agent.md', asking('kettle', PATCH));
    const summary = await bench.run();
    expect(findings(summary, 'GNN-W018')).toEqual([
      expect.stringContaining(
        'its model_id kettle is an id that this model had before it was renamed',
      ),
    ]);
    expect(await idsOf()).toEqual(['pot']);
  });

  test('is honoured for one of two files that ask for it', async () => {
    await bench.write('in/lamp.md', soundSpec({ ModelName: 'Lamp' }));
    await bench.run();
    await bench.write('in/agent.md', asking('kettle'));
    await bench.write('in/lamp.md', asking('KETTLE', soundSpec({ ModelName: 'Lamp' })));
    const summary = await bench.run();
    expect(findings(summary, 'GNN-W018')).toEqual([
      expect.stringContaining('the file is registered as lamp and keeps that id'),
    ]);
    expect(await idsOf()).toEqual(['kettle', 'lamp']);
  });

  test('means nothing in a file of several models', async () => {
    await bench.write('in/two.md', several(['One', BASE], ['Two', MAJOR]));
    await bench.run();
    const before = await idsOf();
    await bench.write('in/two.md', asking('kettle', several(['One', BASE], ['Two', PATCH])));
    await bench.run();
    expect(await idsOf()).toEqual(before);
  });
});

const move = async (text: string, options = {}): Promise<string[]> => {
  await rm(join(bench.cwd, 'in/agent.md'));
  await bench.write('in/pot.md', text);
  return findings(await bench.run(options), 'GNN-I023');
};

describe('a new model that looks like one whose file is gone', () => {
  test('is asked about, with what joins them', async () => {
    const edited = soundSpec({
      ModelName: 'A pot',
      InitialParameterization: 'A={(0.9, 0.2), (0.1, 0.8)}\nD={(0.3, 0.7)}',
    });
    expect(await move(edited)).toEqual([
      expect.stringMatching(
        /^GNN-I023 in\/pot\.md: pot looks like agent, whose file in\/agent\.md is gone: \d\d % of it is the same; if it is that model, `join pot agent` makes it the next version of that one$/,
      ),
    ]);
    expect(await idsOf()).toEqual(['agent', 'pot']);
    // Only once: the next run has nothing new.
    expect(findings(await bench.run(), 'GNN-I023')).toEqual([]);
  });

  test('is not asked about if it is another model, or nothing is gone', async () => {
    const other = soundSpec({
      GNNSection: 'Other',
      StateSpaceBlock: 'x[3,1,type=float]\ny[3,1,type=int]\nM[3,3,type=float]\nq[3,type=float]',
      Connections: 'x-M\nM-y\nq>x',
      InitialParameterization: 'q={(0.2, 0.3, 0.5)}',
      ActInfOntologyAnnotation: 'x=HiddenState\ny=Observation\nM=TransitionMatrix\nq=Habit',
    });
    expect(await move(other)).toEqual([]);
    await bench.write('in/copy.md', other);
    const summary = await bench.run();
    expect(findings(summary, 'GNN-I023')).toEqual([]);
  });

  test('is shown by a run that writes nothing', async () => {
    expect(await move(PATCH, { mode: 'dry-run' })).toHaveLength(1);
    expect(await idsOf()).toEqual(['agent']);
  });
});

test('versions of a renamed model stay in its own numbers', async () => {
  await bench.write('in/agent.md', asking('kettle', MAJOR));
  await bench.run();
  await bench.write('in/agent.md', asking('kettle', PATCH));
  await bench.run();
  expect(await numbersOf(bench, 'kettle')).toEqual(['1.0.0', '1.1.0', '2.0.0', '3.0.0']);
});

test('a model that moved over another file keeps it when it is edited there', async () => {
  const lamp = soundSpec({ ModelName: 'Lamp' });
  await bench.write('in/lamp.md', lamp);
  await bench.run();
  await rm(join(bench.cwd, 'in/agent.md'));
  await bench.write('in/lamp.md', MINOR);
  const moved = await bench.run();
  expect(outcomeOf(moved, 'agent')).toMatchObject({
    outcome: 'updated',
    previous_file_path: 'in/agent.md',
  });
  expect(moved.missing_sources).toMatchObject([{ model_id: 'lamp' }]);
  const again = await bench.run();
  expect([again.unchanged, again.new_versions]).toEqual([1, 0]);
  await bench.write('in/lamp.md', MAJOR);
  expect(outcomeOf(await bench.run(), 'agent')).toMatchObject({ outcome: 'new_version' });
  expect(Object.keys((await bench.entry('lamp')).versions)).toEqual(['1.0.0']);
});
