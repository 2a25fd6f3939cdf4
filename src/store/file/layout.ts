/** Every path that the store reads or writes. Pure. */
import { basename, dirname, isAbsolute, join, posix, relative, resolve, sep } from 'node:path';
import { RegistryError } from '../../domain/errors.js';
import { withSlashes } from '../../domain/paths.js';

/** The step's folder below the pipeline's output. */
export const STEP_FOLDER = '4_model_registry_output';

const REGISTRY_FILE = 'model_registry.json';

/** The places of one run's output. */
export interface Layout {
  /** Absolute: the step's own folder. */
  readonly root: string;
  /** Absolute: the folder that holds the outputs of all numbered steps. */
  readonly pipelineRoot: string;
  /** Absolute. */
  readonly registry: string;
  /** The registry as a person would write it: as given, POSIX separators. */
  readonly registryShown: string;
  /** The registry before the present one. */
  readonly backup: string;
  /** The folder of the last committed states of this registry, and of no other one beside it. */
  readonly generations: string;
  /** Every change of the registry, a line each. */
  readonly auditLog: string;
  readonly summary: string;
  /** What step 3 says about the formats that it wrote; need not be there. */
  readonly step3Results: string;
}

/** What the user said about the output. */
export interface LayoutOptions {
  /** The pipeline's output, or the step's own folder in it. */
  outputDir: string;
  /** Null for the place in the step's output. */
  registryPath: string | null;
  /** Absolute. */
  cwd: string;
}

/** The places of a run's output; an `outputDir` that ends in the step's folder is taken as it is. */
export function layoutOf({ outputDir, registryPath, cwd }: LayoutOptions): Layout {
  const given = resolve(cwd, outputDir);
  const isStepFolder = basename(given) === STEP_FOLDER;
  const root = isStepFolder ? given : join(given, STEP_FOLDER);
  const pipelineRoot = dirname(root);
  const registry = registryPath === null ? join(root, REGISTRY_FILE) : resolve(cwd, registryPath);
  const registryShown =
    registryPath === null
      ? posix.join(withSlashes(outputDir), isStepFolder ? '' : STEP_FOLDER, REGISTRY_FILE)
      : posix.normalize(withSlashes(registryPath));
  return {
    root,
    pipelineRoot,
    registry,
    registryShown,
    backup: `${registry}.bak`,
    generations: join(dirname(registry), generationsName(basename(registry))),
    auditLog: join(dirname(registry), auditLogName(basename(registry))),
    summary: join(root, 'model_registry_summary.json'),
    step3Results: join(pipelineRoot, '3_gnn_output', 'gnn_processing_results.json'),
  };
}

function generationsName(registryFile: string): string {
  return registryFile === REGISTRY_FILE ? '.generations' : `.${registryFile}.generations`;
}

function auditLogName(registryFile: string): string {
  return registryFile === REGISTRY_FILE ? 'audit_log.jsonl' : `${registryFile}.audit_log.jsonl`;
}

// Elsewhere than on Windows a back slash is a letter of a name.
/** The folder of a model, below the root. */
export function modelFolder(id: string): string {
  return id;
}

/** The folder of a model's archived bytes, below the root. */
export function versionsFolder(id: string): string {
  return `${modelFolder(id)}/versions`;
}

/** The file with a model's current version in full, below the root. */
export function metadataPath(id: string): string {
  return `${modelFolder(id)}/${id}_metadata.json`;
}

/**
 * The archived bytes of a version, below the root.
 *
 * @param extension - With its dot, as the spec file has it; may be empty.
 */
export function archivePath(id: string, version: string, extension: string): string {
  // Another program's numbers may hold anything.
  const name = version.replace(/[^\p{L}\p{M}\p{N}.+_-]|^\./gu, '_');
  return `${versionsFolder(id)}/${name}${extension}`;
}

/** A second name for archived bytes, where the first one is taken by others: it says which they are. */
export function archivePathOfBytes(path: string, hash: string, digits: number): string {
  const { dir, name, ext } = posix.parse(path);
  // What `parse` takes for an extension may be the end of a version that has none.
  const [stem, extension] = /^\.\d/.test(ext) ? [name + ext, ''] : [name, ext];
  // A version whose file has such a name already keeps its number in front.
  const number = stem.replace(new RegExp(`(?:-${hash.slice(0, 8)}|-${hash})$`), '');
  return `${dir}/${number}-${hash.slice(0, digits)}${extension}`;
}

/**
 * Whether an id that another program chose can be the name of a model's folder: 1 to 128 characters,
 * one segment, no control characters, and not `__proto__`.
 */
export function isFolderName(id: string): boolean {
  return id.length <= 128 && id !== '__proto__' && isPlainSegment(id) && !/\p{Cc}/u.test(id);
}

function isPlainSegment(segment: string): boolean {
  return segment !== '' && segment !== '.' && segment !== '..' && !/[/\\\0]/.test(segment);
}

/**
 * Joins a relative POSIX path to the root: the one place where names become paths.
 *
 * @throws RegistryError `internal` for a path that is absolute, holds an empty, `.` or `..` segment,
 * a NUL or a back slash, or would leave the root in any other way.
 */
export function resolveBelow(root: string, path: string): string {
  if (isBelow(root, path)) return join(root, path);
  throw new RegistryError(
    'internal',
    `The path ${JSON.stringify(path)} would leave the output folder ${root}.`,
    'This should not happen; please report it, with the name of the model.',
  );
}

/** Whether a relative POSIX path stays below the root, so that it can be joined to it. */
export function isBelow(root: string, path: string): boolean {
  // Plain segments lead nowhere but down; only Windows knows other ways out, such as drives.
  return path.split('/').every(isPlainSegment) && (sep === '/' || staysInside(root, path));
}

function staysInside(root: string, path: string): boolean {
  const inside = relative(root, resolve(root, path));
  const leaves = inside === '' || inside === '..' || inside.startsWith(`..${sep}`);
  return !leaves && !isAbsolute(inside);
}
