/** The schemas of the operations, compiled: what is answered is held against them. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Schema } from '../../src/operations/schema.js';

const SCHEMAS = join(import.meta.dirname, '../../schemas');

const ajv = new Ajv2020({ strict: false, allErrors: true, allowUnionTypes: true });
for (const folder of [SCHEMAS, join(SCHEMAS, 'operations')]) {
  for (const file of readdirSync(folder).filter((it) => it.endsWith('.schema.json'))) {
    ajv.addSchema(JSON.parse(readFileSync(join(folder, file), 'utf8')));
  }
}

const compiled = new Map<Schema, ValidateFunction>();

/** What is wrong with a value, as a schema of an operation has it; empty where nothing is. */
export function faultsIn(schema: Schema, value: unknown): string[] {
  const validate = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, validate);
  // As JSON has it: without what is undefined.
  validate(JSON.parse(JSON.stringify(value)));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
