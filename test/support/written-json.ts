/** Holds every JSON file that a run writes against its own schema. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020, type Options } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import type { Workshop } from './registry-workshop.js';

const SCHEMAS = join(import.meta.dirname, '../../schemas');
const { AJV_OPTIONS }: { readonly AJV_OPTIONS: Options } = await import(
  join(SCHEMAS, 'ajv-options.mjs')
);

/** A schema of a file. */
export interface FileSchema {
  readonly $id: string;
  readonly [key: string]: unknown;
}

export async function readSchemas(): Promise<FileSchema[]> {
  const names = (await readdir(SCHEMAS)).filter((name) => name.endsWith('.schema.json'));
  return Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(SCHEMAS, name), 'utf8'))),
  );
}

/** Returns a function that gives the complaint of a file's own schema, or null. */
export function createComplaint(schemas: FileSchema[]): (json: unknown) => string | null {
  const ajv = new Ajv2020({
    ...AJV_OPTIONS,
    schemas,
  });
  return (json) => {
    const id = typeof json === 'object' && json !== null && 'schema' in json ? json.schema : null;
    const validate = typeof id === 'string' ? ajv.getSchema(id) : undefined;
    if (validate === undefined) return `no schema ${String(id)}`;
    return validate(json) === true ? null : ajv.errorsText(validate.errors);
  };
}

export async function jsonBelow(folder: string): Promise<Map<string, unknown>> {
  const names = await readdir(folder, { recursive: true });
  const files = names.filter((it) => /\.(?:json(?:\.bak)?|registry)$/.test(it));
  return new Map(
    await Promise.all(
      files.map(async (it) => [it, JSON.parse(await readFile(join(folder, it), 'utf8'))] as const),
    ),
  );
}

/** Runs the step on a folder, again, and as a query, and checks all that is written. */
export async function expectSoundJson(
  shop: Workshop,
  complaint: (json: unknown) => string | null,
  targetDir: string,
  profile: 'basic' | 'standard' | 'research',
): Promise<void> {
  const outputDir = `out-${profile}`;
  await shop.run({ targetDir, outputDir, profile, queryOntology: 'State', mode: 'write' });
  const summary = await shop.run({ targetDir, outputDir, profile });
  await shop.run({ targetDir, outputDir, profile: 'basic', queryOntology: 'State' });
  const files = await jsonBelow(join(shop.cwd, outputDir));
  // The registry, its one generation, the summary, and the metadata of each model.
  expect(files.size).toBe(summary.total_models + 3);
  for (const [path, json] of files) expect([path, complaint(json)]).toEqual([path, null]);
}
