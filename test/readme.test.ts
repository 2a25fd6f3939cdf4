/** The README's tables are made from the code; `UPDATE_README=1` writes them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { format, resolveConfig } from 'prettier';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../src/faces/cli/commands/index.js';
import { FLAGS } from '../src/faces/cli/options.js';
import { README_BLOCKS } from './support/readme-blocks.js';
import { commandsTable, table } from './support/readme-tables.js';
import { CATALOGUE } from '../src/domain/catalogue.js';

const path = join(import.meta.dirname, '../README.md');

const TABLES: Record<string, string> = {
  flags: table(
    ['flag', 'default', ''],
    FLAGS.map((flag) => {
      const value = flag.choices?.join('\\|') ?? flag.placeholder;
      const name = `\`--${flag.name}${value === undefined ? '' : ` ${value}`}\``;
      return [name, flag.default ?? '', flag.description];
    }),
  ),
  commands: commandsTable(COMMANDS),
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

test('the two commands of the start are the ones that work', () => {
  const start = README_BLOCKS.filter(({ language }) => language === 'sh').map(({ text }) =>
    text.trim(),
  );
  expect(start.slice(0, 2)).toEqual(['npm ci && npm start', 'npm ci && npm test']);
});
