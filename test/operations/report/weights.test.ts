/** The report on a registry with models of weights. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ReportOutput } from '../../../src/operations/generated/shapes.js';
import { renderReportHtml } from '../../../src/operations/report/html.js';
import { renderReportMarkdown } from '../../../src/operations/report/markdown.js';
import {
  LLAMA_VALUES,
  makeGguf,
  makeSafetensors,
  smallModel,
} from '../../support/weights-files.js';
import { openWeightsWorkspace, type WeightsWorkspace } from '../../support/weights-workspace.js';

let place: WeightsWorkspace;
beforeEach(() => {
  place = openWeightsWorkspace();
});
afterEach(() => place.remove());

test('a table has the facts of each, what loading takes, and how it is served', async () => {
  const tiny = makeGguf({ values: LLAMA_VALUES, tensors: smallModel('Q4_K') });
  place.write('weights/tiny.gguf', tiny);
  // Its name says nothing, and its file as little.
  const plain = makeSafetensors([{ name: 'w', shape: [4, 8], type: 'F16' }]);
  place.write('weights/plain.safetensors', plain);
  await place.discover({ register: true });
  await place.call('serving set', { id: 'tiny', default: true });
  const report = await place.call<ReportOutput>('report', {});
  const markdown = renderReportMarkdown(report);
  const [, table = ''] = markdown.split('## Weights');
  const rows = table.split('\n').filter((line) => line.startsWith('| '));
  const cells = rows.map((row) =>
    row
      .split('|')
      .map((it) => it.trim())
      .slice(1, -1),
  );
  const [heads, , plainRow, tinyRow] = cells;
  expect(heads?.slice(-2)).toEqual(['memory to load', 'served']);
  expect(plainRow).toEqual([
    'plain',
    '1.0.0',
    '',
    '32',
    'F16',
    '',
    '',
    '1',
    `${plain.length} B`,
    '64 B',
    'enabled',
  ]);
  expect(tinyRow?.slice(0, 8)).toEqual([
    'tiny',
    '1.0.0',
    'llama',
    '263K',
    'Q4_K_M',
    '2048',
    'apache-2.0',
    '5',
  ]);
  expect(tinyRow?.at(-1)).toBe('default');
  const html = renderReportHtml(report, new Map());
  expect(html).toContain('memory to load');
  expect(html).toContain('Q4_K_M');
  // Nothing is said of what only a spec has.
  expect(markdown).toContain('2 models, 2 versions');
  expect(markdown).not.toMatch(/variable|connection/i);
});

test('a registry without weights has no such section', async () => {
  await place.discover({ register: true });
  const report = await place.call<ReportOutput>('report', {});
  expect(renderReportMarkdown(report)).not.toContain('Weights');
});
