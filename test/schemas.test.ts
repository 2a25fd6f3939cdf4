import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { cwd as workingDirectory, env, execPath } from 'node:process';
import { promisify } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Workshop } from './support/registry-workshop.js';
import { openWorkshop } from './support/registry-workshop.js';

const root = workingDirectory();
const schemas: { $id: string; [key: string]: unknown }[] = [];
const run = promisify(execFile);
let shop: Workshop;

beforeAll(async () => {
  for (const name of await readdir(join(root, 'schemas'))) {
    if (!name.endsWith('.schema.json')) continue;
    schemas.push(JSON.parse(await readFile(join(root, 'schemas', name), 'utf8')));
  }
  shop = await openWorkshop();
});
afterAll(() => shop.remove());

/** The complaint of a file's own schema, or null. */
function complaint(json: unknown): string | null {
  const ajv = new Ajv2020({
    strict: true,
    strictTypes: true,
    allowUnionTypes: true,
    allErrors: false,
    $data: false,
    ownProperties: true,
    schemas,
  });
  const id = typeof json === 'object' && json !== null && 'schema' in json ? json.schema : null;
  const validate = typeof id === 'string' ? ajv.getSchema(id) : undefined;
  if (validate === undefined) return `no schema ${String(id)}`;
  return validate(json) === true ? null : ajv.errorsText(validate.errors);
}

async function jsonBelow(folder: string): Promise<Map<string, unknown>> {
  const names = await readdir(folder, { recursive: true });
  const files = names.filter((it) => /\.json(?:\.bak)?$/.test(it));
  return new Map(
    await Promise.all(
      files.map(async (it) => [it, JSON.parse(await readFile(join(folder, it), 'utf8'))] as const),
    ),
  );
}

describe('every JSON file that a run writes fits its schema', () => {
  const corpus = env['GNN_CORPUS'];
  const samples = resolve(root, 'input/gnn_files');

  test.each([
    ['the samples, standard', samples, 'standard'],
    ['the samples, research', samples, 'research'],
    ...(corpus === undefined
      ? []
      : ([
          ['the corpus, basic', corpus, 'basic'],
          ['the corpus, standard', corpus, 'standard'],
        ] as const)),
  ] as const)('%s', async (name, targetDir, profile) => {
    const outputDir = join('out', name);
    await shop.run({ targetDir, outputDir, profile, queryOntology: 'State', mode: 'write' });
    const summary = await shop.run({ targetDir, outputDir, profile });
    await shop.run({ targetDir, outputDir, profile: 'basic', queryOntology: 'State' });
    const files = await jsonBelow(join(shop.cwd, outputDir));
    // The registry, its one generation, the summary, and the metadata of each model.
    expect(files.size).toBe(summary.total_models + 3);
    for (const [path, json] of files) expect([path, complaint(json)]).toEqual([path, null]);
  });

  test('and one with a key more, or less, does not', async () => {
    const targetDir = resolve(root, 'input/gnn_files/discrete');
    await shop.run({ targetDir, outputDir: 'strict' });
    for (const [path, json] of await jsonBelow(join(shop.cwd, 'strict'))) {
      expect([path, complaint(json)]).toEqual([path, null]);
      if (typeof json !== 'object' || json === null) throw new Error(path);
      expect(complaint({ ...json, more: 1 })).toContain('additional properties');
      for (const key of Object.keys(json).filter((it) => it !== 'audit')) {
        const less = Object.fromEntries(Object.entries(json).filter(([it]) => it !== key));
        expect([path, key, complaint(less)]).not.toEqual([path, key, null]);
      }
    }
  });
});

/** A pattern says how long it may be; and the values of an entry may be any. */
const OPEN = new Set([
  'urn:gnn-model-registry:schema:audit-event:1/properties/action: length',
  'urn:gnn-model-registry:schema:audit-event:1/$defs/values: other keys',
]);

/** The places where a schema leaves something open. */
function openings(node: unknown, path: string): string[] {
  if (Array.isArray(node)) return node.flatMap((it, index) => openings(it, `${path}/${index}`));
  if (typeof node !== 'object' || node === null) return [];
  const schema = new Map<string, unknown>(Object.entries(node));
  const isProperties = /\/(?:properties|\$defs)$/.test(path);
  const types = isProperties ? [] : [schema.get('type')].flat();
  const found: string[] = [];
  const fixed = schema.has('enum') || schema.has('const');
  if (types.includes('object')) {
    const rest = schema.get('additionalProperties');
    if (rest === undefined || rest === true) found.push(`${path}: other keys`);
    if (rest !== false && !schema.has('maxProperties')) found.push(`${path}: any number of keys`);
  }
  if (types.includes('string') && !schema.has('maxLength') && !fixed) found.push(`${path}: length`);
  if (types.includes('array') && !schema.has('maxItems')) found.push(`${path}: items`);
  if (!isProperties && schema.has('properties') && !types.includes('object'))
    found.push(`${path}: type`);
  return [...found, ...[...schema].flatMap(([key, it]) => openings(it, `${path}/${key}`))];
}

describe('the schemas', () => {
  test('are six, of one draft, and have the names of their files', () => {
    expect(schemas).toHaveLength(6);
    for (const schema of schemas) {
      expect(schema['$schema']).toBe('https://json-schema.org/draft/2020-12/schema');
      expect(schema.$id).toMatch(/^urn:gnn-model-registry:schema:[a-z-]+:1$/);
    }
  });

  test('are closed', () => {
    const found = schemas.flatMap((it) => openings(it, it.$id));
    expect(found.filter((it) => !OPEN.has(it))).toEqual([]);
  });

  test('have no definition that nothing uses', () => {
    const text = JSON.stringify(schemas);
    for (const schema of schemas) {
      for (const name of Object.keys(schema['$defs'] ?? {})) {
        const used =
          text.includes(`"#/$defs/${name}"`) || text.includes(`"${schema.$id}#/$defs/${name}"`);
        expect([schema.$id, name, used]).toEqual([schema.$id, name, true]);
      }
    }
  });

  test('are each asked by the program', async () => {
    const names = await readdir(join(root, 'src'), { recursive: true });
    const sources = names.filter((it) => it.endsWith('.ts') && !it.includes('generated'));
    const text = (
      await Promise.all(sources.map((it) => readFile(join(root, 'src', it), 'utf8')))
    ).join('');
    for (const { $id } of schemas) {
      const name = $id.split(':').at(-2);
      const used = text.includes(`generated/${name}.js`) || text.includes($id);
      expect([name, used]).toEqual([name, true]);
    }
  });
});

const generate = (folder: string) =>
  run(execPath, ['schemas/generate.mjs', '--check'], { cwd: folder });

describe('the generated files', () => {
  test('are in step with the schemas', async () => {
    await expect(generate(root)).resolves.toMatchObject({ stderr: '' });
  });

  test('a changed schema or a changed file is noticed', async () => {
    const copy = await mkdtemp(join(tmpdir(), 'gnn-generate-'));
    try {
      await cp(join(root, 'schemas'), join(copy, 'schemas'), { recursive: true });
      for (const folder of ['src/domain/generated', 'src/operations/generated']) {
        await cp(join(root, folder), join(copy, folder), { recursive: true });
      }
      await cp(join(root, 'package.json'), join(copy, 'package.json'));
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
      await rm(join(copy, 'src/domain/generated/config.js'));
      await expect(generate(copy)).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringContaining('config.js'),
      });
    } finally {
      await rm(copy, { recursive: true, force: true });
    }
  }, 60_000);
});
