import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ResolvedSettings } from '../../src/domain/settings.js';
import type { Summary } from '../../src/domain/model.js';
import { DEFAULT_SETTINGS } from '../../src/domain/options.js';
import type { Workshop } from '../support/registry-workshop.js';
import { openWorkshop } from '../support/registry-workshop.js';
import { soundSpec } from '../support/spec-text.js';

let shop: Workshop;

beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(() => shop.remove());

function runWith(settings: Partial<ResolvedSettings>): Promise<Summary> {
  return shop.run({ settings: { ...DEFAULT_SETTINGS, ...settings } });
}

const codes = ({ refused_files }: Summary): string[] => refused_files.flatMap((it) => it.codes);

describe('a spec over a limit of the settings is refused', () => {
  const spec = soundSpec({
    InitialParameterization: 'A={(0.9, 0.2), (0.1, 0.8)}\nD={(0.5, 0.5)}\nW=[[[1]]]',
  });

  test.each<[Partial<ResolvedSettings>, string]>([
    [{ max_file_size: 100 }, 'GNN-E011'],
    [{ max_front_matter_size: 5 }, 'GNN-E009'],
    [{ max_structural_lines: 3 }, 'GNN-E017'],
    [{ max_lines: 10 }, 'GNN-E017'],
  ])('%j', async (settings, code) => {
    await shop.write('in/a.md', `---\nauthor: somebody\n---\n${spec}`);
    await shop.write('in/b.md', soundSpec());
    expect(codes(await runWith(settings))).toContain(code);
    expect(codes(await runWith({}))).toEqual([]);
  });

  test.each<[Partial<ResolvedSettings>, string, string]>([
    [{ max_value_depth: 2 }, 'GNN-E018', 'nested more than 2 deep'],
    [{ max_tensor_elements: 3 }, 'GNN-E020', 'more than 3 elements'],
  ])('%j: the value is not read, and that is an error', async (settings, code, words) => {
    await shop.write('in/a.md', spec);
    const { diagnostics } = await runWith(settings);
    const found = diagnostics.list.filter((it) => it.code === code);
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]?.message).toContain(words);
    expect((await runWith({})).diagnostics.counts[code]).toBeUndefined();
  });
});

test('more findings than are kept are counted, the gravest are kept', async () => {
  const lines = Array.from({ length: 30 }, (_, index) => `no connection ${index}`).join('\n');
  await shop.write('in/a.md', soundSpec({ Connections: `D>s\ns-A\nA-o\nA-ghost\n${lines}` }));
  const all = await runWith({});
  expect(all.diagnostics.counts).toMatchObject({ 'GNN-E005': 30, 'GNN-W002': 1 });
  const { diagnostics } = await runWith({ max_diagnostics: 10 });
  expect(diagnostics.counts).toEqual({ 'GNN-E005': 10, 'GNN-I011': 1 });
  expect(diagnostics.list.at(0)?.message).toBe(
    '21 more findings are not reported; correct the reported ones first',
  );
  const metadata = await shop.metadata('a');
  expect(metadata.diagnostics).toHaveLength(11);
});
