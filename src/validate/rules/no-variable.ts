import { diagnostic } from '../../domain/diagnostics.js';
import type { Rule } from './rule.js';

/** Requires at least one variable. */
export const noVariable: Rule = ({ spec, model }) => {
  const at = spec.sections.get('StateSpaceBlock');
  if (at === undefined || model.variables.length > 0) return [];
  return [
    diagnostic('GNN-E013', at, 'StateSpaceBlock has no readable declaration; declare a variable'),
  ];
};
