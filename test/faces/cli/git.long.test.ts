/** Branches of a registry that git merges, with the real git and the built program. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  HAS_GIT,
  makeClones,
  OUTPUT,
  specOf,
  type Clone,
  type Clones,
} from '../../support/git-clones.js';

const REGISTRY = `${OUTPUT}/model_registry.json`;
const LOG = `${OUTPUT}/audit_log.jsonl`;

let clones: Clones;
beforeEach(() => {
  clones = makeClones();
});
afterEach(() => clones.remove());

function done(clone: Clone, ...args: string[]): string {
  const { code, out, err } = clone.registry(...args);
  expect([0, 2], err).toContain(code);
  return out;
}

function dataOf(clone: Clone, ...args: string[]): unknown {
  return JSON.parse(done(clone, ...args, '--json')).data;
}

interface Verified {
  readonly data: { readonly steps: readonly { readonly findings: readonly { kind: string }[] }[] };
}

function verify(clone: Clone): string[] {
  const { data }: Verified = JSON.parse(clone.registry('verify', '--json').out);
  return data.steps.flatMap(({ findings }) => findings.map(({ kind }) => kind));
}

/** What a verification finds in what was committed; a clone has no former states until its first run. */
function findings(clone: Clone): string[] {
  return verify(clones.fresh(clone)).filter((it) => it !== 'generations-missing');
}

/** Merges a commit of another clone, without a conflict. */
function mergeQuietly(clone: Clone, from: Clone, commit = 'FETCH_HEAD'): void {
  clone.git('fetch', '-q', from.cwd, 'main');
  const { code, err } = clone.git('merge', '-q', '--no-edit', commit);
  expect([code, err]).toEqual([0, '']);
}

/** Makes a driver start another program. */
function replaceProgram(clone: Clone, driver: string, program: string): void {
  const command = clone.git('config', driver).out.trim();
  clone.git('config', driver, command.replace(/^node .* merge %O/, `${program} merge %O`));
  expect(clone.git('config', driver).out).toContain(`${program} merge %O`);
}

