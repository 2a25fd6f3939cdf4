import type { Diagnostic } from '../domain/diagnostics.js';
import { byPosition } from '../domain/diagnostics.js';
import type { Profile } from '../domain/settings.js';
import type { Spec } from '../domain/spec.js';
import { withoutConsequences } from './consequences.js';
import type { FieldRules } from './fields.js';
import { checkFields } from './fields.js';
import { PROFILES } from './profiles.js';
import { RULES } from './rules/index.js';
import { createRuleContext } from './rules/rule.js';
import { checkSchema } from './schema.js';

export { assertFieldRules } from './fields.js';
export { PROFILES } from './profiles.js';

/** Whether a spec may be registered, and all findings about it. */
export interface Verdict {
  readonly accepted: boolean;
  /** All findings in file order, including the parser's. */
  readonly diagnostics: Diagnostic[];
  /** The findings that refuse the spec. */
  readonly refusedBy: Diagnostic[];
}

/** The requirements that a spec is checked against. */
export interface ValidationOptions {
  readonly profile: Profile;
  /** The settings' rules for fields; if they are missing or null, fields are not checked. */
  readonly fields?: FieldRules | null;
}

/** Findings that refuse a spec in every profile, because it is not a complete model. */
const STRUCTURAL: ReadonlySet<string> = new Set(['GNN-E001', 'GNN-E013', 'GNN-E014', 'GNN-E016']);

/**
 * Checks that a spec has the sections its profile requires, that its parts are consistent, that it
 * satisfies the settings' rules, and that the model conforms to its JSON Schema.
 *
 * @param spec - one model as returned by `parseSpec`
 * @param options - the profile, and the settings' rules for fields
 */
export function validateSpec(
  spec: Spec,
  options: ValidationOptions = { profile: 'standard' },
): Verdict {
  const profile = PROFILES[options.profile];
  const context = createRuleContext(spec, profile);
  const found = RULES.flatMap((rule) => rule(context));
  const at = { line: spec.lines.from, column: 1 };
  const fields = options.fields ?? null;
  if (fields !== null) found.push(...checkFields(spec, fields));
  // A model that lacks a section breaks the schema too; the structural finding explains it better.
  const isComplete = !found.some((it) => STRUCTURAL.has(it.code));
  if (isComplete) found.push(...checkSchema(spec.model, at));
  const diagnostics = withoutConsequences(spec, profile, [...spec.diagnostics, ...found]).sort(
    byPosition,
  );
  const refusedBy = diagnostics.filter(
    (it) =>
      STRUCTURAL.has(it.code) || profile.refusedBy.some((severity) => severity === it.severity),
  );
  return { accepted: refusedBy.length === 0, diagnostics, refusedBy };
}
