/** A version in few words. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DescribeOutput } from '../../../src/operations/generated/shapes.js';
import { SCHEMAS } from '../../../src/operations/generated/schemas.js';
import { DESCRIBE } from '../../../src/operations/queries/describe.js';
import { SKELETONS, writeSkeleton, type SkeletonKind } from '../../../src/skeletons/index.js';
import { faultsIn } from '../../support/operation-schemas.js';
import { STEP } from '../../support/registry-workshop.js';
import { soundSpec } from '../../support/spec-text.js';
import { BASE, MAJOR, openBench, type Bench } from '../harness.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

async function describeVersion(reference = 'agent'): Promise<DescribeOutput> {
  const found = await DESCRIBE.query(await bench.open(), { reference });
  const answer = DESCRIBE.present(found, { reference }, String);
  expect(faultsIn(SCHEMAS.describe.output, answer)).toEqual([]);
  return answer;
}

test('says the sizes, the variables and the connections of a model', async () => {
  await bench.register(
    soundSpec({
      StateSpaceBlock:
        'A_m0[3,2,type=float] # how states look\nB_f0[2,2,4,type=float]\ns_f0[2,1,type=float]\no_m0[3,1,type=int]',
      Connections: 's_f0>A_m0\nA_m0-o_m0',
      InitialParameterization: 'num_actions=4',
      ActInfOntologyAnnotation: 'A_m0=LikelihoodMatrix',
    }),
  );
  const described = await describeVersion();
  expect(described).toMatchObject({
    model_id: 'agent',
    version: '1.0.0',
    status: 'active',
    file_path: 'in/agent.md',
    sizes: { observations: { A_m0: 3 }, states: { B_f0: 2 }, actions: { B_f0: 4 } },
    model_parameters: { num_actions: 4 },
    connections: ['s_f0>A_m0', 'A_m0-o_m0'],
  });
  expect(described.variables[0]).toBe('A_m0[3,2] float LikelihoodMatrix: how states look');
});

test('takes the states of a model without transitions from what it has', async () => {
  await bench.register(BASE);
  expect((await describeVersion()).sizes).toEqual({
    observations: { A: 2 },
    states: { D: 2 },
    actions: {},
  });
});

test('describes another version as it was', async () => {
  await bench.register(BASE, MAJOR);
  expect((await describeVersion('agent@1.0.0')).version).toBe('1.0.0');
  expect((await describeVersion('agent')).version).toBe('2.0.0');
});

test.each(Object.keys(SKELETONS) as SkeletonKind[])('describes a %s', async (kind) => {
  await bench.write('in/first.md', writeSkeleton(kind, 'First'));
  await bench.run();
  const { sizes, variables, kind: named } = await describeVersion('first');
  expect(variables.length).toBeGreaterThan(2);
  const counts = Object.values(sizes).flatMap((it) => Object.values(it));
  expect(counts.length > 0).toBe(named !== 'CONTINUOUS');
  expect(counts).not.toContain(null);
});

test('without readable bytes, the error names them', async () => {
  await bench.register(BASE, MAJOR);
  await bench.write(`${STEP}/agent/1.0.0.md`, 'something else');
  await expect(describeVersion('agent@1.0.0')).rejects.toMatchObject({ code: 'archive-damaged' });
});
