/** A rollback that rewrites a spec file of many megabytes. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { soundSpec } from '../../support/spec-text.js';
import { BASE, openBench, rollBack, type Bench } from '../harness.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

test('a rollback rewrites a spec over the usual limit where the settings allow it', async () => {
  const { settings } = bench.place().options;
  const large = { settings: { ...settings, max_file_size: 20e6 } };
  const half = 'x'.repeat(9e6);
  const long = `${soundSpec({ Footer: half })}\n${half}\n`;
  for (const text of [BASE, long]) {
    await bench.write('in/agent.md', text);
    const { diagnostics } = await bench.run({ settings: { max_file_size: 20e6 } });
    expect(diagnostics.list).toEqual([]);
  }
  await rollBack(bench.place(large), 'agent', '1.0.0', true);
  expect(await bench.text('in/agent.md')).toBe(BASE);
});
