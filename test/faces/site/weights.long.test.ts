/** The page of a model of weights, in a browser. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { env } from 'node:process';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { HAS_CHROMIUM, launchChromium } from '../../support/chromium.js';
import { callBuilt } from '../../support/built-program.js';
import { LLAMA_VALUES, makeGguf, smallModel } from '../../support/weights-files.js';
import { openWeightsWorkspace } from '../../support/weights-workspace.js';

test.skipIf(!HAS_CHROMIUM)(
  'shows facts and a table of tensors, and no empty sections of a spec (skipped without Chromium)',
  async () => {
    const place = openWeightsWorkspace();
    const browser = await launchChromium();
    try {
      const tensors = smallModel('Q4_K');
      place.write('weights/tiny.gguf', makeGguf({ values: LLAMA_VALUES, tensors }));
      await place.discover({ register: true });
      const { PATH = '' } = env;
      const options = { cwd: place.cwd, env: { PATH } };
      const made = await callBuilt('gnn-registry', ['site', '-o', 'page'], options);
      expect(made.exitCode, made.stderr).toBe(0);
      const page = await browser.newPage();
      const problems: string[] = [];
      page.on('pageerror', (it) => problems.push(it.message));
      await page.goto(`${pathToFileURL(join(place.cwd, 'page/index.html')).href}#/model/tiny`);
      await page.waitForSelector('article');
      const titles = await page.locator('article h2').allTextContents();
      expect(titles).toContain('Tensors');
      for (const title of ['Variables', 'Matrices', 'Connections', 'Equations']) {
        expect(titles).not.toContain(title);
      }
      expect(await page.textContent('dl.facts')).toContain('Memory to loadat least');
      const rows = page.getByRole('region', { name: 'Tensors, table' }).locator('tbody tr');
      expect(await rows.count()).toBe(tensors.length);
      expect(await rows.last().textContent()).toBe('token_embd.weightQ4_K512 × 256');
      expect(await page.locator('article .picture').count()).toBe(0);
      expect(problems).toEqual([]);
    } finally {
      await browser.close();
      await rm(place.cwd, { recursive: true, force: true });
    }
  },
  60_000,
);
