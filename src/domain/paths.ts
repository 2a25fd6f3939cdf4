import { sep } from 'node:path';

/** A path with `/` between its folders, whatever the system puts there. */
export function withSlashes(path: string): string {
  return sep === '\\' ? path.replaceAll('\\', '/') : path;
}
