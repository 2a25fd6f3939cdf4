/** What git merged without the driver, or got only in part, is told before anything is lost. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verifyPlace } from '../../../src/operations/maintenance/verify/index.js';
import { readHistory } from '../../../src/operations/queries/history.js';
import { HAS_GIT, openClone, type Clone } from '../../support/git-clones.js';
import { STEP } from '../../support/registry-workshop.js';
import { BASE, MAJOR, MINOR, PATCH, openBench, REGISTRY, type Bench } from '../harness.js';

const IDS = ['ant', 'moth', 'zebra'];
const named = (id: string, text: string): string => text.replace('ActInfPOMDP', id);
const LOG = `${STEP}/audit_log.jsonl`;

describe.skipIf(!HAS_GIT)('a merge without the driver', () => {
  let bench: Bench;
  let clone: Clone;
  const must = (...args: string[]): string => {
    const { code, out, err } = clone.git(...args);
    if (code !== 0) throw new Error(`git ${args.join(' ')}: ${out}${err}`);
    return out.trim();
  };
  const commit = (): string => {
    must('add', '-A');
    must('commit', '-qm', 'state');
    return must('rev-parse', 'HEAD');
  };
  /** Registers other contents of some models, where no other state is kept. */
  const branch = async (name: string, texts: Record<string, string>): Promise<string> => {
    must('checkout', '-qB', name, 'start');
    rmSync(join(bench.cwd, STEP, '.generations'), { recursive: true, force: true });
    for (const [id, text] of Object.entries(texts)) await bench.write(`in/${id}.md`, text);
    await bench.run();
    return commit();
  };
  const verified = async (repair = false): Promise<unknown> =>
    verifyPlace(bench.place(), { repair }).then(
      ({ steps }) => steps.flatMap(({ findings }) => findings.map(({ kind }) => kind)),
      (error: unknown) => error,
    );
  let sides: string[] = [];

  beforeEach(async () => {
    bench = await openBench();
    for (const id of IDS) await bench.write(`in/${id}.md`, named(id, BASE));
    await bench.run();
    clone = openClone(bench.cwd);
    clone.git('init', '-q', '-b', 'start');
    commit();
    const theirs = await branch('theirs', { zebra: named('zebra', MINOR) });
    sides = [await branch('ours', { ant: named('ant', MAJOR) }), theirs];
  });
  afterEach(() => bench.remove());

  test('that took single lines is refused, and the cure is named', async () => {
    must('merge', '-q', '-X', 'theirs', '--no-commit', 'theirs');
    expect(await verified()).toMatchObject({
      code: 'registry-conflict',
      hint: expect.stringContaining('git merge --abort'),
    });
    must('commit', '-qm', 'merged');
    const [first = '', second = ''] = sides.map((it) => it.slice(0, 12));
    const before = await bench.snapshot('.');
    const refused = {
      code: 'registry-conflict',
      message: expect.stringContaining('which joined both sides without the merge driver'),
      hint: expect.stringMatching(
        new RegExp(`run .*git setup., git reset --keep ${first} and git merge ${second}\\.`),
      ),
    };
    expect(await verified()).toMatchObject(refused);
    expect(await verified(true)).toMatchObject(refused);
    await expect(bench.run()).rejects.toMatchObject(refused);
    expect(await bench.snapshot('.')).toEqual(before);
    // It is still to be told once something else was committed.
    await bench.write('README.md', 'Later.');
    commit();
    expect(await verified()).toMatchObject({
      hint: expect.stringContaining(`git checkout --detach ${first}, git merge ${second} and`),
    });
  });

  test('that took a whole side is found, as the events of the other are not in the log', async () => {
    must('merge', '-q', '-X', 'theirs', '--no-commit', 'theirs');
    must('checkout', 'ours', '--', STEP);
    const merge = commit();
    const { steps } = await verifyPlace(bench.place(), {});
    expect(steps.flatMap(({ findings }) => findings)).toContainEqual(
      expect.objectContaining({
        kind: 'merge-one-sided',
        path: LOG,
        message: `merge ${merge.slice(0, 12)} left out the events of ${sides[1]?.slice(0, 12)}`,
        mendable: false,
      }),
    );
  });

  test('that took the registry of one side and the log of the other is refused, too', async () => {
    must('merge', '-q', '-X', 'theirs', '--no-commit', 'theirs');
    must('checkout', 'theirs', '--', REGISTRY);
    must('checkout', 'ours', '--', LOG);
    must('commit', '-qm', 'merged');
    const before = await bench.snapshot('.');
    const refused = {
      code: 'registry-conflict',
      message: expect.stringContaining(`${LOG} does not hold since merge`),
    };
    expect(await verified()).toMatchObject(refused);
    await bench.write('in/moth.md', named('moth', PATCH));
    await expect(bench.run()).rejects.toMatchObject(refused);
    expect((await bench.snapshot('.')).get(LOG)).toEqual(before.get(LOG));
  });

  test('that is not whole in this clone is refused all the same, and verify says what it did not see', async () => {
    const notes = async (): Promise<string[]> => {
      const { steps } = await verifyPlace(bench.place(), {});
      return steps.flatMap((step) => step.notes.filter((it) => it.includes('only the last')));
    };
    expect(await notes()).toEqual([]);
    must('merge', '-q', '-X', 'theirs', '--no-edit', 'theirs');
    // As `clone --depth 1` leaves it.
    writeFileSync(join(bench.cwd, '.git/shallow'), `${must('rev-parse', 'HEAD')}\n`);
    const before = await bench.snapshot('.');
    expect(await verified(true)).toMatchObject({
      code: 'registry-conflict',
      hint: expect.stringContaining('git fetch --unshallow'),
    });
    expect(await bench.snapshot('.')).toEqual(before);
    must('checkout', '-q', sides[0] ?? '');
    writeFileSync(join(bench.cwd, '.git/shallow'), `${must('rev-parse', 'HEAD')}\n`);
    expect(await notes()).toEqual([expect.stringContaining('merges were not looked at')]);
  });

  test('that took all files of one side may be meant so, and is a note; nor does it matter to an edit by hand', async () => {
    must('merge', '-q', '-s', 'ours', '--no-edit', 'theirs');
    const merge = must('rev-parse', '--short=12', 'HEAD');
    const { steps } = await verifyPlace(bench.place(), {});
    expect(steps.flatMap(({ findings }) => findings)).toEqual([]);
    expect(steps.flatMap(({ notes }) => notes)).toContain(
      `merge ${merge} took all files of one side: what was registered up to ${sides[1]?.slice(0, 12)} is not here`,
    );
    writeFileSync(
      join(bench.cwd, REGISTRY),
      (await bench.text(REGISTRY)).replace('"tags": []', '"tags": ["by-hand"]'),
    );
    expect(await verified()).toEqual(['registry-edited']);
  });
});

