/** What commands said of a model stays, whatever runs, rollbacks and repairs make of its entry. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Entry, VersionEntry } from '../../src/domain/model.js';
import type { Mutation } from '../../src/operations/mutations/mutation.js';
import { changeEntry } from '../../src/operations/mutations/mutation.js';
import { rebuildRegistry } from '../../src/operations/maintenance/rebuild/index.js';
import {
  commitMutation,
  rollBack,
  BASE,
  MAJOR,
  MINOR,
  REGISTRY,
  expectSchemas,
  openBench,
} from './harness.js';
import { takeIn } from '../../src/domain/merge-registry.js';
import { resolveModel } from '../../src/version/reference.js';
import { withAnnotations } from '../../src/domain/with-annotations.js';
import { versionsWith } from '../support/entry-versions.js';
import { entryWith, stateWith } from '../support/registry-entries.js';
import { STEP } from '../support/registry-workshop.js';
import type { Bench } from './harness.js';

const AT = '2026-01-01T00:00:00.000Z';

/** All that is said of a version. */
const OF_VERSION = {
  tags: ['production'],
  metrics: { accuracy: 0.9 },
  facts: { score: 0.9, objective_met: false, region: 'eu' },
  exports: [{ format: 'onnx', path: 'a.onnx', hash: null, size_bytes: null, added_at: AT }],
  bindings: [
    {
      provider: 'lab',
      model_id: 'agent-1',
      endpoint: null,
      region: null,
      config: null,
      status: 'active' as const,
      success_rate: 1,
      average_latency_ms: null,
      cost_per_1000: null,
      added_at: AT,
      updated_at: AT,
    },
  ],
} satisfies Partial<VersionEntry>;

/** All that is said of a model. */
const OF_MODEL = {
  status: 'deprecated',
  lifecycle: { changed_at: AT, reason: 'old', replacement: 'lamp' },
  tags: ['robotics'],
  aliases: { champion: { version: '1.0.0', protected: true } },
  annotations: { description: 'Said by hand.', author: 'Ada', license: 'MIT', team: 7 },
  parents: [{ model_id: 'lamp', version: '1.0.0', kind: 'fine-tuned', declared: false }],
  use: { count: 3, last_used_at: AT },
} satisfies Partial<Entry>;

const sayAll: Mutation<string> = (state, id, clock) => {
  const entry = resolveModel(state.models, id);
  const one = entry.versions['1.0.0'];
  if (one === undefined) throw new Error('no version 1.0.0');
  const versions = { ...entry.versions, '1.0.0': { ...one, ...OF_VERSION } };
  const said = withAnnotations(
    { ...entry, ...OF_MODEL, versions },
    { description: '', author: '', license: '' },
  );
  const { state: next } = changeEntry(state, said, clock);
  return { state: next, event: { action: 'say' }, result: said };
};

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await bench.write('in/lamp.md', BASE.replace('Sound model', 'Lamp'));
  await bench.register(BASE, MINOR);
  await commitMutation(bench.place(), sayAll, 'agent');
});
afterEach(() => bench.remove());

async function expectSaid(): Promise<Entry> {
  const entry = await bench.entry('agent');
  expect(entry).toMatchObject({
    ...OF_MODEL,
    description: 'Said by hand.',
    metadata: { author: 'Ada', license: 'MIT' },
  });
  const { metadata, ...version } = entry.versions['1.0.0'] ?? {};
  expect(version).toMatchObject(OF_VERSION);
  // A version says what its own spec says.
  expect(metadata).toMatchObject({ author: 'a test', license: null });
  await expectSchemas(bench);
  return entry;
}

test('a new version', async () => {
  await bench.register(MAJOR);
  const entry = await expectSaid();
  expect(entry.version).toBe('2.0.0');
  expect(entry.versions['2.0.0']).not.toHaveProperty('tags');
  expect(entry.versions['2.0.0']?.metadata.author).toBe('a test');
});

test('a run that finds nothing new', async () => {
  const before = await bench.text(REGISTRY);
  await bench.run();
  expect(await bench.text(REGISTRY)).toBe(before);
});

