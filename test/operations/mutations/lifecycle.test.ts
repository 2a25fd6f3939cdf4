/** The life cycle of models: which changes are allowed, and that the files follow them. */
import { existsSync } from 'node:fs';
import { readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readLog, replayLog } from '../../../src/audit/replay.js';
import { sha256 } from '../../../src/domain/canonical.js';
import type { AuditEvent, Binding, Entry } from '../../../src/domain/model.js';
import type { RegistryState } from '../../../src/domain/registry-state.js';
import { withEntries } from '../../../src/domain/models.js';
import { ModelRegistry } from '../../../src/index.js';
import { addTag } from '../../../src/operations/mutations/tags.js';
import type { Transition } from '../../../src/operations/mutations/status.js';
import {
  TRANSITIONS,
  activate,
  deprecate,
  retire,
} from '../../../src/operations/mutations/status.js';
import { deleteSoftly } from '../../../src/operations/mutations/delete.js';
import { archive, restore } from '../../../src/operations/mutations/archive.js';
import {
  ACTIVATE,
  ARCHIVE,
  DELETE,
  DEPRECATE,
  RESTORE,
  RETIRE,
} from '../../../src/operations/mutations/lifecycle.js';
import type { Planner, Workplace } from '../../../src/operations/workplace.js';
import { commitOperation } from '../../../src/operations/workplace.js';
import { rebuildRegistry } from '../../../src/operations/maintenance/rebuild/index.js';
import { verifyPlace } from '../../../src/operations/maintenance/verify/index.js';
import { loadRegistry } from '../../../src/store/file/load.js';
import { entryWith, stateWith } from '../../support/registry-entries.js';
import { STEP, changes } from '../../support/registry-workshop.js';
import type { Bench } from '../harness.js';
import {
  commitMutation,
  BASE,
  MAJOR,
  MINOR,
  declaring,
  expectSchemas,
  numbersOf,
  openBench,
  rollBack,
} from '../harness.js';

const CLOCK = { at: '2026-03-01T00:00:00.000Z' };
const CHANGES = {
  activate,
  archive,
  delete: deleteSoftly,
  deprecate,
  restore,
  retire,
} satisfies Record<Transition, unknown>;
const GOALS: Readonly<Record<Transition, string>> = {
  activate: 'active',
  archive: 'archived',
  delete: 'deleted',
  deprecate: 'deprecated',
  restore: 'active',
  retire: 'retired',
};
const NAMES: readonly Transition[] = [
  'activate',
  'archive',
  'delete',
  'deprecate',
  'restore',
  'retire',
];

describe('the table of transitions', () => {
  const statuses = ['active', 'deprecated', 'archived', 'retired', 'deleted'] as const;
  test.each(statuses.flatMap((from) => NAMES.map((name) => [from, name] as const)))(
    'from %s: %s',
    (from, name) => {
      const state = stateWith(entryWith('a', { status: from }));
      const change = (): ReturnType<typeof retire> =>
        CHANGES[name](state, { id: 'a', reference: 'a' }, CLOCK);
      const to = TRANSITIONS[from][name];
      if (to !== undefined) {
        const { result, state: next } = change();
        expect([result.entry.status, result.from, next === state]).toEqual([to, from, false]);
        expect(next.models.get('a')?.lifecycle?.changed_at).toBe(CLOCK.at);
      } else if (from === 'deleted' && name === 'delete') {
        expect(change).toThrow(expect.objectContaining({ code: 'model-unknown' }));
      } else if (GOALS[name] === from || name === 'restore') {
        expect(change().state).toBe(state);
      } else {
        expect(change).toThrow(
          expect.objectContaining({
            code: 'transition-refused',
            hint: expect.stringContaining(Object.keys(TRANSITIONS[from]).join(', ')),
          }),
        );
      }
    },
  );

  test('a second deprecation adds what it says, and takes nothing away', () => {
    const state = stateWith(entryWith('a'), entryWith('b'));
    const first = deprecate(state, { id: 'a', reason: 'old' }, CLOCK);
    const second = deprecate(first.state, { id: 'a', replacement: 'b@1.0.0' }, CLOCK);
    expect(second.result.entry.lifecycle).toMatchObject({ reason: 'old', replacement: 'b@1.0.0' });
    expect(deprecate(second.state, { id: 'a' }, CLOCK).state).toBe(second.state);
  });

  test('changes touch neither what they are given nor the other models', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...NAMES), { maxLength: 12 }), (names) => {
        let state: RegistryState = stateWith(entryWith('a'), entryWith('b'));
        const other = state.models.get('b');
        for (const name of names) {
          const before = JSON.stringify(state.models.get('a'));
          const known = state;
          try {
            state = CHANGES[name](state, { id: 'a', reference: 'a' }, CLOCK).state;
          } catch {
            expect(state).toBe(known);
          }
          expect(JSON.stringify(known.models.get('a'))).toBe(before);
        }
        expect(state.models.get('b')).toBe(other);
      }),
    );
  });
});

