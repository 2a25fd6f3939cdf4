/** Branches of a registry that git merges, with the real git, which calls the built program. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  dataOf,
  done,
  findingsOf,
  HAS_GIT,
  LOG,
  makeClones,
  mergeQuietly,
  REGISTRY,
  specOf,
  type Clone,
  type Clones,
} from '../../support/git-clones.js';

let clones: Clones;
beforeEach(async () => {
  clones = await makeClones();
});
afterEach(() => clones.remove());

/** What a verification finds in what was committed; a clone has no former states until its first run. */
async function findings(clone: Clone): Promise<string[]> {
  return (await findingsOf(await clones.fresh(clone))).filter((it) => it !== 'generations-missing');
}

describe.skipIf(!HAS_GIT)('a merge', () => {
  test('keeps what both branches said, and a run afterwards adds nothing', async () => {
    const { ours, theirs } = clones;
    await done(ours, 'tag', 'add', 'kettle@1.0.0', 'lab');
    await done(ours, 'alias', 'set', 'lamp', 'champion');
    ours.write('input/gnn_files/oven.md', specOf('oven', 'An oven that is hot.'));
    await done(ours);
    clones.commit(ours);
    await done(theirs, 'tag', 'add', 'kettle@1.0.0', 'shown');
    await done(theirs, 'metrics', 'set', 'kettle', 'accuracy=0.9');
    await done(theirs, 'deprecate', 'lamp', '--reason', 'too dim');
    theirs.write('input/gnn_files/stove.md', specOf('stove', 'A stove.'));
    await done(theirs);
    clones.commit(theirs);
    const lines = [...ours.read(LOG).split('\n'), ...theirs.read(LOG).split('\n')];

    const pulled = ours.git('pull', '-q', '--no-rebase', theirs.cwd, 'main');
    expect([pulled.code, pulled.err]).toEqual([0, expect.any(String)]);
    expect(await findings(ours)).toEqual([]);
    expect(ours.read(LOG).split('\n')).toEqual(expect.arrayContaining(lines));
    const merged = await clones.fresh(ours);
    expect(await dataOf(merged, 'show', 'kettle')).toMatchObject({
      version: { tags: ['lab', 'shown'], metrics: { accuracy: 0.9 } },
    });
    expect(await dataOf(merged, 'show', 'lamp')).toMatchObject({
      model: { status: 'deprecated', aliases: { champion: { version: '1.0.0' } } },
    });
    const before = merged.read(REGISTRY);
    await done(merged);
    expect(merged.read(REGISTRY)).toBe(before);
    expect(merged.git('status', '--porcelain').out).toBe('');
  });

  test('follows a rename of the other branch, in the registry and in the log', async () => {
    const { ours, theirs } = clones;
    await done(ours, 'mv', 'kettle', 'pot');
    clones.commit(ours);
    await done(theirs, 'tag', 'add', 'kettle@1.0.0', 'shown');
    theirs.write('input/gnn_files/stove.md', specOf('stove', 'A stove.'));
    await done(theirs);
    await done(theirs, 'link', 'stove', 'kettle');
    clones.commit(theirs);

    mergeQuietly(ours, theirs);
    expect(await findings(ours)).toEqual([]);
    const merged = await clones.fresh(ours);
    expect(await dataOf(merged, 'show', 'pot')).toMatchObject({
      version: { tags: ['shown'] },
      model: { former_ids: ['kettle'] },
    });
    expect(await dataOf(merged, 'show', 'stove')).toMatchObject({
      model: { parents: [{ model_id: 'pot' }] },
    });
    await done(merged);
    expect(await findingsOf(merged)).toEqual([]);
  });

  test('keeps both contents of one number, and their bytes', async () => {
    const { ours, theirs } = clones;
    ours.write('input/gnn_files/oven.md', specOf('oven', 'Our oven.'));
    await done(ours);
    await done(ours, 'alias', 'set', 'oven', 'mine');
    clones.commit(ours);
    theirs.write('input/gnn_files/oven.md', specOf('oven', 'Their oven.'));
    await done(theirs);
    await done(theirs, 'metrics', 'set', 'oven', 'accuracy=0.9');
    await done(theirs, 'alias', 'set', 'oven', 'yours');
    clones.commit(theirs);

    const { code, err } = ours.git('pull', '-q', '--no-rebase', theirs.cwd, 'main');
    expect(code).toBe(1);
    expect(err).toContain('version 1.0.1 of oven in theirs has other content');
    // Only the spec itself is left to a person.
    expect(ours.git('diff', '--name-only', '--diff-filter=U').out).toBe(
      'input/gnn_files/oven.md\n',
    );
    ours.git('checkout', '--theirs', 'input');
    clones.commit(ours);
    const merged = await clones.fresh(ours);
    const source = (reference: string): Promise<string> =>
      done(merged, 'show', reference, '--source');
    expect(await source('oven@mine')).toBe(specOf('oven', 'Our oven.'));
    expect(await source('oven@yours')).toBe(specOf('oven', 'Their oven.'));
    expect(await dataOf(merged, 'metrics', 'list', 'oven@1.0.2')).toMatchObject({
      metrics: { accuracy: 0.9 },
    });
    const registry = merged.read(REGISTRY);
    await done(merged);
    expect(merged.read(REGISTRY)).toBe(registry);
    expect((await findingsOf(merged)).filter((it) => it !== 'generations-missing')).toEqual([]);
    await done(merged, 'gc', '--force', '--yes');
    expect(await source('oven@mine')).toBe(specOf('oven', 'Our oven.'));
    await done(merged, 'verify', '--repair');
    for (const [alias, text] of [
      ['mine', 'Our oven.'],
      ['yours', 'Their oven.'],
    ] as const) {
      const path = (await done(merged, 'resolve', `oven@${alias}`)).trim();
      expect(merged.read(path)).toBe(specOf('oven', text));
    }
    expect(await findingsOf(merged)).toEqual([]);
    // Where the current version has no file of its own yet, the next one is registered all the same.
    const other = await clones.fresh(ours);
    other.write('input/gnn_files/oven.md', specOf('oven', 'Our oven.'));
    await done(other);
    expect(await dataOf(other, 'show', 'oven')).toMatchObject({
      version: { version: '1.0.3', same_content_as: '1.0.1' },
    });
    expect(await findingsOf(other)).toEqual([]);
  });

  test('stops at what both sides changed, until a side is taken', async () => {
    const { ours, theirs } = clones;
    await done(ours, 'metrics', 'set', 'kettle', 'accuracy=0.8');
    await done(ours, 'tag', 'add', 'kettle@1.0.0', 'lab');
    clones.commit(ours);
    await done(theirs, 'metrics', 'set', 'kettle', 'accuracy=0.9');
    clones.commit(theirs);
    const { code, err } = ours.git('pull', '-q', '--no-rebase', theirs.cwd, 'main');
    expect(code).toBe(1);
    expect(err).toContain('accuracy of kettle is 0.8 in ours and 0.9 in theirs');
    expect(ours.read(REGISTRY)).toMatch(
      /^<{7} ours\n *"accuracy": 0\.8\n={7}\n *"accuracy": 0\.9$/m,
    );
    ours.git('config', 'mergetool.keepBackup', 'false');
    const tool = ours.git('mergetool', '--tool', 'gnn-registry-theirs', '-y');
    expect([tool.code, tool.err]).toEqual([0, expect.any(String)]);
    clones.commit(ours);
    expect(await findings(ours)).toEqual([]);
    expect(await dataOf(await clones.fresh(ours), 'show', 'kettle')).toMatchObject({
      version: { tags: ['lab'], metrics: { accuracy: 0.9 } },
    });
  });

  test('leaves specs to be merged as text, also where a tool for registries is given one', async () => {
    const { ours, theirs } = clones;
    for (const [clone, text] of [
      [ours, 'Our oven.'],
      [theirs, 'Their oven.'],
    ] as const) {
      clone.write('input/gnn_files/oven.md', specOf('oven', text));
      clone.git('commit', '-qam', 'a change');
    }
    expect(ours.git('pull', '-q', '--no-rebase', theirs.cwd, 'main').code).toBe(1);
    const { code, err } = ours.git('mergetool', '--tool', 'gnn-registry-theirs', '-y');
    expect(code).toBe(1);
    expect(err).toContain('input/gnn_files/oven.md is a spec and no part of a registry');
    expect(err).toContain('Merge it as text. To settle a registry alone, name its folder');
    expect(ours.read('input/gnn_files/oven.md')).toMatch(/^<{7} HEAD$/m);
  });

  test('decided by one side in the registry and by the other in the log is decided again', async () => {
    const { ours, theirs, commit } = clones;
    await done(ours, 'metrics', 'set', 'kettle', 'accuracy=0.8');
    commit(ours);
    await done(theirs, 'metrics', 'set', 'kettle', 'accuracy=0.9');
    commit(theirs);
    expect(ours.git('pull', '-q', '--no-rebase', theirs.cwd, 'main').code).toBe(1);
    const lines = [
      ...ours.git('show', `HEAD:${LOG}`).out.split('\n'),
      ...ours.git('show', `MERGE_HEAD:${LOG}`).out.split('\n'),
    ];
    ours.git('config', 'mergetool.keepBackup', 'false');
    const decide = (side: string, path: string): number =>
      ours.git('mergetool', '--tool', `gnn-registry-${side}`, '-y', path).code;
    expect([decide('ours', REGISTRY), decide('theirs', LOG)]).toEqual([0, 0]);
    const found = await ours.registry('verify');
    expect(found.out).toContain(
      `audit-elsewhere  ${LOG}: it ends with event 6, but the registry names another event`,
    );
    expect(found.out).toContain(`run git checkout --merge ${LOG}, and git mergetool with the same`);
    expect(ours.git('checkout', '--merge', LOG).code).toBe(0);
    expect(decide('ours', LOG)).toBe(0);
    expect(await findingsOf(ours)).toEqual([]);
    expect(ours.read(LOG).split('\n')).toEqual(expect.arrayContaining(lines));
  });

  test.each([
    ['a rebase', ['rebase', '-q', 'FETCH_HEAD']],
    ['a cherry-pick', ['cherry-pick', 'FETCH_HEAD~2..FETCH_HEAD']],
  ])('is made by %s, too', async (_, command) => {
    const { ours, theirs } = clones;
    for (const [clone, name] of [
      [ours, 'ours'],
      [theirs, 'theirs'],
    ] as const) {
      await done(clone, 'tag', 'add', 'kettle@1.0.0', name);
      clone.write(`input/gnn_files/${name}.md`, specOf(name, 'A new one.'));
      await done(clone);
      clones.commit(clone);
      await done(clone, 'metrics', 'set', 'lamp', `${name}=1`);
      clones.commit(clone);
    }
    ours.git('fetch', '-q', theirs.cwd, 'main');
    const { code, err } = ours.git(...command);
    expect([code, err]).toEqual([0, expect.any(String)]);
    expect(await findings(ours)).toEqual([]);
    const merged = await clones.fresh(ours);
    expect(await dataOf(merged, 'tag', 'list', 'kettle')).toMatchObject({
      tags: [{ tag: 'ours' }, { tag: 'theirs' }],
    });
    expect(await dataOf(merged, 'metrics', 'list', 'lamp')).toMatchObject({
      metrics: { ours: 1, theirs: 1 },
    });
  });

  test.each(['ours', 'theirs'] as const)(
    'of branches that merged each other before keeps what both said since, in %s',
    async (taker) => {
      const { ours, theirs, commit } = clones;
      await done(ours, 'metrics', 'set', 'kettle', 'score=1');
      commit(ours);
      await done(theirs, 'tag', 'add', 'lamp', 'red');
      commit(theirs);
      const [one, other] = [ours, theirs].map((it) => it.git('rev-parse', 'HEAD').out.trim());
      mergeQuietly(ours, theirs, other);
      mergeQuietly(theirs, ours, one);
      await done(ours, 'metrics', 'rm', 'kettle', 'score');
      commit(ours);
      await done(theirs, 'tag', 'add', 'oven', 'blue');
      commit(theirs);
      const lines = [...ours.read(LOG).split('\n'), ...theirs.read(LOG).split('\n')];
      const into = clones[taker];
      mergeQuietly(into, taker === 'ours' ? theirs : ours);
      expect(await findings(into)).toEqual([]);
      const merged = await clones.fresh(into);
      expect(await done(merged, 'metrics', 'list', 'kettle')).not.toContain('score');
      expect(await dataOf(merged, 'tag', 'list', 'lamp')).toMatchObject({ tags: [{ tag: 'red' }] });
      expect(await dataOf(merged, 'tag', 'list', 'oven')).toMatchObject({
        tags: [{ tag: 'blue' }],
      });
      const found = into.read(LOG).split('\n');
      expect(found).toEqual(expect.arrayContaining(lines));
      expect(new Set(found).size).toBe(found.length);
    },
  );

  test('marks the whole file where there is nothing that it can merge', async () => {
    const { ours, theirs } = clones;
    await done(ours, 'tag', 'add', 'kettle@1.0.0', 'lab');
    clones.commit(ours);
    theirs.write(REGISTRY, theirs.read(REGISTRY).replace('"kettle"', '"Kettle"'));
    clones.commit(theirs);
    const { code, err } = ours.git('pull', '-q', '--no-rebase', theirs.cwd, 'main');
    expect(code).toBe(1);
    expect(err).toContain('its checksum does not hold');
    expect(ours.read(REGISTRY)).toMatch(/^<{7} ours\n\{/);
    expect(ours.git('diff', '--name-only', '--diff-filter=U').out).toContain(REGISTRY);
  });
});

describe.skipIf(!HAS_GIT)('a merge that git made as text', () => {
  test.each(['ours', 'theirs'])(
    'with -X %s loses nothing if the advice is followed',
    async (side) => {
      const { ours, theirs } = clones;
      ours.git('config', '--remove-section', 'merge.gnn-registry');
      await done(ours, 'metrics', 'set', 'kettle', 'reward=5');
      clones.commit(ours);
      // What is committed on top of it does not change the registry, and is to stay as well.
      ours.write('notes.txt', 'A note.');
      clones.commit(ours);
      await done(theirs, 'tag', 'add', 'oven@1.0.0', 'shown');
      clones.commit(theirs);
      const lines = [...ours.read(LOG).split('\n'), ...theirs.read(LOG).split('\n')];
      ours.git('fetch', '-q', theirs.cwd, 'main');
      expect(ours.git('merge', '-q', '--no-edit', '-X', side, 'FETCH_HEAD').code).toBe(0);
      const before = ours.read(REGISTRY);
      let advice = '';
      for (const line of ['verify', 'verify --repair', '', 'tag add lamp new', 'show kettle']) {
        const words = line.split(' ').filter((word) => word !== '');
        const { code, err } = await ours.registry(...words);
        expect([code, err]).toEqual([1, expect.stringContaining('without the merge driver')]);
        advice ||= err;
      }
      expect(ours.read(REGISTRY)).toBe(before);
      const cure = /reset --keep (\S+) and git merge (\S+)\./.exec(advice);
      const [, first = '', other = ''] = cure ?? [];
      await done(ours, 'git', 'setup');
      expect(ours.git('reset', '-q', '--keep', first).code).toBe(0);
      expect(ours.git('merge', '-q', '--no-edit', '-X', side, other).code).toBe(0);
      expect(await findings(ours)).toEqual([]);
      expect(ours.read('notes.txt')).toBe('A note.');
      expect(ours.read(LOG).split('\n')).toEqual(expect.arrayContaining(lines));
      const merged = await clones.fresh(ours);
      expect(await dataOf(merged, 'show', 'kettle')).toMatchObject({
        version: { metrics: { reward: 5 } },
      });
      expect(await dataOf(merged, 'tag', 'list', 'oven')).toMatchObject({
        tags: [{ tag: 'shown' }],
      });
    },
  );
});

describe.skipIf(!HAS_GIT)('two branches', () => {
  test('conflict where one restored what the other removed for good', async () => {
    const { ours, commit } = clones;
    ours.write('input/gnn_files/lamp.md', specOf('lamp', 'Another lamp.'));
    await done(ours, '--quiet');
    await done(ours, 'delete', 'lamp@1.0.0');
    commit(ours);
    const theirs = await clones.fresh(ours);
    await done(theirs, 'restore', 'lamp@1.0.0');
    commit(theirs);
    await done(ours, 'gc', '--yes');
    commit(ours);
    const merged = ours.git('pull', '-q', '--no-rebase', '--no-edit', theirs.cwd);
    expect(merged.code).toBe(1);
    expect(merged.out + merged.err).toContain('bytes of 1.0.0 of lamp is deleted in ours and kept');
  });

  test('keep the bytes that a purge of the other side leaves in the joined file', async () => {
    const { ours, commit } = clones;
    const register = async (annotation: string): Promise<void> => {
      ours.write('input/gnn_files/oven.md', specOf('oven', annotation));
      await done(ours, '--quiet');
    };
    ours.git('checkout', '-qb', 'x');
    await register('An oven of x.');
    commit(ours);
    ours.git('checkout', '-q', 'main');
    await register('An oven of main.');
    await register('Another oven of main.');
    commit(ours);
    ours.git('merge', '-q', 'x');
    ours.git('checkout', '--ours', 'input');
    commit(ours);
    await done(ours, 'delete', 'oven@1.0.1', '--purge', '--yes');
    const listed = await dataOf(ours, 'generation', 'list');
    expect(listed).toMatchObject({
      generations: [{}, { generation: 4, state: 'replaced' }, {}, {}, {}],
    });
    const restored = await ours.registry('generation', 'restore', '4');
    expect([restored.code, restored.err]).toEqual([0, '']);
    expect(await done(ours, 'show', 'oven@1.0.1', '--source')).toBe(
      specOf('oven', 'An oven of main.'),
    );
    expect(await findingsOf(ours)).toEqual([]);
  });

  test('keep their tags apart where one file was edited after a checkout', async () => {
    const { ours, commit } = clones;
    ours.git('checkout', '-qb', 'other');
    await done(ours, 'tag', 'add', 'lamp', 'of-the-other');
    commit(ours);
    ours.git('checkout', '-q', 'main');
    ours.write(REGISTRY, ours.read(REGISTRY).replace('The lamp.', 'The lamp, edited.'));
    const { err } = await ours.registry('tag', 'add', 'lamp', 'of-main');
    expect(err).toMatch(/It was made of generation 1.*generation restore 2 makes it the registry/s);
    expect(JSON.parse(ours.read(REGISTRY)).models.lamp.tags).toEqual(['of-main']);
    await done(ours, 'generation', 'restore', '2');
    expect(JSON.parse(ours.read(REGISTRY)).models.lamp.tags).toEqual(['of-the-other']);
    expect(await findingsOf(ours)).toEqual([]);
  });
});
