/** Whatever happens to a registry and its log: the log gives the registry, and nothing is lost. */
import { execFileSync } from 'node:child_process';
import {
  appendFile,
  copyFile,
  mkdir,
  readFile,
  readdir,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ReplayedLog } from '../../src/audit/replay.js';
import { readLog, replayLog } from '../../src/audit/replay.js';
import { RegistryError } from '../../src/domain/errors.js';
import { validate } from '../../src/domain/generated/audit-event.js';
import type { AuditEvent } from '../../src/domain/model.js';
import { ModelRegistry } from '../../src/index.js';
import { addTag, promote, removeTag } from '../../src/operations/mutations/tags.js';
import { createWorkplace } from '../../src/operations/workplace.js';
import {
  commitMutation,
  rollBack,
  BASE,
  MAJOR,
  MINOR,
  PATCH,
  REGISTRY,
  openBench,
  several,
} from '../operations/harness.js';
import { acceptBreaks } from '../../src/operations/maintenance/accept-breaks.js';
import { verifyPlace } from '../../src/operations/maintenance/verify/index.js';
import { openLog } from '../../src/store/file/audit.js';
import { readAuditLog } from '../../src/store/file/audit-log.js';
import { loadRegistry } from '../../src/store/file/load.js';
import { DEFAULT_SETTINGS } from '../../src/domain/options.js';
import type { StepOptions } from '../../src/domain/options.js';
import { STEP } from '../support/registry-workshop.js';
import { soundSpec } from '../support/spec-text.js';
import { entryWith, stateWith } from '../support/registry-entries.js';
import type { Bench } from '../operations/harness.js';

const LOG = `${STEP}/audit_log.jsonl`;
const isEvent = (value: unknown): value is AuditEvent => validate(value);

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

const at = (path: string): string => join(bench.cwd, path);

/** The log as it stands, held against the registry. */
async function replayed(options: Partial<StepOptions> = {}): Promise<ReplayedLog> {
  const layout = bench.layout(options);
  const { state } = await loadRegistry(layout, new Date(0));
  const found = replayLog(readLog(await readAuditLog(layout, state.audit), isEvent));
  expect(found.problems).toEqual([]);
  expect(found.head).toEqual(state.audit);
  expect(found.models).toEqual(new Map(state.models));
  expect(found.purged).toEqual(state.purged ?? {});
  return found;
}

async function actions(path = LOG): Promise<string[]> {
  const read = [...readLog(await bench.text(path), isEvent)];
  return read.flatMap((it) =>
    'event' in it ? `${it.event.action} ${it.event.model_id} ${it.event.version}` : [],
  );
}

const tag = (reference: string, name: string, options: Partial<StepOptions> = {}) =>
  commitMutation(bench.place(options), addTag, { reference, tag: name });

/** A model of two versions, and a file of two models. */
async function fill(): Promise<void> {
  await bench.write('in/duo.md', several(['One', BASE], ['Two', MINOR]));
  await bench.register(BASE, MAJOR);
}

async function cut(end: number): Promise<void> {
  await writeFile(at(LOG), (await bench.text(LOG)).slice(0, end));
}

async function lines(change: (all: string[]) => string[]): Promise<void> {
  const all = (await bench.text(LOG)).split('\n').slice(0, -1);
  await writeFile(at(LOG), `${change(all).join('\n')}\n`);
}

async function edit(): Promise<void> {
  const text = await bench.text(REGISTRY);
  await writeFile(at(REGISTRY), text.replace('"tags": []', '"tags": ["by hand"]'));
}

