/** What a command does that asks first. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCli } from '../../../src/faces/cli/index.js';
import { makeExampleWorkspace } from '../../support/example-workspace.js';
import { captureIo } from './harness.js';

let cwd = '';
beforeEach(async () => {
  cwd = await makeExampleWorkspace();
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const REGISTRY = 'output/4_model_registry_output/model_registry.json';

test.each([
  [false, { exitCode: 0, out: '', err: 'nothing was changed\n' }],
  [true, { exitCode: 0, out: expect.stringContaining('lamp'), err: '' }],
])('the answer %s is no error', async (answer, expected) => {
  const before = await readFile(join(cwd, REGISTRY), 'utf8');
  const questions: string[] = [];
  const { io, written } = captureIo({ cwd });
  const confirm = (question: string) => {
    questions.push(question);
    return Promise.resolve(answer);
  };
  const exitCode = await runCli(['delete', 'lamp', '--purge', '--force'], { ...io, confirm });
  expect({ exitCode, ...written }).toEqual(expected);
  expect(questions).toEqual([expect.stringMatching(/lamp.*\?$/u)]);
  const isSame = (await readFile(join(cwd, REGISTRY), 'utf8')) === before;
  expect(isSame).toBe(!answer);
});
