/** A registry of format 1.0.0, which the program of before wrote: it is read as ever, and moved by the next commit. */
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { layOutJson } from '../../src/domain/lay-out-json.js';
import { runCli } from '../../src/faces/cli/index.js';
import { captureIo } from '../faces/cli/harness.js';
import { STEP, changes, snapshotOf } from '../support/registry-workshop.js';

const FIXTURE = join(import.meta.dirname, '../fixtures/format-1.0.0');
const REGISTRY = `${STEP}/model_registry.json`;
/** The answers of the program that wrote it, by the command line. */
const ANSWERS: Record<string, unknown> = JSON.parse(
  readFileSync(join(FIXTURE, 'answers.json'), 'utf8'),
);
/** What tells of the states and their log, which a commit continues, and of the folders. */
const OF_COMMITS = ['audit head', 'verify'];
const MOVED = `${REGISTRY} is now in format 1.1.0; it was in an older one.`;
const IDS = ['boat', 'cafe', 'kettle', 'lamp'];

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'gnn-older-format-'));
  for (const folder of ['in', 'out']) {
    cpSync(join(FIXTURE, folder), join(cwd, folder), { recursive: true });
  }
});
afterEach(() => rmSync(cwd, { recursive: true }));

const text = (path: string): string => readFileSync(join(cwd, path), 'utf8');

async function cli(line: string): Promise<{ code: number; out: string; err: string }> {
  const { io, written } = captureIo({ cwd, env: { SOURCE_DATE_EPOCH: '1769904000', USER: 'bob' } });
  const code = await runCli([...line.split(' '), '--output-dir', 'out'], io);
  return { code, ...written };
}

/** Runs the step on the specs of the registry. */
const run = (...flags: string[]): ReturnType<typeof cli> =>
  cli(['run', '--target-dir', 'in', ...flags].join(' '));

async function answerOf(line: string): Promise<unknown> {
  const { out } = await cli(`${line} --json`);
  return JSON.parse(out).data;
}

/** An answer without what differs once specs are checked by newer rules. */
function withoutChecks(answer: unknown): unknown {
  const names = new Set(['checked_at', 'checked_with', 'updated_at']);
  return JSON.parse(JSON.stringify(answer), (key, value) => (names.has(key) ? undefined : value));
}

const generations = (): string[] =>
  readdirSync(join(cwd, STEP, '.generations')).filter((it) => !it.endsWith('.published'));

