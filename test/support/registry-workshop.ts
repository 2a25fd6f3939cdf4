import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Entry, ModelMetadata, Registry, Summary } from '../../src/domain/model.js';
import { completed } from '../../src/domain/persisted.js';
import type { ProcessOptions } from '../../src/index.js';
import { processModelRegistry } from '../../src/index.js';
import { soundSpec } from './spec-text.js';

export const STEP = 'out/4_model_registry_output';

/** A real folder to run the step in, with specs in `in` and output in `out`. */
export interface Workshop {
  readonly cwd: string;
  write(path: string, data: string | Uint8Array): Promise<void>;
  /** Writes sound specs to `in`: `m0.md` and so on. */
  writeModels(count: number): Promise<void>;
  read(path: string): Promise<Buffer>;
  text(path: string): Promise<string>;
  run(options?: ProcessOptions): Promise<Summary>;
  /** The registry in its file, with null for what is left out there, and with the deleted models among the others. */
  registry(): Promise<Registry>;
  entry(id: string): Promise<Entry>;
  /** The metadata of a model in its file, with null for what is left out there. */
  metadata(id: string): Promise<ModelMetadata>;
  /** Every file below a folder: its content and its modification time. */
  snapshot(path?: string): Promise<Map<string, string>>;
  remove(): Promise<void>;
}

/** A clock that advances by a second with each reading. */
export function tickingClock(): () => Date {
  let ticks = 0;
  return () => new Date(Date.UTC(2026, 0, 1) + 1000 * ticks++);
}

export async function openWorkshop(): Promise<Workshop> {
  const cwd = mkdtempSync(join(tmpdir(), 'gnn-workshop-'));
  const now = tickingClock();
  // In a folder in memory, waiting for a file takes longer than reading it.
  const read = async (path: string): Promise<Buffer> => readFileSync(join(cwd, path));
  const text = async (path: string): Promise<string> => (await read(path)).toString('utf8');
  const registry = async (): Promise<Registry> =>
    withDeleted(completed('registry', JSON.parse(await text(`${STEP}/model_registry.json`))));
  const write = async (path: string, data: string | Uint8Array): Promise<void> => {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), data);
  };
  return {
    cwd,
    read,
    text,
    registry,
    write,
    writeModels: async (count) => {
      for (let index = 0; index < count; index += 1) {
        await write(`in/m${index}.md`, soundSpec({ ModelName: `Model ${index}` }));
      }
    },
    run: (options = {}) =>
      processModelRegistry({ targetDir: 'in', outputDir: 'out', jobs: 2, cwd, now, ...options }),
    entry: async (id) => {
      const entry = (await registry()).models[id];
      if (entry === undefined) throw new Error(`no entry ${id}`);
      return entry;
    },
    metadata: async (id) =>
      completed('model_metadata', JSON.parse(await text(`${STEP}/${id}/${id}_metadata.json`))),
    snapshot: async (path = '.') => snapshotOf(join(cwd, path)),
    remove: async () => rmSync(cwd, { recursive: true, force: true }),
  };
}

/** A registry with its deleted models among the others, as it is in memory. */
export function withDeleted({ deleted_models = {}, ...registry }: Registry): Registry {
  const all = Object.entries({ ...registry.models, ...deleted_models });
  return { ...registry, models: Object.fromEntries(all.toSorted(([a], [b]) => (a < b ? -1 : 1))) };
}

/** Every file below a folder: its content and its modification time. */
export function snapshotOf(root: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' }).toSorted()) {
    const stat = lstatSync(join(root, path), { bigint: true });
    const content = stat.isFile()
      ? createHash('sha256')
          .update(readFileSync(join(root, path)))
          .digest('hex')
      : stat.isDirectory()
        ? 'folder'
        : 'other';
    found.set(path, stat.isDirectory() ? content : `${content} ${stat.mtimeNs}`);
  }
  return found;
}

/** The paths that differ between two snapshots, but for notes that depend on the age of the files. */
export function changes(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path) && !path.endsWith('/read-specs'))
    .toSorted();
}
