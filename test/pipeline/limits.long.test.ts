/** Limits of time, in the built program: only that reads large files in a worker. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Summary } from '../../src/domain/model.js';
import type { Workshop } from '../support/registry-workshop.js';
import { openWorkshop } from '../support/registry-workshop.js';
import { soundSpec } from '../support/spec-text.js';

const BIN = join(import.meta.dirname, '../../dist/gnn-registry.js');

let shop: Workshop;

beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(() => shop.remove());

function build(...flags: string[]): { status: number | null; answer: { data: Summary } } {
  const args = [BIN, '--target-dir', 'in', '--json', ...flags];
  const { status, stdout } = spawnSync(execPath, args, { cwd: shop.cwd, encoding: 'utf8' });
  return { status, answer: JSON.parse(stdout) };
}

describe('the built program reads files that are large for their time in a worker', () => {
  const rows = Array.from({ length: 40_000 }, (_, index) => `${index / 40_000}`).join(', ');
  const large = soundSpec({
    InitialParameterization: `A={(0.9, 0.2), (0.1, 0.8)}\nD={(0.5, 0.5)}\nW=(${rows})`,
  });

  test('with the result that it would have here', async () => {
    await shop.write('in/large.md', large);
    await shop.write('in/small.md', soundSpec());
    await shop.write('rules.yaml', 'max_parse_seconds: 2\n');
    const { answer } = build('--output-dir', 'built', '--config', 'rules.yaml');
    const here = await shop.run();
    expect(answer.data.models).toEqual(here.models);
    expect(answer.data.diagnostics).toEqual(here.diagnostics);
  });

  test('and ends the one that takes too long; the others are registered', async () => {
    await shop.write('in/large.md', large);
    await shop.write('in/small.md', soundSpec());
    await shop.write('rules.yaml', 'max_parse_seconds: 0.001\n');
    const { status, answer } = build('--output-dir', 'built', '--config', 'rules.yaml');
    expect(status).toBe(2);
    expect(answer.data.new_models).toBe(1);
    expect(answer.data.refused_files).toMatchObject([
      { file_path: 'in/large.md', codes: ['GNN-E021'] },
    ]);
  });
});