/** Holds every file against the present format, with the archives where they stood. */
function expectMoved(generation: number): void {
  const written = text(REGISTRY);
  const json = JSON.parse(written);
  expect(json).toMatchObject({ version: '1.1.0', generation });
  expect(written).toMatch(/^[\n -~]*$/);
  expect(written).not.toMatch(/": null/);
  expect(json.models.cafe).toMatchObject({
    name: 'Café Zürich',
    description: 'Ein Café, das prüft, ob der Kaffee heiß ist: 咖啡 ☕ 🫖.',
  });
  expect(text(`${STEP}/.generations/${generation}.registry`)).toBe(written);
  const kept = Array.from({ length: 10 }, (_, index) => `${generation - index}.registry`);
  expect(generations().toSorted()).toEqual(kept.toSorted());
  for (const id of IDS) {
    const metadata = text(`${STEP}/${id}/${id}_metadata.json`);
    expect(metadata).toBe(layOutJson(JSON.parse(metadata)));
    expect(metadata).not.toContain(':null');
    expect(metadata).not.toContain(': null');
  }
  const archives = IDS.flatMap((id) =>
    readdirSync(join(cwd, STEP, id, 'versions')).map((name) => `${id}/versions/${name}`),
  );
  expect(archives).toEqual([
    'boat/versions/1.0.0.md',
    'cafe/versions/1.0.0.md',
    'cafe/versions/1.1.0.md',
    'kettle/versions/1.0.0.md',
    'kettle/versions/1.1.0.md.gz',
    'kettle/versions/2.0.0.md',
    'lamp/versions/1.0.0.md',
  ]);
}

describe('as it was written', () => {
  test.each(Object.keys(ANSWERS))('answers %s as before, and is not written to', async (line) => {
    const before = snapshotOf(cwd);
    expect(await answerOf(line)).toEqual(ANSWERS[line]);
    const written = changes(before, snapshotOf(cwd));
    expect(written.filter((it) => it !== `${STEP}/.search-index`)).toEqual([]);
  });

  test('says what it says in its file', async () => {
    expect(await answerOf('get kettle')).toMatchObject({
      model: {
        name: 'Tea Kettle',
        file_hash: null,
        aliases: { best: { version: '2.0.0' } },
        versions: {
          '1.0.0': { source: 'kettle/versions/1.0.0.md', tags: ['baseline'], previous: null },
          '1.1.0': { source: 'kettle/versions/1.1.0.md.gz', previous: '1.0.0' },
          '2.0.0': { metrics: { f1: 0.9, loss: 0.25 }, bindings: [{ provider: 'aws' }] },
        },
      },
    });
    expect((await cli('show kettle@1.1.0 --source')).out).toContain('D={(0.6), (0.4)}');
    expect(await answerOf('search 咖啡')).toMatchObject({
      total: 1,
      hits: [{ model_id: 'cafe' }],
    });
    expect((await cli('get moth')).err).toContain('moth');
  });

  test('is sound, and `--check` finds only that new rules check its specs', async () => {
    expect((await cli('verify')).code).toBe(0);
    const before = snapshotOf(cwd);
    const { code, err } = await run('--check');
    expect([code, err.includes('format')]).toEqual([1, false]);
    expect(err).toContain('a run would change the registry');
    expect(changes(before, snapshotOf(cwd))).toEqual([]);
  });
});

describe('is moved', () => {
  test('by a run with nothing to do, which tells; the next one writes nothing', async () => {
    const { code, err } = await run();
    expect(code).toBe(0);
    expect(err.split(MOVED)).toHaveLength(2);
    expectMoved(16);
    const before = snapshotOf(cwd);
    expect((await run()).err).not.toContain('format');
    expect(changes(before, snapshotOf(cwd))).toEqual([`${STEP}/model_registry_summary.json`]);
  });

  test('by a command, with what it changes', async () => {
    const { code, err } = await cli('tag add boat leaky');
    expect([code, err.includes(MOVED)]).toEqual([0, true]);
    expectMoved(16);
    expect(JSON.parse(text(REGISTRY)).models.boat.tags).toEqual(['leaky']);
    expect((await cli('tag add boat wet')).err).not.toContain('format');
    expectMoved(17);
    expect((await cli('verify')).code).toBe(0);
  });

  test('and says all that it said', async () => {
    await run();
    // The history has that the specs were checked again.
    const told = Object.keys(ANSWERS).filter(
      (it) => !OF_COMMITS.includes(it) && !it.startsWith('history'),
    );
    for (const line of told) {
      expect([line, withoutChecks(await answerOf(line))]).toEqual([
        line,
        withoutChecks(ANSWERS[line]),
      ]);
    }
    expect(await answerOf('verify')).toMatchObject({ sound: true });
  });

  test('and goes on: a new version stands beside the old ones, a new model in its own folder', async () => {
    await run();
    const spec = text('in/lamp.md');
    writeFileSync(join(cwd, 'in/lamp.md'), spec.replace('The end.', 'Another end.'));
    writeFileSync(join(cwd, 'in/owl.md'), spec.replace('Hall Lamp', 'Owl'));
    await run();
    expect(readdirSync(join(cwd, STEP, 'lamp/versions'))).toEqual(['1.0.0.md', '1.0.1.md']);
    expect(readdirSync(join(cwd, STEP, 'owl'))).toEqual(['1.0.0.md', 'owl_metadata.json']);
    expect((await cli('verify')).code).toBe(0);
  });

  test('but not its metadata that is in another form, since people may have edited it', async () => {
    const path = `${STEP}/lamp/lamp_metadata.json`;
    const edited = text(path).replace('{\n', '{\n\n');
    writeFileSync(join(cwd, path), edited);
    // A run would check its spec by the rules of today, and write it anew.
    await cli('tag add boat leaky');
    expect(text(path)).toBe(edited);
  });
});

test('a rebuild of it makes a registry of the present format', async () => {
  rmSync(join(cwd, STEP, '.generations'), { recursive: true });
  for (const name of ['', '.bak']) rmSync(join(cwd, `${REGISTRY}${name}`));
  expect((await cli('rebuild')).code).not.toBe(1);
  const { version, models } = JSON.parse(text(REGISTRY));
  expect([version, Object.keys(models)]).toEqual(['1.1.0', IDS]);
  expect(models.kettle.versions['1.0.0']).toMatchObject({
    source: 'kettle/versions/1.0.0.md',
    tags: ['baseline'],
  });
  expect(existsSync(join(cwd, STEP, 'kettle/1.0.0.md'))).toBe(false);
});

describe('is merged with one of the present format', () => {
  const mergeAs = async (ours: string, theirs: string): Promise<unknown> => {
    for (const [name, content] of Object.entries({ base: text(BEFORE), ours, theirs })) {
      writeFileSync(join(cwd, name), content);
    }
    const { code } = await cli('merge base ours theirs --path model_registry.json');
    expect(code).toBe(0);
    return JSON.parse(text('ours'));
  };
  const BEFORE = 'before.json';
  let old = '';
  let moved = '';
  beforeEach(async () => {
    cpSync(join(cwd, REGISTRY), join(cwd, BEFORE));
    cpSync(join(cwd, 'out'), join(cwd, 'other'), { recursive: true });
    await cli('tag add boat leaky');
    moved = text(REGISTRY);
    old = text(BEFORE);
  });

  test.each([
    ['ours', true],
    ['theirs', false],
  ])('as %s', async (_, isOurs) => {
    const merged = await (isOurs ? mergeAs(old, moved) : mergeAs(moved, old));
    expect(merged).toMatchObject({ version: '1.1.0', models: { boat: { tags: ['leaky'] } } });
    expect(text('ours')).toMatch(/^[\n -~]*$/);
    expect(text('ours')).not.toMatch(/": null/);
  });
});
