/** `integrate`: puts this program in the place of step 4 of a pipeline, and takes it out again. */
import { resolve } from 'node:path';
import { RegistryError } from '../../../domain/errors.js';
import { createPythonFiles } from '../../python/index.js';
import type { Call } from '../command.js';
import { resolveOutput, type Output } from '../options.js';
import { escapeControls } from '../render/escape.js';
import { renderJson } from '../render/json.js';
import { reportError } from '../report-error.js';
import { readSettings } from '../settings.js';
import { askPythonVersion, findOnPath } from '../../../files/programs.js';
import {
  assertPipeline,
  isNamedInMain,
  listRivals,
  writeInstalled,
  type FileStep,
} from './pipeline-files.js';
import { planInstalled, planRemoved } from './pipeline-plan.js';

/** What was done with a pipeline, or would be. */
interface Integrated {
  /** The pipeline's folder, as given. */
  readonly pipeline: string;
  readonly files: readonly Pick<FileStep, 'path' | 'action'>[];
  readonly dry_run: boolean;
  readonly changed: boolean;
  /** What is left for a person to do, or to know. */
  readonly notes: readonly string[];
}

const SCRIPT = 'src/4_model_registry.py';

export async function integrateCommand(call: Call): Promise<number> {
  let output = resolveOutput(call.flags, {});
  try {
    output = resolveOutput(call.flags, await readSettings(call.flags.config, call.io.cwd));
    const done = await integrate(call);
    call.io.stdout.write(render(done, call, output));
    return 0;
  } catch (error) {
    return reportError(error, output, call);
  }
}

async function integrate({ io, flags, words }: Call): Promise<Integrated> {
  const [pipeline = '.'] = words;
  const root = resolve(io.cwd, pipeline);
  assertPipeline(root, pipeline);
  const isForced = flags.force === true;
  const files = createPythonFiles({ version: io.version, program: findKept(io.program) });
  if (flags.remove !== true) await assertPrograms(root, io.env['PATH'] ?? '');
  const steps =
    flags.remove === true
      ? await planRemoved(root, [...files.keys()], isForced)
      : await planInstalled(root, files, isForced);
  const changed = steps.some((it) => it.action !== 'unchanged');
  if (flags.dry_run !== true) await writeInstalled(root, steps);
  return {
    pipeline,
    files: steps.map(({ path, action }) => ({ path, action })),
    dry_run: flags.dry_run === true,
    changed,
    notes: await listNotes(root, steps, flags.remove === true),
  };
}

/** Whether `main.py` runs what is there now, and whether another script is step 4, too. */
async function listNotes(
  root: string,
  steps: readonly FileStep[],
  isRemoved: boolean,
): Promise<string[]> {
  const isNamed = await isNamedInMain(root, SCRIPT);
  const isThere = steps.some(({ path, text }) => path === SCRIPT && text !== null);
  if (isRemoved) return isNamed && !isThere ? [`src/main.py still names ${SCRIPT}`] : [];
  const rivals = listRivals(root, SCRIPT);
  return [
    ...(isNamed ? [] : [`src/main.py does not name ${SCRIPT}: add it if main.py lists its steps`]),
    ...(rivals.length === 0
      ? []
      : [`beside it there is ${rivals.join(', ')}, with the same number`]),
  ];
}

/** What npx keeps for a time only is found by npx again. */
function findKept(program: string | undefined): string | null {
  return program === undefined || /[\\/]_npx[\\/]/.test(program) ? null : program;
}

const OLDEST_PYTHON = [3, 8] as const;

/** @throws RegistryError `usage` if Python or node is missing, or Python is too old */
async function assertPrograms(root: string, path: string): Promise<void> {
  if (findOnPath('node', path) === undefined) {
    throw new RegistryError(
      'usage',
      'node is not on PATH, where the step looks for it',
      'Add the folder of node to PATH, or install Node 20.19 or later.',
    );
  }
  const own = findOnPath('python', resolve(root, '.venv/bin'));
  const python = own ?? findOnPath('python3', path) ?? findOnPath('python', path);
  const version = python === undefined ? undefined : await askPythonVersion(python);
  const oldest = OLDEST_PYTHON.join('.');
  if (version === undefined) {
    throw new RegistryError(
      'usage',
      'no Python that runs is on PATH',
      `Install Python ${oldest} or later.`,
    );
  }
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor >= OLDEST_PYTHON[1])) return;
  throw new RegistryError(
    'usage',
    `${python} is Python ${version}, which is too old`,
    `Install Python ${oldest} or later.`,
  );
}

const DONE: Readonly<Record<FileStep['action'], string>> = {
  write: 'written',
  replace: 'replaced; the file before is kept in .gnn-registry/replaced',
  unchanged: 'unchanged',
  remove: 'removed',
  'put back': 'the file before is back',
};

const WOULD_BE: typeof DONE = {
  write: 'would be written',
  replace: 'would be replaced; the file before would be kept',
  unchanged: 'unchanged',
  remove: 'would be removed',
  'put back': 'the file before would be back',
};

function render(done: Integrated, call: Call, out: Output): string {
  if (out.format === 'json') return renderJson(call, 'success', done);
  if (out.verbosity === 'quiet') return '';
  const { files, pipeline, dry_run: isDry, changed, notes } = done;
  const width = Math.max(...files.map(({ path }) => path.length));
  const shown = changed ? files : [];
  const lines = [
    `${pipeline}: ${describeState(done, call.flags.remove === true)}`,
    ...shown.map(
      ({ path, action }) => `  ${path.padEnd(width)}  ${(isDry ? WOULD_BE : DONE)[action]}`,
    ),
    ...notes,
    ...(isDry ? ['nothing was written'] : []),
  ];
  return lines.map((line) => `${escapeControls(line)}\n`).join('');
}

function describeState({ changed, dry_run: isDry }: Integrated, isRemoved: boolean): string {
  if (!changed)
    return isRemoved ? 'gnn-registry is not installed in it' : 'step 4 is gnn-registry already';
  if (isRemoved) return isDry ? 'step 4 would be as it was before' : 'step 4 is as it was before';
  return isDry ? 'step 4 would be gnn-registry' : 'step 4 is gnn-registry now';
}
