/** What git has of an output, and how it would merge it. Only a verification asks. */
import { basename, dirname } from 'node:path';
import { operation, wording, wordPlainly } from '../../domain/wording.js';
import { callGit, readGit } from '../../files/git.js';
import { MEGABYTE } from '../../domain/limits.js';
import { ignoreNoGit, isInRepository, isShallow } from './git-merges.js';
import type { Layout } from './layout.js';

const DRIVER = 'gnn-registry';

/** Says whether git would merge a registry that it has as text, since this clone is not set up for it. */
export async function describeClone(layout: Layout): Promise<string[]> {
  return (await listNotes(layout).catch(ignoreNoGit)) ?? [];
}

async function listNotes(layout: Layout): Promise<string[]> {
  if (!(await isTracked(layout))) return [];
  const why = await findWhyText(layout);
  const setUp = wordPlainly(wording`${operation('git setup')}`);
  return [
    ...(why === undefined
      ? []
      : [`git would merge ${layout.registryShown} as text, since ${why}: ${setUp} sets it up`]),
    ...((await isShallow(layout))
      ? [
          'this clone has only the last commits, so merges were not looked at: git fetch --unshallow gets the others (in CI, check out the whole history)',
        ]
      : []),
  ];
}

async function isTracked({ registry }: Layout): Promise<boolean> {
  const folder = dirname(registry);
  if (!isInRepository(folder)) return false;
  const file = `./${basename(registry)}`;
  const { out, exitCode } = await callGit(folder, '--literal-pathspecs', 'ls-files', '--', file);
  return exitCode === 0 && out !== '';
}

async function findWhyText({ registry }: Layout): Promise<string | undefined> {
  const folder = dirname(registry);
  const file = `./${basename(registry)}`;
  const { out } = await callGit(folder, 'check-attr', '-z', 'merge', '--', file);
  if (out.split('\0')[2] !== DRIVER) return 'no .gitattributes names its merge driver';
  const { exitCode } = await callGit(folder, 'config', '--get', `merge.${DRIVER}.driver`);
  return exitCode === 0 ? undefined : 'its merge driver is not configured in this clone';
}

/** Whether git has any file of a folder in the output. */
export async function isFolderInGit({ root }: Layout, folder: string): Promise<boolean> {
  if (!isInRepository(root)) return false;
  const asked = ['--literal-pathspecs', 'ls-files', '-z', '--', `./${folder}/`];
  const found = await readGit(root, MEGABYTE, asked).catch(ignoreNoGit);
  return found !== undefined && found.bytes.length > 0;
}
