import { dirname, sep } from 'node:path';
import { isOwnName } from '../../domain/archive-names.js';
import { pathBelow } from '../../domain/paths.js';
import { realPath, withRealFolder } from '../../files/write-source.js';
import { createLayout, type LayoutOptions } from './layout.js';

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
