/** The schemas, compiled: what is answered and written is held against them. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Schema } from '../../src/operations/schema.js';

const SCHEMAS = join(import.meta.dirname, '../../schemas');

// Optimizing what is compiled takes longer than all that it saves here.
const ajv = new Ajv2020({ strict: false, allErrors: true, code: { optimize: false } });
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

/** The validator of a schema with an id; undefined where none of ours has it. */
export function validatorOf(id: string): ValidateFunction | undefined {
  return ajv.getSchema(id);
}
