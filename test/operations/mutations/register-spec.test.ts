/** One spec is registered: from its file, or from a text that is written to it. */
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { execute } from '../../../src/operations/execute.js';
import type { RegisterInput, RegisterOutput } from '../../../src/operations/generated/shapes.js';
import { OPERATIONS } from '../../../src/operations/table.js';
import type { StepOptions } from '../../../src/domain/options.js';
import { faultsIn } from '../../support/operation-schemas.js';
import {
  REGISTRY,
  BASE,
  MAJOR,
  MINOR,
  numbersOf,
  openBench,
  several,
  type Bench,
} from '../harness.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

async function register(
  input: RegisterInput,
  options: Partial<StepOptions> = {},
): Promise<RegisterOutput> {
  const done = await execute(bench.place(options), OPERATIONS.register, input, {
    confirm: async () => {},
    word: String,
  });
  expect(faultsIn(OPERATIONS.register.output, done.data)).toEqual([]);
  return done.data as RegisterOutput;
}

const FILE = 'in/agent.md';

describe('a file', () => {
  test('is registered alone, and creates the registry', async () => {
    await bench.write(FILE, BASE);
    await bench.write('in/other.md', BASE);
    const { models, ...rest } = await register({ file: FILE });
    expect(rest).toMatchObject({ file_path: FILE, written: false, changed: true, dry_run: false });
    expect(models).toMatchObject([{ model_id: 'agent', outcome: 'new_model', version: '1.0.0' }]);
    expect(Object.keys((await bench.registry()).models)).toEqual(['agent']);
    expect(await register({ file: FILE })).toMatchObject({ changed: false });
  });

  test('gets the version that a run would give it', async () => {
    await bench.register(BASE);
    await bench.write(FILE, MAJOR);
    const { models } = await register({ file: FILE, dry_run: true });
    expect(models).toMatchObject([{ version: '2.0.0', outcome: 'new_version' }]);
    expect(await numbersOf(bench)).toEqual(['1.0.0']);
    await register({ file: FILE });
    expect(await numbersOf(bench)).toEqual(['1.0.0', '2.0.0']);
    expect((await bench.run()).new_versions).toBe(0);
  });

  test('that is not there, or is refused, leaves everything as it was', async () => {
    await bench.register(BASE);
    await bench.write('in/bad.md', '## GNNSection\nX\n');
    const files = await bench.snapshot();
    await expect(register({ file: 'in/none.md' })).rejects.toMatchObject({ code: 'spec-refused' });
    await expect(register({ file: 'in/bad.md' })).rejects.toMatchObject({ code: 'spec-refused' });
    expect(await bench.snapshot()).toEqual(files);
  });
});

describe('a text', () => {
  test('becomes a new file, in a folder of its own if need be', async () => {
    const { written, models } = await register({ file: 'in/new/agent.md', text: BASE });
    expect([written, models]).toMatchObject([true, [{ model_id: 'agent' }]]);
    expect(await bench.text('in/new/agent.md')).toBe(BASE);
    expect(await bench.run()).toMatchObject({ unchanged: 1, new_models: 0, missing_sources: [] });
  });

  test('replaces what is registered', async () => {
    await bench.register(BASE);
    const { models } = await register({ file: FILE, text: MINOR });
    expect(models).toMatchObject([{ version: '1.1.0' }]);
    expect(await bench.text(FILE)).toBe(MINOR);
    const registry = await bench.text(REGISTRY);
    expect(registry).not.toContain('unwritten_specs');
    expect(await bench.run()).toMatchObject({ unchanged: 1, new_versions: 0 });
  });

  test('brings back a registered file that is gone, and changes nothing else', async () => {
    await bench.register(BASE);
    await bench.write('in/agent.md', '');
    const told = register({ file: FILE, text: BASE });
    await expect(told).rejects.toMatchObject({ code: 'source-changed' });
    const place = bench.place();
    const { rm } = await import('node:fs/promises');
    await rm(join(place.env.cwd, FILE));
    expect(await register({ file: FILE, text: BASE })).toMatchObject({
      written: true,
      changed: false,
    });
    expect(await bench.text(FILE)).toBe(BASE);
  });

  test('replaces nothing that is not registered', async () => {
    await bench.register(BASE);
    await bench.write(FILE, MAJOR);
    const files = await bench.snapshot();
    await expect(register({ file: FILE, text: MINOR })).rejects.toMatchObject({
      code: 'source-changed',
    });
    expect(await bench.snapshot()).toEqual(files);
    expect(await register({ file: FILE, text: MAJOR })).toMatchObject({
      written: false,
      changed: true,
    });
  });

  test('that is refused is not written', async () => {
    await bench.register(BASE);
    const files = await bench.snapshot();
    for (const text of ['hello', '## GNNSection\nX\n']) {
      await expect(register({ file: FILE, text })).rejects.toMatchObject({ code: 'spec-refused' });
      await expect(register({ file: 'in/x.md', text })).rejects.toMatchObject({
        code: 'spec-refused',
      });
    }
    const limit = { settings: { ...bench.place().options.settings, max_file_size: 10 } };
    await expect(register({ file: FILE, text: BASE }, limit)).rejects.toMatchObject({
      code: 'spec-refused',
    });
    expect(await bench.snapshot()).toEqual(files);
  });

  test('is not written in a dry run', async () => {
    expect(await register({ file: FILE, text: BASE, dry_run: true })).toMatchObject({
      written: false,
      changed: true,
    });
    expect([...(await bench.snapshot()).keys()]).toEqual([]);
  });

  test('is not written outside the target folder, nor through a link', async () => {
    await bench.register(BASE);
    await bench.write('elsewhere/x.md', BASE);
    await bench.write('in/here.md', BASE);
    await symlink(join(bench.cwd, 'elsewhere'), join(bench.cwd, 'in/link'));
    await symlink(join(bench.cwd, 'in/here.md'), join(bench.cwd, 'in/to.md'));
    const files = await bench.snapshot();
    for (const file of [
      'elsewhere/x.md',
      '../x.md',
      'in/x.txt',
      'in/.x.md',
      'in/link/x.md',
      'out/x.md',
    ]) {
      await expect(register({ file, text: MINOR })).rejects.toMatchObject({ code: 'file-refused' });
    }
    await expect(register({ file: 'in/to.md', text: MINOR })).rejects.toThrow();
    expect(await bench.snapshot()).toEqual(files);
  });

  test('may have several models', async () => {
    const text = several(['One', BASE], ['Two', MINOR]);
    const { models } = await register({ file: FILE, text });
    expect(models.map((it) => it.model_id)).toEqual(['agent-One', 'agent-Two']);
    const next = several(['One', BASE], ['Two', MAJOR]);
    expect((await register({ file: FILE, text: next })).models).toHaveLength(2);
    expect(await bench.text(FILE)).toBe(next);
  });
});