describe('what is in use', () => {
  const binding: Binding = {
    provider: 'aws',
    model_id: 'arn',
    endpoint: null,
    region: null,
    config: null,
    status: 'degraded',
    success_rate: null,
    average_latency_ms: null,
    cost_per_1000: null,
    added_at: CLOCK.at,
    updated_at: CLOCK.at,
  };
  const plain = entryWith('a');
  const withVersion = (parts: Partial<Entry['versions'][string]>): Entry => ({
    ...plain,
    versions: { '1.0.0': { ...entryVersion(plain), ...parts } },
  });
  const parent = { model_id: 'a', version: null, kind: 'derived', declared: false } as const;

  test.each<[string, Entry[], string]>([
    ['a tag of a version', [withVersion({ tags: ['champion'] })], 'tag champion of 1.0.0'],
    ['a tag that says so', [{ ...plain, tags: ['robot', 'production'] }], 'tag production'],
    [
      'an alias',
      [{ ...plain, aliases: { best: { version: '1.0.0', protected: false } } }],
      'alias best of 1.0.0',
    ],
    ['a binding', [withVersion({ bindings: [binding] })], 'binding aws/arn of 1.0.0'],
    ['a child', [plain, entryWith('c', { parents: [parent] })], 'child c'],
    ['a dependent', [plain, entryWith('c', { dependencies: ['a@^1'] })], 'dependent c of 1.0.0'],
    [
      'a model that it replaces',
      [
        plain,
        entryWith('c', {
          status: 'deprecated',
          lifecycle: { changed_at: CLOCK.at, reason: null, replacement: 'a' },
        }),
      ],
      'predecessor c',
    ],
  ])('%s refuses a deletion and is told by --force', (_, entries, told) => {
    const state = stateWith(...entries);
    const remove = (force: boolean): ReturnType<typeof deleteSoftly> =>
      deleteSoftly(state, { reference: 'a', force }, CLOCK);
    expect(() => remove(false)).toThrow(
      expect.objectContaining({ code: 'in-use', message: `a is in use: ${told}` }),
    );
    expect(remove(true).result).toMatchObject({ entry: { status: 'deleted' }, breaks: [{}] });
  });

  test('words of the spec, inactive bindings and deleted children are no uses', () => {
    const unused = {
      ...withVersion({ bindings: [{ ...binding, status: 'inactive' }] }),
      tags: ['robot'],
    };
    const child = entryWith('c', { parents: [parent], status: 'deleted' });
    const done = deleteSoftly(stateWith(unused, child), { reference: 'a' }, CLOCK);
    expect(done.result.breaks).toEqual([]);
  });
});

function entryVersion(entry: Entry): Entry['versions'][string] {
  const version = entry.versions[entry.version];
  if (version === undefined) throw new Error('no version');
  return version;
}

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

const at = (path: string): string => join(bench.cwd, STEP, path);
const there = (...names: string[]): boolean[] =>
  names.map((name) => existsSync(at(`agent/${name}`)));
