/** The events of the audit log, as they happen. */
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callIn, makeExampleWorkspace } from '../../support/example-workspace.js';
import { openService, type HttpBench } from './harness.js';

let cwd: string;
let service: HttpBench;
beforeAll(async () => {
  cwd = await makeExampleWorkspace();
  service = await openService({ cwd });
});
afterAll(async () => {
  await service.close();
  await rm(cwd, { recursive: true });
});

interface Event {
  readonly id: number;
  readonly data: { readonly sequence: number; readonly action: string };
}

/** Reads events until there are enough of them. */
async function follow(
  query: string,
  headers: Record<string, string>,
  count: number,
  onOpen: () => Promise<unknown> = async () => {},
): Promise<Event[]> {
  const controller = new AbortController();
  const response = await fetch(`${service.url}events${query}`, {
    headers,
    signal: controller.signal,
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const events: Event[] = [];
  let rest = '';
  await onOpen();
  for await (const chunk of response.body ?? []) {
    const blocks = (rest + Buffer.from(chunk).toString('utf8')).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const id = /^id: (\d+)$/m.exec(block)?.[1];
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (id !== undefined && data !== undefined) {
        events.push({ id: Number(id), data: JSON.parse(data) });
      }
    }
    if (events.length >= count) break;
  }
  controller.abort();
  return events;
}

test('begin after the last one that the caller knows', async () => {
  const all = await follow('?after=0', {}, 3);
  expect(all.map(({ id }) => id).slice(0, 3)).toEqual([1, 2, 3]);
  const rest = await follow('', { 'last-event-id': '1' }, 2);
  expect(rest[0]).toMatchObject({ id: 2, data: { sequence: 2 } });
});

test('come from other processes, too', async () => {
  const [event] = await follow('', {}, 1, () => callIn(cwd, ['tag', 'add', 'lamp', 'told']));
  expect(event?.data).toMatchObject({ action: expect.stringContaining('tag'), model_id: 'lamp' });
});

test.each(['x', '-1', '1.5', '9'.repeat(30)])('refuse %s as the last one', async (id) => {
  const { status, data } = await service.ask('GET /events', { headers: { 'last-event-id': id } });
  expect([status, data.code]).toEqual([400, 'usage']);
});
