/**
 * Finds a merge of git that left a registry or its log as neither side had it. Without the merge driver, git
 * merges them as text: what it made reads like an edit by hand, but lacks what one side said.
 *
 * It is asked only about a registry or a log that does not hold: git is not called otherwise.
 */
import { basename, dirname, join } from 'node:path';
import { RegistryError } from '../../domain/errors.js';
import { MEGABYTE } from '../../domain/limits.js';
import { foldLineEnds } from '../../domain/line-ends.js';
import type { AuditHead } from '../../domain/model.js';
import { operation, wording, type Wording } from '../../domain/wording.js';
import { callGit, readGit } from '../../files/git.js';
import { lstatIfPresent } from '../../files/lstat-if-present.js';
import { hashEvents } from './audit-link.js';
import { parseTailOfEvents } from './audit-tail.js';
import { readNamedHead } from './registry-text.js';
import { isIntactRegistry } from './classify-registry.js';
import { getShownPath, type Layout } from './layout.js';

/** A merge whose result is not what any side had. */
interface LossyMerge {
  /** Its first parent, and the others. */
  readonly sides: readonly string[];
  /** Undefined for a merge that is not committed yet. */
  readonly commit?: string;
  /** Whether nothing was committed after it. */
  readonly isLast: boolean;
  /** Whether its sides are not in this clone. */
  readonly isShallow: boolean;
}

/** How many commits that changed the registry or its log are looked at: one that holds ends the search. */
const MAX_COMMITS = 30;

/** Whether a folder is in the working tree of a repository, as far as can be told without git. */
export function isInRepository(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (lstatIfPresent(join(at, '.git')) !== undefined) return true;
    if (dirname(at) === at) return false;
  }
}

/**
 * Refuses a registry that a merge made as text, or of which it took another side than of its log.
 *
 * @param what - what does not hold: the registry, or the log of a sound one
 * @throws RegistryError `registry-conflict`, which says how to merge again
 */
export async function refuseLossyMerge(layout: Layout, what: 'registry' | 'log'): Promise<void> {
  if (!isInRepository(dirname(layout.registry))) return;
  const found = await findLossyMerge(layout, what).catch(ignoreNoGit);
  if (found === undefined) return;
  const { registryShown, auditLog } = layout;
  const shown = what === 'registry' ? registryShown : getShownPath(layout, auditLog);
  const by = found.commit === undefined ? 'the merge at work' : `merge ${abbreviate(found.commit)}`;
  throw new RegistryError(
    'registry-conflict',
    `${shown} does not hold since ${by}, which joined both sides without the merge driver: nothing is read or changed, since what one side said would be lost.`,
    wordCure(found, dirname(registryShown)),
  );
}

function wordCure({ commit, sides, isLast, isShallow }: LossyMerge, folder: string): Wording {
  const setUp = operation('git setup');
  if (isShallow) {
    return wording`This clone has only the last commits, so get the others (git fetch --unshallow): then this says how to merge again. In CI, check out the whole history.`;
  }
  if (commit === undefined) {
    return wording`Run ${setUp} and git merge --abort, and merge again: then both sides are kept.`;
  }
  const [first = '', ...others] = sides.map(abbreviate);
  const merge = `git merge ${others.join(' ')}`;
  const either = `To drop the other side instead, git checkout ${first} -- ${folder} takes the first.`;
  if (isLast) {
    return wording`Merge again, which keeps both sides: run ${setUp}, git reset --keep ${first} and ${merge}. ${either}`;
  }
  return wording`Merge again, which keeps both sides: run ${setUp}, git checkout --detach ${first}, ${merge} and git checkout -, and then git checkout @{-1} -- ${folder}, and commit that. ${either}`;
}

function abbreviate(id: string): string {
  return id.slice(0, 12);
}

async function findLossyMerge(
  layout: Layout,
  what: 'registry' | 'log',
): Promise<LossyMerge | undefined> {
  const commits = await listCommits(layout);
  for (const id of commits) {
    if (await holds(layout, id)) break;
    const sides = await listParents(layout, id);
    // A commit of an edit, or of a part of the output.
    if (sides.length < 2) continue;
    const isLast = id === (await resolve(layout, 'HEAD'));
    return { commit: id, sides, isLast, isShallow: await isShallow(layout) };
  }
  if (what === 'log' || commits.length === 0) return undefined;
  const [head, other] = [await resolve(layout, 'HEAD'), await resolve(layout, 'MERGE_HEAD')];
  if (head === undefined || other === undefined) return undefined;
  return (await holds(layout, head))
    ? { sides: [head, other], isLast: true, isShallow: false }
    : undefined;
}

/** Lists the last commits that changed the registry or its log, the newest first. */
async function listCommits({ registry, auditLog }: Layout): Promise<string[]> {
  const files = [registry, auditLog].map((it) => `./${basename(it)}`);
  const asked = ['rev-list', '--topo-order', `--max-count=${MAX_COMMITS}`, 'HEAD', '--', ...files];
  return askForLines(registry, '--literal-pathspecs', ...asked);
}

/** The commits that one was made of, as it names them: a shallow clone has not all of them. */
async function listParents({ registry }: Layout, commit: string): Promise<string[]> {
  const lines = await askForLines(registry, 'cat-file', 'commit', commit);
  return lines.flatMap((line) => /^parent ([0-9a-f]+)$/.exec(line)?.[1] ?? []);
}

/** Whether a clone lacks earlier commits, and with them what was merged. */
export async function isShallow({ registry }: Layout): Promise<boolean> {
  return (await askForLines(registry, 'rev-parse', '--is-shallow-repository'))[0] === 'true';
}

async function askForLines(beside: string, ...args: string[]): Promise<string[]> {
  const { out, exitCode } = await callGit(dirname(beside), ...args);
  return exitCode === 0 ? out.split('\n').filter((line) => line !== '') : [];
}

