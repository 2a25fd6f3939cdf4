import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { env } from 'node:process';

export interface SampleFile {
  /** Relative to its folder, with POSIX separators. */
  readonly path: string;
  readonly text: string;
}

/** The folder of real specs; undefined if it is not set. */
export const CORPUS: string | undefined = env['GNN_CORPUS'] || undefined;

const SAMPLES = join(import.meta.dirname, '../../input/gnn_files');

const SPEC = /\.(?:md|markdown|gnn)$/;

/** The files below a folder that may be specs, sorted by path. */
export function markdownFiles(folder: string): SampleFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => SPEC.test(name))
    .toSorted()
    .map((name) => ({
      path: name.split(sep).join('/'),
      text: readFileSync(join(folder, name), 'utf8'),
    }));
}

/** The sample models of this project. */
export function sampleModels(): SampleFile[] {
  return markdownFiles(SAMPLES);
}

/** The real specs and the documents beside them; none if the corpus is not set. */
export function corpusFiles(): SampleFile[] {
  return CORPUS === undefined ? [] : markdownFiles(CORPUS);
}

/** The sample models of this project and, if set, the corpus. */
export function realSpecs(): SampleFile[] {
  return [...sampleModels(), ...corpusFiles()];
}
