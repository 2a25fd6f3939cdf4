import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cwd as workingDirectory, env, execPath } from 'node:process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { openWorkshop } from './support/registry-workshop.js';
import { createComplaint, expectSoundJson, readSchemas } from './support/written-json.js';

const root = workingDirectory();
const run = promisify(execFile);

const generate = (folder: string) =>
  run(execPath, ['schemas/generate.mjs', '--check'], { cwd: folder });

test('the generated files are in step with the schemas, and a changed schema or a changed file is noticed', async () => {
  const copy = await mkdtemp(join(tmpdir(), 'gnn-generate-'));
  try {
    for (const name of ['schemas', 'src', 'package.json']) {
      await cp(join(root, name), join(copy, name), { recursive: true });
    }
    await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
    await expect(generate(copy)).resolves.toMatchObject({ stderr: '' });

    const path = join(copy, 'schemas/model-registry.schema.json');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('"deprecated"', '"outdated"'));
    await expect(generate(copy)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/shapes\.ts[^]*model-registry\.js/),
    });
    await writeFile(path, text);
    await rm(join(copy, 'src/domain/generated/config-explained.js'));
    await expect(generate(copy)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('config-explained.js'),
    });
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
});

const corpus = env['GNN_CORPUS'];

describe.skipIf(corpus === undefined)('the corpus (set GNN_CORPUS to run)', () => {
  test.each(['basic', 'standard'] as const)(
    'has JSON files that fit their schemas, %s',
    async (profile) => {
      const shop = await openWorkshop();
      await expectSoundJson(shop, createComplaint(await readSchemas()), corpus ?? '', profile);
      await shop.remove();
    },
  );
});
