/** Finds files in the output that nothing refers to; also verifies the summary. */
import { basename, dirname, posix } from 'node:path';
import { memoize } from '../../../domain/memoize.js';
import { entriesWithFolder, type Models } from '../../../domain/models.js';
import type { Entry } from '../../../domain/model.js';
import { otherPath } from '../../../domain/packed.js';
import {
  INDEX_NAMES,
  isBelow,
  getMetadataPath,
  getPicturePath,
  resolveBelow,
  type Layout,
} from '../layout.js';
import {
  archiveFolders,
  isFolderName,
  isLeftByMerge,
  modelFolder,
  versionsFolder,
} from '../../../domain/archive-names.js';
import { createFileClock, isYoung, type FileClock } from '../../../files/temporary.js';
import { isHeld } from '../lock-holder.js';
import {
  isArchiveAt,
  isYoungFolder,
  listFiles,
  listModelFolder,
  removeFiles,
  removeModelFolder,
} from '../removal.js';
import { getMarkName, findOtherRegistries } from '../shared-output.js';
import { pathExists } from '../find.js';
import { listJoined, listPlaces } from '../metadata.js';
import { unreadableOr } from '../../../files/lstat-if-present.js';
import { problemOr } from '../open-file.js';
import { isQuarantined } from '../quarantine.js';
import { isTakenApart } from '../split-joined.js';
import { readReplaced } from '../needs.js';
import { createLostSearch, createPurgedSearch } from '../unclaimed.js';
import { listIndexPaths } from '../index-files.js';
import { probeIfPlain } from '../search-index.js';
import { isSummarySound } from '../summary.js';
import { sweepOutput } from '../registry.js';
import { listFolder, type FoundName } from '../inspect-output.js';
import type { Checked, Finding } from '../../../domain/maintenance.js';
import { isHalfCommitted } from './half-committed.js';
import type { FileInspection, FileStep } from './step.js';

export const folders: FileStep = {
  check: async (inspection) => {
    const { joined, ...checked } = await check(inspection);
    const notes = joined.map(
      (path) => `${path} was joined by a merge, and all that it has is in files of its own`,
    );
    return { ...checked, notes: [...checked.notes, ...notes] };
  },
  repair: async (inspection) => {
    const { layout, entries } = inspection;
    // The lock is ours.
    const { findings, joined } = await check(inspection, () => false);
    const pathsOf = (kind: Finding['kind']): string[] =>
      findings.flatMap((it) => (it.kind === kind && it.mendable ? (it.path ?? []) : []));
    const [left, purged] = [pathsOf('leftover'), pathsOf('purged-bytes')];
    if (left.length > 0)
      await sweepOutput(
        inspection,
        entries.map((it) => it.model_id),
      );
    await removeFiles(layout, listFiles(layout, joined), async () => false);
    const findLost = createLostSearch(layout, await listStates(inspection));
    const isLost = async (path: string): Promise<boolean> => (await findLost(path)) !== undefined;
    for (const id of new Set(purged.map(topFolder))) {
      const ours = listFiles(
        layout,
        purged.filter((it) => topFolder(it) === id),
      );
      await removeModelFolder(layout, { id, ours, others: [], isInUse: false }, isLost);
    }
    const gone = purged.filter((it) => !pathExists(layout, it));
    return { repaired: [...left, ...joined, ...gone].map((path) => `${path} was removed.`) };
  },
};

/** The models of the registry, if it is known, and those of the states that it replaced. */
async function listStates(inspection: FileInspection): Promise<readonly Models[]> {
  const { loaded } = inspection;
  return loaded === undefined
    ? [new Map<string, Entry>()]
    : [loaded.state.models, ...(await readReplaced(inspection, loaded))];
}

/** Files that people and version control may put anywhere. */
const TOLERATED: ReadonlySet<string> = new Set([
  '.gitkeep',
  '.gitignore',
  '.gitattributes',
  '.DS_Store',
]);

/** A name below the step's output. */
interface Located extends FoundName {
  readonly path: string;
}

/** What was found, and the files that a merge joined and nothing needs any more. */
interface Inspected extends Checked {
  readonly notes: readonly string[];
  readonly joined: readonly string[];
}

