/** Every operation in every face, or left out by name with a reason. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as library from '../../src/index.js';
import { COMMANDS } from '../../src/faces/cli/commands/index.js';
import { RENDERERS } from '../../src/faces/cli/renderers.js';
import { listParameters } from '../../src/faces/library/methods.js';
import type { Operation } from '../../src/operations/operation.js';
import type { Outputs } from '../../src/operations/generated/shapes.js';
import { OPERATIONS } from '../../src/operations/table.js';
import type { CodeOf, OperationName } from '../../src/operations/table.js';
import { faultsIn } from '../support/operation-schemas.js';

const ROWS: readonly (readonly [string, Operation])[] = Object.entries(OPERATIONS);
const PAGE = readFileSync(join(import.meta.dirname, '../../docs/commands.md'), 'utf8');

type Presented = { [Name in OperationName]: ReturnType<CodeOf<Name>['present']> };

/** Does not compile where an operation answers with something else than its schema says. */
const answersAsItsSchema = (presented: Presented): Outputs => presented;

/** Commands that are no operations. */
const OF_THE_SHELL: Readonly<Record<string, string>> = {
  init: 'it is about a folder that has no registry yet, and about the settings of the shell',
  site: 'it writes a folder for a browser, and its pictures take long',
  'db migrate': 'it is for who looks after a database, before there is a registry',
  'db status': 'it is about a database, not about one of its registries',
  'db import': 'it needs files and a database, and no registry is changed',
  'db export': 'it needs files and a database, and no registry is changed',
  'git setup': 'it writes a command line of the shell to the configuration of git',
  integrate: 'it writes files that call the program of the shell',
  mcp: 'it is a face of its own, which a client starts',
  serve: 'it is a face of its own, which listens until it is stopped',
  'token add': 'it is about who may call the service, and not about a registry',
  'token list': 'it is about who may call the service, and not about a registry',
  'token rm': 'it is about who may call the service, and not about a registry',
  lsp: 'it is a face of its own, which an editor starts',
  completion: 'it is about the shell itself',
};

describe.each(ROWS)('%s', (name, operation) => {
  const { input, http, pins = {}, examples, summary, kind } = operation;
  const keys = Object.keys(input.properties);

  test('is a command, with its words, flags and help', () => {
    const command = COMMANDS.find((it) => it.name === name);
    expect(command?.summary).toBe(summary);
    expect(command?.positionals).toHaveLength(input['x-words']?.length ?? 0);
    expect(command?.examples.length).toBeGreaterThan(0);
    // The step shows itself while it runs.
    expect(Object.hasOwn(RENDERERS, name)).toBe(name !== 'run');
  });

  test('is in the library, or says why it is not', () => {
    const { library: offered } = operation;
    if ('absent' in offered) return expect(offered.absent).not.toBe('');
    if ('function' in offered) return expect(Object.keys(library)).toContain(offered.function);
    expect(library.ModelRegistry.prototype).toHaveProperty(offered.method);
    for (const key of listParameters(operation)) expect(keys).toContain(key);
  });

  test('has a section on the page of commands', () => {
    expect(PAGE).toContain(`\n### ${name}\n`);
  });

  test('has inputs, examples, pins and a route that belong together', () => {
    expect(faultsIn({ type: 'object', properties: input.properties }, {})).toEqual([]);
    for (const [example] of examples) expect(faultsIn(input, example)).toEqual([]);
    for (const key of [...input.required, ...(input['x-words'] ?? [])]) expect(keys).toContain(key);
    for (const key of Object.keys(pins)) expect(keys).toContain(key);
    for (const [, key] of http.matchAll(/\{(\w+)\}/g)) expect(keys).toContain(key);
    expect(http.startsWith('GET ')).toBe(kind === 'query');
  });

  test('has code that presents what it answers', async () => {
    const code = await operation.load();
    expect(code.present).toBeTypeOf('function');
    const kinds = ['lookUp', 'query', 'plan', 'run'].filter((it) => it in code);
    expect(kinds).toHaveLength(1);
    const { needsNoRegistry = false } = operation;
    if (kind === 'query') expect(kinds).toEqual([needsNoRegistry ? 'lookUp' : 'query']);
  });
});

test('the compiler holds each answer against its schema', () => {
  expect(answersAsItsSchema).toBeTypeOf('function');
});

test('no two operations share a method or a route', () => {
  const methods = ROWS.flatMap(([, { library: it }]) => ('method' in it ? [it.method] : []));
  const routes = ROWS.map(([, { http }]) => http);
  expect(new Set(methods).size).toBe(methods.length);
  expect(new Set(routes).size).toBe(routes.length);
});

test('every command is an operation, or one of the shell alone', () => {
  const others = COMMANDS.filter(({ name }) => !Object.hasOwn(OPERATIONS, name));
  expect(others.map((it) => it.name)).toEqual(Object.keys(OF_THE_SHELL));
});
