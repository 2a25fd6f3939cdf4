/** `git setup`: makes git merge registries with our own merge driver. */
import { join, posix, relative, resolve } from 'node:path';
import { RegistryError } from '../../../domain/errors.js';
import { MEGABYTE } from '../../../domain/limits.js';
import { withSlashes } from '../../../domain/paths.js';
import { removeQuietly, withErrorPathAsync, writeAtomic } from '../../../files/atomic.js';
import { readUpTo } from '../../../files/hash-file.js';
import { lstatIfPresent } from '../../../files/lstat-if-present.js';
import { listMergedPaths, writeMissingGitFiles } from '../../../store/own-paths.js';
import type { Call } from '../command.js';
import { callGit, demandGit, findExisting, findWorkingTree } from '../../../files/git.js';
import { resolveOutput, type Output } from '../options.js';
import { escapeControls } from '../render/escape.js';
import { renderJson } from '../render/json.js';
import { reportError } from '../report-error.js';
import { readSettings, resolveOptions } from '../settings.js';
import { formatNote, quoteWord } from '../wording.js';
import { hasOutputs, toPattern, withoutOutput, withOutput } from './git-attributes.js';
import { describeDriver, describeTool } from './git-driver.js';

/** What was set up. */
interface SetUp {
  /** The output in the repository. */
  readonly output: string;
  readonly attributes: string;
  /** Null once it is removed. */
  readonly driver: string | null;
  /** Files for git that were missing in the output. */
  readonly written: readonly string[];
  readonly changed: boolean;
}

export async function gitSetupCommand(call: Call): Promise<number> {
  let output = resolveOutput(call.flags, {});
  try {
    const file = await readSettings(call.flags.config, call.io.cwd);
    output = resolveOutput(call.flags, file);
    const done = await setUp(call, resolveOptions(call.flags, file, call.io), output);
    call.io.stdout.write(render(done, call, output));
    return 0;
  } catch (error) {
    return reportError(error, output, call);
  }
}

async function setUp(
  { io, flags }: Call,
  { outputDir, registryPath }: ReturnType<typeof resolveOptions>,
  { verbosity }: Output,
): Promise<SetUp> {
  const location = { outputDir, registryPath, cwd: io.cwd };
  const paths = listMergedPaths(location);
  const repository = await findRepository(paths.root);
  const folders = [...new Set([paths.root, ...paths.merged.map(({ folder }) => folder)])];
  const places = new Map(
    await Promise.all(
      folders.map(async (folder) => [folder, await placeIn(repository, folder)] as const),
    ),
  );
  const placed = paths.merged.map(({ folder, pattern }) =>
    posix.join('/', toPattern(places.get(folder) ?? ''), pattern),
  );
  const root = places.get(paths.root) ?? '';
  const attributes = join(repository, '.gitattributes');
  const isRemoved = flags.remove === true;
  const written = isRemoved ? [] : await writeMissingGitFiles(location);
  const before = await readAttributes(attributes);
  const text = isRemoved ? withoutOutput(before, root) : withOutput(before, root, placed);
  if (text !== before) await writeAttributes(attributes, text);
  const driver = isRemoved && !hasOutputs(text) ? null : describeProgram(io.program, io.version);
  const isConfigured = await configure(repository, driver);
  const { exitCode } = await callGit(repository, 'check-ignore', '-q', join(paths.root, 'x.json'));
  if (exitCode === 0 && !isRemoved && verbosity !== 'quiet') {
    io.stderr.write(formatNote(`git ignores ${root}: nothing is merged until that is committed`));
  }
  const changed = text !== before || isConfigured || written.length > 0;
  return { output: root, attributes, driver, written, changed };
}

/** @throws RegistryError `usage` */
async function findRepository(folder: string): Promise<string> {
  const found = await findWorkingTree(folder);
  if (found !== undefined) return found;
  throw new RegistryError(
    'usage',
    `${folder} is not in a working tree of git`,
    'Run git init first, or name an output with --output-dir that is in one.',
  );
}

/** The path of a folder in the repository, whatever links lead to it. */
async function placeIn(repository: string, folder: string): Promise<string> {
  const from = findExisting(folder);
  const top = await demandGit(from, 'rev-parse', '--show-toplevel');
  if (resolve(top) !== repository) {
    throw new RegistryError(
      'usage',
      `${folder} is in another repository than the output`,
      'Keep the registry and its output in one repository.',
    );
  }
  const prefix = await demandGit(from, 'rev-parse', '--show-prefix');
  return posix.join(prefix, withSlashes(relative(from, folder))).replace(/\/$/, '');
}

async function readAttributes(path: string): Promise<string> {
  if (lstatIfPresent(path)?.isSymbolicLink() === true) {
    throw new RegistryError(
      'file-refused',
      `${path} is a symbolic link, which git does not follow`,
      'Replace it by a file.',
    );
  }
  return (await readUpTo(path, path, MEGABYTE))?.toString('utf8') ?? '';
}