const PLAIN = ['1.0.0.md', 'versions/1.1.0.md', 'versions/2.0.0.md'];
const PACKED = PLAIN.map((name) => `${name}.gz`);

async function act(
  operation: (place: Workplace, input: { id: string; reference: string }) => Planner,
  reference = 'agent',
): Promise<Awaited<ReturnType<Planner>>> {
  return commitOperation(bench.place(), operation(bench.place(), { id: reference, reference }));
}

async function expectSound(): Promise<void> {
  const { steps } = await verifyPlace(bench.place());
  expect(steps.flatMap(({ findings }) => findings)).toEqual([]);
  await expectSchemas(bench);
}

function isEvent(value: unknown): value is AuditEvent {
  return typeof value === 'object';
}

/** The log leads to the registry. */
async function expectReplayed(): Promise<void> {
  const layout = bench.layout();
  const { state } = await loadRegistry(layout, bench.now());
  const log = replayLog(readLog(await readFile(layout.auditLog, 'utf8'), isEvent));
  expect(log.problems).toEqual([]);
  expect(JSON.parse(JSON.stringify([...log.models]))).toEqual(
    JSON.parse(JSON.stringify([...state.models])),
  );
  expect(log.purged).toEqual(state.purged ?? {});
}

describe('files', () => {
  beforeEach(async () => {
    await bench.register(BASE, MINOR, MAJOR);
  });

  test('of an archived model are packed but for the current one, and every reader reads on', async () => {
    await act(ARCHIVE.plan);
    expect([there(...PLAIN), there(...PACKED)]).toEqual([
      [false, false, true],
      [true, true, false],
    ]);
    const entry = await bench.entry('agent');
    const old = entry.versions['1.0.0'];
    expect(old).toMatchObject({ source: 'agent/1.0.0.md.gz', hash: sha256(BASE) });
    expect(gunzipSync(await readFile(at('agent/1.0.0.md.gz'))).toString()).toBe(BASE);
    const { history, state } = await bench.open();
    if (old === undefined) throw new Error('no version');
    expect(Buffer.from(await history.sourceOf(old)).toString()).toBe(BASE);
    expect((await history.modelOf(entry, old)).archiveProblem).toBeNull();
    expect(state.models.get('agent')?.status).toBe('archived');
    await expectSound();
    const before = await bench.snapshot(`${STEP}/agent`);
    await bench.run();
    expect(changes(before, await bench.snapshot(`${STEP}/agent`))).toEqual([]);
    await rollBack(bench.place(), 'agent', '1.0.0', false);
    await expectSound();
    await act(RESTORE.plan);
    expect([there(...PLAIN), there(...PACKED)]).toEqual([
      [true, true, true],
      [false, false, false],
    ]);
    await expectSound();
    await expectReplayed();
  });

  test('that are damaged or missing refuse, name the file and change nothing', async () => {
    await writeFile(at('agent/versions/1.1.0.md'), 'other');
    const before = await bench.snapshot();
    await expect(act(ARCHIVE.plan)).rejects.toMatchObject({
      code: 'archive-damaged',
      message: expect.stringContaining('agent/versions/1.1.0.md'),
    });
    await rm(at('agent/versions/1.1.0.md'));
    await expect(act(ARCHIVE.plan)).rejects.toMatchObject({ code: 'archive-missing' });
    const after = await bench.snapshot();
    expect(changes(before, after).filter((it) => it.includes('versions/'))).toEqual([
      `${STEP}/agent/versions/1.1.0.md`,
    ]);
    expect((await bench.entry('agent')).status).toBe('active');
  });

  test('that another one stands in the way of get another name', async () => {
    await writeFile(at('agent/1.0.0.md.gz'), 'somebody else');
    await act(ARCHIVE.plan, 'agent@1.0.0');
    const hash = sha256(BASE).slice(0, 8);
    const source = `agent/1.0.0-${hash}.md.gz`;
    expect((await bench.entry('agent')).versions['1.0.0']?.source).toBe(source);
    await expectReplayed();
    await writeFile(at(`agent/1.0.0-${hash}.md`), 'somebody else');
    await act(RESTORE.plan, 'agent@1.0.0');
    const { versions } = await bench.entry('agent');
    expect(await readFile(at(versions['1.0.0']?.source ?? ''), 'utf8')).toBe(BASE);
    expect(await readFile(at('agent/1.0.0.md.gz'), 'utf8')).toBe('somebody else');
    await expectReplayed();
  });

  test('that two versions share stay for the other one', async () => {
    const place = bench.place();
    await commitOperation(place, async (state) => {
      const entry = state.models.get('agent');
      const [first, second] = Object.values(entry?.versions ?? {});
      if (entry === undefined || first === undefined || second === undefined) throw new Error();
      const { source, hash } = first;
      const versions = { ...entry.versions, '1.1.0': { ...second, source, hash } };
      const models = withEntries(state.models, [{ ...entry, versions }]);
      return { state: { ...state, models }, changed: true, written: [], drafts: [] };
    });
    await act(ARCHIVE.plan, 'agent@1.0.0');
    expect(there('1.0.0.md', '1.0.0.md.gz')).toEqual([true, true]);
    await act(ARCHIVE.plan, 'agent@1.1.0');
    expect(there('1.0.0.md')).toEqual([false]);
  });

  test('stay where another registry shares the output', async () => {
    await bench.run({ registryPath: `${STEP}/other.json` });
    await act(ARCHIVE.plan);
    expect([there(...PLAIN), there(...PACKED)]).toEqual([
      [true, true, true],
      [true, true, false],
    ]);
    expect(bench.notices.join()).toContain('Other registries share this output');
  });

  test('of the current version are packed by force, and runs leave them so', async () => {
    const command = { reference: 'agent@2.0.0', force: true };
    await expect(act(ARCHIVE.plan, 'agent@2.0.0')).rejects.toMatchObject({ code: 'in-use' });
    await commitOperation(bench.place(), ARCHIVE.plan(bench.place(), command));
    expect(there('versions/2.0.0.md', 'versions/2.0.0.md.gz')).toEqual([false, true]);
    const before = await bench.snapshot(`${STEP}/agent/versions`);
    expect(await bench.run()).toMatchObject({ unchanged: 1 });
    // Checked in another way, it is looked at again.
    expect(await bench.run({ profile: 'strict' })).toMatchObject({ new_versions: 0 });
    expect(changes(before, await bench.snapshot(`${STEP}/agent/versions`))).toEqual([]);
    await expectSound();
    await rm(at('agent/versions/2.0.0.md.gz'));
    await bench.run();
    expect(there('versions/2.0.0.md', 'versions/2.0.0.md.gz')).toEqual([false, true]);
    await expectSound();
  });

  test('of a packed version that is lost or stands unpacked are mended by verify', async () => {
    await act(ARCHIVE.plan);
    await rm(at('agent/1.0.0.md.gz'));
    await writeFile(at('agent/1.0.0.md'), BASE);
    const { history } = await bench.open();
    const old = (await bench.entry('agent')).versions['1.0.0'];
    if (old === undefined) throw new Error('no version');
    expect(Buffer.from(await history.sourceOf(old)).toString()).toBe(BASE);
    expect((await verifyPlace(bench.place())).sound).toBe(false);
    await verifyPlace(bench.place(), { repair: true });
    expect(there('1.0.0.md.gz')).toEqual([true]);
    await utimes(at('agent/1.0.0.md'), 0, 0);
    const left = await verifyPlace(bench.place());
    expect(left.steps.flatMap(({ findings }) => findings)).toMatchObject([
      { kind: 'orphaned-file', message: expect.stringContaining('next to it, packed or unpacked') },
    ]);
  });

  test('are enough to make the registry anew, packed as they are', async () => {
    await act(ARCHIVE.plan);
    for (const name of ['.generations', 'model_registry.json', 'model_registry.json.bak']) {
      await rm(at(name), { recursive: true });
    }
    await rm(at('audit_log.jsonl'));
    const { models, not_taken } = await rebuildRegistry(bench.place(), false);
    expect([models[0]?.versions, not_taken]).toEqual([['1.0.0', '1.1.0', '2.0.0'], []]);
    const { versions } = await bench.entry('agent');
    expect(versions['1.0.0']).toMatchObject({
      source: 'agent/1.0.0.md.gz',
      hash: sha256(BASE),
      archived_at: expect.any(String),
    });
    await expectSound();
  });
});

