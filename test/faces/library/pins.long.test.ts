/**
 * A change in the library means the version that it meant when it was asked, whatever another process
 * registers before it is saved.
 */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Entry, Registry } from '../../../src/domain/model.js';
import { ModelRegistry } from '../../../src/index.js';
import { OPERATIONS } from '../../../src/operations/table.js';
import type { OperationName } from '../../../src/operations/table.js';
import { callIn, makeExampleWorkspace } from '../../support/example-workspace.js';
import { startResident } from '../../support/resident.js';
import { soundSpec } from '../../support/spec-text.js';

const REGISTRY = 'output/4_model_registry_output/model_registry.json';
const MEANT = '2.0.0';
const LATER = '3.0.0';

interface Trial {
  /** What must be so before. */
  readonly before?: readonly string[];
  readonly ask: (registry: ModelRegistry) => Promise<unknown>;
  /** What another process does between; default: it registers a later version. */
  readonly between?: readonly string[];
  readonly expect: (entries: Readonly<Record<string, Entry>>) => void;
}

const metrics = (of: Entry | undefined, version: string) => of?.versions[version]?.metrics ?? {};

/** On both versions, the one that was meant first. */
const each = (of: Entry | undefined, look: (version: Entry['versions'][string]) => unknown) =>
  [MEANT, LATER].map((it) => {
    const version = of?.versions[it];
    return version === undefined ? undefined : look(version);
  });

const TRIALS: Partial<Record<OperationName, Trial>> = {
  'tag add': {
    ask: (it) => it.addTag('agent@latest', 'meant'),
    expect: ({ agent }) =>
      expect(each(agent, (it) => it.tags?.includes('meant') ?? false)).toEqual([true, false]),
  },
  'tag rm': {
    before: ['tag add agent@2.0.0 old', 'promote agent@2.0.0 stable'],
    ask: (it) => it.removeTag('agent@stable', 'old'),
    between: ['tag add agent@1.0.0 old', 'promote agent@1.0.0 stable'],
    expect: ({ agent }) => {
      expect(agent?.versions['1.0.0']?.tags).toEqual(['old', 'stable']);
      expect(agent?.versions[MEANT]?.tags ?? []).not.toContain('old');
    },
  },
  promote: {
    ask: (it) => it.promoteModel('agent', 'production'),
    expect: ({ agent }) => expect(each(agent, (it) => it.tags ?? [])).toEqual([['production'], []]),
  },
  'alias set': {
    ask: (it) => it.setAlias('agent', 'champion'),
    expect: ({ agent }) => expect(agent?.aliases?.['champion']?.version).toBe(MEANT),
  },
  'metrics set': {
    ask: (it) => it.setMetrics('agent', { accuracy: 0.9 }),
    expect: ({ agent }) => {
      expect(metrics(agent, MEANT)).toEqual({ accuracy: 0.9 });
      expect(metrics(agent, LATER)).toEqual({});
    },
  },
  'metrics rm': {
    before: ['metrics set agent accuracy=0.9'],
    ask: (it) => it.removeMetrics('agent@latest', ['accuracy']),
    expect: ({ agent }) => expect(metrics(agent, MEANT)).toEqual({}),
  },
  'facts set': {
    ask: (it) => it.setFacts('agent', { region: 'eu' }),
    expect: ({ agent }) => expect(each(agent, (it) => it.facts?.region)).toEqual(['eu', undefined]),
  },
  'facts rm': {
    before: ['facts set agent --region eu'],
    ask: (it) => it.removeFacts('agent@latest', ['region']),
    expect: ({ agent }) => expect(each(agent, (it) => it.facts)).toEqual([undefined, undefined]),
  },
  'export add': {
    ask: (it) => it.addExportFormat('agent', { format: 'onnx', path: 'exports/agent.onnx' }),
    expect: ({ agent }) => expect(each(agent, (it) => it.exports?.length ?? 0)).toEqual([1, 0]),
  },
  'export rm': {
    before: ['export add agent --format onnx --path exports/agent.onnx'],
    ask: (it) => it.removeExport('agent@latest', 'onnx'),
    expect: ({ agent }) => expect(agent?.versions[MEANT]?.exports ?? []).toEqual([]),
  },
  'binding add': {
    ask: (it) => it.addBinding('agent', { provider: 'rxinfer', modelId: 'agent' }),
    expect: ({ agent }) => expect(each(agent, (it) => it.bindings?.length ?? 0)).toEqual([1, 0]),
  },
  'binding update': {
    before: ['binding add agent --provider rxinfer --model-id agent'],
    ask: (it) => it.updateBinding('agent@latest', { provider: 'rxinfer', region: 'north' }),
    expect: ({ agent }) => expect(agent?.versions[MEANT]?.bindings?.[0]?.region).toBe('north'),
  },
  'binding rm': {
    before: ['binding add agent --provider rxinfer --model-id agent'],
    ask: (it) => it.removeBinding('agent@latest', 'rxinfer'),
    expect: ({ agent }) => expect(agent?.versions[MEANT]?.bindings ?? []).toEqual([]),
  },
  archive: {
    ask: (it) => it.archiveModel('agent@latest', { force: true }),
    expect: ({ agent }) =>
      expect(each(agent, (it) => it.archived_at !== undefined)).toEqual([true, false]),
  },
  delete: {
    before: ['promote agent@1.0.0 stable'],
    ask: (it) => it.deleteModel('agent@stable', { force: true }),
    between: ['promote agent@1.1.0 stable'],
    expect: ({ agent }) => {
      expect(agent?.versions['1.0.0']?.deleted_at).toBeDefined();
      expect(agent?.versions['1.1.0']?.deleted_at).toBeUndefined();
    },
  },
  restore: {
    before: [
      'promote agent@1.0.0 stable',
      'archive agent@1.0.0 --force',
      'archive agent@1.1.0 --force',
    ],
    ask: (it) => it.restoreModel('agent@stable'),
    between: ['promote agent@1.1.0 stable', 'archive agent@1.1.0 --force'],
    expect: ({ agent }) => {
      expect(agent?.versions['1.0.0']?.archived_at).toBeUndefined();
      expect(agent?.versions['1.1.0']?.archived_at).toBeDefined();
    },
  },
  link: {
    ask: (it) => it.linkModels('lamp', 'agent@latest'),
    expect: ({ lamp }) => expect(lamp?.parents).toMatchObject([{ version: MEANT }]),
  },
  unlink: {
    before: ['link lamp agent@2.0.0'],
    ask: (it) => it.unlinkModels('lamp', 'agent@latest'),
    expect: ({ lamp }) => expect(lamp?.parents ?? []).toEqual([]),
  },
  rollback: {
    before: ['promote agent@1.0.0 stable'],
    ask: (it) => it.rollbackModel('agent', 'stable'),
    between: ['promote agent@1.1.0 stable'],
    expect: ({ agent }) => expect(agent?.versions[agent.version]?.same_content_as).toBe('1.0.0'),
  },
  use: {
    ask: (it) => it.recordUse('agent@latest'),
    expect: ({ agent }) => expect(agent?.use?.count).toBe(1),
  },
};

