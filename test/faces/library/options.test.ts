import { availableParallelism, userInfo } from 'node:os';
import { cwd, env as environment } from 'node:process';
import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../src/domain/options.js';
import { processModelRegistry } from '../../../src/index.js';
import { operation, wording } from '../../../src/domain/wording.js';
import { completeOptions } from '../../../src/faces/library/options.js';
import { openWorkshop } from '../../support/registry-workshop.js';
import { soundSpec } from '../../support/spec-text.js';

test('omitted options have the defaults of the command', () => {
  const { options, env } = completeOptions({});
  expect(options).toEqual({
    targetDir: 'input/gnn_files',
    outputDir: 'output',
    database: null,
    registry: 'default',
    recursive: true,
    registryPath: null,
    queryOntology: null,
    profile: 'standard',
    bump: 'auto',
    mode: 'write',
    failOn: 'never',
    exitZeroOnFindings: false,
    rehash: false,
    report: false,
    graphs: false,
    jobs: availableParallelism(),
    lockTimeout: 30,
    settings: DEFAULT_SETTINGS,
  });
  expect(env.cwd).toBe(cwd());
  expect(Math.abs(env.now().getTime() - Date.now())).toBeLessThan(10_000);
  expect(env.elapsed()).toBeLessThanOrEqual(env.elapsed());
  expect(env.actor).toBe(environment['USER'] || environment['USERNAME'] || userInfo().username);
  expect(Object.keys(env).toSorted()).toEqual(['actor', 'cwd', 'elapsed', 'now', 'showsInfos']);
});

test('given options are used, each setting individually', () => {
  const notices: string[] = [];
  const { options, env } = completeOptions({
    bump: 'major',
    settings: { max_versions: 3 },
    onNotice: (notice) => notices.push(notice),
  });
  expect(options).toMatchObject({
    bump: 'major',
    settings: { max_versions: 3, auto_version: true },
  });
  env.onNotice?.('It is locked.');
  env.onNotice?.(wording`${operation('rebuild')} makes it again.`);
  expect(notices).toEqual(['It is locked.', '`rebuildRegistry()` makes it again.']);
});

test('the step runs on its default folders', async () => {
  const shop = await openWorkshop();
  try {
    await shop.write('input/gnn_files/agent.md', soundSpec());
    const summary = await processModelRegistry({ cwd: shop.cwd });
    expect(summary.registry_path).toBe('output/4_model_registry_output/model_registry.json');
    const registry = JSON.parse(await shop.text(summary.registry_path));
    expect(registry.models.agent.file_path).toBe('input/gnn_files/agent.md');
  } finally {
    await shop.remove();
  }
});
