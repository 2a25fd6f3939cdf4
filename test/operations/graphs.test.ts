/** The pictures that a run draws on request. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCli } from '../../src/faces/cli/index.js';
import { GRAPH } from '../../src/operations/queries/graph.js';
import { captureIo } from '../faces/cli/harness.js';
import { STEP } from '../support/registry-workshop.js';
import { BASE, MAJOR, MINOR, openBench, type Bench } from './harness.js';

const PICTURE = `${STEP}/agent/agent_graph.svg`;

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await bench.write('in/agent.md', BASE);
  await bench.write('in/lamp.md', MAJOR);
});
afterEach(() => bench.remove());

async function cli(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const { io, written } = captureIo({ cwd: bench.cwd });
  return { code: await runCli([...argv, '--output-dir', 'out'], io), ...written };
}

/** The pictures in the output, by their paths. */
async function pictures(): Promise<Map<string, string>> {
  const files = await bench.snapshot('out');
  return new Map([...files].filter(([path]) => path.endsWith('.svg')));
}

test('a run draws every model as `graph` does, and later only those that changed', async () => {
  expect(await cli('run', '--target-dir', 'in', '--graphs')).toMatchObject({ code: 0, err: '' });
  const first = await pictures();
  expect(first.size).toBe(2);
  const { content } = await GRAPH.query(await bench.open(), { reference: 'agent' });
  const [comment, ...svg] = (await bench.text(PICTURE)).split('\n');
  expect(comment).toMatch(/^<!-- Drawn from [0-9a-f]{40} -->$/);
  expect(svg.join('\n')).toBe(content);

  await bench.run({ graphs: true });
  expect(await pictures()).toEqual(first);

  await bench.write('in/agent.md', MINOR);
  await rm(join(bench.cwd, STEP, 'lamp/lamp_graph.svg'));
  const before = await bench.text(PICTURE);
  await bench.run();
  expect(await bench.text(PICTURE)).toBe(before);
  await bench.run({ graphs: true });
  expect(await bench.text(PICTURE)).not.toBe(before);
  expect(await readdir(join(bench.cwd, STEP, 'lamp'))).toContain('lamp_graph.svg');
});

test('a picture that is cut off is drawn again, and one of which nothing is left goes', async () => {
  await bench.run({ graphs: true });
  const whole = await bench.text(PICTURE);
  await bench.write(PICTURE, whole.slice(0, 30));
  await bench.run({ graphs: true });
  expect(await bench.text(PICTURE)).toBe(whole);
  await bench.write(PICTURE, 'old');
  await rm(join(bench.cwd, 'in/agent.md'));
  await rm(join(bench.cwd, STEP, 'agent/1.0.0.md'));
  await rm(join(bench.cwd, STEP, 'agent/agent_metadata.json'));
  await bench.run({ graphs: true });
  expect([...(await pictures()).keys()].map((it) => it.replace(/.*\//, ''))).toEqual([
    'lamp_graph.svg',
  ]);
});

test('a run that writes nothing, or only answers a query, draws nothing', async () => {
  await bench.run({ graphs: true, mode: 'dry-run' });
  await bench.run();
  await bench.run({ graphs: true, queryOntology: 'HiddenState' });
  expect((await pictures()).size).toBe(0);
});

test('pictures belong to the registry: `verify` knows them, and they go with their models', async () => {
  await bench.run({ graphs: true });
  const verified = await cli('verify');
  expect([verified.code, verified.out + verified.err]).toEqual([
    0,
    expect.not.stringContaining('graph.svg'),
  ]);
  await rm(join(bench.cwd, 'in/agent.md'));
  expect(await cli('delete', 'agent', '--purge', '--yes')).toMatchObject({ code: 0 });
  expect(await readdir(join(bench.cwd, STEP))).not.toContain('agent');
  expect((await cli('verify')).code).toBe(0);
});
