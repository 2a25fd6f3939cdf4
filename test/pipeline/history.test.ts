import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/domain/canonical.js';
import type { ComparableModel } from '../../src/domain/semantic-form.js';
import type { Entry, VersionEntry } from '../../src/domain/model.js';
import { openHistory, parseModels } from '../../src/pipeline/history.js';
import { compareModels } from '../../src/version/difference/index.js';
import { semanticHash } from '../../src/version/semantic-form.js';
import type { Bench } from '../operations/harness.js';
import { BASE, MAJOR, MINOR, declaring, openBench, several } from '../operations/harness.js';
import { sampleModels } from '../support/sample-files.js';
import { STEP } from '../support/registry-workshop.js';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

async function versionOf(id: string, number?: string): Promise<[Entry, VersionEntry]> {
  const entry = await bench.entry(id);
  const version = entry.versions[number ?? entry.version];
  if (version === undefined) throw new Error(`no version ${number}`);
  return [entry, version];
}

const history = (pending?: ReadonlyMap<string, Uint8Array>) =>
  openHistory(bench.place().store, pending);

async function onlyModel(text: string): Promise<ComparableModel> {
  const [model, ...more] = await parseModels(Buffer.from(text));
  if (model === undefined || more.length > 0) throw new Error('not one model');
  return model;
}

test('the bytes of a version are those that are written, or that wait to be', async () => {
  await bench.register(BASE, MAJOR);
  const [, first] = await versionOf('agent', '1.0.0');
  expect(Buffer.from(await history().sourceOf(first)).toString()).toBe(BASE);
  const source = 'agent/versions/9.0.0.md';
  const waiting = { ...first, version: '9.0.0', source, hash: sha256(MINOR) };
  const pending = new Map([[source, Buffer.from(MINOR)]]);
  expect(Buffer.from(await history(pending).sourceOf(waiting)).toString()).toBe(MINOR);
  await expect(history().sourceOf(waiting)).rejects.toMatchObject({ code: 'archive-missing' });
});

test('bytes without a known hash are taken as they are', async () => {
  await bench.register(BASE);
  const [, first] = await versionOf('agent');
  await bench.write(`${STEP}/agent/1.0.0.md`, MINOR);
  await expect(history().sourceOf(first)).rejects.toMatchObject({ code: 'archive-damaged' });
  expect(Buffer.from(await history().sourceOf({ ...first, hash: null })).toString()).toBe(MINOR);
});

describe('the model of a version', () => {
  test('is that of its archived bytes', async () => {
    await bench.register(BASE, MAJOR);
    const [entry, first] = await versionOf('agent', '1.0.0');
    const { comparable, archiveProblem: trouble } = await history().modelOf(entry, first);
    expect(trouble).toBeNull();
    expect(comparable).toEqual(await onlyModel(BASE));
  });

  test('of a part of a file is that part', async () => {
    await bench.write('in/duo.md', declaring('1.0.0', several(['One', BASE], ['Two', MAJOR])));
    await bench.run();
    const [entry, version] = await versionOf('duo-Two');
    const { comparable } = await history().modelOf(entry, version);
    expect(comparable?.model.gnn_section).toBe('Two');
    expect(comparable && semanticHash(comparable.form)).toBe(version.semantic_hash);
  });

  test('of bytes that hold none is told, and taken from nowhere', async () => {
    await bench.register(BASE, MAJOR);
    const [entry, first] = await versionOf('agent', '1.0.0');
    const prose = '# Hello\n';
    await bench.write(`${STEP}/agent/1.0.0.md`, prose);
    expect(await history().modelOf(entry, { ...first, hash: sha256(prose) })).toEqual({
      comparable: null,
      archiveProblem: expect.stringContaining('agent/1.0.0.md'),
    });
  });

  test('that nobody kept is nothing to worry about', async () => {
    await bench.register(BASE);
    const [entry, first] = await versionOf('agent');
    const unkept = { ...first, source: null, hash: sha256('before') };
    expect(await history().modelOf(entry, unkept)).toEqual({
      comparable: null,
      archiveProblem: null,
    });
  });
});

test('metadata says of every sample what its archived bytes say', async () => {
  const samples = sampleModels();
  for (const { path, text } of samples) await bench.write(join('in', path), text);
  await bench.run({ profile: 'basic' });
  const entries = Object.values((await bench.registry()).models);
  expect(entries.length).toBeGreaterThanOrEqual(15);
  for (const entry of entries) {
    const [, version] = await versionOf(entry.model_id);
    const before = await history().modelOf(entry, version);
    await rm(join(bench.cwd, STEP, version.source ?? ''));
    const { comparable, archiveProblem: trouble } = await history().modelOf(entry, version);
    expect(trouble).toContain(version.source);
    if (comparable === null || before.comparable === null) throw new Error(entry.model_id);
    expect([entry.model_id, semanticHash(comparable.form)]).toEqual([
      entry.model_id,
      entry.semantic_hash,
    ]);
    for (const [a, b] of [
      [comparable, before.comparable],
      [before.comparable, comparable],
    ] as const) {
      expect(compareModels(a, b, false).map((it) => it.path)).toEqual(['layout']);
    }
  }
});
