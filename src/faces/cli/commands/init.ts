/** `init`: makes a folder ready for a first run. Nothing that is there is changed. */
import { join, relative, resolve } from 'node:path';
import { defaultOptions } from '../../../domain/options.js';
import { withSlashes } from '../../../domain/paths.js';
import { operation, option, wording } from '../../../domain/wording.js';
import { withErrorPathAsync, writeNew } from '../../../files/atomic.js';
import { findWorkingTree } from '../../../files/git.js';
import { lstatIfPresent } from '../../../files/lstat-if-present.js';
import {
  composeSpec,
  nextRun,
  toModelId,
  writeNewSpec,
  type NextStep,
} from '../../../operations/maintenance/new-spec.js';
import { createWorkplace, type Workplace } from '../../../operations/workplace.js';
import { hasSpec } from '../../../pipeline/has-spec.js';
import { prepareGitFiles } from '../../../store/own-paths.js';
import type { Call } from '../command.js';
import { resolveOutput, type Flags, type Output } from '../options.js';
import { renderJson } from '../render/json.js';
import { renderNext } from '../render/next.js';
import { renderTable } from '../render/table.js';
import { reportError } from '../report-error.js';
import { createEnvironment, DEFAULT_FILES, readSettings, resolveOptions } from '../settings.js';
import { wordForShell } from '../wording.js';
import { writeSettings } from './init-settings.js';

const SETTINGS_FILE = 'gnn-registry.config.yaml';

/** The name of the first model, which the examples of the help have too. */
const FIRST_MODEL = 'agent';

/** A file, or a folder with specs. */
interface Item {
  /** As shown to people. */
  readonly path: string;
  readonly isThere: boolean;
  /** Returns false if it is there in the meantime. */
  readonly write: () => Promise<boolean>;
}

/** What was made ready, or would be. */
interface Initialised {
  readonly dry_run: boolean;
  /** Whether the output is in a working tree of git. */
  readonly git: boolean;
  readonly files: readonly { readonly path: string; readonly state: 'new' | 'kept' }[];
}

export async function initCommand(call: Call): Promise<number> {
  const { flags, io } = call;
  let output = resolveOutput(flags, {});
  try {
    const file = await readSettings(undefined, io.cwd);
    output = resolveOutput(flags, file);
    const options = resolveOptions(flags, file, io);
    const place = createWorkplace(options, createEnvironment(flags, io));
    const gitFiles = prepareGitFiles({ ...options, cwd: io.cwd });
    const isInGit = await isInWorkingTree(gitFiles.root);
    const items = [
      planSettings(place),
      await planSpec(place, call.words[0] ?? FIRST_MODEL),
      ...(isInGit ? planGitFiles(gitFiles, io.cwd) : []),
    ];
    const isDry = flags.dry_run === true;
    const files: Initialised['files'][number][] = [];
    for (const { path, isThere, write } of items) {
      const isNew = !isThere && (isDry || (await write()));
      files.push({ path, state: isNew ? 'new' : 'kept' });
    }
    const done = { dry_run: isDry, git: isInGit, files };
    const isInFile = files[0]?.state === 'new';
    const known = isInFile
      ? { target_dir: options.targetDir, output_dir: options.outputDir }
      : file;
    io.stdout.write(render(done, listNext(place, known, isInGit), call, output));
    return 0;
  } catch (error) {
    return reportError(error, output, call);
  }
}

/** Without git there is no working tree. */
async function isInWorkingTree(folder: string): Promise<boolean> {
  const found = await findWorkingTree(folder).catch(() => undefined);
  return found !== undefined;
}

function planSettings({ options, env }: Workplace): Item {
  const there = DEFAULT_FILES.find((name) => lstatIfPresent(join(env.cwd, name)) !== undefined);
  const text = writeSettings({ target_dir: options.targetDir, output_dir: options.outputDir });
  const path = join(env.cwd, SETTINGS_FILE);
  return {
    path: there ?? SETTINGS_FILE,
    isThere: there !== undefined,
    write: () =>
      withErrorPathAsync(path, () =>
        writeNew(path, Buffer.from(text), { durable: true, isNamed: true }),
      ),
  };
}

/** @throws RegistryError `name-refused` for a name that no spec can have */
async function planSpec(place: Workplace, name: string): Promise<Item> {
  const { options, env } = place;
  const spec = composeSpec({ kind: 'pomdp', name });
  const isThere = await hasSpec(options, env);
  const path = withSlashes(join(options.targetDir, `${toModelId(spec.model_name)}.md`));
  return {
    path: isThere ? options.targetDir : path,
    isThere: isThere || lstatIfPresent(resolve(env.cwd, path)) !== undefined,
    write: async () => {
      await writeNewSpec(place, { kind: 'pomdp', name });
      return true;
    },
  };
}

function planGitFiles({ paths, write }: ReturnType<typeof prepareGitFiles>, cwd: string): Item[] {
  let written: Promise<string[]> | undefined;
  return paths.map((path) => ({
    path: withSlashes(relative(cwd, path)),
    isThere: lstatIfPresent(path) !== undefined,
    write: async () => (await (written ??= write())).includes(path),
  }));
}

const NO_GIT =
  'not in a working tree of git, so nothing for git is written; after git init, run init again';

/** @param known - the folders that commands use without a flag */
function listNext(
  { options }: Workplace,
  known: Pick<Flags, 'target_dir' | 'output_dir'>,
  isInGit: boolean,
): NextStep[] {
  const usual = defaultOptions(1);
  const { target_dir: target = usual.targetDir, output_dir: output = usual.outputDir } = known;
  const place = output === options.outputDir ? [] : [option('output_dir', options.outputDir)];
  const run = target === options.targetDir ? [] : [option('target_dir', options.targetDir)];
  const register = {
    ...nextRun(options.targetDir),
    call: wording`${operation('run', ...run, ...place)}`,
  };
  return isInGit
    ? [
        {
          call: wording`${operation('git setup', ...place)}`,
          meaning: 'make git merge the registry, once in every clone',
        },
        register,
      ]
    : [register, { call: wording`${operation('list', ...place)}`, meaning: 'list the models' }];
}

function render(
  done: Initialised,
  next: readonly NextStep[],
  call: Call,
  { format, verbosity }: Output,
): string {
  if (format === 'json') {
    const calls = next.map((it) => wordForShell(it.call));
    return renderJson(call, 'success', { ...done, next: calls });
  }
  const [written, kept] = [done.dry_run ? 'would be written' : 'written', 'kept as it is'];
  const rows = done.files.map(({ path, state }) => [path, state === 'new' ? written : kept]);
  if (verbosity === 'quiet') {
    return done.files.flatMap(({ path, state }) => (state === 'new' ? [`${path}\n`] : [])).join('');
  }
  const lines = [
    ...(done.dry_run ? ['dry run: nothing written'] : []),
    ...renderTable(rows),
    ...(done.git ? [] : [NO_GIT]),
    '',
    ...renderNext(next),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
