/** Large batches are read and written in threads: that must show in nothing but the time. */
import { spawnSync } from 'node:child_process';
import { appendFile, cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { env, execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { STEP_FOLDER } from '../../src/domain/step-folder.js';
import type { Workshop } from '../support/registry-workshop.js';
import { openWorkshop } from '../support/registry-workshop.js';
import { soundSpec } from '../support/spec-text.js';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const BIN = join(ROOT, 'dist/gnn-registry.js');
const MODELS = 300;

let shop: Workshop;

async function openShop(): Promise<void> {
  shop = await openWorkshop();
  await shop.writeModels(MODELS);
}

/** Runs the built program on all specs at one time of the clock. */
function run(output: string, jobs: number, bin = BIN): { status: number | null; stderr: string } {
  const args = [bin, '--target-dir', 'in', '--output-dir', output, '--jobs', `${jobs}`, '--quiet'];
  const fixed = { ...env, SOURCE_DATE_EPOCH: '1700000000', USER: 'ada' };
  return spawnSync(execPath, args, { cwd: shop.cwd, encoding: 'utf8', env: fixed });
}

/** The hash of everything below an output but what depends on the time: the summary and the notes of specs. */
async function filesOf(output: string): Promise<Map<string, string>> {
  const found = [...(await shop.snapshot(`${output}/${STEP_FOLDER}`))];
  const files = found.filter(([path]) => !/_summary\.json$|\/read-specs$/.test(path));
  return new Map(files.map(([path, known]) => [path, known.split(' ')[0] ?? '']));
}

describe('files', () => {
  beforeEach(openShop);
  afterEach(() => shop.remove());

  test('that are read and written in threads are the same, byte for byte', async () => {
    await shop.write('in/README.md', '# No spec\n');
    await shop.write(
      'in/several.md',
      `${soundSpec()}\n# Another\n${soundSpec({ GNNSection: 'Other' })}`,
    );
    await shop.write('in/refused.md', soundSpec({ StateSpaceBlock: 's[' }));
    await shop.write('in/warned.md', soundSpec({ Connections: 'D>s\nX>Y' }));
    await shop.write('in/nested/m1.md', soundSpec({ Footer: 'of the same stem' }));
    await writeFile(join(shop.cwd, 'in/binary.md'), Buffer.from([0xff, 0xfe, 0, 1]));
    await mkdir(join(shop.cwd, 'in/folder.md'));
    // So large that it is read under guard.
    await shop.write('in/large.md', soundSpec({ ModelAnnotation: 'many words\n'.repeat(30_000) }));
    const first = [run('one', 1), run('four', 4)];
    expect(first.map(({ status }) => status)).toEqual([2, 2]);
    expect(first[1]?.stderr).toBe(first[0]?.stderr);
    const files = await filesOf('one');
    expect(files.size).toBeGreaterThan(2 * MODELS);
    expect(await filesOf('four')).toEqual(files);

    // New versions are compared with the ones before.
    for (let index = 0; index < MODELS; index += 1) {
      await appendFile(
        join(shop.cwd, `in/m${index}.md`),
        index % 2 === 0 ? '\n' : '\n## Equations\ns = D\n',
      );
    }
    const second = [run('one', 1), run('four', 4)];
    expect(second[1]).toMatchObject({ status: second[0]?.status, stderr: second[0]?.stderr });
    const changed = await filesOf('one');
    expect([...changed.keys()]).toEqual(
      expect.arrayContaining(['m2/versions/1.0.1.md', 'm3/versions/1.1.0.md']),
    );
    expect(await filesOf('four')).toEqual(changed);
  });

  test('that a thread cannot write are named, and nothing is registered', async () => {
    await mkdir(join(shop.cwd, 'out', STEP_FOLDER), { recursive: true });
    await writeFile(join(shop.cwd, 'out', STEP_FOLDER, 'm7'), 'in the way');
    const { status, stderr } = run('out', 4);
    expect([status, stderr]).toEqual([1, expect.stringMatching(/m7.*cannot be read \(ENOTDIR\)/)]);
    const names = [...(await filesOf('out')).keys()];
    expect(names.filter((it) => /model_registry\.json|\.tmp$|\.lock/.test(it))).toEqual([]);
    expect(names).toContain('m7');
  });
});

describe('a thread', () => {
  let program = '';

  beforeAll(async () => {
    await openShop();
    program = join(shop.cwd, 'program');
    await cp(join(ROOT, 'dist'), join(program, 'dist'), { recursive: true });
    await symlink(join(ROOT, 'node_modules'), join(program, 'node_modules'));
    await writeFile(join(program, 'package.json'), '{"type": "module"}');
    expect(run('one', 1).status).toBe(0);
  });
  afterAll(() => shop.remove());

  test.each([
    ['cannot be loaded', 'throw new Error("nothing to load");'],
    ['ends', 'process.exit(3);'],
    [
      'fails',
      'require("node:worker_threads").parentPort.on("message", () => { throw new Error("no"); });',
    ],
    [
      'needs too much memory',
      'const all = []; for (;;) all.push(new Array(1e6).fill(all.length));',
    ],
  ])('that %s leaves its work to the main thread', async (name, code) => {
    await writeFile(join(program, 'dist/thread-entry.js'), code);
    expect(run(name, 4, join(program, 'dist/gnn-registry.js'))).toMatchObject({
      status: 0,
      stderr: '',
    });
    expect(await filesOf(name)).toEqual(await filesOf('one'));
  });
});
