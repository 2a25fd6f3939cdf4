/** What commands say of that which somebody would otherwise have to find out. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BASE, MINOR } from '../../operations/harness.js';
import { openCliBench } from './bench.js';
import type { CliBench } from './bench.js';

let bench: CliBench;
beforeEach(async () => {
  bench = await openCliBench();
  await bench.register(BASE, MINOR);
});
afterEach(() => bench.remove());

const UNPACKED = 'note: agent@1.0.0 was packed and is unpacked now\n';

test.each([
  'tag add agent@1.0.0 paper',
  'promote agent@1.0.0 production',
  'alias set agent@1.0.0 best',
  'binding add agent@1.0.0 --provider aws --model-id arn',
])('%s says that it unpacks, once', async (line) => {
  await bench.cli('archive agent@1.0.0');
  expect((await bench.cli(line)).err).toBe(UNPACKED);
  expect((await bench.cli(line)).err).toBe('');
});

test('a tag of the model unpacks nothing, but says that the model is archived', async () => {
  await bench.cli('archive agent --reason moved');
  expect((await bench.cli('tag add agent robotics')).err).toBe('note: agent is archived: moved\n');
});

test('the tags of versions are shown with them, and counted', async () => {
  expect((await bench.cli('versions agent')).out).not.toContain('tags');
  await bench.cli('tag add agent@1.0.0 paper');
  const [head, , first] = (await bench.cli('versions agent')).out.split('\n');
  expect(head).toMatch(/hash +tags +what changed/);
  expect(first).toMatch(/^1\.0\.0 .* paper +first version$/);
  expect((await bench.cli('get agent')).out).toMatch(/^ {2}1\.0\.0 .* tags: paper$/m);
  expect((await bench.cli('stats')).out).toMatch(/^tags +1 paper$/m);
});

test('a purge promises the return only of a spec that is there', async () => {
  await rm(join(bench.cwd, 'in/agent.md'));
  const { out } = await bench.cli('delete agent --purge --yes');
  expect(out).toContain('permanently deleted');
  expect(out).not.toContain('is kept');
});

test('an import says which spec files are not here', async () => {
  const other = 'output/4_model_registry_output/model_registry.json';
  const away =
    /^note: Not here, as seen from this folder: 1 spec file of imported models: in\/agent\.md\./;
  expect((await bench.cli(`import ${other} --output-dir second`)).err).toBe('');
  await rm(join(bench.cwd, 'in/agent.md'));
  expect((await bench.cli(`import ${other} --output-dir third`)).err).toMatch(away);
});

test('damaged bytes are referred to the repair', async () => {
  await bench.write('output/4_model_registry_output/agent/1.0.0.md', 'other');
  expect((await bench.cli('resolve agent@1.0.0')).err).toContain('gnn-registry verify --repair');
});
