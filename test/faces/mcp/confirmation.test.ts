/** Before something is destroyed, the person behind a client is asked. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BASE, openBench, type Bench } from '../../operations/harness.js';
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
