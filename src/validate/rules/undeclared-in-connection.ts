import type { Diagnostic } from '../../domain/diagnostics.js';
import { diagnostic } from '../../domain/diagnostics.js';
import { referenceKeys } from '../../domain/names.js';
import type { Rule } from './rule.js';

/** Requires connections to name declared variables; reports each undeclared name once. */
export const undeclaredInConnection: Rule = ({ model, declared }) => {
  const found = new Map<string, Diagnostic>();
  for (const connection of model.connections) {
    for (const reference of [...connection.sources, ...connection.targets]) {
      const keys = referenceKeys(reference);
      const [key = reference] = keys;
      if (found.has(key) || keys.some((candidate) => declared.has(candidate))) continue;
      const message = `${reference} is connected but not declared; declare it in StateSpaceBlock`;
      found.set(key, diagnostic('GNN-W002', connection, message));
    }
  }
  return [...found.values()];
};
