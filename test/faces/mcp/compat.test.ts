/** The names of the field's own server, with its answers. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BASE, openBench, type Bench } from '../../operations/harness.js';
import { connect, serviceOf, type Connected } from './harness.js';

let bench: Bench;
let at: Connected;
beforeEach(async () => {
  bench = await openBench();
  await bench.register(BASE);
  at = await connect(serviceOf(bench, { compat: true }));
});
afterEach(async () => {
  await at.close();
  await bench.remove();
});

async function told(name: string, given?: Record<string, unknown>): Promise<unknown> {
  return JSON.parse((await at.call(`model_registry.${name}`, given)).text);
}

test('are offered beside the usual tools', async () => {
  const { tools } = await at.client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['get', 'model_registry.register_model', 'model_registry.get_model']),
  );
  expect(tools).toHaveLength(12);
});

test('answer as that server does', async () => {
  const agent = { model_id: 'agent', current_version: '1.0.0', tags: [] };
  await bench.write('in/other.md', BASE);
  expect(await told('register_model', { model_path: 'in/other.md' })).toMatchObject({
    model_id: 'other',
    status: 'success',
  });
  expect(await told('get_model', { model_id: 'agent' })).toMatchObject({
    ...agent,
    lifecycle: 'active',
    versions: ['1.0.0'],
    status: 'success',
  });
  expect(await told('list_models')).toMatchObject([agent, { model_id: 'other' }]);
  expect(await told('search_models', { query: 'agent' })).toMatchObject([{ model_id: 'agent' }]);
});

test('say what is wrong', async () => {
  expect(await told('get_model', { model_id: 'nope' })).toMatchObject({ status: 'error' });
  expect(await told('get_model')).toMatchObject({
    status: 'error',
    error: expect.stringContaining('model_id'),
  });
  expect(await told('register_model', { model_path: '/etc/passwd' })).toMatchObject({
    status: 'error',
    error: expect.stringContaining('workspace'),
  });
});

test('are not there unless they are asked for, nor one that writes on a read-only server', async () => {
  await at.close();
  at = await connect(serviceOf(bench));
  await expect(told('list_models')).rejects.toThrow('there is no tool');
  await at.close();
  at = await connect(serviceOf(bench, { compat: true, readOnly: true }));
  await expect(told('register_model', { model_path: 'in/agent.md' })).rejects.toThrow(
    'there is no tool',
  );
});
