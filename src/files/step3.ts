/** Reads the results that step 3 of the pipeline wrote. */
import { existsSync } from 'node:fs';
import { dirname, join, posix, relative, resolve } from 'node:path';
import type { Step3Counts } from '../domain/assessment.js';
import { hasMoreValues, isObject, own } from '../domain/json.js';
import { MEGABYTE } from '../domain/limits.js';
import { stepFolder } from '../domain/step-folder.js';
import { readThroughDoor, toPredicate, type ReadLimit, type Refusal } from './door.js';

/** The results of step 3, or why they cannot be used. */
export type Step3Results =
  | { readonly files: ReadonlyMap<string, Step3Counts>; readonly sourceDirectory: string | null }
  | { readonly broken: string };

const LIMIT: ReadLimit = { name: "for step 3's results", bytes: 64 * MEGABYTE };
const MAX_VALUES = 2_000_000;

/**
 * Returns the path of step 3's results, next to this step's own folder. The file may not exist.
 *
 * @param outputDir - as given to this step
 * @param cwd - absolute
 */
export function getStep3Path(outputDir: string, cwd: string): string {
  const pipelineRoot = dirname(stepFolder(outputDir, cwd));
  return join(pipelineRoot, '3_gnn_output', 'gnn_processing_results.json');
}

/**
 * Reads the results of step 3; undefined if there are none. Never throws, since they are optional.
 *
 * @param path - absolute
 */
export async function readStep3(path: string): Promise<Step3Results | undefined> {
  try {
    const found = readThroughDoor({ base: dirname(dirname(path)), path, limit: LIMIT });
    if (found === undefined) return undefined;
    if ('refusal' in found) return { broken: describeRefusal(path, found.refusal) };
    if (hasMoreValues(found.bytes, MAX_VALUES)) {
      return { broken: `it has too many values; the limit ${LIMIT.name} is ${MAX_VALUES}` };
    }
    return parseStep3(JSON.parse(found.bytes.toString()));
  } catch (error) {
    return { broken: error instanceof Error ? error.message : String(error) };
  }
}

function describeRefusal(path: string, { reason, at }: Refusal): string {
  return at === path ? reason : `its folder ${toPredicate(reason)}`;
}

/** Parses the JSON of step 3; files are keyed by their paths as written there. */
export function parseStep3(json: unknown): Step3Results {
  const list = get(json, 'processed_files');
  if (!Array.isArray(list)) return { broken: 'it has no list `processed_files`' };
  const files = new Map<string, Step3Counts>();
  for (const item of list) {
    const path = get(item, 'file_path');
    const formats = get(item, 'generated_formats');
    if (typeof path !== 'string' || typeof formats !== 'object' || formats === null) continue;
    const info = get(item, 'model_info');
    files.set(posix.normalize(path.replaceAll('\\', '/')), {
      formatsGenerated: Object.values(formats).filter((it) => get(it, 'success') === true).length,
      variables: toCount(get(info, 'variables_count')),
      connections: toCount(get(info, 'connections_count')),
    });
  }
  const directory = get(json, 'source_directory');
  return { files, sourceDirectory: typeof directory === 'string' ? directory : null };
}

/**
 * Indexes the results by absolute path. For a pipeline that ran elsewhere, its files are also matched
 * by their paths relative to the target folder. If its source folder is here, and the target is not below it,
 * its results are about that one: a pipeline may call its steps once for each folder.
 */
export function indexStep3ByPath(
  { files, sourceDirectory }: Extract<Step3Results, { files: unknown }>,
  { cwd, targetDir }: { readonly cwd: string; readonly targetDir: string },
): Map<string, Step3Counts> {
  const byPath = new Map<string, Step3Counts>();
  const source = resolve(cwd, sourceDirectory ?? '');
  const isOfAnother =
    relative(source, resolve(cwd, targetDir)).startsWith('..') && existsSync(source);
  const prefix = sourceDirectory === null || isOfAnother ? null : toFolderPrefix(sourceDirectory);
  for (const [path, file] of files) {
    if (prefix === null || !path.startsWith(prefix)) continue;
    byPath.set(resolve(cwd, targetDir, path.slice(prefix.length)), file);
  }
  for (const [path, file] of files) byPath.set(resolve(cwd, path), file);
  return byPath;
}

/** Returns the prefix of paths below a folder; empty for the working directory itself. */
function toFolderPrefix(folder: string): string {
  const path = posix.normalize(`${folder.replaceAll('\\', '/')}/`);
  return path === './' ? '' : path;
}

function get(value: unknown, key: string): unknown {
  return isObject(value) ? own(value, key) : undefined;
}

function toCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