async function check(
  inspection: FileInspection,
  // Looked at once: if it were released meanwhile, the files that were listed before would be orphans.
  isLocked = memoize(isHeld),
): Promise<Inspected> {
  const { layout } = inspection;
  const findPurged = createPurgedSearch(layout, inspection.entries);
  const all = await locate(inspection, findPurged);
  const [, ...replaced] = await listStates(inspection);
  const entries = [...inspection.entries, ...replaced.flatMap(entriesWithFolder)];
  const referenced = listReferenced({ ...inspection, entries });
  const others = findOtherRegistries(inspection.names, layout);
  const findings: Finding[] = [...(await checkOthers(layout))];
  const joined: string[] = [];
  const notes = others.map((it) => `${it} is another registry of this output`);
  const now = createFileClock(layout.root);
  // What the registry itself lacks, a repair puts back before it removes anything.
  const findLost = createLostSearch(layout, replaced);
  for (const one of all) {
    const { path, name } = one;
    const isKnown = referenced.has(path) || TOLERATED.has(name) || name === getMarkName(layout);
    if (isKnown || belongsTo(name, others)) continue;
    if (one.temporary === 'at work') notes.push(`${path} is in use by a run`);
    else if (one.temporary === 'left') {
      const message = 'left by a run that was killed';
      findings.push({ kind: 'leftover', message, path, mendable: true });
    } else if (isQuarantined(name)) notes.push(`${path} is quarantined`);
    else if (one.kind === 'file' && isLeftByMerge(name)) {
      notes.push(`${path} is a copy that git mergetool left: it may be removed`);
    } else if (others.length > 0) notes.push(`${path} may belong to another registry`);
    else if (isArchive(one) && (await isTakenApart(layout, path))) {
      joined.push(path);
    } else {
      const purged = isArchive(one) ? await findPurged(path) : undefined;
      const isOld = purged !== undefined;
      const lost = isOld ? await findLost(path) : undefined;
      if (lost !== undefined) {
        notes.push(`${path} has the bytes of ${lost}, which a state that was replaced lacks`);
        continue;
      }
      const isHalf = await isHalfCommitted(one, inspection);
      if (!isHalf && (await isPassing(one, layout, { now, isLocked, isOld }))) {
        notes.push(
          `${path} may be what a run at work is about to register or to remove, or git left in a merge`,
        );
        continue;
      }
      findings.push({
        path,
        ...(isOld
          ? describePurged(purged)
          : isHalf
            ? { kind: 'orphaned-folder', message: 'git has it, but the registry does not name it' }
            : describeOrphan(one, referenced)),
      });
    }
  }
  const checked = all.filter(({ name }) => !TOLERATED.has(name)).length;
  return { checked, findings, notes, joined };
}

/** What tells whether something may be of a run at work. */
interface Passing {
  readonly now: FileClock;
  readonly isLocked: (lock: string) => boolean;
  /** It is not about to be registered, however young it is. */
  readonly isOld: boolean;
}

function describePurged(version: string): Omit<Finding, 'path'> {
  const message = `it has the bytes of version ${version}, which is deleted for good`;
  return { kind: 'purged-bytes', message, mendable: true };
}

function describeOrphan(
  { path, kind }: Located,
  referenced: ReadonlySet<string>,
): Pick<Finding, 'kind' | 'message'> {
  return {
    kind: kind === 'folder' ? 'orphaned-folder' : 'orphaned-file',
    message: referenced.has(otherPath(path))
      ? 'left by an interrupted change: the same version is next to it, packed or unpacked'
      : 'nothing in the registry refers to it',
  };
}

function isArchive({ path, kind }: Located): boolean {
  return kind === 'file' && isArchiveAt(path);
}

/**
 * Whether a run at work may be about to register a file or a folder, because it is young, or to remove
 * one that is no longer needed, because it has the lock.
 */
async function isPassing(
  one: Located,
  layout: Layout,
  { now, isLocked, isOld }: Passing,
): Promise<boolean> {
  const { path, name, mtimeMs } = one;
  if (one.kind === 'folder') {
    if (name.startsWith('.') || !isFolderName(name) || path !== name) return false;
    const listed = await listModelFolder(layout, name);
    const isOurs = listed.ours.length > 0 && listed.others.length === 0;
    // A run sets files aside before it removes them.
    const isPassed = listed.isInUse || isYoungFolder(listed, mtimeMs, now);
    return isPassed || (isOurs && isLocked(layout.lock));
  }
  return isArchive(one) && ((!isOld && isYoung(mtimeMs, now)) || isLocked(layout.lock));
}

