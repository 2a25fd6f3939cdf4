/** Findings that the bytes of a model alone do not give. */
import type { Diagnostic } from '../../domain/diagnostics.js';

/** Findings about an id, which depend on the run that assigned it, and about the files of weights. */
const ID_FINDINGS: ReadonlySet<string> = new Set([
  'GNN-W015',
  'GNN-W018',
  'GNN-I008',
  'GNN-E022',
  'GNN-W046',
]);

/** Whether a finding is about a model's id, or the files of weights, and thus cannot be derived from its bytes. */
export function isIdFinding(found: { readonly code: string }): found is Diagnostic {
  return ID_FINDINGS.has(found.code);
}

/**
 * Whether a finding is about the front matter of a file: it is told with the first of its models, but the
 * archives of all start with the front matter.
 */
export function isFileFinding({ code }: { readonly code: string }): boolean {
  return code === 'GNN-W030';
}
