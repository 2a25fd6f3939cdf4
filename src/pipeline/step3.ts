import { relative, sep } from 'node:path';
import { diagnostic, type Diagnostic } from '../domain/diagnostics.js';
import type { Step3Counts } from '../domain/assessment.js';
import type { StepOptions } from '../domain/options.js';
import { readStep3, indexStep3ByPath, getStep3Path } from '../files/step3.js';

/** The results of step 3 for the files of a run, and findings about them. */
export interface Step3 {
  /** By absolute path; undefined if step 3 left no usable results. */
  readonly files: ReadonlyMap<string, Step3Counts> | undefined;
  readonly diagnostics: { readonly filePath: string; readonly diagnostics: Diagnostic[] }[];
}

/** Finds the results of step 3. They are optional, so broken ones only cause a warning. */
export async function findStep3(
  { outputDir, targetDir }: Pick<StepOptions, 'outputDir' | 'targetDir'>,
  cwd: string,
): Promise<Step3> {
  const path = getStep3Path(outputDir, cwd);
  const results = await readStep3(path);
  if (results === undefined) return { files: undefined, diagnostics: [] };
  if ('files' in results) {
    return { files: indexStep3ByPath(results, { cwd, targetDir }), diagnostics: [] };
  }
  const filePath = relative(cwd, path).split(sep).join('/');
  const message = `step 3's results cannot be used: ${results.broken}; run step 3 again`;
  const found = diagnostic('GNN-W017', { line: 1, column: 1 }, message);
  return { files: undefined, diagnostics: [{ filePath, diagnostics: [found] }] };
}