/** Lists the names in the root, in the folders of the models, and in those of their versions. */
async function locate(
  { names, entries, layout }: FileInspection,
  findPurged: (path: string) => Promise<string | undefined>,
): Promise<Located[]> {
  const found: Located[] = names.map((it) => ({ ...it, path: it.name }));
  if (!layout.isInOutput) {
    const nearby = await listFolder(dirname(layout.registry));
    const ours = `${basename(layout.registry)}.`;
    const left = nearby.filter(
      ({ name, temporary }) =>
        (temporary !== 'none' && name.startsWith(`.${ours}`)) ||
        (name.startsWith(ours) && isQuarantined(name)),
    );
    const shown = posix.dirname(layout.registryShown);
    found.push(...left.map((it) => ({ ...it, path: posix.join(shown, it.name) })));
  }
  const there = new Set(names.filter((it) => it.kind === 'folder').map((it) => it.name));
  const list = async (path: string): Promise<Located[]> => {
    const inside = await listFolder(resolveBelow(layout.root, path));
    return inside.map((it) => ({ ...it, path: `${path}/${it.name}` }));
  };
  const ours = new Set(entries.map(({ model_id: id }) => modelFolder(id)));
  for (const folder of ours) {
    if (!there.has(folder)) continue;
    for (const one of archiveFolders(folder)) found.push(...(await list(one)));
  }
  const now = createFileClock(layout.root);
  const named = listNamedFolders(entries);
  for (const folder of named) {
    if (ours.has(folder) || !there.has(folder)) continue;
    // Other files there may be those of a new model.
    const inside = await list(folder);
    found.push(...inside.filter((it) => isArchive(it) || !isYoung(it.mtimeMs, now)));
    found.push(...(await list(versionsFolder(folder))));
  }
  for (const folder of new Set(entries.flatMap((it) => it.former_ids ?? []))) {
    if (ours.has(folder) || named.has(folder) || !there.has(folder)) continue;
    // The rest is the business of the folder.
    for (const one of (await Promise.all(archiveFolders(folder).map(list))).flat()) {
      if (isArchive(one) && (await findPurged(one.path)) !== undefined) found.push(one);
    }
  }
  return found;
}

/** The folders in which versions name archives: a model may have had another id. */
function listNamedFolders(entries: readonly Entry[]): Set<string> {
  const sources = entries.flatMap(({ versions }) =>
    Object.values(versions).flatMap(({ source }) => source ?? []),
  );
  return new Set(sources.map(topFolder));
}

function topFolder(path: string): string {
  return path.slice(0, path.indexOf('/'));
}

/** Lists every path that the registry needs and that may be there, with the folders above it. */
function listReferenced({ entries, layout, names }: FileInspection): Set<string> {
  const there = new Set(names.map((it) => it.name));
  const paths = new Set([layout.summary, ...listIndexPaths(layout)].map((it) => basename(it)));
  if (layout.isInOutput) {
    const { registry, backup, generations, auditLog, lock, searchIndex } = layout;
    const own = [registry, backup, generations, auditLog, lock, searchIndex];
    for (const path of own) paths.add(basename(path));
  }
  for (const entry of entries) {
    const id = entry.model_id;
    if (there.has(modelFolder(id))) {
      for (const path of [...archiveFolders(id), getMetadataPath(id), getPicturePath(id)])
        paths.add(path);
    }
    for (const { source, hash } of Object.values(entry.versions)) {
      if (source === null) continue;
      paths.add(source);
      // The folder may be that of an id which the model had.
      for (const folder of foldersOf(source)) paths.add(folder);
      // Its bytes may then only be in another file.
      if (!isBelow(layout.root, source) || pathExists(layout, source)) continue;
      for (const path of [...listPlaces(source, hash), ...listJoined(layout, source)])
        paths.add(path);
    }
  }
  return paths;
}

/** The folders that lead to an archive. */
function foldersOf(source: string): string[] {
  const folder = posix.dirname(source);
  return folder === '.' ? [] : [folder, posix.dirname(folder)];
}

function belongsTo(name: string, registries: readonly string[]): boolean {
  return registries.some(
    (it) =>
      name === it ||
      name === `${it}.bak` ||
      name === `${it}.lock` ||
      name === `.${it}.generations` ||
      name === `${it}.audit_log.jsonl` ||
      name === `.${it}.search-index` ||
      name === `.${it}.index-files` ||
      INDEX_NAMES.some((of) => name === `${it}.${of}`) ||
      (it === 'model_registry.json' &&
        [
          '.generations',
          'audit_log.jsonl',
          '.search-index',
          '.index-files',
          ...INDEX_NAMES,
        ].includes(name)),
  );
}

/** Checks the summary of the last run, which the next run replaces, and whether the index can be read. */
async function checkOthers(layout: Layout): Promise<Finding[]> {
  const path = basename(layout.summary);
  const summary = await problemOr(isSummarySound(layout));
  const index = unreadableOr(() => probeIfPlain(layout));
  const findings: Finding[] = [];
  if (typeof summary === 'object') {
    findings.push({ kind: 'unreadable', message: summary.refused, path });
  } else if (!summary) {
    const message = 'it is not JSON, or violates its schema';
    findings.push({ kind: 'summary-damaged', message, path });
  }
  if (index !== undefined) {
    findings.push({
      kind: 'unreadable',
      message: index.message,
      path: basename(layout.searchIndex),
    });
  }
  return findings;
}