describe('after every kind of run and change', () => {
  test('the log gives the registry', async () => {
    await bench.write('in/notes.txt', 'none');
    await bench.run();
    expect(await readdir(at(STEP))).not.toContain('audit_log.jsonl');
    await fill();
    await replayed();
    await bench.write('in/agent.md', PATCH);
    await bench.run();
    await bench.write('in/deep/agent.md', PATCH);
    await rm(at('in/agent.md'));
    await bench.run();
    await replayed();
    await rollBack(bench.place(), 'agent', '1.0.0', false);
    await tag('agent', 'a-b');
    await tag('agent@1.0.0', 'old');
    await commitMutation(bench.place(), promote, { reference: 'agent@2.0.0', tag: 'production' });
    await commitMutation(bench.place(), removeTag, { reference: 'agent', tag: 'old' });
    await replayed();
    expect((await actions()).slice(-4)).toEqual([
      'add_tag agent 3.0.1',
      'add_tag agent 1.0.0',
      'promote agent 2.0.0',
      'remove_tag agent 3.0.1',
    ]);
  });

  test('what changes nothing is no event', async () => {
    await fill();
    await tag('agent', 'x');
    const log = await bench.text(LOG);
    await bench.run();
    await tag('agent', 'x');
    await expect(tag('agent@9.9.9', 'x')).rejects.toMatchObject({ code: 'version-unknown' });
    expect(await bench.text(LOG)).toBe(log);
  });

  test('who did it, when and why stands in the event', async () => {
    await fill();
    const { options, env } = bench.place();
    await commitMutation(createWorkplace(options, { ...env, actor: 'ada' }), addTag, {
      reference: 'agent',
      tag: 'x',
      reason: 'because',
    });
    const event: AuditEvent = JSON.parse((await bench.text(LOG)).trim().split('\n').at(-1) ?? '');
    expect(event).toMatchObject({ actor: 'ada', reason: 'because', action: 'add_tag' });
    expect(event.at >= (await bench.entry('agent')).updated_at).toBe(true);
  });

  test('of the library: several operations, saved at once', async () => {
    await fill();
    await bench.write('in/lamp.md', soundSpec({ ModelName: 'Lamp', Signature: null }));
    const registry = await ModelRegistry.open({ outputDir: 'out', cwd: bench.cwd, actor: 'lib' });
    await registry.registerModel('in/lamp.md');
    await registry.addTag('lamp', 'new');
    await registry.rollbackModel('agent', '1.0.0');
    await registry.promoteModel('agent@2.0.0', 'production');
    await registry.deleteModel('duo-One');
    await registry.save();
    await replayed();
    expect((await actions()).slice(4)).toEqual([
      'register lamp 1.0.0',
      'add_tag lamp 1.0.0',
      expect.stringMatching(/ agent 3\.0\.0$/),
      'promote agent 2.0.0',
      expect.stringMatching(/ duo-One 1\.0\.0$/),
    ]);
  });

  test('an archive whose name was taken is where the log says', async () => {
    await bench.register(BASE);
    await bench.write(`${STEP}/agent/versions/2.0.0.md`, 'of somebody else');
    await bench.register(MAJOR);
    const { versions } = await bench.entry('agent');
    expect(versions['2.0.0']?.source).toMatch(/2\.0\.0-[0-9a-f]{8}\.md$/);
    await replayed();
    await bench.write(`${STEP}/lamp/1.0.0.md`, 'of somebody else');
    await bench.write('in/lamp.md', MINOR);
    const registry = await ModelRegistry.open({ outputDir: 'out', cwd: bench.cwd });
    await registry.registerModel('in/lamp.md');
    await registry.addTag('lamp', 'x');
    await registry.save();
    await replayed();
  });

  test('an archive whose bytes are others is written under another name, which the log says', async () => {
    await bench.register(BASE);
    await bench.write(`${STEP}/agent/1.0.0.md`, 'of somebody else');
    await rm(at(`${STEP}/agent/agent_metadata.json`));
    await bench.run();
    const { versions } = await bench.entry('agent');
    expect(versions['1.0.0']?.source).toMatch(/1\.0\.0-[0-9a-f]{8}\.md$/);
    await replayed();
    expect(await actions()).toEqual(['register agent 1.0.0', 'repair agent 1.0.0']);
  });

  test('under another name of the registry, the log has that name', async () => {
    await bench.write('in/agent.md', BASE);
    const options = { registryPath: 'kept/models.json' };
    await bench.run(options);
    await tag('agent', 'x', options);
    await replayed(options);
    expect(await actions('kept/models.json.audit_log.jsonl')).toEqual([
      'register agent 1.0.0',
      'add_tag agent 1.0.0',
    ]);
    expect((await readdir(at('kept'))).toSorted()).toEqual([
      '.models.json.generations',
      'models.json',
      'models.json.audit_log.jsonl',
      'models.json.bak',
    ]);
  });

  test('of writers without a lock', async () => {
    await fill();
    const settings = { ...DEFAULT_SETTINGS, registry_lock: false };
    const names = Array.from({ length: 12 }, (_, index) => `t${index}`);
    await Promise.all(names.map((name) => tag('agent', name, { settings })));
    expect((await bench.entry('agent')).tags.toSorted()).toEqual(names.toSorted());
    await tag('agent', 'last');
    await replayed();
  });

  test('of models that are gone for good', async () => {
    await fill();
    const { env } = bench.place();
    const layout = bench.layout();
    const loaded = await loadRegistry(layout, new Date(0));
    const purged = { agent: { version: '2.0.0', at: '2026-01-01T00:00:00.000Z' } };
    const seal = await openLog(layout, loaded, env);
    const { lines } = seal([], { purged });
    const found = replayLog(readLog((await bench.text(LOG)) + String(lines), isEvent));
    expect([found.problems, found.purged]).toEqual([[], purged]);
  });
});

