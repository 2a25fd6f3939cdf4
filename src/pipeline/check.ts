import { canonicalHash } from '../domain/canonical.js';
import type { StepOptions } from '../domain/options.js';

/** Goes up when a rule changes, so that specs that were checked before are checked again. */
const RULES_REVISION = 1;

/** What specs are checked with; entries that were checked otherwise are checked again. */
export function describeCheck({
  profile,
  settings,
}: Pick<StepOptions, 'profile' | 'settings'>): string {
  const { validate_before_register, required_fields, validation_rules } = settings;
  const ruled = required_fields.length > 0 || Object.keys(validation_rules).length > 0;
  if (!validate_before_register || !ruled) return `${profile}/${RULES_REVISION}`;
  const fields = canonicalHash({ required_fields, validation_rules }).slice('sha256:'.length, 15);
  return `${profile}/${RULES_REVISION}/${fields}`;
}
