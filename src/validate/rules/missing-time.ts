import { diagnostic } from '../../domain/diagnostics.js';
import type { Rule } from './rule.js';

/** Says that a model has no `Time`, unless the section is required or was meant to be there. */
export const missingTime: Rule = ({ spec, declared, unopened }) => {
  if (spec.sections.has('Time') || unopened.has('Time') || declared.size === 0) return [];
  const at = { line: spec.lines.from, column: 1 };
  const message =
    'the model does not say how it treats time; add `## Time` with `Static`, or `Dynamic` and `Time=t`';
  return [diagnostic('GNN-I020', at, message)];
};
