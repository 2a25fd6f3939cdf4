/** Lines up to the cursor, and what can stand there: the program and every shell agree on them. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What begins like the last word; of paths, those in the folder that `makeFolder` makes. */
export const LINES: readonly [line: string, offers: readonly string[]][] = [
  ['gnn-registry promo', ['promote']],
  ['gnn-registry tag ', ['add', 'rm', 'list']],
  ['gnn-registry --quiet tag a', ['add']],
  ['gnn-registry show ag', ['agent']],
  ['gnn-registry show agent@1', ['agent@1.0.0']],
  ['gnn-registry show --output-dir ~/o s', ['spare']],
  ['gnn-registry tag add agent prod', ['production']],
  ['gnn-registry tag add agent --reas', ['--reason']],
  ['gnn-registry health s', ['set']],
  ['gnn-registry health set agent de', ['degraded']],
  ['gnn-registry --actor me health set agent loa', ['loading']],
  ['gnn-registry binding update agent --status ', ['active', 'inactive', 'degraded', 'failed']],
  ['gnn-registry binding update agent --status=fa', ['--status=failed']],
  ['gnn-registry binding list --format nd', ['ndjson']],
  ['gnn-registry export add agent --format ', []],
  ['gnn-registry export add agent --format on', []],
  ['gnn-registry compare agent lamp ag', ['agent']],
  ['gnn-registry completion ', ['bash', 'zsh', 'fish']],
  ['gnn-registry help rollb', ['rollback']],
  ['gnn-registry help tag r', ['rm']],
  ['gnn-registry --prof', ['--profile']],
  ['gnn-registry --profile r', ['research']],
  ['gnn-registry use -- lam', ['lamp']],
  ['gnn-registry use -- --a', []],
  ['gnn-registry run ', []],
  ['gnn-registry nonsense ', []],
];

/** Lines behind which paths stand. */
export const PATH_LINES: readonly [line: string, paths: string, offers: readonly string[]][] = [
  ['gnn-registry import set', 'file', ['settings.yaml']],
  ['gnn-registry diff set', 'file', ['settings.yaml']],
  ['gnn-registry list --config set', 'file', ['settings.yaml']],
];

/** A folder with files, a registry, and another one in `o`; it is also the home of who asks. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gnn-completion-'));
  mkdirSync(join(folder, 'specs'));
  writeFileSync(join(folder, 'settings.yaml'), '');
  writeRegistry(join(folder, 'output'), {
    agent: ['1.0.0', '2.0.0'],
    lamp: ['1.0.0'],
    'x$(touch pwned)': ['1.0.0'],
  });
  writeRegistry(join(folder, 'o'), { spare: ['1.0.0'] });
  return folder;
}

/** Writes a registry as other programs do, whose ids can be anything. */
export function writeRegistry(
  output: string,
  versions: Readonly<Record<string, readonly string[]>>,
): string {
  const models = Object.entries(versions).map(([id, numbers]) => [
    id,
    { model_id: id, versions: Object.fromEntries(numbers.map((it) => [it, {}])) },
  ]);
  const path = join(output, '4_model_registry_output', 'model_registry.json');
  mkdirSync(join(output, '4_model_registry_output'), { recursive: true });
  writeFileSync(path, JSON.stringify({ models: Object.fromEntries(models) }));
  return path;
}
