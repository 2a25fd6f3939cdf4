import type { Diagnostic } from '../../domain/diagnostics.js';

/** Findings about an id: which ones there are depends on the run that gave it. */
const ABOUT_IDS: ReadonlySet<string> = new Set(['GNN-W015', 'GNN-W018', 'GNN-I008']);

/** Whether a finding is about a model's id, and so not to be had from its bytes. */
export function isAboutId(found: { readonly code: string }): found is Diagnostic {
  return ABOUT_IDS.has(found.code);
}
