/** Plans which files of a pipeline are written, replaced, removed or put back. */
import { RegistryError } from '../../../domain/errors.js';
import { findMaker, type Maker } from '../../python/index.js';
import { readKept, readPresent, type FileStep } from './pipeline-files.js';

/**
 * Plans to install files. What another program or a person wrote there before is kept.
 *
 * @param isForced - what a person changed in our files is replaced, and kept elsewhere
 * @throws RegistryError `output-exists` if a person changed one of our files
 */
export async function planInstalled(
  root: string,
  files: ReadonlyMap<string, string>,
  isForced: boolean,
): Promise<FileStep[]> {
  const steps: FileStep[] = [];
  for (const [path, text] of files) {
    const present = await readPresent(root, path);
    const maker = present === undefined ? undefined : findMaker(present);
    if (maker === 'changed' && !isForced) throw describeChanged(path, 'replace');
    steps.push(
      present === text
        ? { path, action: 'unchanged', text }
        : maker === 'others' && present !== undefined
          ? { path, action: 'replace', text, kept: present }
          : { path, action: 'write', text, ...changedBy(maker, present) },
    );
  }
  return steps;
}

/**
 * Plans to remove our files, and to put back what was there before.
 *
 * @throws RegistryError `output-exists` if a person changed one of our files
 */
export async function planRemoved(
  root: string,
  paths: readonly string[],
  isForced: boolean,
): Promise<FileStep[]> {
  const steps: FileStep[] = [];
  // The script first, so that it is never there without what it needs.
  for (const path of paths.toReversed()) {
    const present = await readPresent(root, path);
    const maker = present === undefined ? undefined : findMaker(present);
    if (maker === 'changed' && !isForced) throw describeChanged(path, 'remove');
    const kept = await readKept(root, path);
    const isOurs = maker === 'ours' || maker === 'changed';
    if (kept !== undefined && (isOurs || present === undefined)) {
      const changed = changedBy(maker, present);
      steps.push({ path, action: 'put back', text: kept, kept: null, ...changed });
    } else if (isOurs) {
      steps.push({ path, action: 'remove', text: null, ...changedBy(maker, present) });
    } else steps.push({ path, action: 'unchanged', text: present ?? null });
  }
  return steps;
}

function changedBy(
  maker: Maker | undefined,
  present: string | undefined,
): Pick<FileStep, 'changed'> {
  return maker === 'changed' && present !== undefined ? { changed: present } : {};
}

function describeChanged(path: string, verb: 'replace' | 'remove'): RegistryError {
  return new RegistryError(
    'output-exists',
    `${path} was written by gnn-registry and changed since`,
    `Keep your changes elsewhere, and pass --force to ${verb} the file.`,
  );
}
