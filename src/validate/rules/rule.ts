import type { Diagnostic } from '../../domain/diagnostics.js';
import type { GnnModel, Value, Variable } from '../../domain/model.js';
import type { Spec } from '../../domain/spec.js';
import { nameKey } from '../../domain/names.js';
import type { ProfileRules } from '../profiles.js';

/** What a rule looks at: a spec, with what several rules need worked out once. */
export interface RuleContext {
  readonly spec: Spec;
  readonly model: GnnModel;
  readonly profile: ProfileRules;
  /** The declared variables by the key of their names. */
  readonly declared: ReadonlyMap<string, Variable>;
  /** The values of InitialParameterization by the key of their names. */
  readonly values: ReadonlyMap<string, Value>;
  /** The given members of the linear-Gaussian family, empty where it is none. */
  readonly gaussian: ReadonlySet<string>;
}

/** A relation between parts of a spec that must hold. */
export type Rule = (context: RuleContext) => Diagnostic[];

const GAUSSIAN = ['F', 'H', 'Q', 'R', 'prior_mean', 'prior_cov'];

export function ruleContext(spec: Spec, profile: ProfileRules): RuleContext {
  const { model } = spec;
  const values = new Map(
    model.parameters.map(({ name }, index) => [nameKey(name), spec.values[index] ?? null]),
  );
  const family = GAUSSIAN.filter((name) => values.has(name));
  return {
    spec,
    model,
    profile,
    declared: new Map(model.variables.map((variable) => [nameKey(variable.name), variable])),
    values,
    // One such name alone is an ordinary variable (notation, section 4).
    gaussian: new Set(family.length >= 2 ? family : []),
  };
}
