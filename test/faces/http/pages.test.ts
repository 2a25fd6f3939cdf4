/** The pages of a list are the list, though no more of it is made than a page needs. */
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { partOf } from '../../../src/faces/http/pages.js';
import { makeExampleWorkspace } from '../../support/example-workspace.js';
import { soundSpec } from '../../support/spec-text.js';
import { openService, type HttpBench } from './harness.js';

let cwd: string;
let service: HttpBench;
beforeAll(async () => {
  cwd = await makeExampleWorkspace();
  service = await openService({ cwd });
  for (const name of ['Brook', 'Canal', 'Delta', 'Estuary', 'Fjord', 'Gulf']) {
    const text = soundSpec({ ModelName: name, ModelAnnotation: `Water of a ${name}.` });
    const file = `input/gnn_files/${name.toLowerCase()}.md`;
    expect((await service.ask('POST /models', { body: { file, text } })).status).toBe(200);
  }
});
afterAll(async () => {
  await service.close();
  await rm(cwd, { recursive: true });
});

const page = (offset: number, after: string) => ({
  list: 'models',
  size: 10,
  start: { offset, after },
  call: {},
});

test('of a list that has a limit, a page needs its own items and the one that a cursor names', () => {
  expect(partOf('list', page(0, ''))).toBeUndefined();
  expect(partOf('list', page(30, ''))).toEqual({ from: 30, to: 40 });
  expect(partOf('list', page(30, 'x'))).toEqual({ from: 29, to: 40 });
  expect(partOf('tag list', page(30, ''))).toBeUndefined();
});

const LISTS = [
  ['/models?limit=1000', 'models'],
  ['/models?sort=-name&limit=1000', 'models'],
  ['/models?name=a&status=active&limit=1000', 'models'],
  ['/versions?limit=1000', 'versions'],
  ['/search?query=water&limit=1000', 'hits'],
] as const;

test.each(LISTS)('%s', async (path, key) => {
  const { data: whole } = await service.ask(`GET ${path}`);
  expect(whole[key].length).toBeGreaterThan(2);
  const pages = [];
  for (let page = 1; page <= whole[key].length; page += 1) {
    const { data } = await service.ask(`GET ${path.replace('limit=1000', `page=${page}&size=2`)}`);
    expect({ ...data, [key]: [] }).toEqual({ ...whole, [key]: [] });
    pages.push(...data[key]);
  }
  expect(JSON.stringify(pages)).toBe(JSON.stringify(whole[key]));
  const followed = [];
  for (let next = path.replace('limit=1000', 'limit=3'); next !== '';) {
    const { data, headers } = await service.ask(`GET ${next}`);
    followed.push(...data[key]);
    expect(headers.get('total-count')).toBe(String(whole.total));
    next = /^<(.*)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1] ?? '';
  }
  expect(JSON.stringify(followed)).toBe(JSON.stringify(whole[key]));
});

test('a page goes on after its item where that has moved', async () => {
  const first = await service.ask('GET /models?limit=4');
  const link = /^<(.*)>; rel="next"$/.exec(first.headers.get('link') ?? '')?.[1];
  await service.ask('DELETE /models/brook');
  const [before, rest] = [first.data.models, (await service.ask(`GET ${link}`)).data.models];
  const { data } = await service.ask('GET /models?limit=1000');
  const shown = [...before, ...rest].map((it: { model_id: string }) => it.model_id);
  expect(shown.filter((it) => it !== 'brook')).toEqual(
    data.models.map((it: { model_id: string }) => it.model_id),
  );
});
