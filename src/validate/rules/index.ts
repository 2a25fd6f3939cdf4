import { covariances } from './covariances.js';
import { cutFields } from './cut-fields.js';
import { dimensionsAgree } from './dimensions-agree.js';
import { factorCounts } from './factor-counts.js';
import { frontMatterKeys } from './front-matter-keys.js';
import { missingSection } from './missing-section.js';
import { missingTime } from './missing-time.js';
import { names } from './names.js';
import { noVariable } from './no-variable.js';
import { probabilities } from './probabilities.js';
import type { Rule } from './rule.js';
import { shapeMismatch } from './shape-mismatch.js';
import { undeclaredGaussian } from './undeclared-gaussian.js';
import { unmappedVariable } from './unmapped-variable.js';
import { unreadLineage } from './unread-lineage.js';
import { unresolvedDimension } from './unresolved-dimension.js';
import { valueOrder } from './value-order.js';

/** All consistency rules. To add one, add its file and list it here. */
export const RULES: readonly Rule[] = [
  missingSection,
  missingTime,
  noVariable,
  dimensionsAgree,
  factorCounts,
  shapeMismatch,
  valueOrder,
  probabilities,
  covariances,
  names,
  undeclaredGaussian,
  unresolvedDimension,
  unmappedVariable,
  unreadLineage,
  frontMatterKeys,
  cutFields,
];
