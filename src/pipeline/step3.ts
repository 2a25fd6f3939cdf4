import { relative, sep } from 'node:path';
import type { Diagnostic } from '../domain/diagnostics.js';
import { diagnostic } from '../domain/diagnostics.js';
import type { Step3Counts } from '../domain/assessment.js';
import type { StepOptions } from '../domain/options.js';
import { readStep3, step3ByPath, step3Path } from '../files/step3.js';

/** Step 3's results for the files of a run, and what is wrong with them. */
export interface Step3 {
  /** By absolute path; undefined where step 3 left none that can be used. */
  readonly files: ReadonlyMap<string, Step3Counts> | undefined;
  readonly diagnostics: { readonly filePath: string; readonly diagnostics: Diagnostic[] }[];
}

/** Looks for step 3's results. They are an addition: broken ones are a warning. */
export async function findStep3(
  { outputDir, targetDir }: Pick<StepOptions, 'outputDir' | 'targetDir'>,
  cwd: string,
): Promise<Step3> {
  const path = step3Path(outputDir, cwd);
  const results = await readStep3(path);
  if (results === undefined) return { files: undefined, diagnostics: [] };
  if ('files' in results) {
    return { files: step3ByPath(results, { cwd, targetDir }), diagnostics: [] };
  }
  const filePath = relative(cwd, path).split(sep).join('/');
  const message = `step 3's results cannot be used: ${results.broken}; run step 3 again`;
  const found = diagnostic('GNN-W017', { line: 1, column: 1 }, message);
  return { files: undefined, diagnostics: [{ filePath, diagnostics: [found] }] };
}
