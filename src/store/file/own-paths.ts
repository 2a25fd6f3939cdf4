import { basename, dirname, sep } from 'node:path';
import { isOwnName, modelFolder, versionsFolder } from '../../domain/archive-names.js';
import { SPEC_ENDINGS } from '../../domain/spec.js';
import { pathBelow } from '../../domain/paths.js';
import { realPath, withRealFolder } from '../../files/write-source.js';
import {
  listFirstGitFiles,
  writeAllGitFiles,
  writeFirstGitFiles,
  writeGitFilesBeside,
} from './git-files.js';
import { isRegistryThere } from './load.js';
import { createLayout, getMetadataPath, type LayoutOptions } from './layout.js';

/**
 * Whether a path is one of a registry's own files, or would be: those beside the registry, and all in the
 * folders below its output.
 *
 * @param path - absolute
 */
export function isOwnPath(options: LayoutOptions, path: string): boolean {
  const { root, registry, backup, generations, auditLog, lock } = createLayout(options);
  const real = withRealFolder(path);
  const beside = [registry, backup, generations, auditLog, lock].map(withRealFolder);
  if (beside.some((it) => real === it || real.startsWith(it + sep))) return true;
  const inside = (folder: string): string[] => pathBelow(realPath(folder), real)?.split(sep) ?? [];
  const [name = '', ...deeper] = inside(root);
  if (deeper.length > 0 || isOwnName(name)) return true;
  const [sibling = '', ...more] = inside(dirname(registry));
  return more.length === 0 && isOwnName(sibling);
}

/** A kind of files, as a pattern of names below a folder. */
export interface MergedPath {
  /** Absolute. */
  readonly folder: string;
  readonly pattern: string;
}

/** The names of the archives of first versions, packed or not. */
const FIRST_ARCHIVES = SPEC_ENDINGS.flatMap((extension) =>
  ['', '.gz'].map((packed) => `[0-9]*.[0-9]*.[0-9]*.${extension}${packed}`),
);

/** Lists the files of a registry that git merges if two branches change them. */
export function listMergedPaths(options: LayoutOptions): {
  readonly root: string;
  readonly merged: readonly MergedPath[];
} {
  const { root, registry, auditLog, summary } = createLayout(options);
  const files = [registry, auditLog, summary].map((path) => ({
    folder: dirname(path),
    pattern: basename(path),
  }));
  const ofModels = [
    getMetadataPath('*'),
    `${versionsFolder('*')}/*`,
    ...FIRST_ARCHIVES.map((name) => `${modelFolder('*')}/${name}`),
  ];
  return { root, merged: [...files, ...ofModels.map((pattern) => ({ folder: root, pattern }))] };
}

/**
 * Writes what git is to know of an output that an older version of this program made. In a new
 * output, the first run does; beside a registry elsewhere, only who asks for it.
 *
 * @returns the paths of the files that were written; none that was there is replaced
 * @throws RegistryError `output-unwritable`
 */
export async function writeMissingGitFiles(options: LayoutOptions): Promise<string[]> {
  const layout = createLayout(options);
  return isRegistryThere(layout) ? writeAllGitFiles(layout) : writeGitFilesBeside(layout);
}

/** What git is to know of an output that has no registry yet. */
export interface FirstGitFiles {
  /** Absolute. */
  readonly root: string;
  /** Absolute; some may be there. */
  readonly paths: readonly string[];
  /** Writes those that are missing, and returns them. @throws RegistryError `output-unwritable` */
  readonly write: () => Promise<string[]>;
}

/** Prepares to write what git is to know of an output before its first run. */
export function prepareGitFiles(options: LayoutOptions): FirstGitFiles {
  const layout = createLayout(options);
  return {
    root: layout.root,
    paths: listFirstGitFiles(layout),
    write: () => writeFirstGitFiles(layout),
  };
}
