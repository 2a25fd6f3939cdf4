/**
 * What the public registry of servers is told. Its schema is not at hand here, so this holds the fields
 * that its documentation asks for, and what must agree with the package.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../../src/faces/cli/commands/index.js';

const read = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../..', name), 'utf8'));
const server = read('server.json');
const pack = read('package.json');
const [entry] = server.packages;

test('it has the fields that are required, within their limits', () => {
  expect(server.$schema).toMatch(
    /^https:\/\/static\.modelcontextprotocol\.io\/schemas\/\d{4}-\d\d-\d\d\/server\.schema\.json$/,
  );
  expect(server.name).toMatch(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/);
  expect(server.name.length).toBeLessThanOrEqual(200);
  expect(server.title.length).toBeLessThanOrEqual(100);
  expect(server.description.length).toBeLessThanOrEqual(100);
  expect(Object.keys(server).toSorted()).toEqual([
    '$schema',
    'description',
    'name',
    'packages',
    'title',
    'version',
  ]);
  expect(Object.keys(entry).toSorted()).toEqual([
    'identifier',
    'packageArguments',
    'registryType',
    'runtimeHint',
    'transport',
    'version',
  ]);
  expect([entry.registryType, entry.runtimeHint, entry.transport]).toEqual([
    'npm',
    'npx',
    { type: 'stdio' },
  ]);
});

test('it names this package and its version', () => {
  expect([entry.identifier, entry.version, server.version]).toEqual([
    pack.name,
    pack.version,
    pack.version,
  ]);
  // The registry looks for it in the published package, as a proof that both belong together.
  expect(pack.mcpName).toBe(server.name);
});

test('its arguments start the server with flags that it has', () => {
  const command = COMMANDS.find(({ name }) => name === 'mcp');
  const [first, ...flags] = entry.packageArguments;
  expect(first).toEqual({ type: 'positional', value: 'mcp' });
  for (const { type, name } of flags) {
    expect(type).toBe('named');
    expect(command?.flags.map((flag) => `--${flag.name}`)).toContain(name);
  }
});
