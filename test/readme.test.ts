/**
 * The README says what is so: its tables are made from the code (`UPDATE_README=1` writes them),
 * and its examples run, in their order, in one folder.
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
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../src/faces/cli/commands/index.js';
import { FLAGS } from '../src/faces/cli/options.js';
import { CATALOGUE } from '../src/domain/catalogue.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const path = join(root, 'README.md');
const readme = readFileSync(path, 'utf8');

interface Block {
  language: string;
  attributes: Record<string, string>;
  text: string;
}

const blocks: Block[] = [...readme.matchAll(/^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm)].map(
  ([, language = '', rest = '', text = '']) => ({
    language,
    text,
    attributes: Object.fromEntries(
      [...rest.matchAll(/(\w+)=(\S+)/g)].map(([, key, value]) => [key, value]),
    ),
  }),
);

function line(cells: string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function table(head: string[], rows: string[][]): string {
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A word of a command, as its help shows it. */
function wordOf({
  name,
  optional,
  many,
}: (typeof COMMANDS)[number]['positionals'][number]): string {
  const word = many === true ? `${name}…` : name;
  return optional === true ? `[${word}]` : word;
}

const TABLES: Record<string, string> = {
  flags: table(
    ['flag', 'default', ''],
    FLAGS.map((flag) => {
      const value = flag.choices?.join('\\|') ?? flag.placeholder;
      const name = `\`--${flag.name}${value === undefined ? '' : ` ${value}`}\``;
      return [name, flag.default ?? '', flag.description];
    }),
  ),
  commands: table(
    ['command', ''],
    COMMANDS.map(({ name, positionals, summary }) => [
      `\`${[name, ...positionals.map(wordOf)].join(' ')}\``,
      summary,
    ]),
  ),
  diagnostics: table(
    ['code', 'severity', 'meaning', 'what to do'],
    Object.entries(CATALOGUE).map(([code, { severity, title, remedy }]) => [
      `\`${code}\``,
      severity,
      title,
      remedy.replaceAll('|', '\\|'),
    ]),
  ),
};

describe('tables', () => {
  test.each(Object.keys(TABLES))('the table of %s is made from the code', async (name) => {
    const pattern = new RegExp(`<!-- ${name} -->[\\s\\S]*<!-- /${name} -->`);
    const made = `<!-- ${name} -->\n\n${TABLES[name]}\n\n<!-- /${name} -->`;
    const now = readFileSync(path, 'utf8');
    const options = { ...(await resolveConfig(path)), parser: 'markdown' };
    const wanted = await format(
      now.replace(pattern, () => made),
      options,
    );
    if (env['UPDATE_README']) writeFileSync(path, wanted);
    else expect(now).toBe(wanted);
  });
});

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
    if (!existsSync(join(root, 'dist/index.js'))) {
      execFileSync(execPath, ['esbuild.config.mjs'], { cwd: root });
    }
    mkdirSync(bin);
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(root, join(folder, 'node_modules/gnn-model-registry'));
    for (const name of ['gnn-registry', '4_model_registry']) {
      symlinkSync(join(root, `dist/${name}.js`), join(bin, name));
    }
  }, 60_000);

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

  function runExcerpt({ text, attributes }: Block): void {
    const file = readFileSync(join(folder, attributes['excerpt'] ?? ''), 'utf8');
    const steps = attributes['at']?.split('.') ?? [];
    const found: unknown = steps.reduce((node, key) => node[key], JSON.parse(file));
    expect(found).toMatchObject(JSON.parse(text));
  }

  for (const [index, block] of blocks.entries()) {
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

  test('the two commands of the start are the ones that work', () => {
    const start = blocks.filter(({ language }) => language === 'sh').map(({ text }) => text.trim());
    expect(start.slice(0, 2)).toEqual(['npm ci && npm start', 'npm ci && npm test']);
  });
});
