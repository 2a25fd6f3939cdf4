/**
 * Coverage that is taken once of each worker, when it ends: a worker keeps its modules from file to file, and counts on.
 * Taken after each file, as vitest's own provider does, it takes half as much of the processor again as the short tests.
 */
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Session } from 'node:inspector';
import type { Profiler } from 'node:inspector';
import { dirname, join } from 'node:path';
import { pid } from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { V8CoverageProvider } from '@vitest/coverage-v8/dist/provider.js';
import type { CoverageProviderModule, TestProject } from 'vitest/node';

/** Where the wrapper of each module ends that a worker has loaded, by its path. */
type Offsets = ReadonlyMap<string, { readonly startOffset?: number }>;

const SOURCES = new URL('../../src/', import.meta.url).href;
/** How long a worker may take to end, in milliseconds. */
const PATIENCE = 60_000;
let offsets: Offsets | undefined;

function fileOf(worker: number): string {
  return join(import.meta.dirname, '../../coverage/.tmp', `${worker}.json`);
}

const provider: CoverageProviderModule = {
  startCoverage() {
    if (offsets !== undefined) return;
    offsets = new Map();
    const session = new Session();
    session.connect();
    session.post('Profiler.enable');
    session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    // Taken before the worker answers: once it has, it may be killed at any time.
    process.on('message', (message) => {
      if (!isStop(message)) return;
      session.post('Profiler.takePreciseCoverage', (error, found) => {
        if (error === null) keep(found);
      });
    });
  },
  takeCoverage(options) {
    offsets = options?.moduleExecutionInfo ?? offsets;
    return { pid };
  },
  async getProvider() {
    return new CoverageOfWorkers();
  },
};
export default provider;

/** Whether vitest asks a worker to end. */
function isStop(message: unknown): boolean {
  return (
    typeof message === 'object' && message !== null && 'type' in message && message.type === 'stop'
  );
}

/** Writes what a worker has called of the sources. */
function keep({ result: scripts }: Profiler.TakePreciseCoverageReturnType): void {
  const result = scripts
    .filter(({ url }) => url.startsWith(SOURCES))
    .map((script) => ({
      ...script,
      startOffset: offsets?.get(fileURLToPath(script.url))?.startOffset ?? 0,
    }));
  const file = fileOf(pid);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify({ result }));
  renameSync(`${file}.new`, file);
}

/** What a worker has called; vitest asks for coverage while its workers end. */
async function read<CoverageType>(worker: number): Promise<CoverageType> {
  const file = fileOf(worker);
  const end = Date.now() + PATIENCE;
  while (!existsSync(file)) {
    if (Date.now() > end) throw new Error(`worker ${worker} left no coverage`);
    await setTimeout(20);
  }
  return JSON.parse(await readFile(file, 'utf8')) as CoverageType;
}

/** What vitest tells of a file of tests that ended. */
type Told = Parameters<V8CoverageProvider['onAfterSuiteRun']>[0];

/** Reads what the workers left. */
class CoverageOfWorkers extends V8CoverageProvider {
  /** The workers of each project. */
  #workers = new Map<string, Set<number>>();
  #environment = '';

  override onAfterSuiteRun({ coverage, environment, projectName = '' }: Told): void {
    const workers = this.#workers.get(projectName) ?? new Set();
    this.#workers.set(projectName, workers.add((coverage as { pid: number }).pid));
    this.#environment = environment;
  }

  override async readCoverageFiles<CoverageType>(on: {
    onFileRead: (data: CoverageType) => void;
    onFinished: (project: TestProject, environment: string) => Promise<void>;
  }): Promise<void> {
    for (const [name, workers] of this.#workers) {
      for (const worker of workers) on.onFileRead(await read<CoverageType>(worker));
      await on.onFinished(this.ctx.getProjectByName(name), this.#environment);
    }
  }
}
