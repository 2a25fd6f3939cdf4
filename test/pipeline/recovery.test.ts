/** Runs that find a registry otherwise than it was left, and what they write and what they do not. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/domain/canonical.js';
import { ModelRegistry } from '../../src/index.js';
import type { Workshop } from '../support/registry-workshop.js';
import { STEP, changes, openWorkshop, tickingClock } from '../support/registry-workshop.js';
import { soundSpec } from '../support/spec-text.js';

const REGISTRY = `${STEP}/model_registry.json`;
const SUMMARY = `${STEP}/model_registry_summary.json`;
let shop: Workshop;
let notices: string[];
const told = (notice: string): void => void notices.push(notice);

beforeEach(async () => {
  notices = [];
  shop = await openWorkshop();
  await shop.write('in/a.md', soundSpec());
});
afterEach(() => shop.remove());

describe.each([
  ['damaged', '{"models": {"half', 'corrupt', []],
  [
    'edited',
    '{"models": {"theirs": {"name": "Theirs"}}}',
    'edited',
    [
      'Not merged: the model theirs; it has no version.',
      'Not merged: the removal of a; use `deleteModel()`.',
    ],
  ],
])('a registry that is %s', (_, text, kind, left) => {
  test('is used as it was committed by commands that only read, and they write nothing', async () => {
    await shop.run();
    await shop.write(REGISTRY, text);
    const before = await shop.snapshot();
    const check = await shop.run({ mode: 'check', onNotice: told });
    expect(check).toMatchObject({ exit_code: 1, unchanged: 1 });
    expect(await shop.run({ mode: 'dry-run', onNotice: told })).toMatchObject({ unchanged: 1 });
    expect(notices).toHaveLength(2 + 2 * left.length);
    expect(changes(before, await shop.snapshot())).toEqual([]);
    const asked = await shop.run({ queryOntology: 'HiddenState' });
    expect(asked.matching_models).toHaveLength(1);
    expect(changes(before, await shop.snapshot())).toEqual([SUMMARY]);
    const registry = await ModelRegistry.open({ outputDir: 'out', cwd: shop.cwd });
    expect(registry.getModel('a')?.version).toBe('1.0.0');
    expect(await shop.text(REGISTRY)).toBe(text);
  });

  test('is settled by a run that writes, also where no spec has changed', async () => {
    await shop.run();
    await shop.write(REGISTRY, text);
    expect(await shop.run({ onNotice: told })).toMatchObject({ unchanged: 1, exit_code: 0 });
    expect(notices).toEqual([
      expect.stringContaining('model_registry.json'),
      ...left,
      expect.stringContaining(`.${kind}-`),
    ]);
    expect((await shop.registry()).generation).toBe(1);
    const stable = await shop.snapshot();
    await shop.run({ onNotice: told });
    expect(changes(stable, await shop.snapshot())).toEqual([SUMMARY]);
    expect(notices).toHaveLength(2 + left.length);
  });

  test('is settled by a library that saves', async () => {
    await shop.run();
    const options = { outputDir: 'out', cwd: shop.cwd, now: tickingClock(), onNotice: told };
    const registry = await ModelRegistry.open(options);
    await shop.write(REGISTRY, text);
    await shop.write('in/b.md', soundSpec({ Footer: 'b' }));
    await registry.registerModel('in/b.md');
    await registry.save();
    expect(notices).toHaveLength(2 + left.length);
    expect(Object.keys((await shop.registry()).models)).toEqual(expect.arrayContaining(['a', 'b']));
  });
});

test('two registries that share an output keep the bytes of both', async () => {
  const [one, two] = [{ registryPath: 'one.json' }, { registryPath: 'two.json' }];
  const texts = [soundSpec({ Footer: 'one' }), soundSpec({ Footer: 'two' })];
  await shop.write('x/agent.md', texts[0] ?? '');
  await shop.write('y/agent.md', texts[1] ?? '');
  await shop.run({ ...one, targetDir: 'x' });
  await shop.run({ ...two, targetDir: 'y' });
  const sources: string[] = [];
  for (const [at, name] of ['one.json', 'two.json'].entries()) {
    const { models, generation } = JSON.parse(await shop.text(name));
    const { source, hash } = models.agent.versions['1.0.0'];
    expect(generation).toBe(1);
    expect(hash).toBe(sha256(texts[at] ?? ''));
    expect(await shop.text(`${STEP}/${source}`)).toBe(texts[at]);
    sources.push(source);
  }
  expect(sources).toEqual([
    'agent/1.0.0.md',
    `agent/1.0.0-${sha256(texts[1] ?? '').slice(0, 8)}.md`,
  ]);
  // The metadata is that of the last run, and each run makes it its own again.
  const again = await shop.run({ ...two, targetDir: 'y' });
  expect(again).toMatchObject({ unchanged: 1 });
  const stable = await shop.snapshot();
  await shop.run({ ...two, targetDir: 'y' });
  expect(changes(stable, await shop.snapshot())).toEqual([SUMMARY]);
});

describe('an archive', () => {
  const archive = `${STEP}/a/1.0.0.md`;

  test('of the wrong size is taken again from the spec, and what stood there stays', async () => {
    await shop.run();
    await shop.write(archive, 'cut');
    expect(await shop.run()).toMatchObject({ unchanged: 1, exit_code: 0 });
    const source = (await shop.entry('a')).versions['1.0.0']?.source ?? '';
    expect(source).toBe(`a/1.0.0-${sha256(soundSpec()).slice(0, 8)}.md`);
    expect(await shop.text(`${STEP}/${source}`)).toBe(soundSpec());
    expect(await shop.text(archive)).toBe('cut');
    expect((await shop.registry()).generation).toBe(2);
    const stable = await shop.snapshot();
    await shop.run();
    expect(changes(stable, await shop.snapshot())).toEqual([SUMMARY]);
  });

  test('that a power loss emptied is written again in its place', async () => {
    await shop.run();
    await shop.write(archive, '');
    await shop.run();
    expect(await shop.text(archive)).toBe(soundSpec());
    expect((await shop.registry()).generation).toBe(1);
  });

  test.each([
    ['superseded', () => shop.write('in/a.md', soundSpec({ Footer: 'changed' }))],
    ['whose spec is gone', () => rm(join(shop.cwd, 'in/a.md'))],
  ])('of a version %s that has lost its bytes is named', async (_, next) => {
    await shop.run({ onNotice: told });
    await shop.write(archive, 'x'.repeat(soundSpec().length));
    await next();
    await shop.run({ onNotice: told });
    expect(notices).toEqual([
      expect.stringMatching(/a\/1\.0\.0\.md has other bytes.*version 1\.0\.0 of a/),
    ]);
  });
});

test('archived versions without a registry are told of, before a new history begins', async () => {
  await shop.run({ onNotice: told });
  expect(notices).toEqual([]);
  await rm(join(shop.cwd, `${STEP}/.generations`), { recursive: true });
  await rm(join(shop.cwd, REGISTRY));
  await shop.run({ mode: 'dry-run', onNotice: told });
  expect(notices).toEqual([expect.stringContaining('1 model has archived versions')]);
  expect(notices[0]).toContain('`rebuildRegistry()` rebuilds the registry');
});

const LOG = `${STEP}/audit_log.jsonl`;
const tag = async (name: string): Promise<void> => {
  const registry = await ModelRegistry.open({ outputDir: 'out', cwd: shop.cwd, onNotice: told });
  await registry.addTag('a', name);
  await registry.save();
};
const edit = async (text: string): Promise<void> => {
  const json = JSON.parse(text);
  json.models.new = { ...json.models.a, model_id: 'new' };
  delete json.checksum;
  await shop.write(REGISTRY, JSON.stringify(json));
};
const tagsOf = async (id: string): Promise<unknown> => (await shop.registry()).models[id]?.tags;

describe('a registry that a checkout put in the place of another branch', () => {
  test('and that is rewritten without a checksum is based on what its log leads to', async () => {
    await shop.run();
    const [registry, log] = [await shop.text(REGISTRY), await shop.text(LOG)];
    await tag('other-branch');
    await shop.write(LOG, log);
    await edit(registry);
    await shop.run({ onNotice: told });
    expect([await tagsOf('a'), await tagsOf('new')]).toEqual([[], []]);
    expect(notices[0]).toMatch(/It was made of generation 1, .* everything in that is kept/);
    expect((await shop.text(LOG)).startsWith(log)).toBe(true);
  });

  test('is not what a program wrote that had read it long before', async () => {
    await shop.run();
    const registry = await shop.text(REGISTRY);
    await tag('committed-since');
    await edit(registry);
    await shop.run({ onNotice: told });
    expect([await tagsOf('a'), await tagsOf('new')]).toEqual([['committed-since'], []]);
    expect(notices[0]).toContain('Everything that was committed is kept');
  });
});
