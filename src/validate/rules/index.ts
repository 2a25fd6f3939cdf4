import { missingSection } from './missing-section.js';
import { noVariable } from './no-variable.js';
import { probabilities } from './probabilities.js';
import type { Rule } from './rule.js';
import { shapeMismatch } from './shape-mismatch.js';
import { undeclaredInAnnotation } from './undeclared-in-annotation.js';
import { undeclaredInConnection } from './undeclared-in-connection.js';
import { undeclaredValue } from './undeclared-value.js';
import { unmappedVariable } from './unmapped-variable.js';
import { unreadLineage } from './unread-lineage.js';
import { unresolvedDimension } from './unresolved-dimension.js';
import { unusedVariable } from './unused-variable.js';

/** All consistency rules. To add one, add its file and list it here. */
export const RULES: readonly Rule[] = [
  missingSection,
  noVariable,
  shapeMismatch,
  probabilities,
  undeclaredValue,
  undeclaredInConnection,
  undeclaredInAnnotation,
  unusedVariable,
  unresolvedDimension,
  unmappedVariable,
  unreadLineage,
];
