import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../../src/faces/cli/commands/index.js';
import { SCRIPTS } from '../../../../src/faces/cli/completion/scripts.js';
import { ONTOLOGY_TERMS } from '../../../../src/domain/ontology-terms.js';
import { KNOWN_TAGS } from '../../../../src/operations/mutations/tags.js';
import { call } from '../harness.js';
import { LINES, makeFolder, PATH_LINES, writeRegistry } from './lines.js';

let folder: string;
beforeAll(() => {
  folder = makeFolder();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The words that the program offers behind a line, with their meanings, and which paths. */
async function ask(...argv: string[]) {
  const done = await call(['__complete', ...argv], { cwd: folder, env: { HOME: folder } });
  expect(done).toMatchObject({ exitCode: 0, err: '', calls: [] });
  expect(done.out.endsWith('\n')).toBe(true);
  const [paths, ...offers] = done.out.slice(0, -1).split('\n');
  return { paths, offers, words: offers.map((it) => it.split('\t')[0] ?? '') };
}

const wordsOf = (line: string): string[] => line.split(' ').slice(1);

describe('the command', () => {
  test.each([
    [['completion', 'fish'], '', 'fish'],
    [['completion'], '/usr/bin/zsh', 'zsh'],
    [['completion'], '/bin/ksh', 'bash'],
    [['completion'], '', 'bash'],
  ] as const)('%j where $SHELL is %j: %s', async (argv, usual, shell) => {
    const done = await call([...argv], { env: { SHELL: usual } });
    expect(done.exitCode).toBe(0);
    expect(done.out).toBe(SCRIPTS[shell]);
  });

  test('as JSON, the script stands in the envelope', async () => {
    const done = await call(['completion', 'zsh', '--json']);
    expect(JSON.parse(done.out)).toMatchObject({
      status: 'success',
      data: { shell: 'zsh', script: SCRIPTS.zsh },
      meta: { command: 'completion' },
    });
  });

  test('another shell is refused', async () => {
    const done = await call(['completion', 'tcsh']);
    expect(done.exitCode).toBe(1);
    expect(done.err).toBe(
      'error: there is no completion for "tcsh"\n  hint: There is one for bash, zsh, fish.\n',
    );
  });
});

describe('the program answers the shells', () => {
  test.each(LINES)('%s', async (line, offers) => {
    const { words } = await ask(...wordsOf(line));
    expect(words.filter((it) => it.startsWith(line.split(' ').at(-1) ?? ''))).toEqual(offers);
  });

  test.each(PATH_LINES)('%s: %s', async (line, paths) => {
    expect((await ask(...wordsOf(line))).paths).toBe(paths);
  });

  test('every command, by its first word, with what it does', async () => {
    const { paths, words, offers } = await ask('');
    const first = [...new Set(COMMANDS.map((it) => it.name.split(' ')[0] ?? ''))];
    expect(words).toEqual([...first, 'help']);
    expect(paths).toBe('none');
    expect(offers).toContain(
      'promote\tmove a tag to a version: the other versions of the model lose it',
    );
    expect(offers).toContain('tag\tadd, rm, list');
    expect((await ask()).words).toEqual(words);
  });

  test('every flag of every command, also behind words and flags', async () => {
    for (const { name, flags } of COMMANDS) {
      const { words } = await ask(...name.split(' '), '--quiet', 'agent', '-');
      const wanted = flags.flatMap((it) => [`--${it.name}`, ...(it.short ? [`-${it.short}`] : [])]);
      expect(words, name).toEqual(wanted);
    }
    expect((await ask('tag', '-')).words).toEqual(['--help', '-h']);
  });

  test('every value of every flag that has some, in both ways to write it', async () => {
    for (const { name, flags } of COMMANDS) {
      for (const flag of flags.filter((it) => it.choices !== undefined)) {
        const apart = await ask(...name.split(' '), `--${flag.name}`, '');
        expect(apart.words, `${name} --${flag.name}`).toEqual(flag.choices);
        const joined = await ask(...name.split(' '), `--${flag.name}=`);
        expect(joined.words).toEqual(flag.choices?.map((it) => `--${flag.name}=${it}`));
      }
    }
  });

  test('the value of a flag is the same wherever it is not said otherwise', async () => {
    const others: string[] = [];
    for (const { name } of [{ name: '' }, { name: 'tag' }, ...COMMANDS]) {
      const { paths, words } = await ask(...name.split(' ').filter(Boolean), '--config', '');
      expect(words).toEqual([]);
      if (paths !== 'file') others.push(name);
    }
    expect(others).toEqual(['binding add', 'binding update']);
    expect((await ask('list', '--output-dir=s')).paths).toBe('directory');
  });

  test('known tags, models and files by the names of the words', async () => {
    expect((await ask('promote', 'agent', '')).words).toEqual(KNOWN_TAGS);
    for (const line of [
      ['ontology', ''],
      ['--query-ontology', ''],
    ]) {
      expect((await ask(...line)).words).toEqual([...ONTOLOGY_TERMS.keys()]);
    }
    const models = ['agent', 'lamp', 'x$(touch pwned)'];
    expect(await ask('diff', 'agent', '')).toMatchObject({ words: models, paths: 'file' });
    expect(await ask('deprecate', 'lamp', '--replacement', '')).toMatchObject({ words: models });
    expect((await ask('show', 'agent@')).words).toEqual(['agent@2.0.0', 'agent@1.0.0']);
    expect((await ask('show', 'x$(touch pwned)@')).words).toEqual(['x$(touch pwned)@1.0.0']);
    expect((await ask('show', 'agent', '')).words).toEqual([]);
  });

  test('asks the registry that the line names', async () => {
    const path = writeRegistry(join(folder, 'third'), { third: ['1.0.0'] });
    writeFileSync(join(folder, 'c.yaml'), `registry_path: ${JSON.stringify(path)}\n`);
    const models = ['agent', 'lamp', 'x$(touch pwned)'];
    for (const [line, words] of [
      [['show', '--output-dir', '~/o', ''], ['spare']],
      [['--output-dir=~/o', 'show', ''], ['spare']],
      [['show', `--registry-path=${path}`, ''], ['third']],
      [['show', '--config', 'c.yaml', ''], ['third']],
      [['show', '--config', 'c.yaml', '--registry-path', 'nowhere.json', ''], []],
      [
        ['binding', 'add', '--config', '{}', 'agent@'],
        ['agent@2.0.0', 'agent@1.0.0'],
      ],
      [['show', '--config', 'nowhere.yaml', ''], []],
      [['use', '--', '--output-dir=o', ''], []],
      [['compare', '--', '--output-dir=o', ''], models],
    ] as const) {
      expect((await ask(...line)).words, line.join(' ')).toEqual(words);
    }
  });

  test('is in no help', async () => {
    expect((await call(['--help'])).out).not.toContain('__complete');
  });
});