/** Changes that name no version, with the reason why nothing of them can land on another one. */
const WITHOUT_VERSION: Partial<Record<OperationName, string>> = {
  deprecate: 'it takes a model, and refuses a version',
  retire: 'it takes a model, and refuses a version',
  activate: 'it takes a model, and refuses a version',
  mv: 'it takes a model, and refuses a version',
  join: 'it takes two models, and refuses versions',
  'alias rm': 'it takes a model and a name',
  update: 'it takes a model, and refuses a version',
  'serving set': 'it takes a model, and refuses a version',
  'health set': 'it is about the current content: on a later version it is refused (below)',
  'retention apply': 'it takes a policy',
  gc: 'it takes what nothing refers to',
  'generation restore': 'it takes a state of the whole registry',
  import: 'it takes a file',
};

let workspace = '';
beforeAll(async () => {
  workspace = await makeExampleWorkspace();
});
afterAll(() => rm(workspace, { recursive: true, force: true }));

async function inCopy(work: (cwd: string) => Promise<void>): Promise<void> {
  const cwd = await mkdtemp(join(tmpdir(), 'gnn-pins-'));
  try {
    await cp(workspace, cwd, { recursive: true });
    await work(cwd);
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

async function callAll(cwd: string, lines: readonly string[]): Promise<void> {
  for (const line of lines) {
    const { exitCode, err } = await callIn(cwd, line.split(' '));
    expect(exitCode, `${line}: ${err}`).toBe(0);
  }
}

const another = startResident();

/** Another process registers a later version. */
async function registerLater(cwd: string): Promise<void> {
  const spec = soundSpec({ ModelName: 'Agent', ModelAnnotation: 'Later.' });
  await writeFile(join(cwd, 'input/gnn_files/agent.md'), `---\nversion: ${LATER}\n---\n${spec}`);
  const { code, stderr } = await another({ cwd, argv: ['--quiet'] });
  expect(code, stderr).toBe(0);
}

async function entriesIn(cwd: string): Promise<Registry['models']> {
  const registry: Registry = JSON.parse(await readFile(join(cwd, REGISTRY), 'utf8'));
  return registry.models;
}

describe('every changing operation', () => {
  const changing = Object.entries(OPERATIONS).filter(
    ([, { kind, library }]) => (kind === 'change' || kind === 'destroy') && 'method' in library,
  );

  test('is tried here, or names no version', () => {
    const known = [...Object.keys(TRIALS), ...Object.keys(WITHOUT_VERSION)];
    expect(known.toSorted()).toEqual(changing.map(([name]) => name).toSorted());
  });

  test.each(Object.entries(TRIALS))('%s', async (_, trial) => {
    await inCopy(async (cwd) => {
      await callAll(cwd, trial.before ?? []);
      const registry = await ModelRegistry.open({ cwd, outputDir: 'output' });
      await trial.ask(registry);
      if (trial.between === undefined) await registerLater(cwd);
      else await callAll(cwd, trial.between);
      await registry.save();
      const entries = await entriesIn(cwd);
      if (trial.between === undefined) expect(entries['agent']?.version).toBe(LATER);
      trial.expect(entries);
    });
  });

  test('health of a content that is no longer current is refused', async () => {
    await inCopy(async (cwd) => {
      const registry = await ModelRegistry.open({ cwd, outputDir: 'output' });
      await registry.setHealth('agent@latest', 'degraded', 'slow');
      await registerLater(cwd);
      await expect(registry.save()).rejects.toMatchObject({ code: expect.any(String) });
      expect((await entriesIn(cwd))['agent']?.health.status).not.toBe('degraded');
    });
  });
});
