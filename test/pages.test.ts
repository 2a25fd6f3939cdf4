/** The pages for users: their parts that are made from the code, their links, and the README's size. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { env } from 'node:process';
import { format } from 'oxfmt';
import type { FormatOptions, OxfmtConfig } from 'oxfmt';
import { describe, expect, test } from 'vitest';
import { PARTS } from './support/page-parts.js';
import { PAGES, ROOT, listBlocks, readPage } from './support/pages.js';

const MARKED = /<!-- (\w+) -->[\s\S]*?<!-- \/\1 -->/g;

/** How pages are laid out. */
const STYLE = JSON.parse(readFileSync(join(ROOT, '.oxfmtrc.json'), 'utf8')) as OxfmtConfig;

function styleOf(page: string): FormatOptions {
  const { printWidth, singleQuote, overrides = [] } = STYLE;
  const own = overrides.filter(({ files }) => files.includes(page));
  return Object.assign({ printWidth, singleQuote }, ...own.map(({ options }) => options));
}

/** A page with the parts that the code has now. */
async function remake(page: string): Promise<string> {
  const text = readPage(page).replace(MARKED, (_, name: string) => {
    const part = PARTS[name]?.() ?? expect.unreachable(`no part ${name}`);
    return `<!-- ${name} -->\n\n${part}\n\n<!-- /${name} -->`;
  });
  const { code, errors } = await format(page, text, styleOf(page));
  expect(errors).toEqual([]);
  return code;
}

describe('parts that are made from the code (UPDATE_PAGES=1 writes them)', () => {
  test.each(PAGES)('%s', async (page) => {
    const made = await remake(page);
    if (env['UPDATE_PAGES']) writeFileSync(join(ROOT, page), made);
    else expect(readPage(page)).toBe(made);
  });

  test.each(Object.keys(PARTS))('%s is on one page', (name) => {
    expect(PAGES.filter((page) => readPage(page).includes(`<!-- ${name} -->`))).toHaveLength(1);
  });
});

test.each(PAGES)('%s leads to files and headings that are there', (page) => {
  const links = [...readPage(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(
    ([, to]) => to ?? '',
  );
  for (const link of links) {
    const [path = '', heading] = link.split('#');
    const target = path === '' ? page : join(dirname(page), path);
    expect(existsSync(join(ROOT, target)), link).toBe(true);
    if (heading !== undefined) expect(listHeadings(target), link).toContain(heading);
  }
});

/** The headings of a page, as links name them. */
function listHeadings(page: string): string[] {
  return [...readPage(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('the README', () => {
  test('has at most 250 lines', () => {
    expect(readPage('README.md').split('\n').length).toBeLessThanOrEqual(251);
  });

  test('starts with the two commands that work', () => {
    const start = listBlocks('README.md').filter(({ language }) => language === 'sh');
    expect(start.slice(0, 2).map(({ text }) => text.trim())).toEqual([
      'npm ci && npm start',
      'npm ci && npm test',
    ]);
  });

  test('leads to every page', () => {
    for (const page of PAGES.slice(1)) expect(readPage('README.md')).toContain(`(${page}`);
  });
});
