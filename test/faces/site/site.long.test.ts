/** The page in a browser, from a file and from a server. */
import { createReadStream, existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { env } from 'node:process';
import { pathToFileURL } from 'node:url';
import { type Browser, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HAS_CHROMIUM, launchChromium } from '../../support/chromium.js';
import { callBuilt } from '../../support/built-program.js';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
const HOSTILE = '<img src=x onerror=alert(1)> [x](javascript:alert(1))';

const PATIENCE = { timeout: 20_000 };

let cwd = '';
let browser: Browser;
let server: Server;
let origin = '';

async function program(...argv: string[]): Promise<string> {
  const { PATH = '' } = env;
  const answer = await callBuilt('gnn-registry', argv, { cwd, env: { PATH } });
  expect(answer.exitCode, answer.stderr).not.toBe(1);
  return answer.stdout;
}

/** Whether the browser could draw an image. */
function isDrawn(image: Locator): Promise<boolean> {
  return image.evaluate((it: { naturalWidth: number }) => it.naturalWidth > 0);
}

/** Opens a page; whatever it complains of, or asks of others, is collected. */
async function open(from: string, hash = ''): Promise<{ page: Page; problems: string[] }> {
  const base = from === 'a file' ? pathToFileURL(join(cwd, 'page/index.html')).href : origin;
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('console', (it) => {
    if (it.type() === 'error') problems.push(it.text());
  });
  page.on('pageerror', (it) => problems.push(it.message));
  page.on('dialog', (it) => {
    problems.push(it.message());
    void it.dismiss();
  });
  page.on('request', (it) => {
    if (!/^(?:file|data):/.test(it.url()) && !it.url().startsWith(origin)) problems.push(it.url());
  });
  await page.goto(base + hash);
  await page.waitForSelector('h1');
  return { page, problems };
}

const missing = !HAS_CHROMIUM;

describe.skipIf(missing)('the page (skipped without Chromium)', () => {
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'gnn-site-'));
    await cp(resolve('input/gnn_files'), join(cwd, 'specs'), { recursive: true });
    await program('--target-dir', 'specs');
    const path = join(cwd, 'specs/multi_agent/two_tugboats.md');
    const text = await readFile(path, 'utf8');
    const hostile = text.replaceAll('Two Tugboats and a Barge', HOSTILE);
    await writeFile(path, hostile);
    await program('--target-dir', 'specs');
    await writeFile(path, hostile.replace('## Connections', '## Connections\ns_agent1>s_agent2'));
    await program('--target-dir', 'specs');
    await program('metrics', 'set', 'glider_altitude', 'accuracy=0.9');
    await program('site', '-o', 'page');
    const root = join(cwd, 'page');
    server = createServer(({ url = '/' }, response) => {
      const { pathname } = new URL(url, 'http://localhost');
      const file = join(root, pathname === '/' ? 'index.html' : pathname);
      if (!existsSync(file)) response.writeHead(404).end();
      else {
        response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/plain' });
        createReadStream(file).pipe(response);
      }
    });
    await new Promise<void>((done) => {
      server.listen(0, '127.0.0.1', done);
    });
    const address = server.address();
    origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
    browser = await launchChromium();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
    await rm(cwd, { recursive: true, force: true });
  }, 60_000);

  describe.each(['a file', 'a server'])('from %s', (from) => {
    test('finds a model, opens it, and goes back to what was found', async () => {
      const { page, problems } = await open(from);
      await page.keyboard.press('/');
      await page.keyboard.type('glider');
      await expect.poll(() => page.locator('.rows li').count(), PATIENCE).toBe(1);
      await page.keyboard.press('Tab');
      await page.click('a.model');
      await page.waitForSelector('article .picture');
      expect(await page.textContent('article h1')).toBe('Glider Altitude Tracking');
      expect(await page.locator('.matrix').count()).toBeGreaterThan(2);
      expect(await page.locator('.plot').count()).toBe(1);
      await page.goBack();
      await page.waitForSelector('.rows');
      expect(await page.inputValue('input[type=search]')).toBe('glider');
      expect(problems).toEqual([]);
      await page.close();
    });

    test('filters as the list does, and the address keeps it', async () => {
      const { page } = await open(from, '#/?kind=MULTI_AGENT');
      await expect.poll(() => page.locator('.rows li').count(), PATIENCE).toBe(1);
      expect(await page.textContent('.bar [role=status]')).toBe('1 of 16 models');
      await page.selectOption('select', '');
      await expect.poll(() => page.locator('.rows li').count(), PATIENCE).toBe(16);
      await page.close();
    });

    test('filters by metrics and sorts, by keyboard, under names and an address', async () => {
      const { page, problems } = await open(from);
      await page.getByLabel('metrics').focus();
      await page.keyboard.type('accuracy>');
      const help = page.locator('#metrics-help');
      await expect.poll(() => help.textContent(), PATIENCE).toBe('not a condition: accuracy>');
      expect(await page.textContent('.bar [role=status]')).toBe('16 models');
      await page.keyboard.type('0.5');
      await expect.poll(() => page.locator('.rows li').count(), PATIENCE).toBe(1);
      expect(await help.textContent()).toBe('');
      expect(page.url()).toContain('#/?metrics=accuracy%3E0.5');
      await page.getByRole('link', { name: 'Clear' }).press('Enter');
      await expect.poll(() => page.locator('.rows li').count(), PATIENCE).toBe(16);
      await page.getByLabel('sort').selectOption({ label: 'best accuracy first' });
      const first = page.locator('.rows li:first-child .id');
      await expect.poll(() => first.textContent(), PATIENCE).toBe('glider_altitude');
      await page.goto(page.url().replace(/#.*/, '#/?ontology=HiddenState&sort=-name'));
      const title = page.locator('.rows li:first-child b');
      await expect.poll(() => title.textContent(), PATIENCE).toBe('Tuning Apprentice');
      expect(await page.getByRole('combobox', { name: 'ontology' }).inputValue()).toBe(
        'HiddenState',
      );
      expect(await page.textContent('.command code')).toBe(
        'gnn-registry list --ontology HiddenState --sort=-name',
      );
      expect(problems).toEqual([]);
      await page.close();
    });

    test('shows the difference of two versions, and models beside each other', async () => {
      const { page, problems } = await open(from, '#/model/two_tugboats');
      await page.click('.timeline li:nth-child(2) a');
      await page.waitForSelector('.diff .added');
      expect(page.url()).toContain('#/diff/two_tugboats/1.0.0/1.0.1');
      expect(await page.textContent('.diff .added')).toContain(HOSTILE);
      const image = page.locator('.difference .picture');
      await expect.poll(() => isDrawn(image), PATIENCE).toBe(true);
      await page.goto(page.url().replace(/#.*/, '#/compare/glider_altitude/bee_meadow_trip'));
      await page.waitForSelector('.columns section:nth-child(2) .picture');
      expect(problems).toEqual([]);
      await page.close();
    });
  });

  test('draws the step between two versions as `diff` does, and any others beside each other', async () => {
    const { page } = await open('a file', '#/diff/two_tugboats/1.0.1/1.1.0');
    const image = page.locator('.difference .picture');
    await expect.poll(() => image.count(), PATIENCE).toBe(1);
    const shown = await readFile(
      join(cwd, 'page', (await image.getAttribute('src')) ?? ''),
      'utf8',
    );
    expect(shown).toContain('class="mark mark-added"');
    const sides = ['two_tugboats@1.0.1', 'two_tugboats@1.1.0'];
    expect(shown).toBe(await program('diff', ...sides, '--format', 'svg'));
    await page.selectOption('.sides label:first-child select', '1.0.0');
    await page.waitForSelector('.both');
    expect(await image.count()).toBe(2);
    for (const at of [0, 1]) await expect.poll(() => isDrawn(image.nth(at)), PATIENCE).toBe(true);
    expect(await page.locator('.both figcaption').allTextContents()).toEqual(['1.0.0', '1.1.0']);
    await page.close();
  });

  test('is written again without drawing anything anew, and without what is gone', async () => {
    const pictures = await readdir(join(cwd, 'page/pictures'));
    const [first = ''] = pictures;
    const path = join(cwd, 'page/pictures', first);
    const [drawn, { mtimeMs }] = [await readFile(path), await stat(path)];
    const stale = join(cwd, 'page/pictures', `${'0'.repeat(40)}.svg`);
    await cp(path, stale);
    await cp(join(cwd, 'page/data/models-0.js'), join(cwd, 'page/data/models-9.js'));
    await writeFile(join(cwd, 'page/pictures/logo.svg'), drawn);
    const said = await program('site', '-o', 'page');
    expect(said).toBe(`page/index.html shows 16 models with ${pictures.length} pictures\n`);
    expect((await stat(path)).mtimeMs).toBe(mtimeMs);
    expect((await readdir(join(cwd, 'page/pictures'))).toSorted()).toEqual(
      [...pictures, 'logo.svg'].toSorted(),
    );
    expect(await readdir(join(cwd, 'page/data'))).toEqual(['index.js', 'models-0.js']);
  });

  test.each([
    '',
    '#/?metrics=los&sort=-updated&tag=none',
    '#/model/two_tugboats',
    '#/diff/two_tugboats/1.0.0/1.0.1',
    '#/registry',
    '#/compare/glider_altitude/bee_meadow_trip',
  ])('has nothing that a screen reader cannot use: %s', async (hash) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await open('a server', hash);
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(300);
      // The policy of the page allows no other script, so that it comes from the tool.
      const source = await readFile(resolve('node_modules/axe-core/axe.min.js'), 'utf8');
      const found = await page.evaluate(`${source}; axe.run()`);
      const { violations } = found as { violations: { id: string; nodes: { html: string }[] }[] };
      expect(violations.map((it) => [it.id, it.nodes[0]?.html])).toEqual([]);
      await page.close();
    }
  });

  test('a name with markup is text', async () => {
    const { page, problems } = await open('a file', '#/model/two_tugboats');
    await page.waitForSelector('article .picture');
    expect(await page.textContent('article h1')).toBe(HOSTILE);
    expect(await page.locator('main img[src=x]').count()).toBe(0);
    expect(problems).toEqual([]);
    await page.close();
  });
});
