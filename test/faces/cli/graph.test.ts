/** `graph`, and the pictures of `diff`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLValidator } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderPng } from '../../../src/pictures/png.js';
import { soundSpec } from '../../support/spec-text.js';
import { openCliBench, parseEnvelope, type CliBench } from './bench.js';

let bench: CliBench;
beforeAll(async () => {
  bench = await openCliBench();
  await bench.register(
    soundSpec(),
    soundSpec({ InitialParameterization: 'A={(0.9, 0.3), (0.1, 0.7)}\nD={(0.5, 0.5)}' }),
  );
}, 120_000);
afterAll(() => bench.remove());

const SMALL = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
const hasPng = await renderPng(SMALL).then(
  () => true,
  () => false,
);
/** PNG needs an optional package, and a font. */
const testPng = test.skipIf(!hasPng);

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

describe('graph', () => {
  test('draws a version, or a file that is not registered, without writing anything else', async () => {
    await bench.write('draft.md', soundSpec());
    const [version, file] = [
      await bench.cli('graph agent@1.0.0'),
      await bench.cli('graph draft.md'),
    ];
    expect(version).toMatchObject({ exitCode: 0, err: '' });
    expect(XMLValidator.validate(version.out)).toBe(true);
    expect(file.out).toBe(version.out);
  });

  test('draws a file where there is no registry', async () => {
    const empty = await openCliBench();
    await empty.write('draft.md', soundSpec());
    expect((await empty.cli('graph draft.md')).out).toMatch(/^<svg /);
    await empty.remove();
  });

  testPng(
    'takes the format from the name of the file, and replaces nothing unless forced',
    async () => {
      const drawn = await bench.cli('graph agent -o agent.png');
      expect(drawn.out).toMatch(/^agent@1\.1\.0 drawn in agent\.png \(png, \d+×\d+\)\n$/);
      expect(readFileSync(join(bench.cwd, 'agent.png')).subarray(0, 4)).toEqual(PNG);
      const again = await bench.cli('graph agent --matrices -o agent.png');
      expect(again.exitCode).toBe(1);
      expect(again.err).toContain('--force');
      expect((await bench.cli('graph agent --matrices -o agent.png --force')).exitCode).toBe(0);
    },
  );

  testPng('gives the bytes of a PNG to a pipe, and none to a terminal', async () => {
    const piped = await bench.cli('graph agent --format png');
    expect(piped.out).toMatch(/^.PNG\r\n/);
    const shown = await bench.cli('graph agent --format png', { stdoutColumns: 80 });
    expect(shown.exitCode).toBe(1);
    expect(shown.err).toContain('Write it to a file with --output FILE');
  });

  testPng('gives programs the picture and what it is', async () => {
    const { data } = parseEnvelope(await bench.cli('graph agent --format png --json'));
    expect(data).toMatchObject({
      reference: 'agent@1.1.0',
      model_id: 'agent',
      style: 'factor',
      form: 'graph',
      encoding: 'base64',
    });
    const { content } = data as { content: string };
    expect(Buffer.from(content, 'base64').subarray(0, 4)).toEqual(PNG);
  });

  test.each([
    ['graph nobody', 'no model'],
    ['graph missing.md', 'missing.md'],
    ['graph agent --format dot --matrices', 'dot has no way to draw matrices'],
    ['graph agent --force', '--force requires --output'],
    ['graph agent -o in/agent.md', 'is a spec'],
  ])('%s is refused', async (line, reason) => {
    const { exitCode, out, err } = await bench.cli(line);
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
    expect(err).toContain(reason);
  });
});

describe('diff', () => {
  test('draws what changed, and by how much', async () => {
    const { exitCode, out } = await bench.cli('diff agent@1.0.0 agent --format svg');
    expect(exitCode).toBe(0);
    expect(XMLValidator.validate(out)).toBe(true);
    expect(out).toContain('agent@1.0.0 → agent@1.1.0');
    expect(out).toContain('class="mark mark-changed"');
    expect(out).toContain('>2×2 · difference<');
    expect(out).toContain('<title>0.2 → 0.3</title>');
  });

  test('writes a page that loads and runs nothing', async () => {
    const { out } = await bench.cli('diff agent@1.0.0 agent --format html');
    expect(out).toMatch(/^<!doctype html>/);
    expect(out).toContain('default-src &#39;none&#39;'.replaceAll('&#39;', "'"));
    expect(out).not.toMatch(/<script|<link|<img|src=/);
  });
});
