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

/** What is made of the status of a model, and a file that is missing. */
const OUTDATED = [
  'src/domain/generated/shapes.ts',
  'src/domain/generated/values.ts',
  'src/faces/http/generated/components.ts',
  'src/domain/generated/config-explained.js',
  'src/domain/generated/model-index.js',
  'src/domain/generated/model-registry.js',
  'src/domain/generated/model-registry-explained.js',
];

/** That nothing is out of step as it is, `npm run check:generated` says by the same program. */
test('a changed schema and a missing file are noticed, and nothing else is out of step', async () => {
  const copy = await mkdtemp(join(tmpdir(), 'gnn-generate-'));
  try {
    for (const name of ['schemas', 'src', 'package.json']) {
      await cp(join(root, name), join(copy, name), { recursive: true });
    }
    await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
    const path = join(copy, 'schemas/model-registry.schema.json');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('"deprecated"', '"outdated"'));
    await rm(join(copy, 'src/domain/generated/config-explained.js'));
    const { code, stderr }: { code?: number; stderr?: string } = await run(
      execPath,
      ['schemas/generate.mjs', '--check'],
      { cwd: copy },
    ).catch((error: unknown) => Object(error));
    const told = stderr?.trimEnd().split('\n');
    expect([code, told]).toEqual([
      1,
      OUTDATED.map((it) => `${it} is out of date: run \`npm run generate\``),
    ]);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
});

const corpus = env['GNN_CORPUS'];

describe.skipIf(corpus === undefined)('the corpus (set GNN_CORPUS to run)', async () => {
  const complaint = createComplaint(await readSchemas());

  test.each(['basic', 'standard'] as const)(
    'has JSON files that fit their schemas, %s',
    async (profile) => {
      const shop = await openWorkshop();
      await expectSoundJson(shop, complaint, corpus ?? '', profile);
      await shop.remove();
    },
  );
});