function purge(force = false): Promise<unknown> {
  return commitOperation(
    bench.place(),
    DELETE.plan(bench.place(), { reference: 'agent', purge: true, force }),
  );
}

describe('a purge', () => {
  test('takes entry and folder away, and no number comes back', async () => {
    await bench.register(BASE, MINOR, MAJOR);
    await act(ARCHIVE.plan);
    await purge();
    const { models, purged } = await bench.registry();
    expect([models, purged]).toEqual([{}, { agent: { version: '2.0.0', at: expect.any(String) } }]);
    expect(existsSync(at('agent'))).toBe(false);
    await expectReplayed();
    await bench.run();
    expect(await numbersOf(bench)).toEqual(['3.0.0']);
    await bench.register(declaring('3.0.1', BASE));
    expect(await numbersOf(bench)).toEqual(['3.0.0', '3.0.1']);
    await act(DELETE.plan);
    await purge();
    await bench.register(declaring('7.1.0', MINOR));
    expect(await numbersOf(bench)).toEqual(['7.1.0']);
    await purge();
    await bench.register(declaring('7.0.0', MINOR));
    expect(await numbersOf(bench)).toEqual(['8.0.0']);
    await expectSound();
    await expectReplayed();
  });

  test('leaves what is not of this program, and tells', async () => {
    await bench.register(BASE);
    await writeFile(at('agent/notes.txt'), 'mine');
    await purge();
    expect([existsSync(at('agent/notes.txt')), there('1.0.0.md')]).toEqual([true, [false]]);
    expect(bench.notices.join()).toContain('agent/notes.txt');
  });

  test('is refused while something uses the model, also when it is deleted', async () => {
    await bench.register(BASE);
    await commitMutation(bench.place(), addTag, { reference: 'agent@1.0.0', tag: 'champion' });
    await expect(purge()).rejects.toMatchObject({ code: 'in-use' });
    await purge(true);
    expect((await bench.registry()).models).toEqual({});
  });

  test('is not undone by a registry that is made anew', async () => {
    await bench.register(BASE);
    await bench.write('in/b.md', MAJOR);
    await bench.run();
    await purge();
    await bench.write(`${STEP}/agent/1.0.0.md`, BASE);
    const { models, not_taken } = await rebuildRegistry(bench.place(), true);
    expect(models.map((it) => it.model_id)).toEqual(['b']);
    expect(not_taken).toMatchObject([{ path: 'agent' }]);
    expect((await bench.registry()).purged).toMatchObject({ agent: { version: '1.0.0' } });
  });
});

describe('on disk', () => {
  test('what is so already writes nothing', async () => {
    await bench.register(BASE, MINOR);
    for (const operation of [DEPRECATE.plan, RETIRE.plan, ACTIVATE.plan, ARCHIVE.plan]) {
      expect((await act(operation)).changed).toBe(true);
      const before = await bench.snapshot();
      expect((await act(operation)).changed).toBe(false);
      expect(changes(before, await bench.snapshot())).toEqual([]);
    }
    await expectReplayed();
  });

  test('the library deletes as before, and refuses what is in use', async () => {
    await bench.register(BASE);
    const open = { outputDir: 'out', cwd: bench.cwd, now: bench.now };
    const registry = await ModelRegistry.open(open);
    await registry.addTag('agent@1.0.0', 'production');
    await expect(registry.deleteModel('agent')).rejects.toMatchObject({ code: 'in-use' });
    expect(registry.getModel('agent')?.status).toBe('active');
  });
});
