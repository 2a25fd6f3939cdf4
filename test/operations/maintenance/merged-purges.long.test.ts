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
  beforeEach(() => {
    clones = makeClones();
  });
  afterEach(() => clones.remove());

  /** Registers versions after 1.0.0 on both branches. */
  const register = (count: number): void => {
    const { ours, theirs, commit } = clones;
    for (let at = 1; at <= count; at += 1) {
      ours.write('input/gnn_files/lamp.md', specOf('lamp', `Lamp ${at}.`));
      done(ours, '--quiet');
    }
    commit(ours);
    theirs.git('pull', '-q', ours.cwd, 'main');
  };
  const pack = (): string =>
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
      () => {
        pack();
        done(clones.ours, 'mv', 'lamp', 'light');
      },
    ],
  ])(
    'are a finding in every clone, and a repair removes them for good: %s',
    (_, version, id, path, make) => {
      register(2);
      const { ours, theirs, commit, fresh } = clones;
      make();
      done(theirs, 'delete', `lamp@${version}`, '--purge', '--yes');
      merge();
      expect(archivesOf(ours)).toContain(path);
      const { generations } = dataOf(ours, 'generation', 'list') as {
        generations: { generation: number }[];
      };
      const kept = generations[0]?.generation ?? 0;
      expect([findingsOf(ours), findingsOf(fresh(ours))]).toEqual([
        ['purged-bytes'],
        ['purged-bytes'],
      ]);
      expect(findingsOf(ours, '--repair')).toEqual([]);
      expect(existsSync(join(ours.cwd, OUTPUT, path))).toBe(false);
      commit(ours);
      expect(findingsOf(fresh(ours))).toEqual([]);
      // Nor do they come back with the state before the merge.
      const restored = ours.registry('generation', 'restore', String(kept));
      expect([restored.code, restored.err]).toEqual([
        2,
        expect.stringContaining(
          `the bytes of ${id}@${version}: version ${version} was deleted for good`,
        ),
      ]);
    },
  );

  test('are removed by gc, which says so and asks about them', () => {
    register(2);
    const { ours, theirs } = clones;
    pack();
    done(theirs, 'delete', 'lamp@1.0.0', '--purge', '--yes');
    merge();
    const dry = ours.registry('gc', '--dry-run');
    expect(dry.out).toContain('lamp/1.0.0.md.gz');
    expect(dry.err).toContain('The purge of lamp@1.0.0 is unfinished');
    const { code, out, err } = ours.registry('gc', '--yes');
    expect([code, out]).toEqual([0, expect.stringContaining('removed 1 item')]);
    expect(err).toContain('The purge of lamp@1.0.0 was unfinished, and is finished now');
    expect(archivesOf(ours)).toEqual(['lamp/versions/1.0.1.md.gz', 'lamp/versions/1.0.2.md']);
    expect(ours.registry('gc', '--dry-run').out).toContain('nothing to remove');
  });

  test.each([
    ['a repair', ['verify', '--repair']],
    ['gc', ['gc', '--yes']],
  ])('go from the folder of an id that the model had: %s', (_, [command = '', flag = '']) => {
    register(1);
    const { ours, theirs } = clones;
    pack();
    done(theirs, 'delete', 'lamp@1.0.0', '--purge', '--yes');
    done(theirs, 'mv', 'lamp', 'light');
    merge();
    expect(archivesOf(ours)).toEqual(['lamp/1.0.0.md.gz', 'light/versions/1.0.1.md']);
    expect(findingsOf(ours)).toEqual(['purged-bytes']);
    expect(ours.registry(command, flag).code).toBe(0);
    expect(existsSync(join(ours.cwd, OUTPUT, 'lamp'))).toBe(false);
    expect(findingsOf(ours)).toEqual([]);
  });

  test('stay where another branch removed them only by gc, and a state that was replaced needs them', () => {
    register(2);
    const { ours, theirs } = clones;
    pack();
    done(theirs, 'delete', 'lamp@1.0.0', '--yes');
    done(theirs, 'gc', '--yes');
    merge();
    expect(findingsOf(ours)).toEqual([]);
    done(ours, 'gc', '--yes');
    const [{ generation }] = (
      dataOf(ours, 'generation', 'list') as {
        generations: [{ generation: number }];
      }
    ).generations;
    done(ours, 'generation', 'restore', String(generation));
    expect(done(ours, 'show', 'lamp@1.0.0', '--source')).toBe(specOf('lamp', 'The lamp.'));
  });
});

function archivesOf({ cwd }: Clone): string[] {
  return readdirSync(join(cwd, OUTPUT), { recursive: true, encoding: 'utf8' })
    .filter((it) => /^(?:lamp|light).*\.md(?:\.gz)?$/.test(it))
    .toSorted();
}