async function writeAttributes(path: string, text: string): Promise<void> {
  await withErrorPathAsync(path, async () => {
    if (text === '') removeQuietly(path);
    else await writeAtomic(path, text, { durable: false });
  });
}

/**
 * The command that starts this program. It is found from any folder: by its path, or by npx where that keeps
 * the program for a time only.
 */
function describeProgram(program: string | undefined, version: string): string {
  const isKept = program !== undefined && !/[\\/]_npx[\\/]/.test(program);
  return isKept
    ? `node ${quoteWord(withSlashes(program))}`
    : `npx --yes --package=gnn-model-registry@${version} gnn-registry`;
}

function section(name: string, keys: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(keys).map(([key, value]) => [`${name}.${key}`, value]);
}

/** Sets what git needs to know of the driver, in the configuration of this clone. @returns whether it changed */
async function configure(repository: string, program: string | null): Promise<boolean> {
  const command = program ?? '';
  const tool = (side: string): [string, string][] =>
    section(`mergetool.gnn-registry-${side}`, {
      cmd: describeTool(command, side),
      trustExitCode: 'true',
    });
  const wanted = [
    ...section('merge.gnn-registry', {
      name: 'merge of GNN registries, by model and by field',
      driver: describeDriver(command),
      recursive: 'gnn-registry-inner',
    }),
    // Of branches that merged each other before, git merges the bases first.
    ...section('merge.gnn-registry-inner', {
      name: 'merge of bases of GNN registries',
      driver: describeDriver(command, ' --prefer base --quiet'),
    }),
    ...tool('ours'),
    ...tool('theirs'),
  ];
  const present = await readConfig(repository, String.raw`^(merge|mergetool)\.gnn-registry`);
  let isChanged = await keepFolders(repository, program !== null);
  for (const [key, value] of wanted) {
    const found = present.get(key.toLowerCase());
    if (program === null ? found === undefined : found === value) continue;
    isChanged = true;
    if (program !== null) await demandGit(repository, 'config', '--local', key, value);
  }
  if (program === null && isChanged) {
    for (const name of [
      'merge.gnn-registry',
      'merge.gnn-registry-inner',
      'mergetool.gnn-registry-ours',
      'mergetool.gnn-registry-theirs',
    ]) {
      await callGit(repository, 'config', '--local', '--remove-section', name);
    }
  }
  return isChanged;
}

/** What this clone has configured, by names in small letters, of those that match an expression. */
async function readConfig(repository: string, names: string): Promise<Map<string, string>> {
  const { out } = await callGit(repository, 'config', '--local', '--null', '--get-regexp', names);
  return new Map(
    out.split('\0').map((line) => {
      const [name = '', ...value] = line.split('\n');
      return [name.toLowerCase(), value.join('\n')];
    }),
  );
}

/**
 * Stops git from moving files after a folder that the other side renamed, since a registry names its files.
 * What a person has set stays: a key of our own says that it was not set before.
 *
 * @returns whether it changed
 */
async function keepFolders(repository: string, isWanted: boolean): Promise<boolean> {
  const key = 'merge.directoryRenames';
  const marker = 'gnn-registry.directoryRenames';
  const get = async (name: string): Promise<string> =>
    (await callGit(repository, 'config', '--local', '--get', name)).out;
  const set = (...args: string[]): Promise<string> =>
    demandGit(repository, 'config', '--local', ...args);
  const found = await get(key);
  if (isWanted) {
    if (found !== '') return false;
    await set(key, 'false');
    await set(marker, 'false');
    return true;
  }
  if ((await get(marker)) === '') return false;
  if (found === 'false') await set('--unset', key);
  await set('--unset', marker);
  return true;
}

function render(done: SetUp, call: Call, out: Output): string {
  if (out.format === 'json') return renderJson(call, 'success', done);
  const { output, attributes, written, changed } = done;
  if (out.verbosity === 'quiet') return '';
  const again = changed ? '' : ' already';
  if (call.flags.remove === true)
    return `${escapeControls(output)}: git merges it as any other file\n`;
  const show = (path: string): string => withSlashes(relative(call.io.cwd, path));
  const committed = [attributes, ...written.filter((it) => it !== attributes)].map(show);
  const width = Math.max(...[...committed, '.git/config'].map(({ length }) => length));
  const lines = [
    `${output}: git${again} merges it by model and by field`,
    ...committed.map((it) => `  ${it.padEnd(width)}  to be committed, for everyone`),
    `  ${'.git/config'.padEnd(width)}  for this clone only: run this once in every other one`,
  ];
  return lines.map((line) => `${escapeControls(line)}\n`).join('');
}