describe('after a fault', () => {
  /** What a fault does to the log or the registry: nothing, or the log goes on, or starts again. */
  const FAULTS: [string, 'whole' | 'goes on' | 'starts again', () => Promise<unknown>][] = [
    ['the log is gone', 'starts again', () => rm(at(LOG))],
    ['the log is empty', 'starts again', () => writeFile(at(LOG), '')],
    ['its last line is torn', 'starts again', async () => cut(-30)],
    ['its last line end is gone', 'whole', async () => cut(-1)],
    ['its last line is gone', 'starts again', async () => lines((all) => all.slice(0, -1))],
    ['a strange line follows', 'goes on', async () => lines((all) => [...all, 'nonsense'])],
    [
      'a torn line follows',
      'goes on',
      async () => writeFile(at(LOG), `${await bench.text(LOG)}{"se`),
    ],
    ['an empty line follows', 'whole', async () => lines((all) => [...all, ''])],
    [
      'its last event is there twice',
      'whole',
      async () => lines((all) => [...all, ...all.slice(-1)]),
    ],
    [
      'it is of another registry',
      'starts again',
      async () => lines((all) => all.slice(1).map((it) => it.replace('"agent"', '"other"'))),
    ],
    ['the registry is gone', 'whole', () => rm(at(REGISTRY))],
    [
      'the registry and its states are gone',
      'starts again',
      async () => {
        for (const path of [REGISTRY, `${REGISTRY}.bak`, `${STEP}/.generations`]) {
          await rm(at(path), { recursive: true });
        }
      },
    ],
    [
      'an older state was put back',
      'goes on',
      async () => {
        await copyFile(at(`${STEP}/.generations/1.registry`), at(REGISTRY));
        await rm(at(`${REGISTRY}.bak`));
        await rm(at(`${STEP}/.generations`), { recursive: true });
      },
    ],
    [
      'the registry was edited, and nothing else is left',
      'whole',
      async () => {
        await edit();
        await rm(at(`${STEP}/.generations`), { recursive: true });
      },
    ],
    ['the registry was edited', 'whole', edit],
  ];

  test.each(FAULTS)('%s: the next change is made, and told', async (_, then, damage) => {
    await fill();
    await damage();
    const first = await readFile(at(LOG)).catch(() => Buffer.alloc(0));
    await bench.write('in/lamp.md', MINOR);
    await bench.run();
    await tag('lamp', 'after');
    const found = await replayed();
    expect(found.models.has('agent')).toBe(true);
    const isFresh = (await actions()).some((it) => it.startsWith('baseline'));
    if (then !== 'whole') expect(isFresh).toBe(then === 'starts again');
    // Nothing that stood there was taken away: what belongs to no event is in a file of its own.
    const log = await readFile(at(LOG));
    const names = (await readdir(at(STEP))).filter((it) => it.includes('.aside-'));
    const aside = await Promise.all(names.map((it) => readFile(at(`${STEP}/${it}`))));
    const rest = Buffer.concat(aside);
    const kept = first.length - rest.length;
    const whole = Buffer.concat([first.subarray(0, kept), rest]);
    expect([whole, log.subarray(0, kept)]).toEqual([first, first.subarray(0, kept)]);
    const auditFindings = async () =>
      (await verifyPlace(bench.place())).steps.flatMap((it) =>
        it.name === 'audit' ? it.findings.map(({ kind }) => kind) : [],
      );
    expect(await auditFindings()).toEqual(then === 'whole' ? [] : ['audit-break']);
    await acceptBreaks(bench.place(), 'it was a fault');
    expect(await auditFindings()).toEqual([]);
    await replayed();
  });

  test('an edited line in the middle is found by verify, and the log starts again', async () => {
    await fill();
    await lines((all) =>
      all.map((it, index) => (index === 1 ? it.replace('"reason":null', '"reason":"x"') : it)),
    );
    const found = (await verifyPlace(bench.place())).steps[2];
    expect(found?.findings).toEqual([
      expect.objectContaining({
        kind: 'audit-line',
        path: LOG,
        mendable: true,
        message: expect.stringMatching(/^line 3: the event before it/),
      }),
    ]);
    const mended = await verifyPlace(bench.place(), { repair: true });
    expect(mended.steps.flatMap((it) => it.findings)).toEqual([
      expect.objectContaining({
        kind: 'audit-break',
        message: expect.stringMatching(/records a break: line 3: the event before it/),
      }),
    ]);
    await acceptBreaks(bench.place(), 'an editor did it');
    expect((await verifyPlace(bench.place())).sound).toBe(true);
    expect(mended.steps[2]?.notes).toEqual([
      'line 3 failed verification before the log started again',
    ]);
    expect(mended.steps[2]?.repaired).toEqual([`${LOG} starts again with 3 models.`]);
    await replayed();
    // What was let pass is held fast: a further change of it is found.
    await lines((all) =>
      all.map((it, index) => (index === 0 ? it.replace('"reason":null', '"reason":"x"') : it)),
    );
    expect((await verifyPlace(bench.place())).sound).toBe(false);
  });

  test('of a kill behind the commit, the log is completed', async () => {
    await fill();
    const log = await bench.text(LOG);
    await tag('agent', 'x');
    const layout = bench.layout();
    const { state } = await loadRegistry(layout, new Date(0));
    const added = (await bench.text(LOG)).slice(log.length);
    const name = `events-${state.audit?.hash.slice(7, 39)}.jsonl`;
    await writeFile(join(layout.generations, name), added);
    await writeFile(layout.auditLog, log + added.slice(0, 40));
    await replayed();
    const found = await verifyPlace(bench.place());
    expect([found.sound, found.steps[2]?.notes]).toEqual([
      true,
      ['1 event not appended to the log yet'],
    ]);
    const mended = await verifyPlace(bench.place(), { repair: true });
    expect(mended.steps[2]).toMatchObject({ notes: [], repaired: [`${LOG} was completed.`] });
    expect(await bench.text(LOG)).toBe(log + added);
    expect(await readdir(layout.generations)).not.toContain(name);
  });

  test('conflict marks of a merge in it: verify says what any other command says', async () => {
    await fill();
    await appendFile(at(LOG), '<<<<<<< ours\n=======\n>>>>>>> theirs\n');
    const error: unknown = await tag('agent', 'x').catch((it: unknown) => it);
    if (!(error instanceof RegistryError)) throw error;
    const [finding] = (await verifyPlace(bench.place(), { repair: true })).steps[2]?.findings ?? [];
    expect(finding).toMatchObject({ kind: 'audit-conflict', message: error.message });
    expect(finding?.remedy).toBe(error.hint);
    expect(finding?.remedy).toMatch(/git checkout --merge \S+audit_log\.jsonl, which merges both/);
  });

  test.each([
    ['a folder', (path: string) => mkdir(path)],
    ['a link', (path: string) => symlink('elsewhere', path)],
    ['a FIFO', async (path: string) => execFileSync('mkfifo', [path])],
  ])('%s in its place: nothing is changed, and verify mends it', async (_, make) => {
    await fill();
    await rm(at(LOG));
    await make(at(LOG));
    const before = await bench.text(REGISTRY);
    await expect(tag('agent', 'x')).rejects.toMatchObject({
      code: 'file-refused',
      message: expect.stringMatching(/audit_log.jsonl is (?:not a regular file|a symbolic link)/),
    });
    expect(await bench.text(REGISTRY)).toBe(before);
    const found = await verifyPlace(bench.place());
    expect(found.steps[2]?.findings[0]).toMatchObject({ kind: 'audit-unreadable', mendable: true });
    const mended = await verifyPlace(bench.place(), { repair: true });
    // What it had is gone, and somebody has to accept that.
    expect(mended.steps[2]?.findings.map(({ kind }) => kind)).toEqual(['audit-break']);
    expect(mended.steps[2]?.repaired).toHaveLength(2);
    await tag('agent', 'x');
    await replayed();
  });

  test('of the release before, which had no log: a note, and it begins', async () => {
    await fill();
    await rm(at(LOG));
    const layout = bench.layout();
    const { state } = await loadRegistry(layout, new Date(0));
    const { audit: _, ...older } = state;
    const { emitRegistry } = await import('../../src/store/file/registry-text.js');
    await writeFile(at(REGISTRY), emitRegistry(older));
    await rm(at(`${STEP}/.generations`), { recursive: true });
    await mkdir(at(`${STEP}/.generations`));
    await copyFile(at(REGISTRY), at(`${STEP}/.generations/${older.generation}.registry`));
    const found = await verifyPlace(bench.place());
    expect([found.sound, found.steps[2]?.notes]).toEqual([
      true,
      ['no log yet: the next change starts it'],
    ]);
    bench.notices.length = 0;
    const mended = await verifyPlace(bench.place(), { repair: true });
    expect(mended.steps[2]).toMatchObject({
      notes: [],
      findings: [],
      repaired: [`${LOG} starts with 3 models.`],
    });
    expect(bench.notices).toEqual([]);
    await replayed();
  });

  test('of another program: its registry is taken over, with a baseline', async () => {
    const entry = { model_id: 'old', name: 'Old', versions: { '1.0': { version: '1.0' } } };
    await bench.write(REGISTRY, JSON.stringify({ models: { old: entry }, notes: [1] }));
    await bench.write('in/agent.md', BASE);
    await bench.run();
    await replayed();
    expect(await actions()).toEqual([
      'baseline null null',
      'known old 1.0',
      'register agent 1.0.0',
    ]);
  });

  test('what another program adds to a registry is an event', async () => {
    await fill();
    const registry = await bench.registry();
    const lamp = { ...(await bench.entry('agent')), model_id: 'lamp' };
    await bench.write(
      REGISTRY,
      JSON.stringify({ ...registry, models: { ...registry.models, lamp } }),
    );
    await tag('lamp', 'x');
    await replayed();
    expect((await actions()).slice(-2)).toEqual(['take_in lamp 2.0.0', 'add_tag lamp 2.0.0']);
  });

  test('a registry that was moved without its log begins a new one', async () => {
    await fill();
    await mkdir(at('kept'));
    await rename(at(REGISTRY), at('kept/r.json'));
    await tag('agent', 'x', { registryPath: 'kept/r.json' });
    await replayed({ registryPath: 'kept/r.json' });
    expect(bench.notices.at(-1)).toBe(
      'kept/r.json.audit_log.jsonl is missing; it starts again with the current models.',
    );
  });
});

test('no drafts and no models: an empty registry has no log', async () => {
  const { env } = bench.place();
  const layout = bench.layout();
  const state = stateWith();
  const seal = await openLog(layout, { state, audited: state.models, isThere: false }, env);
  expect(seal([])).toEqual({ lines: Buffer.alloc(0), head: undefined, events: [] });
  const one = stateWith(entryWith('a'));
  const fresh = await openLog(layout, { state: one, audited: one.models, isThere: true }, env);
  expect(String(fresh([]).lines).split('\n')).toHaveLength(3);
});
