/** A real folder in which operations find and register weights. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { defaultOptions, type Environment } from '../../src/domain/options.js';
import { wordPlainly } from '../../src/domain/wording.js';
import { execute } from '../../src/operations/execute.js';
import type { DiscoverInput, DiscoverOutput } from '../../src/operations/generated/shapes.js';
import { OPERATIONS, type OperationName } from '../../src/operations/table.js';
import { createWorkplace } from '../../src/operations/workplace.js';

export interface WeightsWorkspace {
  /** Absolute. */
  readonly cwd: string;
  readonly write: (path: string, content: string | Uint8Array) => void;
  /** Runs an operation. @returns what it answers programs */
  readonly call: <Output>(
    name: OperationName,
    input: object,
    hooks?: Partial<Environment>,
  ) => Promise<Output>;
  /** Looks for weights in the folder `weights`. */
  readonly discover: (input?: Partial<DiscoverInput>) => Promise<DiscoverOutput>;
  readonly remove: () => void;
}

/** @param database - the URL of the database that has the registry; undefined if files have it */
export function openWeightsWorkspace(database?: string): WeightsWorkspace {
  const cwd = mkdtempSync(join(tmpdir(), 'gnn-weights-'));
  const call = async <Output>(name: OperationName, input: object, hooks = {}): Promise<Output> => {
    const env = { cwd, now: () => new Date(), elapsed: () => performance.now(), ...hooks };
    const options = { ...defaultOptions(2), database: database ?? null };
    const place = createWorkplace(options, env);
    const caller = { confirm: async () => {}, word: wordPlainly };
    const { data } = await execute(place, OPERATIONS[name], input, caller);
    return data as Output;
  };
  return {
    cwd,
    write: (path, content) => {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), content);
    },
    call,
    discover: (input) => call('discover', { folders: ['weights'], ...input }),
    remove: () => rmSync(cwd, { recursive: true, force: true }),
  };
}

/** What became of each model, as `outcome id@version`. */
export function outcomesOf({ models }: DiscoverOutput): string[] {
  return models.map(({ outcome, model_id: id, version }) => `${outcome} ${id}@${version}`);
}
