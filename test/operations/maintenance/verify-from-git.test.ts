/** Archives that a merge or a hand lost are taken from git's history. */
import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verifyPlace } from '../../../src/operations/maintenance/verify/index.js';
import { HAS_GIT, openClone, type Clone } from '../../support/git-clones.js';
import { STEP } from '../../support/registry-workshop.js';
import { MV } from '../../../src/operations/mutations/rename.js';
import { commitOperation } from '../../../src/operations/workplace.js';
import { BASE, MAJOR, MINOR, openBench, type Bench } from '../harness.js';

const LOST = 'agent/versions/1.0.0.md';

describe.skipIf(!HAS_GIT)('lost archives', () => {
  let bench: Bench;
  let clone: Clone;
  let bytes = '';
  const archive = (): string => join(bench.cwd, STEP, LOST);
  const commit = (): void => {
    clone.git('add', '-A');
    clone.git('commit', '-qm', 'state');
  };
  const found = async (input: Parameters<typeof verifyPlace>[1]): Promise<string[]> => {
    const { steps } = await verifyPlace(bench.place(), input);
    return steps.flatMap((it) => it.findings.map(({ kind, mendable }) => `${kind} ${mendable}`));
  };

  beforeEach(async () => {
    bench = await openBench();
    await bench.register(BASE, MINOR, MAJOR);
    clone = openClone(bench.cwd);
    clone.git('init', '-q', '-b', 'main');
    commit();
    bytes = await bench.text(`${STEP}/${LOST}`);
  });
  afterEach(() => bench.remove());

  test.each([
    ['missing', () => rmSync(archive())],
    ['changed', () => writeFileSync(archive(), 'of another branch')],
  ])('that are %s are found there if asked for, and put back', async (state, lose) => {
    lose();
    commit();
    expect(await found({ repair: true })).toEqual([`archive-${state} false`]);
    expect(await found({ from_git: true })).toEqual([`archive-${state} true`]);
    expect(await found({ repair: true, from_git: true })).toEqual([]);
    expect(await bench.text(`${STEP}/${LOST}`)).toBe(bytes);
  });

  test('are found in what is being merged', async () => {
    rmSync(archive());
    clone.git('commit', '-qam', 'lost');
    const lost = clone.git('rev-parse', 'HEAD').out.trim();
    // A commit that no branch has.
    clone.git('reset', '-q', '--soft', 'HEAD~1');
    clone.git('commit', '-q', '--amend', '-m', 'without it');
    clone.git('checkout', '-q', '--orphan', 'other', lost);
    clone.git('commit', '-qm', 'other');
    clone.git('branch', '-qD', 'main');
    expect(await found({ from_git: true })).toEqual(['archive-missing false']);
    const kept = clone.git('rev-parse', `${lost}~1`).out;
    writeFileSync(join(bench.cwd, '.git/MERGE_HEAD'), kept);
    expect(await found({ from_git: true })).toEqual(['archive-missing true']);
  });

  test('of a renamed model are found under the name that it had, and its metadata follows', async () => {
    const place = bench.place();
    await commitOperation(place, MV.plan(place, { id: 'agent', new_id: 'kettle' }));
    for (const path of ['kettle/versions', 'kettle/kettle_metadata.json', 'kettle']) {
      rmSync(join(bench.cwd, STEP, path), { recursive: true });
    }
    rmSync(join(bench.cwd, 'in/agent.md'));
    expect(await found({ repair: true, from_git: true })).toEqual(['spec-gone false']);
    const versions = readdirSync(join(bench.cwd, STEP, 'kettle/versions')).toSorted();
    expect(versions).toEqual(['1.0.0.md', '1.1.0.md', '2.0.0.md']);
  });

  test('are not fetched, which would run what a repository names', async () => {
    rmSync(archive());
    const object = clone.git('rev-parse', `HEAD:${STEP}/${LOST}`).out.trim();
    const [folder, name] = [object.slice(0, 2), object.slice(2)];
    const inGit = join(bench.cwd, '.git/objects', folder, name);
    renameSync(inGit, join(bench.cwd, 'moved'));
    for (const [key, value] of [
      ['core.repositoryFormatVersion', '1'],
      ['extensions.partialClone', 'origin'],
      ['remote.origin.promisor', 'true'],
      ['remote.origin.url', 'ext::sh -c touch% executed'],
      ['protocol.ext.allow', 'always'],
      ['core.fsmonitor', 'touch executed'],
    ] as const) {
      clone.git('config', key, value);
    }
    expect(await found({ repair: true, from_git: true })).toEqual(['archive-missing false']);
    expect(existsSync(join(bench.cwd, 'executed'))).toBe(false);
    // It would be run otherwise.
    clone.git('cat-file', 'blob', object);
    expect(existsSync(join(bench.cwd, 'executed'))).toBe(true);
  });
});

test.skipIf(!HAS_GIT)('outside of a repository, nothing is found in git', async () => {
  const bench = await openBench();
  await bench.register(BASE, MINOR);
  rmSync(join(bench.cwd, STEP, LOST));
  const { sound } = await verifyPlace(bench.place(), { repair: true, from_git: true });
  expect(sound).toBe(false);
  await bench.remove();
});