async function resolve({ registry }: Layout, name: string): Promise<string | undefined> {
  const { out, exitCode } = await callGit(dirname(registry), 'rev-parse', '-q', '--verify', name);
  return exitCode === 0 ? out : undefined;
}

/** Whether the registry of a commit is as this program wrote it, and its log ends where it says. */
async function holds(layout: Layout, commit: string): Promise<boolean> {
  const { registry, auditLog, limits } = layout;
  const bytes = await readAt(commit, registry, limits.registry.bytes);
  if (bytes === undefined || !isIntactRegistry(bytes)) return false;
  const log = await readAt(commit, auditLog, limits.auditLog.bytes);
  const head = readNamedHead(bytes);
  return log === undefined || head === undefined || parseTailOfEvents(log).hash === head.hash;
}

/** Reads a file of a commit; undefined if it has none, or a larger one. */
async function readAt(commit: string, path: string, limit: number): Promise<Buffer | undefined> {
  const asked = ['cat-file', 'blob', `${commit}:./${basename(path)}`];
  const { bytes, failure } = await readGit(dirname(path), limit, asked);
  return failure === undefined ? foldLineEnds(bytes) : undefined;
}

/**
 * Finds the last event of which git has the registry that named it: the log is known up to there, although
 * no state that is kept here names it.
 *
 * @param isThere - whether the log has an event
 */
export async function findHeadInGit(
  layout: Layout,
  isThere: (hash: string) => boolean,
): Promise<AuditHead | undefined> {
  if (!isInRepository(dirname(layout.registry))) return undefined;
  const search = async (): Promise<AuditHead | undefined> => {
    for (const id of await listCommits(layout)) {
      const head = await readHeadAt(layout, id);
      if (head !== undefined && isThere(head.hash)) return head;
    }
    return undefined;
  };
  return search().catch(ignoreNoGit);
}

/** A merge that has nothing of what one side did. */
export interface OneSidedMerge {
  readonly merge: string;
  readonly side: string;
  /** Whether it took all files of the other side, as `git merge -s ours` does. */
  readonly isWhole: boolean;
}

/** How many of the last merges are looked at. */
const MAX_MERGES = 10;

/**
 * Finds merges that took the registry and the log of one side as they were: both hold, and lack what the
 * other side did.
 *
 * @param log - the log as it is: what was merged again later is in it
 */
export async function findOneSided(
  layout: Layout,
  log: Buffer,
  merges: readonly Merge[],
): Promise<OneSidedMerge[]> {
  return (await listOneSided(layout, log, merges).catch(ignoreNoGit)) ?? [];
}

/** A commit and its parents. */
export interface Merge {
  readonly merge: string;
  readonly sides: readonly string[];
}

/** Lists the last merges, the newest first; none outside of a repository. */
export async function listMerges({ registry }: Layout): Promise<readonly Merge[]> {
  if (!isInRepository(dirname(registry))) return [];
  const asked = ['rev-list', '--merges', '--parents', `--max-count=${MAX_MERGES}`, 'HEAD'];
  const lines = (await askForLines(registry, ...asked).catch(ignoreNoGit)) ?? [];
  return lines.map((line) => {
    const [merge = '', ...sides] = line.split(' ');
    return { merge, sides };
  });
}

async function listOneSided(
  layout: Layout,
  log: Buffer,
  merges: readonly Merge[],
): Promise<OneSidedMerge[]> {
  const { auditLog } = layout;
  const found: OneSidedMerge[] = [];
  const isIn = createEventTest(log);
  for (const { merge, sides } of merges) {
    const [own, ...others] = await listObjects(layout, [merge, ...sides]);
    if (own === undefined) continue;
    const isWhole = others.some(({ tree }) => tree === own.tree);
    if (others.every((it) => it.registry === own.registry)) continue;
    for (const [at, side] of sides.entries()) {
      if (others[at]?.registry === own.registry) continue;
      const head = await readHeadAt(layout, side);
      if (head === undefined || isIn(head.hash)) continue;
      const then = await readAt(merge, auditLog, layout.limits.auditLog.bytes);
      if (then !== undefined && createEventTest(then)(head.hash)) continue;
      found.push({ merge: abbreviate(merge), side: abbreviate(side), isWhole });
    }
  }
  return found;
}

async function readHeadAt(layout: Layout, commit: string): Promise<AuditHead | undefined> {
  const bytes = await readAt(commit, layout.registry, layout.limits.registry.bytes);
  return bytes && isIntactRegistry(bytes) ? readNamedHead(bytes) : undefined;
}

interface Objects {
  readonly tree: string | undefined;
  readonly registry: string | undefined;
}

/** The objects of some commits, by one call. */
async function listObjects({ registry }: Layout, commits: readonly string[]): Promise<Objects[]> {
  const names = commits.flatMap((it) => [`${it}^{tree}`, `${it}:./${basename(registry)}`]);
  const asked = ['cat-file', '--batch-check=%(objectname)'];
  const { bytes } = await readGit(dirname(registry), MEGABYTE, asked, names.join('\n'));
  const lines = bytes.toString().split('\n');
  return commits.map((_, at) => ({ tree: lines[2 * at], registry: lines[2 * at + 1] }));
}

/** Tells which events a log has, by their hash; it is only read once that is asked. */
function createEventTest(log: Buffer): (hash: string) => boolean {
  let hashes: ReadonlySet<string> | undefined;
  return (hash) => {
    hashes ??= hashEvents(log);
    return hashes.has(hash);
  };
}

/** Without git, nothing tells. @throws anything but a RegistryError */
export function ignoreNoGit(error: unknown): undefined {
  if (!(error instanceof RegistryError)) throw error;
}