test('a look with another profile, which refreshes the entry', async () => {
  const { health } = await bench.entry('agent');
  await bench.run({ profile: 'basic' });
  const entry = await expectSaid();
  expect(entry.health.checked_with).not.toBe(health.checked_with);
});

test('a look at content whose metadata was lost', async () => {
  const before = await bench.text(REGISTRY);
  await rm(join(bench.cwd, `${STEP}/agent/agent_metadata.json`));
  await bench.run();
  expect(await bench.text(REGISTRY)).toBe(before);
});

test('a file that is moved', async () => {
  await rm(join(bench.cwd, 'in/agent.md'));
  await bench.write('in/moved/agent.md', MINOR);
  await bench.run();
  expect((await expectSaid()).file_path).toBe('in/moved/agent.md');
});

test('a rollback', async () => {
  await rollBack(bench.place(), 'agent', '1.0.0', false);
  expect((await expectSaid()).version).toBe('1.2.0');
});

test('a rebuild by force, from the registry that it replaces', async () => {
  await rebuildRegistry(bench.place(), true);
  await expectSaid();
});

test('a rebuild where no state is left, from the audit log', async () => {
  const before = await bench.entry('agent');
  await rm(join(bench.cwd, `${STEP}/.generations`), { recursive: true });
  await rm(join(bench.cwd, `${REGISTRY}.bak`));
  await writeFile(join(bench.cwd, REGISTRY), 'lost');
  await rebuildRegistry(bench.place(), false);
  const { aliases, parents, use } = await expectSaid();
  expect([aliases, parents, use]).toEqual([before.aliases, before.parents, before.use]);
});

test('a rebuild without a log makes the models all the same', async () => {
  await rm(join(bench.cwd, `${STEP}/audit_log.jsonl`));
  await rm(join(bench.cwd, `${STEP}/.generations`), { recursive: true });
  await rm(join(bench.cwd, `${REGISTRY}.bak`));
  await writeFile(join(bench.cwd, REGISTRY), 'lost');
  await rebuildRegistry(bench.place(), false);
  const entry = await bench.entry('agent');
  expect(Object.keys(entry.versions)).toEqual(['1.0.0', '1.1.0']);
  expect(entry).not.toHaveProperty('aliases');
});

test('a registry that was edited by hand: what it says otherwise is told', async () => {
  const text = await readFile(join(bench.cwd, REGISTRY), 'utf8');
  const edited = text
    .replaceAll('"champion"', '"winner"')
    .replace('"accuracy": 0.9', '"accuracy": 1');
  await bench.write(REGISTRY, edited);
  const notices: string[] = [];
  await bench.run({ onNotice: (notice) => notices.push(notice) });
  await expectSaid();
  expect(notices.slice(1, 3)).toEqual([
    expect.stringMatching(/^Not merged: aliases \{.* of agent; use `setAlias\(\)`\.$/),
    expect.stringMatching(
      /^Not merged: metrics \{.*"accuracy":1.* of version 1\.0\.0 of agent; use `setMetrics\(\)`/,
    ),
  ]);
});

test('taking in what another registry has more leaves what ours says', () => {
  const ours = { ...versionsWith('agent', '1.0.0'), ...OF_MODEL };
  const theirs = {
    ...versionsWith('agent', '1.0.0', '1.1.0'),
    aliases: {},
    annotations: { team: 8 },
  };
  const { state, taken, left } = takeIn(stateWith(ours), stateWith(theirs), true);
  expect(taken).toEqual(['version 1.1.0 of agent']);
  expect(left).toContain('annotations of agent');
  expect(state.models.get('agent')).toMatchObject(OF_MODEL);
});

test('annotations stand in front of what the spec says, and the other way round without them', () => {
  const spec = { description: 'Of the spec.', author: null, license: 'GPL' };
  const plain = withAnnotations(entryWith('agent'), spec);
  expect(plain).toMatchObject({
    description: 'Of the spec.',
    metadata: { author: null, license: 'GPL' },
  });
  const said = withAnnotations({ ...plain, annotations: { author: 'Ada', description: 7 } }, spec);
  expect(said).toMatchObject({ description: '7', metadata: { author: 'Ada', license: 'GPL' } });
  expect(withAnnotations({ ...said, annotations: {} }, spec)).toEqual({
    ...plain,
    annotations: {},
  });
});
