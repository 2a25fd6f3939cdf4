/** Archives that a merge or a hand lost are taken from git's history. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { env, platform } from 'node:process';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { joinArchives } from '../../../src/domain/joined-archives.js';
import { verifyPlace } from '../../../src/operations/maintenance/verify/index.js';
import { HAS_GIT, openClone, type Clone } from '../../support/git-clones.js';
import { STEP } from '../../support/registry-workshop.js';
import { MV } from '../../../src/operations/mutations/rename.js';
import { commitOperation } from '../../../src/operations/workplace.js';
import { BASE, MAJOR, MINOR, openBench, type Bench } from '../harness.js';

const LOST = 'agent/1.0.0.md';

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

  const notes = async (): Promise<string[]> => {
    const { steps } = await verifyPlace(bench.place(), { repair: true, from_git: true });
    return steps
      .flatMap((it) => it.notes)
      .filter((it) => it.includes('git') && !it.startsWith('git would'));
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
    const { steps } = await verifyPlace(bench.place(), { from_git: true });
    expect(steps.flatMap((it) => it.findings)).toMatchObject([
      { kind: `archive-${state}`, mendable: true, remedy: expect.stringContaining('from_git') },
    ]);
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
    const names = readdirSync(join(bench.cwd, STEP, 'kettle'), { recursive: true }).toSorted();
    expect(names).toEqual([
      '1.0.0.md',
      'kettle_metadata.json',
      'versions',
      'versions/1.1.0.md',
      'versions/2.0.0.md',
    ]);
  });

  test('are found where only a renamed model has them, or two models have the same bytes', async () => {
    rmSync(archive());
    commit();
    clone.git('checkout', '-q', '-b', 'renamed', 'HEAD~1');
    clone.git('mv', `${STEP}/agent`, `${STEP}/y`);
    commit();
    clone.git('checkout', '-q', 'main');
    expect(await found({ repair: true, from_git: true })).toEqual([]);
    expect(await bench.text(`${STEP}/${LOST}`)).toBe(bytes);
    // The same object under a name that git lists first.
    await bench.write(`${STEP}/a/1.0.0.md`, bytes);
    commit();
    rmSync(join(bench.cwd, STEP, 'a'), { recursive: true });
    rmSync(archive());
    expect(await found({ repair: true, from_git: true })).toEqual([]);
  });

  test('are found where the output was before it was moved', async () => {
    rmSync(join(bench.cwd, 'out'), { recursive: true });
    clone.git('checkout', '-q', '--', 'out');
    clone.git('mv', 'out', 'moved');
    const moved = join(bench.cwd, 'moved', STEP.slice('out/'.length), LOST);
    rmSync(moved);
    commit();
    const place = bench.place({ outputDir: 'moved' });
    await verifyPlace(place, { repair: true, from_git: true });
    expect(readFileSync(moved, 'utf8')).toBe(bytes);
  });

  test('are found on a side of a merge that took nothing of it', async () => {
    rmSync(archive());
    clone.git('checkout', '-q', '--orphan', 'main2');
    commit();
    clone.git('merge', '-q', '-s', 'ours', '--allow-unrelated-histories', '--no-edit', 'main');
    clone.git('branch', '-qD', 'main');
    expect(await found({ repair: true, from_git: true })).toEqual([]);
    expect(await bench.text(`${STEP}/${LOST}`)).toBe(bytes);
  });

  test('are found in a file of several branches under the name of another model', async () => {
    const both = joinArchives(Buffer.from(bytes), Buffer.from('of another branch'));
    mkdirSync(join(bench.cwd, STEP, 'z/versions'), { recursive: true });
    writeFileSync(join(bench.cwd, STEP, 'z/1.0.0.md'), both);
    clone.git('checkout', '-q', '--orphan', 'other');
    rmSync(archive());
    commit();
    rmSync(join(bench.cwd, STEP, 'z'), { recursive: true });
    clone.git('branch', '-qD', 'main');
    expect(await found({ repair: true, from_git: true })).toEqual([]);
  });

  test('are found with what a hook has in its environment', async () => {
    rmSync(archive());
    commit();
    for (const [key, value] of [
      ['GIT_DIR', '.git'],
      ['GIT_WORK_TREE', '/nowhere'],
      ['GIT_INDEX_FILE', '/nowhere/index'],
      ['GIT_OBJECT_DIRECTORY', '/nowhere/objects'],
      ['GIT_QUARANTINE_PATH', '/nowhere/objects'],
      ['GIT_ALTERNATE_OBJECT_DIRECTORIES', '/nowhere/objects'],
      ['GIT_COMMON_DIR', '/nowhere'],
      ['GIT_NAMESPACE', 'other'],
      ['GIT_CEILING_DIRECTORIES', bench.cwd],
      ['GIT_LITERAL_PATHSPECS', '1'],
    ] as const) {
      vi.stubEnv(key, value);
    }
    expect(await found({ repair: true, from_git: true })).toEqual([]);
  });

  test.skipIf(platform === 'win32')(
    'are read by one process, and what is found is kept',
    async () => {
      rmSync(join(bench.cwd, STEP, 'agent/versions'), { recursive: true });
      rmSync(join(bench.cwd, 'in/agent.md'));
      const log = join(bench.cwd, 'calls');
      mkdirSync(join(bench.cwd, 'bin'));
      const program = join(bench.cwd, 'bin/git');
      writeFileSync(
        program,
        `#!/bin/sh\necho "$@" >> '${log}'\nPATH='${env['PATH']}' exec git "$@"\n`,
      );
      chmodSync(program, 0o755);
      vi.stubEnv('PATH', `${join(bench.cwd, 'bin')}${delimiter}${env['PATH']}`);
      expect(await found({ repair: true, from_git: true })).toEqual(['spec-gone false']);
      const calls = readFileSync(log, 'utf8').split('\n');
      expect(calls.filter((it) => it.includes('cat-file'))).toHaveLength(1);
      expect(calls.length).toBeLessThan(12);
    },
  );

  describe('that are not found', () => {
    test('are not to be looked for again, but by hand', async () => {
      writeFileSync(archive(), 'of another branch');
      clone.git('checkout', '-q', '--orphan', 'other');
      commit();
      clone.git('branch', '-qD', 'main');
      const { steps } = await verifyPlace(bench.place(), { from_git: true });
      const [finding] = steps.flatMap((it) => it.findings);
      expect(finding?.remedy).toBe("Restore that file, below the step's output, from a backup.");
      expect(await notes()).toEqual([]);
    });

    test('may be in what a shallow clone lacks', async () => {
      rmSync(archive());
      commit();
      writeFileSync(join(bench.cwd, '.git/shallow'), clone.git('rev-parse', 'HEAD').out);
      expect(await notes()).toEqual([
        'not all of the history was looked at in git: this clone is shallow; git fetch --unshallow gets the rest',
      ]);
    });

    test('may be in what git cannot read', async () => {
      rmSync(archive());
      commit();
      const tree = clone.git('rev-parse', `HEAD~1:${STEP}`).out.trim();
      rmSync(join(bench.cwd, '.git/objects', tree.slice(0, 2), tree.slice(2)));
      expect(await notes()).toEqual([
        expect.stringMatching(/^not all of the history was looked at in git: .*[0-9a-f]{40}/),
      ]);
    });

    test.skipIf(platform === 'win32')('are not looked for without git', async () => {
      rmSync(archive());
      vi.stubEnv('PATH', '/nowhere');
      expect(await notes()).toEqual(['nothing was looked for in git: there is no git']);
    });
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
  const { sound, steps } = await verifyPlace(bench.place(), { repair: true, from_git: true });
  expect(sound).toBe(false);
  expect(steps.flatMap((it) => it.notes)).toContainEqual(
    expect.stringMatching(/^nothing was looked for in git: not a git repository/),
  );
  await bench.remove();
});
