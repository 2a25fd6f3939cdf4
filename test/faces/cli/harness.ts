import pc from 'picocolors';
import { runCli } from '../../../src/faces/cli/index.js';
import { connectStream, type CliIo } from '../../../src/faces/cli/io.js';
import type { RunDeps } from '../../../src/faces/cli/command.js';
import type { View } from '../../../src/faces/cli/renderers.js';
import type {
  Change,
  FileDiagnostic,
  ModelOutcome,
  Summary,
  VersionChanges,
} from '../../../src/domain/model.js';
import type { StepOptions } from '../../../src/domain/options.js';

/** How answers are rendered into a pipe, without colours. */
export const PLAIN: View = {
  colours: pc.createColors(false),
  columns: undefined,
  isTerminal: false,
  verbosity: 'normal',
  failOn: 'never',
  stepFolder: 'output/4_model_registry_output',
  flags: {},
};

/** The parts of the environment that a test changes. */
export interface Surroundings {
  env?: Record<string, string>;
  cwd?: string;
  stdoutColumns?: number;
  stderrIsTty?: boolean;
  elapsed?: () => number;
  stdin?: string;
}

/** Streams that record what is written to them, and a stopped clock. */
export function captureIo(surroundings: Surroundings = {}) {
  const written = { out: '', err: '' };
  let ticks = 0;
  const io: CliIo = {
    stdout: connectStream({
      write: (text) => (written.out += text),
      isTTY: surroundings.stdoutColumns !== undefined,
      columns: surroundings.stdoutColumns,
    }),
    stderr: connectStream({
      write: (text) => (written.err += text),
      isTTY: surroundings.stderrIsTty === true,
      columns: surroundings.stderrIsTty === true ? 80 : undefined,
    }),
    env: surroundings.env ?? {},
    cwd: surroundings.cwd ?? '/nowhere',
    cores: 3,
    version: '9.8.7',
    now: () => new Date('2024-05-06T07:08:09.010Z'),
    elapsed: surroundings.elapsed ?? (() => (ticks += 5)),
    ...(surroundings.stdin !== undefined && {
      readInput: async () => Buffer.from(surroundings.stdin ?? ''),
    }),
  };
  return { io, written };
}

/** Runs a command line with a mock of the step. */
export async function call(
  argv: string[],
  surroundings: Surroundings = {},
  runStep: RunDeps['runStep'] = async () => summaryOf({}),
) {
  const { io, written } = captureIo(surroundings);
  const calls: StepOptions[] = [];
  const deps: RunDeps = {
    runStep: (options, env) => {
      calls.push(options);
      return runStep(options, env);
    },
  };
  const exitCode = await runCli(argv, io, deps);
  return { exitCode, ...written, calls, options: calls[0] };
}

export function summaryOf(parts: Partial<Summary>): Summary {
  return {
    schema: 'urn:gnn-model-registry:schema:model-registry-summary:2',
    success: true,
    exit_code: 0,
    target_dir: 'input/gnn_files',
    processed_files: 1,
    successful_registrations: 1,
    new_models: 1,
    new_versions: 0,
    updated: 0,
    unchanged: 0,
    refused_files: [],
    skipped_files: [],
    missing_sources: [],
    total_models: 1,
    matching_models: [],
    matching_bindings: [],
    registry_path: 'output/4_model_registry_output/model_registry.json',
    models: [],
    diagnostics: { counts: {}, list: [] },
    started_at: '2024-05-06T07:08:09.010Z',
    duration_ms: 110,
    specs_per_second: 10,
    ...parts,
  };
}

export function outcomeOf(parts: Partial<ModelOutcome>): ModelOutcome {
  return {
    model_id: 'agent',
    file_path: 'specs/agent.md',
    previous_file_path: null,
    outcome: 'new_model',
    version: '1.0.0',
    previous_version: null,
    bump: null,
    changes: null,
    same_content_as: null,
    health: 'healthy',
    ...parts,
  };
}

export function changeOf(parts: Partial<Change>): Change {
  return {
    kind: 'variable_added',
    importance: 'minor',
    path: 'variables/u',
    before: null,
    after: null,
    text: 'u added',
    ...parts,
  };
}

/** The changes of a version, the first being the most important. */
export function changesOf(...list: Partial<Change>[]): VersionChanges {
  const made = list.map(changeOf);
  const counts: Record<string, number> = {};
  for (const { kind } of made) counts[kind] = (counts[kind] ?? 0) + 1;
  return { importance: made[0]?.importance ?? 'patch', counts, total: made.length, list: made };
}

export function findingOf(parts: Partial<FileDiagnostic>): FileDiagnostic {
  return {
    code: 'GNN-W001',
    severity: 'warning',
    message: 'B is never used',
    file: 'specs/agent.md',
    line: 12,
    column: 3,
    ...parts,
  };
}

/** A summary with these findings. */
export function withFindings(list: FileDiagnostic[], parts: Partial<Summary> = {}): Summary {
  return summaryOf({ diagnostics: { counts: {}, list }, ...parts });
}
