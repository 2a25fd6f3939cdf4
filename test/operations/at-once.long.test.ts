import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { cwd as workingDirectory, execPath } from 'node:process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bundle } from '../support/bundle.js';
import type { Bench } from './harness.js';
import { BASE, MAJOR, MINOR, PATCH, expectWhole, openBench } from './harness.js';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
  await bench.register(BASE, PATCH, MINOR, MAJOR);
});
afterEach(() => bench.remove());

test('rollbacks and runs of several processes lose nothing', async () => {
  await bundle(join(bench.cwd, 'library.mjs'), {
    stdin: {
      contents: `export { ModelRegistry, processModelRegistry } from './src/index.ts';`,
      resolveDir: workingDirectory(),
      loader: 'ts',
    },
  });
  await bench.write(
    'roll.mjs',
    `import { ModelRegistry, processModelRegistry } from './library.mjs';
     const [target] = process.argv.slice(2);
     if (target === 'run') {
       const { new_versions } = await processModelRegistry({ targetDir: 'in', outputDir: 'out' });
       console.log('run', new_versions);
     } else {
       const registry = await ModelRegistry.open({ outputDir: 'out' });
       await registry.rollbackModel('agent', target);
       await registry.save();
       console.log(registry.getModel('agent').version);
     }`,
  );
  const run = promisify(execFile);
  const jobs = ['1.0.0', 'run', '1.0.1', 'run', '1.1.0'];
  const done = await Promise.all(
    jobs.map((job) => run(execPath, ['roll.mjs', job], { cwd: bench.cwd })),
  );
  const said = done.map(({ stdout }) => stdout.trim());
  // The file has not changed: whatever came first, a run registers nothing.
  expect(said.filter((it) => it.startsWith('run'))).toEqual(['run 0', 'run 0']);
  const numbers = said.filter((it) => !it.startsWith('run'));
  expect(new Set(numbers).size).toBe(3);
  await expectWhole(bench, 7);
});
