/** What step 3 of the pipeline left for this step. */
import { dirname, join, posix, resolve } from 'node:path';
import type { Step3Counts } from '../domain/assessment.js';
import { stepFolder } from '../domain/step-folder.js';
import { readIfThere } from './atomic.js';

/** Step 3's results, or why they cannot be used; undefined where there are none. */
export type Step3Results =
  | { readonly files: ReadonlyMap<string, Step3Counts>; readonly sourceDirectory: string | null }
  | { readonly broken: string };

/**
 * Where step 3 says what it wrote, beside this step's own folder; it need not be there.
 *
 * @param outputDir - as the step is given it
 * @param cwd - absolute
 */
export function step3Path(outputDir: string, cwd: string): string {
  const pipelineRoot = dirname(stepFolder(outputDir, cwd));
  return join(pipelineRoot, '3_gnn_output', 'gnn_processing_results.json');
}

/**
 * Reads step 3's results. Never throws: they are no more than an addition.
 *
 * @param path - absolute
 */
export async function readStep3(path: string): Promise<Step3Results | undefined> {
  try {
    const text = await readIfThere(path);
    return text === undefined ? undefined : parseStep3(JSON.parse(text));
  } catch (error) {
    return { broken: error instanceof Error ? error.message : String(error) };
  }
}

/** Reads the JSON of step 3; files are keyed by their paths as they are written there. */
export function parseStep3(json: unknown): Step3Results {
  const list = own(json, 'processed_files');
  if (!Array.isArray(list)) return { broken: 'it has no list `processed_files`' };
  const files = new Map<string, Step3Counts>();
  for (const item of list) {
    const path = own(item, 'file_path');
    const formats = own(item, 'generated_formats');
    if (typeof path !== 'string' || typeof formats !== 'object' || formats === null) continue;
    const info = own(item, 'model_info');
    files.set(posix.normalize(path.replaceAll('\\', '/')), {
      formatsGenerated: Object.values(formats).filter((it) => own(it, 'success') === true).length,
      variables: countOf(own(info, 'variables_count')),
      connections: countOf(own(info, 'connections_count')),
    });
  }
  const directory = own(json, 'source_directory');
  return { files, sourceDirectory: typeof directory === 'string' ? directory : null };
}

/**
 * The results by the absolute path of their file. A pipeline that ran elsewhere is understood too:
 * its files are also those at the same path below the target folder.
 */
export function step3ByPath(
  { files, sourceDirectory }: Extract<Step3Results, { files: unknown }>,
  { cwd, targetDir }: { readonly cwd: string; readonly targetDir: string },
): Map<string, Step3Counts> {
  const byPath = new Map<string, Step3Counts>();
  const prefix = sourceDirectory === null ? null : folderPrefix(sourceDirectory);
  for (const [path, file] of files) {
    if (prefix === null || !path.startsWith(prefix)) continue;
    byPath.set(resolve(cwd, targetDir, path.slice(prefix.length)), file);
  }
  for (const [path, file] of files) byPath.set(resolve(cwd, path), file);
  return byPath;
}

/** What paths below a folder start with: nothing for the working directory itself. */
function folderPrefix(folder: string): string {
  const path = posix.normalize(`${folder.replaceAll('\\', '/')}/`);
  return path === './' ? '' : path;
}

function own(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? Object.getOwnPropertyDescriptor(value, key)?.value
    : undefined;
}

function countOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
