import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Workshop } from '../support/registry-workshop.js';
import { STEP, changes, openWorkshop } from '../support/registry-workshop.js';
import { soundSpec } from '../support/spec-text.js';

const FRONT = '---\nauthor: a test\n---\n';
const part = (section: string, footer: string): string =>
  `# ${section}\n\n${soundSpec({ GNNSection: section, Footer: footer })}\n`;
const RULE = '---\n\n';
let shop: Workshop;

beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(() => shop.remove());

async function versions(): Promise<Record<string, string>> {
  const { models } = await shop.registry();
  return Object.fromEntries(Object.values(models).map((it) => [it.model_id, it.version]));
}

test.each([
  ['LF', '\n'],
  ['CRLF', '\r\n'],
  ['CR', '\r'],
])('the archived bytes are the front matter and the own part, with %s', async (_, ending) => {
  const inEnding = (text: string): string => text.replaceAll('\n', ending);
  const [one, two] = [part('One', 'ünï').trimEnd(), part('Two', 'the end')];
  await shop.write('in/duo.md', inEnding(`${FRONT}${one}\n\n\n${RULE}${two}`));
  const summary = await shop.run();
  expect(summary).toMatchObject({ processed_files: 1, successful_registrations: 2, new_models: 2 });
  expect(await shop.text(`${STEP}/duo-One/1.0.0.md`)).toBe(inEnding(`${FRONT}${one}\n`));
  const second = await shop.text(`${STEP}/duo-Two/1.0.0.md`);
  expect(second.replace(`${inEnding(FRONT)}${ending}`, inEnding(FRONT))).toBe(
    inEnding(`${FRONT}${two.trimEnd()}\n`),
  );
  const entry = await shop.entry('duo-One');
  expect(entry.file_size_bytes).toBe(Buffer.byteLength(inEnding(`${FRONT}${one}\n`)));
  expect(entry.file_hash).toBe((await shop.entry('duo-Two')).file_hash);
  expect(entry.hash).not.toBe(entry.file_hash);
});

test('lines of the diagnostics count in the whole file', async () => {
  const text = `${part('One', 'x')}${RULE}${part('Two', 'y').replace('A-o', 'A-ghost')}`;
  await shop.write('in/duo.md', text);
  const { diagnostics } = await shop.run();
  const line = text.split('\n').findIndex((it) => it === 'A-ghost') + 1;
  expect(diagnostics.list.find((it) => it.code === 'GNN-W002')?.line).toBe(line);
});

test('a change of one gives the others no new version', async () => {
  await shop.write('in/duo.md', `${FRONT}${part('One', '1')}${RULE}${part('Two', '2')}`);
  await shop.run();
  const before = await shop.snapshot(`${STEP}/duo-One`);
  await shop.write('in/duo.md', `${FRONT}${part('One', '1')}${RULE}${part('Two', 'changed')}`);
  expect(await shop.run()).toMatchObject({ new_versions: 1, new_models: 0 });
  expect(await versions()).toEqual({ 'duo-One': '1.0.0', 'duo-Two': '1.0.1' });
  expect(changes(before, await shop.snapshot(`${STEP}/duo-One`))).toEqual([]);
  const stable = await shop.snapshot();
  expect(await shop.run()).toMatchObject({ unchanged: 2, updated: 0 });
  expect(changes(stable, await shop.snapshot())).toEqual([`${STEP}/model_registry_summary.json`]);
});

test('a change of the front matter is a change of all', async () => {
  await shop.write('in/duo.md', `${FRONT}${part('One', '1')}${RULE}${part('Two', '2')}`);
  await shop.run();
  await shop.write(
    'in/duo.md',
    `---\nauthor: x\n---\n${part('One', '1')}${RULE}${part('Two', '2')}`,
  );
  expect((await shop.run()).new_versions).toBe(2);
});

test('a model taken away stays registered; the runs after it change nothing', async () => {
  const three = ['One', 'Two', 'Three'].map((it) => part(it, it));
  await shop.write('in/trio.md', three.join(RULE));
  await shop.run();
  await shop.write('in/trio.md', [three[0], three[2]].join(RULE));
  expect(await shop.run()).toMatchObject({ new_models: 0, new_versions: 0, total_models: 3 });
  const before = await shop.snapshot();
  expect(await shop.run()).toMatchObject({ updated: 0 });
  expect(changes(before, await shop.snapshot())).toEqual([`${STEP}/model_registry_summary.json`]);
});

test('after one was taken away a declared number that was too low changes nothing on a second run', async () => {
  const front = '---\nversion: 1.0.0\n---\n';
  const three = ['One', 'Two', 'Three'].map((it) => part(it, it));
  await shop.write('in/trio.md', front + three.join(RULE));
  await shop.run();
  await shop.write('in/trio.md', front + [part('One', 'changed'), three[2]].join(RULE));
  await shop.run();
  const before = await shop.snapshot();
  expect(await shop.run()).toMatchObject({ updated: 0 });
  expect(changes(before, await shop.snapshot())).toEqual([`${STEP}/model_registry_summary.json`]);
});

test('with one section name: a model added in front gives the others no new version', async () => {
  const [one, two] = [part('Same', '1'), part('Same', '2')];
  await shop.write('in/duo.md', one + RULE + two.trimEnd());
  await shop.run();
  expect(await versions()).toEqual({ 'duo-2': '1.0.0', 'duo-Same': '1.0.0' });
  await shop.write('in/duo.md', part('Same', 'new') + RULE + one + RULE + two.trimEnd());
  const summary = await shop.run();
  // The first model has gained an empty line above it, as every later part has.
  expect(summary).toMatchObject({ new_models: 1 });
  expect((await versions())['duo-2']).toBe('1.0.0');
});

test('one model left in the file continues its own entry', async () => {
  await shop.write('in/duo.md', `${part('Zeta', 'z')}${RULE}${part('Alpha', 'a')}`);
  await shop.run();
  await shop.write('in/duo.md', part('Zeta', 'changed'));
  await shop.run();
  expect((await shop.entry('duo-Zeta')).gnn_section).toBe('Zeta');
  expect((await shop.entry('duo-Alpha')).gnn_section).toBe('Alpha');
});

test('a model that is added below leaves the one above it as it is', async () => {
  await shop.write('in/duo.md', `${part('One', 'x')}${RULE}${part('Two', 'y').trimEnd()}\n`);
  await shop.run();
  const more = `${part('One', 'x')}${RULE}${part('Two', 'y').trimEnd()}\n\n${RULE}${part('Three', 'z')}`;
  await shop.write('in/duo.md', more);
  expect(await shop.run()).toMatchObject({ new_models: 1, new_versions: 0 });
});

test('a model that is taken away below leaves the one above it as it is', async () => {
  const [one, two, three] = [part('One', 'x'), part('Two', 'y'), part('Three', 'z')];
  await shop.write('in/duo.md', `${one}${RULE}${two}${RULE}${three}`);
  await shop.run();
  await shop.write('in/duo.md', `${one}${RULE}${two}`);
  expect(await shop.run()).toMatchObject({ new_models: 0, new_versions: 0 });
});
