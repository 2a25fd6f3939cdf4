/** What `git setup` sets up, with the real git, which calls the built program. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  dataOf,
  done,
  findingsOf,
  HAS_GIT,
  LOG,
  makeClones,
  mergeQuietly,
  OUTPUT,
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

/** Makes a driver start another program. */
function replaceProgram(clone: Clone, driver: string, program: string): void {
  const command = clone.git('config', driver).out.trim();
  clone.git('config', driver, command.replace(/^node .* merge %O/, `${program} merge %O`));
  expect(clone.git('config', driver).out).toContain(`${program} merge %O`);
}

describe.skipIf(!HAS_GIT)('a driver that git cannot start', () => {
  const FOLDER = 'a folder of two/models';
  const PLACE = ['--output-dir', FOLDER];
  const PLACED = `${FOLDER}/4_model_registry_output`;

  test.each([
    ['its script is gone', "node '/gone/the program.js'"],
    ['node is gone', 'no-such-node x.js'],
  ])('leaves a registry that nobody takes for merged, if %s', async (_, program) => {
    const { ours } = clones;
    await done(ours, ...PLACE);
    await done(ours, 'git', 'setup', ...PLACE);
    clones.commit(ours);
    ours.git('checkout', '-qb', 'x');
    await done(ours, 'tag', 'add', 'lamp', 'theirs', ...PLACE);
    clones.commit(ours);
    ours.git('checkout', '-q', 'main');
    await done(ours, 'tag', 'add', 'lamp', 'ours', ...PLACE);
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
      const { code, err } = await ours.registry(...command, ...PLACE);
      expect(code).toBe(1);
      expect(err).toMatch(/model_registry\.json has conflict markers.*Run gnn-registry git setup/s);
    }

    expect(await dataOf(ours, 'git', 'setup', ...PLACE)).toMatchObject({ changed: true });
    expect(ours.git('checkout', '--merge', '--', FOLDER).code).toBe(0);
    expect(await dataOf(ours, 'tag', 'list', 'lamp', ...PLACE)).toMatchObject({
      tags: [{ tag: 'ours' }, { tag: 'theirs' }],
    });
    expect(await findingsOf(ours, ...PLACE)).toEqual([]);
  });

  test('leaves the bytes of versions as they are', async () => {
    const { ours, commit } = clones;
    ours.git('checkout', '-qb', 'x');
    ours.write('input/gnn_files/tap.md', specOf('tap', 'A tap of x.'));
    await done(ours);
    commit(ours);
    ours.git('checkout', '-q', 'main');
    ours.write('input/gnn_files/tap.md', specOf('tap', 'A tap of main.'));
    await done(ours);
    commit(ours);
    replaceProgram(ours, 'merge.gnn-registry.driver', 'no-such-node x.js');
    expect(ours.git('merge', 'x').code).toBe(1);
    expect(ours.read(`${OUTPUT}/tap/1.0.0.md`)).toBe(specOf('tap', 'A tap of main.'));
  });

  test('stops a merge also if only the bases of it are not merged', async () => {
    const { ours, theirs, commit } = clones;
    await done(ours, 'tag', 'add', 'lamp', 'blue');
    commit(ours);
    await done(theirs, 'tag', 'add', 'lamp', 'red');
    commit(theirs);
    const [one, other] = [ours, theirs].map((it) => it.git('rev-parse', 'HEAD').out.trim());
    mergeQuietly(ours, theirs, other);
    mergeQuietly(theirs, ours, one);
    await done(ours, 'tag', 'rm', 'lamp', 'red');
    commit(ours);
    await done(theirs, 'tag', 'add', 'oven', 'green');
    commit(theirs);
    replaceProgram(ours, 'merge.gnn-registry-inner.driver', "node '/gone/the program.js'");
    ours.git('fetch', '-q', theirs.cwd, 'main');
    expect(ours.git('merge', '-q', '--no-edit', 'FETCH_HEAD').code).toBe(1);
    expect(ours.read(REGISTRY)).toMatch(/^<{7} ours\n\{/);
    expect(ours.read(LOG)).toMatch(/^<{7} ours\n\{/);
  });
});

describe.skipIf(!HAS_GIT)('git setup', () => {
  test('keeps the lines of others, changes nothing the second time, and is undone', async () => {
    const { ours } = clones;
    const attributes = ours.read('.gitattributes');
    ours.write('.gitattributes', `*.png binary\n${attributes}*.md text`);
    const configured = ours.git('config', '--local', '-l').out;
    expect(await dataOf(ours, 'git', 'setup')).toMatchObject({ output: OUTPUT, changed: false });
    expect(ours.git('config', '--local', '-l').out).toBe(configured);
    // As it was set up before a driver marked what it could not merge, and before there was one for bases.
    ours.git('config', 'merge.gnn-registry.driver', 'node x.js merge %O %A %B --path %P');
    ours.git('config', 'merge.gnn-registry.recursive', 'binary');
    ours.git('config', '--remove-section', 'merge.gnn-registry-inner');
    expect(ours.git('config', '--unset', 'merge.directoryRenames').code).toBe(0);
    expect(await dataOf(ours, 'git', 'setup')).toMatchObject({ changed: true });
    expect(ours.git('config', '--local', '-l').out.split('\n').toSorted()).toEqual(
      configured.split('\n').toSorted(),
    );
    expect(
      ours.git('check-attr', 'merge', REGISTRY, LOG).out.match(/: gnn-registry$/gm),
    ).toHaveLength(2);

    expect(await done(ours, 'git', 'setup', '--output-dir', 'an other')).toContain(
      'an other/4_model',
    );
    const [folder = ''] = ['an other/4_model_registry_output/a/1.0.0.md'];
    expect(ours.git('check-attr', 'merge', folder).out).toContain(': gnn-registry');
    expect(await dataOf(ours, 'git', 'setup', '--remove')).toMatchObject({ changed: true });
    // It is still needed by the other one.
    expect(ours.git('config', 'merge.gnn-registry.driver').code).toBe(0);
    await done(ours, 'git', 'setup', '--remove', '--output-dir', 'an other');
    expect(ours.git('config', 'merge.gnn-registry.driver').code).toBe(1);
    expect(ours.git('config', '--get-regexp', 'gnn-registry').out).toBe('');
    expect(ours.git('config', '--local', 'merge.directoryRenames').code).toBe(1);
    expect(ours.read('.gitattributes')).toBe('*.png binary\n*.md text\n');
  });

  test('leaves what a person has set of the renaming of folders', async () => {
    const { ours } = clones;
    ours.git('config', 'merge.directoryRenames', 'conflict');
    await done(ours, 'git', 'setup');
    await done(ours, 'git', 'setup', '--remove');
    expect(ours.git('config', 'merge.directoryRenames').out).toBe('conflict\n');
  });

  test('leaves it also if a person has set the same', async () => {
    const { ours } = clones;
    const get = (): string => ours.git('config', '--local', 'merge.directoryRenames').out;
    await done(ours, 'git', 'setup', '--remove');
    expect(get()).toBe('');
    ours.git('config', 'merge.directoryRenames', 'false');
    await done(ours, 'git', 'setup');
    await done(ours, 'git', 'setup', '--remove');
    expect(get()).toBe('false\n');
    ours.git('config', '--unset', 'merge.directoryRenames');
    await done(ours, 'git', 'setup');
    ours.git('config', 'merge.directoryRenames', 'true');
    await done(ours, 'git', 'setup', '--remove');
    expect(get()).toBe('true\n');
    expect(ours.git('config', '--local', '--get-regexp', 'gnn-registry').out).toBe('');
  });

  test('writes what an older output lacks for git, and beside a registry elsewhere', async () => {
    const { ours } = clones;
    const files = ['.gitignore', '.gitattributes'].map((it) => `${OUTPUT}/${it}`);
    for (const path of files) rmSync(join(ours.cwd, path), { force: true });
    ours.write(`${OUTPUT}/.gitignore`, '# mine\n');
    expect(await dataOf(ours, 'git', 'setup')).toMatchObject({
      attributes: join(ours.cwd, '.gitattributes'),
      written: [join(ours.cwd, `${OUTPUT}/.gitattributes`)],
      changed: true,
    });
    expect(ours.read(`${OUTPUT}/.gitignore`)).toBe('# mine\n');
    ours.write('kept/a file', 'of a person');
    await done(ours, '--registry-path', 'kept/the reg.json');
    await done(ours, 'tag', 'add', 'lamp', 'x', '--registry-path', 'kept/the reg.json');
    expect(ours.git('status', '--short', '-uall', 'kept').out).not.toContain('.generations');
    await done(ours, 'git', 'setup', '--registry-path', 'kept/the reg.json');
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

  test('writes beside a registry elsewhere what the first run leaves out', async () => {
    const { ours } = clones;
    const place = ['--registry-path', 'new/reg.json', '--output-dir', 'new output'];
    const files = ['.gitignore', '.gitattributes'].map((it) => join(ours.cwd, 'new', it));
    expect(await dataOf(ours, 'git', 'setup', ...place)).toMatchObject({
      written: files,
      changed: true,
    });
    await done(ours, ...place);
    await done(ours, 'tag', 'add', 'lamp', 'x', '--registry-path', 'new/reg.json');
    const { out } = ours.git('status', '--short', '-uall', 'new');
    expect(out.split('\n').filter((it) => it !== '')).toEqual([
      '?? new/.gitattributes',
      '?? new/.gitignore',
      '?? new/reg.json',
      '?? new/reg.json.audit_log.jsonl',
    ]);
    expect(ours.git('check-attr', 'text', 'new/reg.json').out).toContain('text: unset');
    const again = await dataOf(ours, 'git', 'setup', ...place);
    expect(again).toMatchObject({ written: [], changed: false });
  });

  test('says what is in the way', async () => {
    const { ours } = clones;
    const outside = await ours.registry('git', 'setup', '--output-dir', '..');
    expect([outside.code, outside.err]).toEqual([
      1,
      expect.stringContaining('not in a working tree'),
    ]);
    ours.write('.gitignore', 'output/\n');
    expect((await ours.registry('git', 'setup')).err).toContain(`git ignores ${OUTPUT}`);
  });
});
