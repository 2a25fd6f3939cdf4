import { isAbsolute, relative, sep } from 'node:path';

/** What stands for standard input or output among paths. */
export const STANDARD_STREAM = '-';

/** A path with `/` between its folders, whatever the system puts there. */
export function withSlashes(path: string): string {
  return sep === '\\' ? path.replaceAll('\\', '/') : path;
}

/**
 * The way from a folder down to what is below it; undefined if a path leads elsewhere, or is the folder.
 * Both are absolute.
 */
export function pathBelow(folder: string, path: string): string | undefined {
  const below = relative(folder, path);
  // Only Windows has ways out without `..`, such as another drive.
  const leaves = below === '' || isAbsolute(below) || below.split(sep)[0] === '..';
  return leaves ? undefined : below;
}