describe.skipIf(!HAS_GIT)('a merge', { timeout: 300_000 }, () => {
  test('keeps what both branches said, and a run afterwards adds nothing', () => {
    const { ours, theirs } = clones;
    done(ours, 'tag', 'add', 'kettle@1.0.0', 'lab');
    done(ours, 'alias', 'set', 'lamp', 'champion');
    ours.write('input/gnn_files/oven.md', specOf('oven', 'An oven that is hot.'));
    done(ours);
    clones.commit(ours);
    done(theirs, 'tag', 'add', 'kettle@1.0.0', 'shown');
    done(theirs, 'metrics', 'set', 'kettle', 'accuracy=0.9');
    done(theirs, 'deprecate', 'lamp', '--reason', 'too dim');
    theirs.write('input/gnn_files/stove.md', specOf('stove', 'A stove.'));
    done(theirs);
    clones.commit(theirs);
    const lines = [...ours.read(LOG).split('\n'), ...theirs.read(LOG).split('\n')];

    const pulled = ours.git('pull', '-q', '--no-rebase', theirs.cwd, 'main');
    expect([pulled.code, pulled.err]).toEqual([0, expect.any(String)]);
    expect(findings(ours)).toEqual([]);
    expect(ours.read(LOG).split('\n')).toEqual(expect.arrayContaining(lines));
    const merged = clones.fresh(ours);
    expect(dataOf(merged, 'show', 'kettle')).toMatchObject({
      version: { tags: ['lab', 'shown'], metrics: { accuracy: 0.9 } },
    });
    expect(dataOf(merged, 'show', 'lamp')).toMatchObject({
      model: { status: 'deprecated', aliases: { champion: { version: '1.0.0' } } },
    });
    const before = merged.read(REGISTRY);
    done(merged);
    expect(merged.read(REGISTRY)).toBe(before);
    expect(merged.git('status', '--porcelain').out).toBe('');
  });

  test('follows a rename of the other branch, in the registry and in the log', () => {
    const { ours, theirs } = clones;
    done(ours, 'mv', 'kettle', 'pot');
    clones.commit(ours);
    done(theirs, 'tag', 'add', 'kettle@1.0.0', 'shown');
    theirs.write('input/gnn_files/stove.md', specOf('stove', 'A stove.'));
    done(theirs);
    done(theirs, 'link', 'stove', 'kettle');
    clones.commit(theirs);

    mergeQuietly(ours, theirs);
    expect(findings(ours)).toEqual([]);
    const merged = clones.fresh(ours);
    expect(dataOf(merged, 'show', 'pot')).toMatchObject({
      version: { tags: ['shown'] },
      model: { former_ids: ['kettle'] },
    });
    expect(dataOf(merged, 'show', 'stove')).toMatchObject({
      model: { parents: [{ model_id: 'pot' }] },
    });
    done(merged);
    expect(verify(merged)).toEqual([]);
  });

  test('keeps both contents of one number, and their bytes', () => {
    const { ours, theirs } = clones;
    ours.write('input/gnn_files/oven.md', specOf('oven', 'Our oven.'));
    done(ours);
    done(ours, 'alias', 'set', 'oven', 'mine');
    clones.commit(ours);
    theirs.write('input/gnn_files/oven.md', specOf('oven', 'Their oven.'));
    done(theirs);
    done(theirs, 'metrics', 'set', 'oven', 'accuracy=0.9');
    done(theirs, 'alias', 'set', 'oven', 'yours');
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
    const merged = clones.fresh(ours);
    const source = (reference: string): string => done(merged, 'show', reference, '--source');
    expect(source('oven@mine')).toBe(specOf('oven', 'Our oven.'));
    expect(source('oven@yours')).toBe(specOf('oven', 'Their oven.'));
    expect(dataOf(merged, 'metrics', 'list', 'oven@1.0.2')).toMatchObject({
      metrics: { accuracy: 0.9 },
    });
    const registry = merged.read(REGISTRY);
    done(merged);
    expect(merged.read(REGISTRY)).toBe(registry);
    expect(verify(merged).filter((it) => it !== 'generations-missing')).toEqual([]);
    done(merged, 'gc', '--force', '--yes');
    expect(source('oven@mine')).toBe(specOf('oven', 'Our oven.'));
    // Where the current version has no file of its own yet, the next one is registered all the same.
    const other = clones.fresh(ours);
    other.write('input/gnn_files/oven.md', specOf('oven', 'Our oven.'));
    done(other);
    expect(dataOf(other, 'show', 'oven')).toMatchObject({
      version: { version: '1.0.3', same_content_as: '1.0.1' },
    });
    expect(verify(other)).toEqual([]);
  });

  test('stops at what both sides changed, until a side is taken', () => {
    const { ours, theirs } = clones;
    done(ours, 'metrics', 'set', 'kettle', 'accuracy=0.8');
    done(ours, 'tag', 'add', 'kettle@1.0.0', 'lab');
    clones.commit(ours);
    done(theirs, 'metrics', 'set', 'kettle', 'accuracy=0.9');
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
    expect(findings(ours)).toEqual([]);
    expect(dataOf(clones.fresh(ours), 'show', 'kettle')).toMatchObject({
      version: { tags: ['lab'], metrics: { accuracy: 0.9 } },
    });
  });

  test.each([
    ['a rebase', ['rebase', '-q', 'FETCH_HEAD']],
    ['a cherry-pick', ['cherry-pick', 'FETCH_HEAD~2..FETCH_HEAD']],
  ])('is made by %s, too', (_, command) => {
    const { ours, theirs } = clones;
    for (const [clone, name] of [
      [ours, 'ours'],
      [theirs, 'theirs'],
    ] as const) {
      done(clone, 'tag', 'add', 'kettle@1.0.0', name);
      clone.write(`input/gnn_files/${name}.md`, specOf(name, 'A new one.'));
      done(clone);
      clones.commit(clone);
      done(clone, 'metrics', 'set', 'lamp', `${name}=1`);
      clones.commit(clone);
    }
    ours.git('fetch', '-q', theirs.cwd, 'main');
    const { code, err } = ours.git(...command);
    expect([code, err]).toEqual([0, expect.any(String)]);
    expect(findings(ours)).toEqual([]);
    const merged = clones.fresh(ours);
    expect(dataOf(merged, 'tag', 'list', 'kettle')).toMatchObject({
      tags: [{ tag: 'ours' }, { tag: 'theirs' }],
    });
    expect(dataOf(merged, 'metrics', 'list', 'lamp')).toMatchObject({
      metrics: { ours: 1, theirs: 1 },
    });
  });

  test.each(['ours', 'theirs'] as const)(
    'of branches that merged each other before keeps what both said since, in %s',
    (taker) => {
      const { ours, theirs, commit } = clones;
      done(ours, 'metrics', 'set', 'kettle', 'score=1');
      commit(ours);
      done(theirs, 'tag', 'add', 'lamp', 'red');
      commit(theirs);
      const [one, other] = [ours, theirs].map((it) => it.git('rev-parse', 'HEAD').out.trim());
      mergeQuietly(ours, theirs, other);
      mergeQuietly(theirs, ours, one);
      done(ours, 'metrics', 'rm', 'kettle', 'score');
      commit(ours);
      done(theirs, 'tag', 'add', 'oven', 'blue');
      commit(theirs);
      const lines = [...ours.read(LOG).split('\n'), ...theirs.read(LOG).split('\n')];
      const into = clones[taker];
      mergeQuietly(into, taker === 'ours' ? theirs : ours);
      expect(findings(into)).toEqual([]);
      const merged = clones.fresh(into);
      expect(done(merged, 'metrics', 'list', 'kettle')).not.toContain('score');
      expect(dataOf(merged, 'tag', 'list', 'lamp')).toMatchObject({ tags: [{ tag: 'red' }] });
      expect(dataOf(merged, 'tag', 'list', 'oven')).toMatchObject({ tags: [{ tag: 'blue' }] });
      const found = into.read(LOG).split('\n');
      expect(found).toEqual(expect.arrayContaining(lines));
      expect(new Set(found).size).toBe(found.length);
    },
  );

  test('marks the whole file where there is nothing that it can merge', () => {
    const { ours, theirs } = clones;
    done(ours, 'tag', 'add', 'kettle@1.0.0', 'lab');
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

describe.skipIf(!HAS_GIT)('a driver that git cannot start', { timeout: 120_000 }, () => {
  const FOLDER = 'a folder of two/models';
  const PLACE = ['--output-dir', FOLDER];
  const PLACED = `${FOLDER}/4_model_registry_output`;

  test.each([
    ['its script is gone', "node '/gone/the program.js'"],
    ['node is gone', 'no-such-node x.js'],
  ])('leaves a registry that nobody takes for merged, if %s', (_, program) => {
    const { ours } = clones;
    done(ours, ...PLACE);
    done(ours, 'git', 'setup', ...PLACE);
    clones.commit(ours);
    ours.git('checkout', '-qb', 'x');
    done(ours, 'tag', 'add', 'lamp', 'theirs', ...PLACE);
    clones.commit(ours);
    ours.git('checkout', '-q', 'main');
    done(ours, 'tag', 'add', 'lamp', 'ours', ...PLACE);
    clones.commit(ours);
    const files = ['model_registry.json', 'audit_log.jsonl'].map((it) => `${PLACED}/${it}`);
    const [one, other] = ['main', 'x'].map((at) =>
      files.map((it) => ours.git('show', `${at}:${it}`).out),
    );
    replaceProgram(ours, 'merge.gnn-registry.driver', program);

    expect(ours.git('merge', 'x').code).toBe(1);
    expect(files.map((it) => ours.read(it))).toEqual(
      files.map((_it, i) => `<<<<<<< ours\n${one?.[i]}=======\n${other?.[i]}>>>>>>> theirs\n`),
    );
    expect(ours.git('status', '--porcelain').out.match(/^.*$/gm)).toEqual([
      ...files.toSorted().map((it) => `UU "${it}"`),
      '',
    ]);
    for (const command of [['verify'], ['tag', 'add', 'lamp', 'x'], ['list'], []]) {
      const { code, err } = ours.registry(...command, ...PLACE);
      expect(code).toBe(1);
      expect(err).toMatch(/model_registry\.json has conflict markers.*run gnn-registry git setup/s);
    }

    expect(dataOf(ours, 'git', 'setup', ...PLACE)).toMatchObject({ changed: true });
    expect(ours.git('checkout', '--merge', '--', FOLDER).code).toBe(0);
    expect(dataOf(ours, 'tag', 'list', 'lamp', ...PLACE)).toMatchObject({
      tags: [{ tag: 'ours' }, { tag: 'theirs' }],
    });
    const verified: Verified = JSON.parse(ours.registry('verify', '--json', ...PLACE).out);
    expect(verified.data.steps.flatMap(({ findings: found }) => found)).toEqual([]);
  });

  test('leaves the bytes of versions as they are', () => {
    const { ours, commit } = clones;
    ours.git('checkout', '-qb', 'x');
    ours.write('input/gnn_files/tap.md', specOf('tap', 'A tap of x.'));
    done(ours);
    commit(ours);
    ours.git('checkout', '-q', 'main');
    ours.write('input/gnn_files/tap.md', specOf('tap', 'A tap of main.'));
    done(ours);
    commit(ours);
    replaceProgram(ours, 'merge.gnn-registry.driver', 'no-such-node x.js');
    expect(ours.git('merge', 'x').code).toBe(1);
    expect(ours.read(`${OUTPUT}/tap/1.0.0.md`)).toBe(specOf('tap', 'A tap of main.'));
  });

  test('stops a merge also if only the bases of it are not merged', () => {
    const { ours, theirs, commit } = clones;
    done(ours, 'tag', 'add', 'lamp', 'blue');
    commit(ours);
    done(theirs, 'tag', 'add', 'lamp', 'red');
    commit(theirs);
    const [one, other] = [ours, theirs].map((it) => it.git('rev-parse', 'HEAD').out.trim());
    mergeQuietly(ours, theirs, other);
    mergeQuietly(theirs, ours, one);
    done(ours, 'tag', 'rm', 'lamp', 'red');
    commit(ours);
    done(theirs, 'tag', 'add', 'oven', 'green');
    commit(theirs);
    replaceProgram(ours, 'merge.gnn-registry-inner.driver', "node '/gone/the program.js'");
    ours.git('fetch', '-q', theirs.cwd, 'main');
    expect(ours.git('merge', '-q', '--no-edit', 'FETCH_HEAD').code).toBe(1);
    expect(ours.read(REGISTRY)).toMatch(/^<{7} ours\n\{/);
    expect(ours.read(LOG)).toMatch(/^<{7} ours\n\{/);
  });
});

describe.skipIf(!HAS_GIT)('two branches', { timeout: 120_000 }, () => {
  test('conflict where one restored what the other removed for good', () => {
    const { ours, commit } = clones;
    ours.write('input/gnn_files/lamp.md', specOf('lamp', 'Another lamp.'));
    done(ours, '--quiet');
    done(ours, 'delete', 'lamp@1.0.0');
    commit(ours);
    const theirs = clones.fresh(ours);
    done(theirs, 'restore', 'lamp@1.0.0');
    commit(theirs);
    done(ours, 'gc', '--yes');
    commit(ours);
    const merged = ours.git('pull', '-q', '--no-rebase', '--no-edit', theirs.cwd);
    expect(merged.code).toBe(1);
    expect(merged.out + merged.err).toContain('bytes of 1.0.0 of lamp is deleted in ours and kept');
  });

  test('keep the bytes that a purge of the other side leaves in the joined file', () => {
    const { ours, commit } = clones;
    const register = (annotation: string): void => {
      ours.write('input/gnn_files/oven.md', specOf('oven', annotation));
      done(ours, '--quiet');
    };
    ours.git('checkout', '-qb', 'x');
    register('An oven of x.');
    commit(ours);
    ours.git('checkout', '-q', 'main');
    register('An oven of main.');
    register('Another oven of main.');
    commit(ours);
    ours.git('merge', '-q', 'x');
    ours.git('checkout', '--ours', 'input');
    commit(ours);
    done(ours, 'delete', 'oven@1.0.1', '--purge', '--yes');
    const listed = dataOf(ours, 'generation', 'list');
    expect(listed).toMatchObject({
      generations: [{}, { generation: 4, state: 'replaced' }, {}, {}, {}],
    });
    const restored = ours.registry('generation', 'restore', '4');
    expect([restored.code, restored.err]).toEqual([0, '']);
    expect(done(ours, 'show', 'oven@1.0.1', '--source')).toBe(specOf('oven', 'An oven of main.'));
    expect(verify(ours)).toEqual([]);
  });

  test('keep their tags apart where one file was edited after a checkout', () => {
    const { ours, commit } = clones;
    ours.git('checkout', '-qb', 'other');
    done(ours, 'tag', 'add', 'lamp', 'of-the-other');
    commit(ours);
    ours.git('checkout', '-q', 'main');
    ours.write(REGISTRY, ours.read(REGISTRY).replace('The lamp.', 'The lamp, edited.'));
    const { err } = ours.registry('tag', 'add', 'lamp', 'of-main');
    expect(err).toMatch(/It was made of generation 1.*generation restore 2 makes it the registry/s);
    expect(JSON.parse(ours.read(REGISTRY)).models.lamp.tags).toEqual(['of-main']);
    done(ours, 'generation', 'restore', '2');
    expect(JSON.parse(ours.read(REGISTRY)).models.lamp.tags).toEqual(['of-the-other']);
    expect(verify(ours)).toEqual([]);
  });
});

describe.skipIf(!HAS_GIT)('git setup', { timeout: 120_000 }, () => {
  test('keeps the lines of others, changes nothing the second time, and is undone', () => {
    const { ours } = clones;
    const attributes = ours.read('.gitattributes');
    ours.write('.gitattributes', `*.png binary\n${attributes}*.md text`);
    const configured = ours.git('config', '--local', '-l').out;
    expect(dataOf(ours, 'git', 'setup')).toMatchObject({ output: OUTPUT, changed: false });
    expect(ours.git('config', '--local', '-l').out).toBe(configured);
    // As it was set up before a driver marked what it could not merge, and before there was one for bases.
    ours.git('config', 'merge.gnn-registry.driver', 'node x.js merge %O %A %B --path %P');
    ours.git('config', 'merge.gnn-registry.recursive', 'binary');
    ours.git('config', '--remove-section', 'merge.gnn-registry-inner');
    expect(ours.git('config', '--unset', 'merge.directoryRenames').code).toBe(0);
    expect(dataOf(ours, 'git', 'setup')).toMatchObject({ changed: true });
    expect(ours.git('config', '--local', '-l').out.split('\n').toSorted()).toEqual(
      configured.split('\n').toSorted(),
    );
    expect(
      ours.git('check-attr', 'merge', REGISTRY, LOG).out.match(/: gnn-registry$/gm),
    ).toHaveLength(2);

    expect(done(ours, 'git', 'setup', '--output-dir', 'an other')).toContain('an other/4_model');
    const [folder = ''] = ['an other/4_model_registry_output/a/1.0.0.md'];
    expect(ours.git('check-attr', 'merge', folder).out).toContain(': gnn-registry');
    expect(dataOf(ours, 'git', 'setup', '--remove')).toMatchObject({ changed: true });
    // It is still needed by the other one.
    expect(ours.git('config', 'merge.gnn-registry.driver').code).toBe(0);
    done(ours, 'git', 'setup', '--remove', '--output-dir', 'an other');
    expect(ours.git('config', 'merge.gnn-registry.driver').code).toBe(1);
    expect(ours.git('config', '--get-regexp', 'gnn-registry').out).toBe('');
    expect(ours.git('config', '--local', 'merge.directoryRenames').code).toBe(1);
    expect(ours.read('.gitattributes')).toBe('*.png binary\n*.md text\n');
  });

  test('leaves what a person has set of the renaming of folders', () => {
    const { ours } = clones;
    ours.git('config', 'merge.directoryRenames', 'conflict');
    done(ours, 'git', 'setup');
    done(ours, 'git', 'setup', '--remove');
    expect(ours.git('config', 'merge.directoryRenames').out).toBe('conflict\n');
  });

  test('leaves it also if a person has set the same', () => {
    const { ours } = clones;
    const get = (): string => ours.git('config', '--local', 'merge.directoryRenames').out;
    done(ours, 'git', 'setup', '--remove');
    expect(get()).toBe('');
    ours.git('config', 'merge.directoryRenames', 'false');
    done(ours, 'git', 'setup');
    done(ours, 'git', 'setup', '--remove');
    expect(get()).toBe('false\n');
    ours.git('config', '--unset', 'merge.directoryRenames');
    done(ours, 'git', 'setup');
    ours.git('config', 'merge.directoryRenames', 'true');
    done(ours, 'git', 'setup', '--remove');
    expect(get()).toBe('true\n');
    expect(ours.git('config', '--local', '--get-regexp', 'gnn-registry').out).toBe('');
  });

  test('writes what an older output lacks for git, and beside a registry elsewhere', () => {
    const { ours } = clones;
    const files = ['.gitignore', '.gitattributes'].map((it) => `${OUTPUT}/${it}`);
    for (const path of files) rmSync(join(ours.cwd, path), { force: true });
    ours.write(`${OUTPUT}/.gitignore`, '# mine\n');
    expect(dataOf(ours, 'git', 'setup')).toMatchObject({
      attributes: join(ours.cwd, '.gitattributes'),
      written: [join(ours.cwd, `${OUTPUT}/.gitattributes`)],
      changed: true,
    });
    expect(ours.read(`${OUTPUT}/.gitignore`)).toBe('# mine\n');
    ours.write('kept/a file', 'of a person');
    done(ours, '--registry-path', 'kept/the reg.json');
    done(ours, 'tag', 'add', 'lamp', 'x', '--registry-path', 'kept/the reg.json');
    expect(ours.git('status', '--short', '-uall', 'kept').out).not.toContain('.generations');
    done(ours, 'git', 'setup', '--registry-path', 'kept/the reg.json');
    const { out } = ours.git('status', '--short', '-uall', 'kept');
    expect(out.split('\n').filter((it) => it !== '')).toEqual([
      '?? kept/.gitattributes',
      '?? kept/.gitignore',
      '?? "kept/a file"',
      '?? "kept/the reg.json"',
      '?? "kept/the reg.json.audit_log.jsonl"',
    ]);
    const shown = ours.git('check-attr', 'text', 'kept/the reg.json', 'kept/a file').out;
    expect(shown).toMatch(/reg\.json: text: unset\n.*a file: text: unspecified/);
  });

  test('says what is in the way', () => {
    const { ours } = clones;
    const outside = ours.registry('git', 'setup', '--output-dir', '..');
    expect([outside.code, outside.err]).toEqual([
      1,
      expect.stringContaining('not in a working tree'),
    ]);
    ours.write('.gitignore', 'output/\n');
    expect(ours.registry('git', 'setup').err).toContain(`git ignores ${OUTPUT}`);
  });
});
