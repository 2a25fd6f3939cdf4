/** A version that one branch purged, while the other packed or renamed it: a merge by git brings its bytes back. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  HAS_GIT,
  OUTPUT,
  REGISTRY,
  LOG,
  dataOf,
  done,
  findingsOf,
  makeClones,
  specOf,
  type Clone,
  type Clones,
} from '../../support/git-clones.js';

describe.skipIf(!HAS_GIT)('the bytes of a purged version that a merge brings back', () => {
  let clones: Clones;
  beforeEach(async () => {
    clones = await makeClones();
  });
  afterEach(() => clones.remove());

  /** Registers versions after 1.0.0 on both branches. */
  const register = async (count: number): Promise<void> => {
    const { ours, theirs, commit } = clones;
    for (let at = 1; at <= count; at += 1) {
      ours.write('input/gnn_files/lamp.md', specOf('lamp', `Lamp ${at}.`));
      await done(ours, '--quiet');
    }
    commit(ours);
    theirs.git('pull', '-q', ours.cwd, 'main');
  };
  const pack = (): Promise<string> =>
    done(clones.ours, 'retention', 'apply', '--keep', '1', '--archive-after', '0', '--yes');

  /** Merges what both made, with the registry of one side where they conflict. */
  const merge = (): void => {
    const { ours, theirs, commit } = clones;
    commit(ours);
    commit(theirs);
    ours.git('fetch', '-q', theirs.cwd, 'main');
    if (ours.git('merge', '-q', '--no-edit', 'FETCH_HEAD').code === 0) return;
    ours.git('mergetool', '--tool', 'gnn-registry-theirs', '-y', REGISTRY, LOG);
    commit(ours);
  };
  test.each([
    ['packed, the first', '1.0.0', 'lamp', 'lamp/1.0.0.md.gz', pack],
    ['packed, a later one', '1.0.1', 'lamp', 'lamp/versions/1.0.1.md.gz', pack],
    [
      'renamed',
      '1.0.1',
      'light',
      'light/versions/1.0.1.md',
      () => done(clones.ours, 'mv', 'lamp', 'light'),
    ],
    [
      'packed and renamed',
      '1.0.0',
      'light',
      'light/1.0.0.md.gz',
      async () => {
        await pack();
        await done(clones.ours, 'mv', 'lamp', 'light');
      },
    ],
  ])(
    'are a finding in every clone, and a repair removes them for good: %s',
    async (_, version, id, path, make) => {
      await register(2);
      const { ours, theirs, commit, fresh } = clones;
      await make();
      await done(theirs, 'delete', `lamp@${version}`, '--purge', '--yes');
      merge();
      expect(archivesOf(ours)).toContain(path);
      const { generations } = (await dataOf(ours, 'generation', 'list')) as {
        generations: { generation: number }[];
      };
      const kept = generations[0]?.generation ?? 0;
      expect([await findingsOf(ours), await findingsOf(await fresh(ours))]).toEqual([
        ['purged-bytes'],
        ['purged-bytes'],
      ]);
      expect(await findingsOf(ours, '--repair')).toEqual([]);
      expect(existsSync(join(ours.cwd, OUTPUT, path))).toBe(false);
      commit(ours);
      expect(await findingsOf(await fresh(ours))).toEqual([]);
      // Nor do they come back with the state before the merge.
      const restored = await ours.registry('generation', 'restore', String(kept));
      expect([restored.code, restored.err]).toEqual([
        2,
        expect.stringContaining(
          `the bytes of ${id}@${version}: version ${version} was deleted for good`,
        ),
      ]);
    },
  );

  test('are removed by gc, which says so and asks about them', async () => {
    await register(2);
    const { ours, theirs } = clones;
    await pack();
    await done(theirs, 'delete', 'lamp@1.0.0', '--purge', '--yes');
    merge();
    const dry = await ours.registry('gc', '--dry-run');
    expect(dry.out).toContain('lamp/1.0.0.md.gz');
    expect(dry.err).toContain('The purge of lamp@1.0.0 is unfinished');
    const { code, out, err } = await ours.registry('gc', '--yes');
    expect([code, out]).toEqual([0, expect.stringContaining('removed 1 item')]);
    expect(err).toContain('The purge of lamp@1.0.0 was unfinished, and is finished now');
    expect(archivesOf(ours)).toEqual(['lamp/versions/1.0.1.md.gz', 'lamp/versions/1.0.2.md']);
    expect((await ours.registry('gc', '--dry-run')).out).toContain('nothing to remove');
  });

  test.each([
    ['a repair', ['verify', '--repair']],
    ['gc', ['gc', '--yes']],
  ])('go from the folder of an id that the model had: %s', async (_, [command = '', flag = '']) => {
    await register(1);
    const { ours, theirs } = clones;
    await pack();
    await done(theirs, 'delete', 'lamp@1.0.0', '--purge', '--yes');
    await done(theirs, 'mv', 'lamp', 'light');
    merge();
    expect(archivesOf(ours)).toEqual(['lamp/1.0.0.md.gz', 'light/versions/1.0.1.md']);
    expect(await findingsOf(ours)).toEqual(['purged-bytes']);
    expect((await ours.registry(command, flag)).code).toBe(0);
    expect(existsSync(join(ours.cwd, OUTPUT, 'lamp'))).toBe(false);
    expect(await findingsOf(ours)).toEqual([]);
  });

  test('stay where another branch removed them only by gc, and a state that was replaced needs them', async () => {
    await register(2);
    const { ours, theirs } = clones;
    await pack();
    await done(theirs, 'delete', 'lamp@1.0.0', '--yes');
    await done(theirs, 'gc', '--yes');
    merge();
    expect(await findingsOf(ours)).toEqual([]);
    await done(ours, 'gc', '--yes');
    const [{ generation }] = (
      (await dataOf(ours, 'generation', 'list')) as {
        generations: [{ generation: number }];
      }
    ).generations;
    await done(ours, 'generation', 'restore', String(generation));
    expect(await done(ours, 'show', 'lamp@1.0.0', '--source')).toBe(specOf('lamp', 'The lamp.'));
  });
});

function archivesOf({ cwd }: Clone): string[] {
  return readdirSync(join(cwd, OUTPUT), { recursive: true, encoding: 'utf8' })
    .filter((it) => /^(?:lamp|light).*\.md(?:\.gz)?$/.test(it))
    .toSorted();
}
