import type { Diagnostic } from '../domain/diagnostics.js';
import { byPosition } from '../domain/diagnostics.js';
import type { Profile } from '../domain/settings.js';
import type { Spec } from '../domain/spec.js';
import type { FieldRules } from './fields.js';
import { checkFields } from './fields.js';
import { PROFILES } from './profiles.js';
import { RULES } from './rules/index.js';
import { ruleContext } from './rules/rule.js';
import { checkSchema } from './schema.js';

export { assertFieldRules } from './fields.js';
export { PROFILES } from './profiles.js';

/** Whether a spec may be registered, and everything that was found about it. */
export interface Verdict {
  readonly accepted: boolean;
  /** In file order, those of the parser included. */
  readonly diagnostics: Diagnostic[];
  /** Those among them that refuse the spec. */
  readonly refusedBy: Diagnostic[];
}

/** What a spec is checked against. */
export interface ValidationOptions {
  readonly profile: Profile;
  /** Rules of the settings; without them, or with null, fields are not checked. */
  readonly fields?: FieldRules | null;
}

/** Findings that refuse a spec in every profile: without these parts it is no model. */
const STRUCTURAL: ReadonlySet<string> = new Set(['GNN-E001', 'GNN-E013', 'GNN-E014', 'GNN-E016']);

/**
 * Checks a spec: that the sections are there which its profile needs, that its parts agree with
 * each other, that the settings' rules hold, and that the model fits its JSON Schema.
 *
 * @param spec - one model as `parseSpec` read it
 * @param options - the profile, and the rules of the settings
 */
export function validateSpec(
  spec: Spec,
  options: ValidationOptions = { profile: 'standard' },
): Verdict {
  const profile = PROFILES[options.profile];
  const context = ruleContext(spec, profile);
  const found = RULES.flatMap((rule) => rule(context));
  const at = { line: spec.lines.from, column: 1 };
  const fields = options.fields ?? null;
  if (fields !== null) found.push(...checkFields(spec, fields));
  // A model that lacks a section breaks the schema too; the first finding says it better.
  const whole = !found.some((it) => STRUCTURAL.has(it.code));
  if (whole) found.push(...checkSchema(spec.model, at));
  const diagnostics = [...spec.diagnostics, ...found].sort(byPosition);
  const refusedBy = diagnostics.filter(
    (it) =>
      STRUCTURAL.has(it.code) || profile.refusedBy.some((severity) => severity === it.severity),
  );
  return { accepted: refusedBy.length === 0, diagnostics, refusedBy };
}