describe.skipIf(!HAS_GIT)('an output of which only a part was committed', () => {
  test('keeps the events that are there', async () => {
    const bench = await openBench();
    const clone = openClone(bench.cwd);
    await bench.register(BASE, MINOR);
    for (const args of [
      ['init', '-q'],
      ['add', '-A'],
      ['commit', '-qm', 'whole'],
    ])
      clone.git(...args);
    const lines = (await bench.text(LOG)).trimEnd().split('\n');
    await bench.register(MAJOR);
    clone.git('commit', '-qm', 'a part', 'in', REGISTRY);
    clone.git('checkout', '-q', '--', LOG);
    // A clone has no states that were kept.
    rmSync(join(bench.cwd, STEP, '.generations'), { recursive: true });
    rmSync(join(bench.cwd, `${REGISTRY}.bak`), { force: true });
    const { steps } = await verifyPlace(bench.place(), {});
    const [found] = steps.flatMap(({ findings }) =>
      findings.filter(({ kind }) => kind === 'audit-elsewhere'),
    );
    expect(found?.message).toBe('it ends with event 2, but the registry names event 3');
    expect(found?.remedy).toContain('commit the rest where it was made');
    bench.notices.length = 0;
    await verifyPlace(bench.place(), { repair: true });
    expect(bench.notices.join(' ')).not.toContain('is missing');
    const now = (await bench.text(LOG)).trimEnd().split('\n');
    expect(now.slice(0, lines.length)).toEqual(lines);
    const { store } = bench.place();
    const history = await readHistory({ store, state: (await store.load()).state });
    expect(history.lines.length).toBe(now.length);
    await bench.remove();
  });

  test('is found by the folder of a model that the registry does not have', async () => {
    const bench = await openBench();
    const clone = openClone(bench.cwd);
    await bench.register(BASE);
    clone.git('init', '-q');
    await bench.write('in/other.md', MAJOR);
    const before = await bench.text(REGISTRY);
    const log = await bench.text(LOG);
    await bench.run();
    await bench.write(REGISTRY, before);
    await bench.write(LOG, log);
    rmSync(join(bench.cwd, STEP, '.generations'), { recursive: true });
    const look = async (): Promise<string[]> => {
      const { steps } = await verifyPlace(bench.place(), {});
      return steps.flatMap((it) => it.findings.map(({ kind, path }) => `${kind} ${path}`));
    };
    // A run may be at work until git has it.
    expect(await look()).toEqual([]);
    clone.git('add', '-A');
    expect(await look()).toEqual(['orphaned-folder other']);
    await bench.remove();
  });
});

test.skipIf(!HAS_GIT)('a clone that would merge a registry as text is told so', async () => {
  const bench = await openBench();
  await bench.register(BASE);
  const clone = openClone(bench.cwd);
  const notes = async (): Promise<string[]> => {
    const { steps } = await verifyPlace(bench.place(), {});
    return steps.flatMap((it) => it.notes).filter((it) => it.startsWith('git would'));
  };
  clone.git('init', '-q');
  expect(await notes()).toEqual([]);
  clone.git('add', '-A');
  expect(await notes()).toEqual([
    `git would merge ${REGISTRY} as text, since no .gitattributes names its merge driver: \`git setup\` sets it up`,
  ]);
  await bench.write('.gitattributes', '*.json merge=gnn-registry\n');
  expect(await notes()).toEqual([
    expect.stringContaining('since its merge driver is not configured in this clone'),
  ]);
  clone.git('config', 'merge.gnn-registry.driver', 'true');
  expect(await notes()).toEqual([]);
  await bench.remove();
});
