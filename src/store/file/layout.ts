/** The paths that the store reads and writes. Pure. */
import { basename, dirname, join, posix, resolve, sep } from 'node:path';
import { isOwnName, isPlainSegment, modelFolder } from '../../domain/archive-names.js';
import { RegistryError } from '../../domain/errors.js';
import { pathBelow, withSlashes } from '../../domain/paths.js';
import { operation, option, wording } from '../../domain/wording.js';
import { SETTING_DEFAULTS } from '../../domain/generated/values.js';
import { STEP_FOLDER, stepFolder } from '../../domain/step-folder.js';
import { fileLimitsOf, type FileLimits, type LimitSettings } from './file-limits.js';

const REGISTRY_FILE = 'model_registry.json';
const SUMMARY_FILE = 'model_registry_summary.json';

/** What is made of the registry and kept beside it in the output, in the order of its importance. */
export const INDEX_NAMES = [
  'model_index.json',
  'version_history.json',
  'metadata_index.json',
  'registry_statistics.json',
  'registry_summary.md',
  'registry_report.md',
];

/** The paths of the output. */
export interface Layout {
  /** The folder that a person named, absolute: no link is followed below it. */
  readonly base: string;
  /** The step's own folder, absolute. */
  readonly root: string;
  /** Absolute. */
  readonly registry: string;
  /** The same for the registry and the files beside it. */
  readonly registryBase: string;
  /** The path of the registry for people: as given, with POSIX separators. */
  readonly registryShown: string;
  /** Whether the registry and the files beside it are in the root. */
  readonly isInOutput: boolean;
  /** The folder that a writer creates for as long as it writes. */
  readonly lock: string;
  /** The previous registry. */
  readonly backup: string;
  /** The folder with the last committed states of this registry only. */
  readonly generations: string;
  /** The log of every change of the registry, one per line. */
  readonly auditLog: string;
  readonly summary: string;
  /** The cache of the search index: hidden, since it contains nothing that the registry does not. */
  readonly searchIndex: string;
  /** Says of which registry in a database this is a copy. */
  readonly copyOf: string;
  /** The start of the names of the index files: empty for a registry of the usual name. */
  readonly indexPrefix: string;
  /** The note of the last run that changed nothing, among the generations, since git ignores these. */
  readonly lastRun: string;
  /** The note of the spec files that were read, beside it. */
  readonly readSpecs: string;
  /** The note of the files of weights that were hashed, beside it. */
  readonly hashedWeights: string;
  /** The note of what models of weights say, beside it. */
  readonly knownWeights: string;
  /** How much is read of each kind of file. */
  readonly limits: FileLimits;
}

/** The user's options for the output. */
export interface LayoutOptions {
  /** The pipeline's output folder, or the step's own folder in it. */
  outputDir: string;
  /** Null for the default path in the step's output. */
  registryPath: string | null;
  /** Absolute. */
  cwd: string;
  settings?: LimitSettings;
  /** Whether the registry is kept elsewhere, and this is its copy. */
  isCopy?: boolean;
}

/** Creates the layout; an `outputDir` that ends in the step's folder is used as it is. */
export function createLayout({
  outputDir,
  registryPath,
  cwd,
  settings = SETTING_DEFAULTS,
  isCopy = false,
}: LayoutOptions): Layout {
  const root = stepFolder(outputDir, cwd);
  const base = resolve(cwd, outputDir);
  const isStepFolder = root === base;
  const registry = registryPath === null ? join(root, REGISTRY_FILE) : resolve(cwd, registryPath);
  const registryShown =
    registryPath === null
      ? posix.join(withSlashes(outputDir), isStepFolder ? '' : STEP_FOLDER, REGISTRY_FILE)
      : posix.normalize(withSlashes(registryPath));
  const [folder, file] = [dirname(registry), basename(registry)];
  const isInOutput = folder === root;
  refuseOwnName(file, isInOutput, registryShown);
  const prefix = file === REGISTRY_FILE ? '' : `${file}.`;
  const generations = join(folder, `.${prefix}generations`);
  // A folder of generations says that a registry is kept here.
  const notes = isCopy ? join(folder, `.${prefix}copy-notes`) : generations;
  return {
    base,
    root,
    registry,
    registryBase: isInOutput ? base : folder,
    registryShown,
    isInOutput,
    lock: `${registry}.lock`,
    backup: `${registry}.bak`,
    generations,
    auditLog: join(folder, `${prefix}audit_log.jsonl`),
    summary: join(root, SUMMARY_FILE),
    searchIndex: join(root, `.${prefix}search-index`),
    copyOf: join(folder, `.${prefix}copy-of`),
    indexPrefix: prefix,
    lastRun: join(notes, 'last-run'),
    readSpecs: join(notes, 'read-specs'),
    hashedWeights: join(notes, 'hashed-weights'),
    knownWeights: join(notes, 'known-weights'),
    limits: fileLimitsOf(settings),
  };
}

