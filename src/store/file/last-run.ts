/**
 * A note of the last run that changed nothing: what it told, and how the files looked that it had read. A
 * run that meets the same files tells the same. The note may be removed at any time. A note that is damaged,
 * foreign or in another format is ignored.
 */
import { basename, dirname, join } from 'node:path';
import { sha256 } from '../../domain/canonical.js';
import { isObject, parseJson } from '../../domain/json.js';
import type { Summary } from '../../domain/model.js';
import type { Models } from '../../domain/models.js';
import { byCodeUnit } from '../../domain/order.js';
import { writeAtomic } from '../../files/atomic.js';
import { lookAtFiles, STEP_MS, type Look } from '../../files/look.js';
import { listNames, lstatIfPresent } from '../../files/lstat-if-present.js';
import { createFileClock } from '../../files/temporary.js';
import type { RememberedRun } from '../port.js';
import { getMetadataPath, isOfModel, listNotes, type Layout } from './layout.js';
import { readFile } from './open-file.js';
import { readChecksum, verifyChecksum } from './registry-text.js';
import { seal, unseal } from './sealed-file.js';

interface Note {
  readonly key: string;
  /** The files of the models, relative to the root. */
  readonly files: readonly string[];
  readonly sum: string;
  readonly summary: Summary;
}

// The number is incremented when the format changes, or what a run looks at.
const FORMAT = 'last run of a registry 1';

/** Returns the summary of the last run, if one with the same key would tell the same; else undefined. */
export async function recallRun(layout: Layout, key: string): Promise<Summary | undefined> {
  try {
    const note = await readNote(layout);
    if (note?.key !== key) return undefined;
    const look = await lookAtOutput(layout, note.files);
    if (look?.sum !== note.sum) return undefined;
    const { validate } = await import('../../domain/generated/model-registry-summary.js');
    return validate(note.summary) ? note.summary : undefined;
  } catch {
    // The run itself will say what cannot be read.
    return undefined;
  }
}

/** Tells which registry this is: with a link or a folder above it, another one can take its place. */
export function identifyPlace({ root, registry }: Layout): string {
  try {
    return `${lstatIfPresent(root)?.ino} ${lookAtFiles([registry])?.sum}`;
  } catch {
    return '';
  }
}

/**
 * Notes a run that changed nothing, unless a file was changed just before or meanwhile.
 *
 * @param identity - which registry stood there when the run began
 */
export async function rememberRun(
  layout: Layout,
  { key, models, summary, newest, elapsed }: RememberedRun,
  identity: string | undefined,
): Promise<void> {
  try {
    const files = listFiles(layout, models);
    const look = await lookAtOutput(layout, files);
    const started = createFileClock(layout.root)() - elapsed;
    if (look === undefined || Math.max(newest, look.newest) > started - STEP_MS) return;
    if (identity !== identifyPlace(layout) || !(await areSettled(layout, models))) return;
    const text = `${JSON.stringify({ key, files, sum: look.sum, summary })}\n`;
    await writeAtomic(layout.lastRun, seal(FORMAT, Buffer.from(text)), { durable: false });
  } catch {
    // The next run looks at everything again.
  }
}

/** Whether every model's files would be complete if none were young: a run at work may be about to use those. */
async function areSettled(layout: Layout, models: Models): Promise<boolean> {
  const { hasFiles } = await import('./metadata.js');
  for (const entry of models.values()) {
    const hasMetadata = lstatIfPresent(join(layout.root, getMetadataPath(entry.model_id)));
    const isSettled = hasFiles(layout, entry, hasMetadata !== undefined, () => Infinity);
    if (entry.status !== 'deleted' && !isSettled) return false;
  }
  return true;
}

async function readNote(layout: Layout): Promise<Note | undefined> {
  const bytes = await readFile(layout, layout.lastRun, 'lastRun');
  const rest = bytes && unseal(FORMAT, bytes);
  const json = rest && parseJson(rest.toString('utf8'));
  return isNote(json) && json.files.every((it) => isOfModel(layout.root, it)) ? json : undefined;
}

function isNote(json: unknown): json is Note {
  if (!isObject(json)) return false;
  const { key, files, sum, summary }: Partial<Record<keyof Note, unknown>> = json;
  return (
    typeof key === 'string' &&
    typeof sum === 'string' &&
    isObject(summary) &&
    Array.isArray(files) &&
    files.every((it) => typeof it === 'string')
  );
}

/** The files that a run looks at: the current bytes and the metadata of each model. */
function listFiles({ root }: Layout, models: Models): string[] {
  const files: string[] = [];
  for (const { model_id, version, versions } of models.values()) {
    const source = versions[version]?.source ?? null;
    if (source !== null && isOfModel(root, source)) files.push(source);
    files.push(getMetadataPath(model_id));
  }
  return files;
}

/** Looks at all that a run reads of an output; undefined if the registry is not sound. */
async function lookAtOutput(layout: Layout, files: readonly string[]): Promise<Look | undefined> {
  const { root, registry, backup, generations, auditLog, summary, searchIndex } = layout;
  const bytes = await readFile(layout, registry, 'registry');
  if (bytes === undefined || !verifyChecksum(bytes)) return undefined;
  // Leftovers of killed runs have names of their own.
  const others = [summary, searchIndex, dirname(layout.lastRun)];
  const names = listNames(root).filter((it) => !others.includes(join(root, it)));
  const notes = listNotes(layout).map((it) => basename(it));
  const states = listNames(generations).filter((it) => !notes.includes(it));
  const look = lookAtFiles([
    registry,
    backup,
    auditLog,
    ...states.toSorted(byCodeUnit).map((it) => join(generations, it)),
    ...files.map((it) => join(root, it)),
  ]);
  if (look === undefined || states.some((it) => isFolder(join(generations, it)))) return undefined;
  const parts = [look.sum, readChecksum(bytes), ...names.toSorted(byCodeUnit)];
  return { ...look, sum: sha256(parts.join('\n')) };
}

/** Where there are no hard links, a generation is a folder; what is in it is not looked at. */
function isFolder(path: string): boolean {
  return lstatIfPresent(path)?.isDirectory() === true;
}
