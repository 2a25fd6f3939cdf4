import { groupBy } from '../../domain/lists.js';
import type { Diagnostic } from '../../domain/diagnostics.js';
import type { GnnModel, Value, Variable } from '../../domain/model.js';
import type { SectionName, Spec } from '../../domain/spec.js';
import { nameKey } from '../../domain/names.js';
import type { UnreadNames } from '../consequences.js';
import { findUnopened, findUnreadNames } from '../consequences.js';
import type { ProfileRules } from '../profiles.js';

/** The input of a rule: a spec, with lookups that several rules share. */
export interface RuleContext {
  readonly spec: Spec;
  readonly model: GnnModel;
  readonly profile: ProfileRules;
  /** Declared variables by name key. */
  readonly declared: ReadonlyMap<string, Variable>;
  /** Values of InitialParameterization by name key. */
  readonly values: ReadonlyMap<string, Value>;
  /** The ontology terms of each name, in order, by name key; collected when they are first asked for. */
  readonly terms: () => ReadonlyMap<string, readonly string[]>;
  /** The linear-Gaussian parameters that the spec gives; empty for any other family of model. */
  readonly gaussian: ReadonlySet<string>;
  /** Sections that the author meant to write, but whose content is not in the model. */
  readonly unopened: ReadonlySet<SectionName>;
  /** Names in lines that could not be read. */
  readonly unread: UnreadNames;
}

/** Checks one relation that must hold between the parts of a spec. */
export type Rule = (context: RuleContext) => Diagnostic[];

const GAUSSIAN = ['F', 'H', 'Q', 'R', 'prior_mean', 'prior_cov'];

export function createRuleContext(spec: Spec, profile: ProfileRules): RuleContext {
  const { model } = spec;
  const values = new Map(
    model.parameters.map(({ name }, index) => [nameKey(name), spec.values[index] ?? null]),
  );
  let terms: ReadonlyMap<string, readonly string[]> | undefined;
  const family = GAUSSIAN.filter((name) => values.has(name));
  return {
    spec,
    model,
    profile,
    declared: new Map(model.variables.map((variable) => [nameKey(variable.name), variable])),
    values,
    terms: () => (terms ??= collectTerms(model)),
    // A single such name is an ordinary variable (notation, section 4).
    gaussian: new Set(family.length >= 2 ? family : []),
    unopened: findUnopened(spec, profile),
    unread: findUnreadNames(spec),
  };
}

function collectTerms({ ontology }: GnnModel): ReadonlyMap<string, readonly string[]> {
  const bindings = groupBy(ontology, ({ variable }) => nameKey(variable));
  return new Map(Array.from(bindings, ([key, list]) => [key, list.map(({ term }) => term)]));
}
