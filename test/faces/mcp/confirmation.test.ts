/** Before something is destroyed, the person behind a client is asked. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BASE, MINOR, openBench, type Bench } from '../../operations/harness.js';
import { connect, createClient, ERAS, serviceOf, type Connected, type Era } from './harness.js';

let bench: Bench;
let at: Connected;
beforeEach(async () => {
  bench = await openBench();
  await bench.register(BASE);
});
afterEach(async () => {
  await at.close();
  await bench.remove();
});

/** Connects a client whose person answers so. */
async function connectAnswering(
  era: Era,
  answer: { action: 'accept' | 'decline' | 'cancel'; content?: { confirm: boolean } },
): Promise<string[]> {
  const asked: string[] = [];
  const client = createClient(era, { elicitation: { form: {} } });
  client.setRequestHandler('elicitation/create', ({ params }) => {
    asked.push(params.message);
    return answer;
  });
  at = await connect(serviceOf(bench, { toolsets: ['all'], allowDestructive: true }), era, client);
  return asked;
}

const PURGE = { reference: 'agent', purge: true };

describe.each(ERAS)('a client of %s', (era) => {
  test('destroys what its person agrees to', async () => {
    const asked = await connectAnswering(era, { action: 'accept', content: { confirm: true } });
    const { isError } = await at.call('delete', PURGE);
    expect([isError, asked]).toEqual([false, [expect.stringContaining('agent')]]);
    expect((await at.call('list')).data.total).toBe(0);
  });

  test.each([
    { action: 'decline' as const },
    { action: 'cancel' as const },
    { action: 'accept' as const, content: { confirm: false } },
  ])('destroys nothing if the answer is %j', async (answer) => {
    const asked = await connectAnswering(era, answer);
    const files = await bench.snapshot();
    const told = await at.call('delete', PURGE);
    expect(told).toMatchObject({ isError: true, text: expect.stringContaining('declined') });
    expect(asked).toHaveLength(1);
    expect(await bench.snapshot()).toEqual(files);
  });

  test('is asked before a deletion that can be undone, and told who uses the model', async () => {
    const asked = await connectAnswering(era, { action: 'decline' });
    await at.call('promote', { reference: 'agent@1.0.0', tag: 'production' });
    const files = await bench.snapshot();
    const told = await at.call('delete', { reference: 'agent', force: true });
    expect(told).toMatchObject({ isError: true, text: expect.stringContaining('declined') });
    expect(asked).toEqual([
      'Delete agent, although it is in use (tag production of 1.0.0)? It can be restored.',
    ]);
    expect(await bench.snapshot()).toEqual(files);
  });

  test('is asked before a kept state replaces the registry', async () => {
    await bench.register(MINOR);
    const asked = await connectAnswering(era, { action: 'decline' });
    const { generations } = (await at.call('generation_list')).data;
    const { generation } = generations.find(
      (it: { differing: string[] }) => it.differing.length > 0,
    );
    const told = await at.call('generation_restore', { generation });
    expect(told).toMatchObject({ isError: true, text: expect.stringContaining('declined') });
    expect(asked).toEqual([`Restore generation ${generation}, which changes 1 model (agent)?`]);
    expect((await at.call('versions', { id: 'agent' })).data.versions).toHaveLength(2);
  });

  test('that cannot ask destroys what the server was started for', async () => {
    at = await connect(serviceOf(bench, { toolsets: ['all'], allowDestructive: true }), era);
    expect((await at.call('delete', PURGE)).isError).toBe(false);
    expect((await at.call('list')).data.total).toBe(0);
  });

  test('is asked nothing where nothing would be destroyed', async () => {
    const asked = await connectAnswering(era, { action: 'decline' });
    expect((await at.call('gc', { dry_run: true })).isError).toBe(false);
    expect(asked).toEqual([]);
  });
});
