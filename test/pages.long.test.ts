/**
 * The examples on the pages for users run, in their order, in one folder a page. `file=PATH` is a file that the
 * reader writes, `console` is typed line by line, `excerpt=PATH at=KEYS` is part of a file, and programs print
 * what the block below them shows. `<!-- before: COMMANDS -->` prepares the folder.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { env, execPath } from 'node:process';
import { beforeAll, describe, expect, test } from 'vitest';
import { PAGES, ROOT, listBlocks, readPage, type Block } from './support/pages.js';

/** What differs from run to run. */
function plain(text: string): string {
  return text
    .replace(/[0-9.]+ s ·/g, 'TIME ·')
    .replace(/\([0-9.]+ s\)/g, '(TIME)')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'WHEN')
    .trim();
}

const hasPython = spawnSync('python3', ['--version']).status === 0;

/** Whether a block runs. */
function isExample({ language, attributes }: Block): boolean {
  return (
    ['console', 'js', 'cjs', 'python'].includes(language) || attributes['excerpt'] !== undefined
  );
}

describe.each(PAGES.filter((page) => listBlocks(page).some(isExample)))('%s', (page) => {
  const folder = mkdtempSync(join(tmpdir(), 'gnn-page-'));
  const bin = join(folder, 'bin');
  const variables = { ...env, PATH: `${bin}:${env['PATH']}`, NO_COLOR: '1', USER: 'ada' };
  const options = { cwd: folder, env: variables, encoding: 'utf8' as const };

  beforeAll(() => {
    mkdirSync(bin);
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(ROOT, join(folder, 'node_modules/gnn-model-registry'));
    for (const name of ['gnn-registry', '4_model_registry']) {
      symlinkSync(join(ROOT, `dist/${name}.js`), join(bin, name));
    }
    const [spec] = listBlocks('README.md').filter(({ attributes }) => 'file' in attributes);
    const [, commands] = /<!-- before: ([^\n]*) -->/.exec(readPage(page)) ?? [];
    if (commands === undefined || spec === undefined) return;
    writeExample(spec);
    const { status, stderr } = spawnSync('bash', ['-c', commands], options);
    expect(status, stderr).toBe(0);
  });

  function writeExample({ text, attributes }: Block): void {
    const file = join(folder, attributes['file'] ?? '');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    expect(existsSync(file)).toBe(true);
  }

  function runConsole(text: string): void {
    const [, ...steps] = text.split(/^\$ /m);
    for (const step of steps) {
      const [command = '', ...lines] = step.split('\n');
      const { stdout, stderr, status } = spawnSync('bash', ['-c', command], options);
      const exit = /^\[exit ([0-9])\]$/m.exec(step)?.[1] ?? '0';
      const wanted = lines.filter((line) => !line.startsWith('[exit ')).join('\n');
      expect(plain(stdout + stderr), command).toBe(plain(wanted));
      expect(`${status}`, command).toBe(exit);
    }
  }

  function runExcerpt({ text, attributes }: Block): void {
    const file = readFileSync(join(folder, attributes['excerpt'] ?? ''), 'utf8');
    const steps = attributes['at']?.split('.') ?? [];
    const found: unknown = steps.reduce((node, key) => node[key], JSON.parse(file));
    expect(found).toMatchObject(JSON.parse(text));
  }

  function runProgram(block: Block, next: Block | undefined): void {
    const name =
      { js: 'example.mjs', cjs: 'example.cjs', python: 'example.py' }[block.language] ?? '';
    writeFileSync(join(folder, name), block.text);
    const said = execFileSync(block.language === 'python' ? 'python3' : execPath, [name], options);
    expect(next?.language, 'what it prints is shown below it').toBe('text');
    expect(plain(said)).toBe(plain(next?.text ?? ''));
  }

  const blocks = listBlocks(page);
  for (const [index, block] of blocks.entries()) {
    const { language, text, attributes } = block;
    const name = `block ${index + 1}: ${language} ${text.split('\n')[0]}`;
    if (attributes['file'] !== undefined) test(name, () => writeExample(block));
    else if (attributes['excerpt'] !== undefined) test(name, () => runExcerpt(block));
    else if (language === 'console') test(name, () => runConsole(text));
    else if (['js', 'cjs', 'python'].includes(language)) {
      test.skipIf(language === 'python' && !hasPython)(name, () =>
        runProgram(block, blocks[index + 1]),
      );
    }
  }
});
