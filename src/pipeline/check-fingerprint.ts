import { canonicalHash } from '../domain/canonical.js';
import { DEFAULT_LIMITS, limitsOf } from '../domain/limits.js';
import type { StepOptions } from '../domain/options.js';

/** Incremented when a rule or the reading of specs changes, so that all specs are checked again. */
const RULES_REVISION = 4;

/** The rules in the settings for the fields of a spec. */
export type Fields = Pick<StepOptions['settings'], 'required_fields' | 'validation_rules'> | null;

/** Returns the rules in the settings for the fields of a spec, or null if validation is off. */
export function getFields({ settings }: Pick<StepOptions, 'settings'>): Fields {
  const { validate_before_register, required_fields, validation_rules } = settings;
  return validate_before_register ? { required_fields, validation_rules } : null;
}

/** Describes how specs are checked; entries that were checked differently are checked again. */
export function describeCheck(options: Pick<StepOptions, 'profile' | 'settings'>): string {
  const fields = getFields(options);
  const { required_fields = [], validation_rules = {} } = fields ?? {};
  const isRuled = required_fields.length > 0 || Object.keys(validation_rules).length > 0;
  const limits = limitsOf(options.settings);
  const isLimited = JSON.stringify(limits) !== JSON.stringify(DEFAULT_LIMITS);
  const rules = { ...(isRuled && fields), ...(isLimited && { limits }) };
  const checkedWith = `${options.profile}/${RULES_REVISION}`;
  if (Object.keys(rules).length === 0) return checkedWith;
  return `${checkedWith}/${canonicalHash(rules).slice('sha256:'.length, 15)}`;
}

/** Refusals that depend on the machine or its load, and not on what a file says. */
export const OF_THE_MOMENT: readonly string[] = ['GNN-E012', 'GNN-E021'];
