import { cpSync, readdirSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { sha256 } from '../../src/domain/canonical.js';
import type { ModelOutcome, Summary } from '../../src/domain/model.js';
import { validate as metadataIndexFits } from '../../src/domain/generated/metadata-index.js';
import { validate as modelIndexFits } from '../../src/domain/generated/model-index.js';
import { validate as metadataFits } from '../../src/domain/generated/model-metadata.js';
import { validate as summaryFits } from '../../src/domain/generated/model-registry-summary.js';
import { validate as statisticsFits } from '../../src/domain/generated/registry-statistics.js';
import { validate as historyFits } from '../../src/domain/generated/version-history.js';
import { validate as registryFits } from '../../src/domain/generated/model-registry.js';
import type { StepOptions } from '../../src/domain/options.js';
import { defaultOptions } from '../../src/domain/options.js';
import { wordPlainly } from '../../src/domain/wording.js';
import type { ProcessOptions } from '../../src/index.js';
import type { OpenedRegistry, Workplace } from '../../src/operations/workplace.js';
import { planPinned } from '../../src/operations/execute.js';
import { planMutation } from '../../src/operations/mutations/mutation.js';
import type { Mutation } from '../../src/operations/mutations/mutation.js';
import type { Done } from '../../src/operations/operation.js';
import { commitOperation, openRegistry, createWorkplace } from '../../src/operations/workplace.js';
import type { Layout } from '../../src/store/file/layout.js';
import { createLayout } from '../../src/store/file/layout.js';
import { ROLLBACK } from '../../src/operations/mutations/rollback.js';
import type { RollbackResult } from '../../src/operations/mutations/rollback.js';
import { VERSIONS } from '../../src/operations/table/versions.js';
import type { Workshop } from '../support/registry-workshop.js';
import { STEP, openWorkshop } from '../support/registry-workshop.js';
import { soundSpec } from '../support/spec-text.js';

export const REGISTRY = `${STEP}/model_registry.json`;
export const SUMMARY = `${STEP}/model_registry_summary.json`;

/** One model, and what a step of each importance away from it is. */
export const BASE = soundSpec();
export const PATCH = soundSpec({ Footer: 'Another end.' });
export const MINOR = soundSpec({
  InitialParameterization: 'A={(0.9, 0.2), (0.1, 0.8)}\nD={(0.4, 0.6)}',
});
export const MAJOR = soundSpec({
  StateSpaceBlock: 'A[2,2,type=float]\nD[2,type=float]\ns[2,1,type=float]\no[2,1,type=float]',
});

/** A spec that declares its version. */
export function declaring(version: string, text: string): string {
  return `---\nversion: ${version}\n---\n${text}`;
}

/** A file of several models, each with its own section. */
export function several(...sections: readonly [section: string, text: string][]): string {
  return sections.map(([section, text]) => text.replace('ActInfPOMDP', section)).join('\n---\n\n');
}

/** A real folder with a registry in it, and one clock for all that is done there. */
export interface Bench extends Omit<Workshop, 'run'> {
  readonly now: () => Date;
  /** What was told to people. */
  readonly notices: string[];
  run(options?: ProcessOptions): Promise<Summary>;
  /** Writes `in/agent.md` and runs the step, for each text in turn. */
  register(...texts: readonly (string | Uint8Array)[]): Promise<void>;
  place(options?: Partial<StepOptions>): Workplace;
  /** Where its files are. */
  layout(options?: Partial<StepOptions>): Layout;
  open(options?: Partial<StepOptions>): Promise<OpenedRegistry>;
}

/** A folder in which texts were registered. */
interface Prepared {
  readonly cwd: string;
  /** How often the clock was read meanwhile. */
  readonly ticks: number;
  readonly notices: readonly string[];
}

/** Those of this worker, by settings and texts: each test that begins with the same has a copy. */
const prepared = new Map<string, Promise<Prepared>>();

/** A bench that can also begin where another one is. */
interface Startable extends Bench {
  readonly ticks: () => number;
  /** Writes and runs, also where the same was prepared. */
  readonly registerEach: (texts: readonly (string | Uint8Array)[]) => Promise<void>;
}

async function prepare(
  settings: ProcessOptions['settings'],
  texts: readonly string[],
): Promise<Prepared> {
  const { cwd, ticks, notices, registerEach } = await openStartable(settings);
  await registerEach(texts);
  return { cwd, ticks: ticks(), notices };
}

export function openBench(settings: ProcessOptions['settings'] = {}): Promise<Bench> {
  return openStartable(settings);
}

async function openStartable(settings: ProcessOptions['settings']): Promise<Startable> {
  const shop = await openWorkshop();
  let readings = 0;
  const now = (): Date => new Date(Date.UTC(2026, 0, 1) + 1000 * readings++);
  const notices: string[] = [];
  const setting = (options: Partial<StepOptions>): Parameters<typeof createWorkplace> => [
    { ...defaultOptions(2), targetDir: 'in', outputDir: 'out', ...options },
    {
      cwd: shop.cwd,
      now,
      elapsed: () => 0,
      onNotice: (notice) => notices.push(wordPlainly(notice)),
    },
  ];
  const run = (options: ProcessOptions = {}): Promise<Summary> =>
    shop.run({ now, ...options, settings: { ...settings, ...options.settings } });
  const registerEach: Startable['registerEach'] = async (texts) => {
    for (const text of texts) {
      await shop.write('in/agent.md', text);
      const summary = await run();
      expect(summary.refused_files).toEqual([]);
    }
  };
  return {
    ...shop,
    now,
    notices,
    run,
    ticks: () => readings,
    registerEach,
    register: async (...texts) => {
      const isUsed = readings > 0 || readdirSync(shop.cwd).length > 0;
      if (isUsed || !texts.every((it) => typeof it === 'string')) return registerEach(texts);
      const key = JSON.stringify([settings, texts]);
      const made = prepared.get(key) ?? prepare(settings, texts);
      prepared.set(key, made);
      const { cwd, ticks, notices: told } = await made;
      cpSync(cwd, shop.cwd, { recursive: true, preserveTimestamps: true });
      readings = ticks;
      notices.push(...told);
    },
    place: (options = {}) => createWorkplace(...setting(options)),
    layout: (options = {}) => createLayout({ ...setting(options)[0], cwd: shop.cwd }),
    open: (options = {}) => openRegistry(...setting(options)),
  };
}

/** `code file: message` of every finding of a run. */
export function findings({ diagnostics }: Summary, code?: string): string[] {
  return diagnostics.list
    .filter((it) => code === undefined || it.code === code)
    .map((it) => `${it.code} ${it.file}: ${it.message}`);
}

/** The numbers of a model, in the order in which the registry has them. */
export async function numbersOf(bench: Pick<Bench, 'entry'>, id = 'agent'): Promise<string[]> {
  return Object.keys((await bench.entry(id)).versions);
}

/** What became of a model in a run. */
export function outcomeOf({ models }: Summary, id = 'agent'): ModelOutcome | undefined {
  return models.find((it) => it.model_id === id);
}

const CHECKS = new Map([
  ['urn:gnn-model-registry:schema:model-registry:1', registryFits],
  ['urn:gnn-model-registry:schema:model-registry-summary:2', summaryFits],
  ['urn:gnn-model-registry:schema:model-metadata:1', metadataFits],
  ['urn:gnn-model-registry:schema:model-index:1', modelIndexFits],
  ['urn:gnn-model-registry:schema:version-history:1', historyFits],
  ['urn:gnn-model-registry:schema:metadata-index:1', metadataIndexFits],
  ['urn:gnn-model-registry:schema:registry-statistics:1', statisticsFits],
]);

/** Holds every JSON file of the output against the schema that it names. */
export async function expectSchemas({ cwd }: Pick<Bench, 'cwd'>): Promise<void> {
  const names = await readdir(join(cwd, STEP), { recursive: true });
  const files = names.filter((it) => /\.(?:json(?:\.bak)?|registry)$/.test(it));
  expect(files.length).toBeGreaterThan(0);
  for (const name of files) {
    const json: { schema: string } = JSON.parse(await readFile(join(cwd, STEP, name), 'utf8'));
    expect([name, CHECKS.get(json.schema)?.(json)]).toEqual([name, true]);
  }
}

/** Every number has the bytes that its hash says, and no two steps took one number. */
export async function expectWhole(bench: Bench, count: number): Promise<void> {
  expect(await numbersOf(bench)).toHaveLength(count);
  const { versions, version, hash } = await bench.entry('agent');
  for (const it of Object.values(versions)) {
    expect(sha256(await bench.read(`${STEP}/${it.source}`))).toBe(it.hash);
  }
  expect(versions[version]?.hash).toBe(hash);
  expect((await bench.metadata('agent')).hash).toBe(hash);
  const names = [...(await bench.snapshot('out')).keys()];
  expect(names.filter((it) => it.endsWith('.tmp') || it.endsWith('.lock'))).toEqual([]);
  await expectSchemas(bench);
}

/** Rolls a model back, as every face does. */
export async function rollBack(
  place: Workplace,
  id: string,
  version: string,
  writeSource: boolean,
): Promise<RollbackResult & { changed: boolean }> {
  const input = { id, version, write_source: writeSource };
  const plan = planPinned(ROLLBACK, place, input, VERSIONS.rollback.pins);
  const done = await ROLLBACK.commit?.(place, plan, input);
  if (done === undefined) throw new Error('rollback commits by itself');
  return { ...done.result, changed: done.changed };
}

/** Applies a mutation to a registry under its lock. */
export async function commitMutation<Input, Result>(
  place: Workplace,
  mutation: Mutation<Input, Result>,
  input: Input,
): Promise<Done<Result>> {
  const { result, changed } = await commitOperation(place, planMutation(place, mutation, input));
  return { result, changed };
}
