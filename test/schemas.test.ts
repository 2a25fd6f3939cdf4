import { readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { cwd as workingDirectory } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Workshop } from './support/registry-workshop.js';
import { openWorkshop } from './support/registry-workshop.js';
import type { FileSchema } from './support/written-json.js';
import {
  createComplaint,
  expectSoundJson,
  jsonBelow,
  readSchemas,
} from './support/written-json.js';

const root = workingDirectory();
let schemas: FileSchema[] = [];
let complaint: (json: unknown) => string | null;
let shop: Workshop;

beforeAll(async () => {
  schemas = await readSchemas();
  complaint = createComplaint(schemas);
  shop = await openWorkshop();
});
afterAll(() => shop.remove());

/** What a registry has once it has a log, and what metadata has where it is not null. */
const OPTIONAL = new Set([
  'audit',
  'title',
  'gnn_section',
  'gnn_version',
  'annotation',
  'time',
  'footer',
  'signature',
  'front_matter',
]);

describe('every JSON file that a run writes fits its schema', () => {
  const samples = resolve(root, 'input/gnn_files');

  test.each(['standard', 'research'] as const)('the samples, %s', async (profile) => {
    await expectSoundJson(shop, complaint, samples, profile);
  });

  test('and one with a key more, or less, does not', async () => {
    const targetDir = resolve(root, 'input/gnn_files/discrete');
    await shop.run({ targetDir, outputDir: 'strict' });
    for (const [path, json] of await jsonBelow(join(shop.cwd, 'strict'))) {
      expect([path, complaint(json)]).toEqual([path, null]);
      if (typeof json !== 'object' || json === null) throw new Error(path);
      expect(complaint({ ...json, more: 1 })).toContain('additional properties');
      for (const key of Object.keys(json).filter((it) => !OPTIONAL.has(it))) {
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
  // A condition only adds to what the schema around it says.
  const parts = [...schema].filter(([key]) => !['if', 'then', 'else'].includes(key));
  return [...found, ...parts.flatMap(([key, it]) => openings(it, `${path}/${key}`))];
}

describe('the schemas', () => {
  test('are eleven, of one draft, and have the names of their files', () => {
    expect(schemas).toHaveLength(11);
    for (const schema of schemas) {
      expect(schema['$schema']).toBe('https://json-schema.org/draft/2020-12/schema');
      expect(schema.$id).toMatch(/^urn:gnn-model-registry:schema:[a-z-]+:[12]$/);
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
      const used = [`${name}.js`, `${name}-explained.js`].some((it) =>
        text.includes(`generated/${it}`),
      );
      expect([name, used || text.includes($id)]).toEqual([name, true]);
    }
  });
});

/** The definitions of a schema. */
async function readDefinitions(path: string) {
  return JSON.parse(await readFile(join(root, 'schemas', path), 'utf8')).$defs;
}

test('what `show` tells of a model has each field of an entry but its versions', async () => {
  const { entry } = await readDefinitions('model-registry.schema.json');
  const { model } = await readDefinitions('operations/show.schema.json');
  const fields = Object.keys(entry.properties).filter((it) => it !== 'versions');
  expect(Object.keys(model.properties).toSorted()).toEqual(fields.toSorted());
});
