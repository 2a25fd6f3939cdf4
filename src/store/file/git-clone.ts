/** What git has of an output, and how it would merge it. Only a verification asks. */
import { basename, dirname } from 'node:path';
import { operation, wording, wordPlainly } from '../../domain/wording.js';
import { callGit, readGit } from '../../files/git.js';
import { MEGABYTE } from '../../domain/limits.js';
import { ignoreNoGit, isInRepository } from './git-merges.js';
import type { Layout } from './layout.js';

const DRIVER = 'gnn-registry';

/** Says whether git would merge a registry that it has as text, since this clone is not set up for it. */
export async function describeClone(layout: Layout): Promise<string[]> {
  const why = await findWhyText(layout).catch(ignoreNoGit);
  if (why === undefined) return [];
  const setUp = wordPlainly(wording`${operation('git setup')}`);
  return [`git would merge ${layout.registryShown} as text, since ${why}: ${setUp} sets it up`];
}

async function findWhyText({ registry }: Layout): Promise<string | undefined> {
  const folder = dirname(registry);
  if (!isInRepository(folder)) return undefined;
  const file = `./${basename(registry)}`;
  const tracked = await callGit(folder, '--literal-pathspecs', 'ls-files', '--', file);
  if (tracked.exitCode !== 0 || tracked.out === '') return undefined;
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