/** The notes among the generations: they can be lost at any time. */
export function listNotes({ lastRun, readSpecs, hashedWeights, knownWeights }: Layout): string[] {
  return [lastRun, readSpecs, hashedWeights, knownWeights];
}

/**
 * Refuses a name for the registry that another file of this program has, and one in the output that a
 * model could have.
 *
 * @throws RegistryError `usage`
 */
function refuseOwnName(file: string, isInOutput: boolean, shown: string): void {
  const name = file.toLowerCase();
  const isTaken =
    name === SUMMARY_FILE || (isInOutput && INDEX_NAMES.some((it) => name.endsWith(it)));
  const isJson = name.endsWith('.json') && !isTaken;
  if (isJson || !(isInOutput || isOwnName(file))) return;
  throw new RegistryError(
    'usage',
    `The registry cannot be named ${shown}, since this program uses such names for other files.`,
    wording`Give ${option('registry_path')} a name that ends in .json, such as ${REGISTRY_FILE}.`,
  );
}

/** The folder of the index files of a large registry: hidden, as programs that collect JSON need only the others. */
export function indexFolder({ root, indexPrefix }: Layout): string {
  return join(root, `.${indexPrefix}index-files`);
}

/** Returns the path for people of a file next to the registry. */
export function getShownPath({ registryShown }: Layout, path: string): string {
  return posix.join(posix.dirname(registryShown), basename(path));
}

/** Returns the path of the metadata of a model's current version, relative to the root. */
export function getMetadataPath(id: string): string {
  return `${modelFolder(id)}/${id}_metadata.json`;
}

/** Returns the path of the picture of a model's current version, relative to the root. */
export function getPicturePath(id: string): string {
  return `${modelFolder(id)}/${id}_graph.svg`;
}

/**
 * Joins a relative POSIX path to the root. This is the only place where names become paths.
 *
 * @throws RegistryError `internal` for a path that is absolute, contains an empty, `.` or `..` segment,
 * a NUL or a backslash, or would leave the root in any other way.
 */
export function resolveBelow(root: string, path: string): string {
  if (isBelow(root, path)) return join(root, path);
  throw new RegistryError(
    'internal',
    `The path ${JSON.stringify(path)} would leave the output folder ${root}.`,
    'This should not happen; please report it, with the name of the model.',
  );
}

/**
 * Joins the path of a model's file or folder to the root.
 *
 * @throws RegistryError as {@link resolveBelow}; `file-refused` if the model has a name of our own: its
 *   folder would be the lock, the generations or another file of a registry
 */
export function resolveOfModel(root: string, path: string): string {
  const [id = ''] = path.split('/');
  if (!isOwnName(id)) return resolveBelow(root, path);
  throw new RegistryError(
    'file-refused',
    `No model can be named ${id}, since this program uses that name for its own files.`,
    wording`Remove it from the registry with ${operation('delete', id, option('purge'))}.`,
  );
}

/** Whether a relative POSIX path stays below the root, so that it can be joined to it. */
export function isBelow(root: string, path: string): boolean {
  // Plain segments only lead down; only Windows has other ways out, such as drives.
  return (
    path.split('/').every(isPlainSegment) &&
    (sep === '/' || pathBelow(root, resolve(root, path)) !== undefined)
  );
}

/** Whether a relative POSIX path may be that of a model's file: nothing in place of our own files is. */
export function isOfModel(root: string, path: string): boolean {
  const [id = ''] = path.split('/');
  return !isOwnName(id) && isBelow(root, path);
}
