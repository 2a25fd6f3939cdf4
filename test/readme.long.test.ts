/** The README's examples run, in their order, in one folder. */
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
import { README_BLOCKS, type ReadmeBlock } from './support/readme-blocks.js';

const root = join(import.meta.dirname, '..');

function plain(text: string): string {
  return text
    .replace(/[0-9.]+ s ·/g, 'TIME ·')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'WHEN')
    .trim();
}

describe('examples', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gnn-readme-'));
  const bin = join(folder, 'bin');
  const variables = { ...env, PATH: `${bin}:${env['PATH']}`, NO_COLOR: '1', USER: 'ada' };

  beforeAll(() => {
    mkdirSync(bin);
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(root, join(folder, 'node_modules/gnn-model-registry'));
    for (const name of ['gnn-registry', '4_model_registry']) {
      symlinkSync(join(root, `dist/${name}.js`), join(bin, name));
    }
  });

  function runConsole(text: string): void {
    const [, ...steps] = text.split(/^\$ /m);
    for (const step of steps) {
      const [command = '', ...lines] = step.split('\n');
      const { stdout, stderr, status } = spawnSync('bash', ['-c', command], {
        cwd: folder,
        env: variables,
        encoding: 'utf8',
      });
      const exit = /^\[exit ([0-9])\]$/m.exec(step)?.[1] ?? '0';
      const wanted = lines.filter((line) => !line.startsWith('[exit ')).join('\n');
      expect(plain(stdout + stderr), command).toBe(plain(wanted));
      expect(`${status}`, command).toBe(exit);
    }
  }

  function runExcerpt({ text, attributes }: ReadmeBlock): void {
    const file = readFileSync(join(folder, attributes['excerpt'] ?? ''), 'utf8');
    const steps = attributes['at']?.split('.') ?? [];
    const found: unknown = steps.reduce((node, key) => node[key], JSON.parse(file));
    expect(found).toMatchObject(JSON.parse(text));
  }

  for (const [index, block] of README_BLOCKS.entries()) {
    const { language, text, attributes } = block;
    const name = `block ${index + 1}: ${language} ${text.split('\n')[0]}`;
    if (attributes['file'] !== undefined) {
      test(name, () => {
        const file = join(folder, attributes['file'] ?? '');
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
        expect(existsSync(file)).toBe(true);
      });
    } else if (attributes['excerpt'] !== undefined) {
      test(name, () => runExcerpt(block));
    } else if (language === 'console') {
      test(name, () => runConsole(text));
    } else if (language === 'js') {
      test(name, () => {
        writeFileSync(join(folder, 'example.mjs'), text);
        const options = { cwd: folder, env: variables, encoding: 'utf8' as const };
        const lines = execFileSync(execPath, ['example.mjs'], options).trim().split('\n');
        expect(lines).toEqual([
          '0 1',
          'porch_light 3.0.0 FLAT',
          'incompatible: A reshaped 2×2 → 3×2; o reshaped 2×1 → 3×1',
          '[ 2, 1 ]',
        ]);
      });
    } else if (language === 'python') {
      const python = spawnSync('python3', ['--version']).status === 0;
      test.skipIf(!python)(name, () => {
        const options = { cwd: folder, env: variables, encoding: 'utf8' as const };
        const said = execFileSync('python3', ['-c', text], options);
        expect(said).toBe('success 1 models\nporch_light 3.0.0 healthy\n');
      });
    } else if (language === 'yaml') {
      test(name, () => {
        writeFileSync(join(folder, 'rules.yaml'), text);
        const command = 'gnn-registry --config rules.yaml --target-dir specs --dry-run';
        const { status, stdout } = spawnSync('bash', ['-c', command], {
          cwd: folder,
          env: variables,
          encoding: 'utf8',
        });
        expect(stdout).toContain('the settings require the field author');
        expect(status).toBe(2);
      });
    }
  }
});
