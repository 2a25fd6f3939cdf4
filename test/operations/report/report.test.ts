/** The report on a registry, as Markdown and as a page. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { REPORT } from '../../../src/operations/queries/report.js';
import { renderReportHtml } from '../../../src/operations/report/html.js';
import { renderReportMarkdown } from '../../../src/operations/report/markdown.js';
import { runCli } from '../../../src/faces/cli/index.js';
import { captureIo } from '../../faces/cli/harness.js';
import { STEP } from '../../support/registry-workshop.js';
import { soundSpec } from '../../support/spec-text.js';
import { BASE, MAJOR, openBench, type Bench } from '../harness.js';

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

async function cli(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const { io, written } = captureIo({ cwd: bench.cwd });
  return { code: await runCli([...argv, '--output-dir', 'out'], io), ...written };
}

test('says what changed since the last run, what is in use, and what comes from what', async () => {
  await bench.write('in/lamp.md', BASE);
  await bench.register(BASE, MAJOR);
  await cli('promote', 'agent@1.0.0', 'production');
  expect(await cli('link', 'lamp', 'agent', '--kind', 'fine-tuned')).toMatchObject({ code: 0 });
  const { data } = await REPORT.query(await bench.open(), {});
  expect(data).toMatchObject({
    counts: { models: 2, versions: 3 },
    health: { status: 'healthy' },
    new_versions: [{ model_id: 'agent', version: '2.0.0', previous: '1.0.0', importance: 'major' }],
    total_new_versions: 1,
    in_use: [{ tag: 'production', model_id: 'agent', version: '1.0.0' }],
    lineage: [{ child: 'lamp', parent: 'agent', kind: 'fine-tuned' }],
  });
  expect(data.events.map((it) => it.action)).toEqual(['link', 'promote']);
  const markdown = renderReportMarkdown(data);
  expect(markdown).toContain('| agent | 1.0.0 → 2.0.0 | major |');
  expect(markdown).toContain('  m0 -->|fine-tuned| m1');
});

test('goes back to a date, and refuses what is none', async () => {
  await bench.register(BASE, MAJOR);
  const { data } = await REPORT.query(await bench.open(), { since: '1970-01-01' });
  expect(data.total_new_versions).toBe(2);
  const refused = await cli('report', '--since', 'yesterday');
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('is not a time')]);
});

test('a run writes it on request, and the same one for the same registry', async () => {
  await bench.register(BASE);
  await bench.run({ report: true });
  const before = await bench.text(`${STEP}/registry_report.md`);
  expect(before).toContain('1 model, 1 version');
  await bench.run({ report: true, rehash: true });
  expect(await bench.text(`${STEP}/registry_report.md`)).toBe(before);
});

describe('a hostile name is text', () => {
  const ATTACKS = [
    '<script>alert(1)</script>',
    '[x](javascript:alert(1))',
    '| a | b |',
    '`code` **bold** <img src=x onerror=alert(1)>',
    '"><svg onload=alert(1)>',
  ];

  test.each(ATTACKS)('%s', async (name) => {
    await bench.register(BASE, soundSpec({ Footer: 'x' }));
    await cli('update', 'agent', '--note', `k=${name}`);
    await cli('health', 'set', 'agent', 'unhealthy', '--message', name);
    const { data } = await REPORT.query(await bench.open(), {});
    const hostile = {
      ...data,
      events: [{ ...data.events[0], at: data.updated_at, actor: name, action: name }].map((it) => ({
        model_id: name,
        version: null,
        changed: name,
        ...it,
      })),
      lineage: [{ child: name, parent: 'agent', version: null, kind: 'derived' }],
    };
    const html = renderReportHtml(hostile, new Map([[name, '<svg/>']]));
    expect(html).not.toMatch(/<script|<img src=x|<svg onload/);
    expect(html).toContain("default-src 'none'");
    const markdown = renderReportMarkdown(hostile);
    expect(markdown).not.toMatch(/(?<!\\)<(?:script|img|svg)|(?<!\\)\[x\]/);
    for (const line of markdown.split('\n').filter((it) => it.startsWith('  m'))) {
      expect(line).toMatch(/^ {2}m\d+(?:\["[^"<>[\]`]*"\]| -->\|[a-z-]+\| m\d+)$/u);
    }
  });
});
