import { describeModel, declaredVersion, signatureField, textOf } from '../domain/describe.js';
import type { Diagnostic } from '../domain/diagnostics.js';
import { diagnostic } from '../domain/diagnostics.js';
import { RegistryError } from '../domain/errors.js';
import { own } from '../domain/json.js';
import type { FrontMatterValue, GnnModel } from '../domain/model.js';
import type { Spec } from '../domain/spec.js';

/** What the settings ask of the fields of a model. */
export interface FieldRules {
  readonly required_fields: readonly string[];
  /** Field to rule: `min_length:3`, `max_length:80`, `range:0-1`, `one_of:MIT|BSD`, `required`. */
  readonly validation_rules: Readonly<Record<string, string>>;
}

/** Checks the fields of a model against the settings. */
export function checkFields(
  { model, frontMatterKeys, lines }: Spec,
  rules: FieldRules,
): Diagnostic[] {
  const top = { line: lines.from, column: 1 };
  const missing = rules.required_fields
    .filter((field) => fieldOf(model, field) === null)
    .map((field) => {
      const message = `the settings require the field ${field}; give it in the front matter`;
      return diagnostic('GNN-E016', top, message);
    });
  const broken = Object.entries(rules.validation_rules).flatMap(([field, rule]) => {
    const message = explainBroken(field, rule, fieldOf(model, field));
    return message === undefined
      ? []
      : [diagnostic('GNN-E016', frontMatterKeys.get(field) ?? top, message)];
  });
  return [...missing, ...broken];
}

/**
 * Makes sure that every rule of the settings can be read.
 *
 * @throws RegistryError `config-invalid`
 */
export function assertFieldRules(rules: FieldRules): void {
  for (const [field, rule] of Object.entries(rules.validation_rules)) readRule(field, rule);
}

/**
 * What a rule of the settings says against the value of a field.
 *
 * @param value - null where the field is missing
 * @returns undefined where it holds
 * @throws RegistryError `config-invalid` for a rule that cannot be read
 */
export function explainBroken(
  field: string,
  rule: string,
  value: string | null,
): string | undefined {
  const problem = readRule(field, rule)(value);
  if (problem === undefined) return undefined;
  return `the field ${field} ${problem} (rule \`${rule}\` of the settings)`;
}

type FieldCheck = (value: string | null) => string | undefined;

function readRule(field: string, rule: string): FieldCheck {
  const [, name, argument = ''] = /^([a-z_]+)(?::(.*))?$/su.exec(rule.trim()) ?? [];
  const check = name === undefined ? undefined : makeCheck(name, argument);
  if (check === undefined) {
    throw new RegistryError(
      'config-invalid',
      `in the settings, validation_rules has no rule for ${field} in \`${rule}\``,
      'Use min_length:N, max_length:N, range:LOW-HIGH, one_of:A|B or required.',
    );
  }
  return check;
}

function whenGiven(check: (value: string) => string | undefined): FieldCheck {
  return (value) => (value === null ? undefined : check(value));
}

function makeCheck(name: string, argument: string): FieldCheck | undefined {
  const length = /^[0-9]+$/.test(argument) ? Number(argument) : undefined;
  switch (name) {
    case 'required':
      return (value) => (value === null ? 'is missing' : undefined);
    case 'min_length':
      if (length === undefined) return undefined;
      return whenGiven((it) => ([...it].length < length ? `is shorter than ${length}` : undefined));
    case 'max_length':
      if (length === undefined) return undefined;
      return whenGiven((it) => ([...it].length > length ? `is longer than ${length}` : undefined));
    case 'one_of': {
      const allowed = argument.split('|').map((one) => one.trim());
      return whenGiven((it) =>
        allowed.includes(it) ? undefined : `is none of ${allowed.join(', ')}`,
      );
    }
    case 'range': {
      const [, low, high] =
        /^\s*(-?\d+(?:\.\d+)?)\s*-\s*(-?\d+(?:\.\d+)?)\s*$/.exec(argument) ?? [];
      if (low === undefined || high === undefined) return undefined;
      return whenGiven((it) =>
        Number(it) >= Number(low) && Number(it) <= Number(high)
          ? undefined
          : `is not between ${low} and ${high}`,
      );
    }
    default:
      return undefined;
  }
}

/** A field by the name that the settings use: of the model, its front matter or its signature. */
function fieldOf(model: GnnModel, field: string): string | null {
  const described: Record<string, FrontMatterValue> = {
    ...describeModel(model),
    name: model.model_name,
    model_name: model.model_name,
    gnn_section: model.gnn_section,
    kind: model.kind,
    version: declaredVersion(model),
  };
  if (Object.hasOwn(described, field)) return textOf(described[field]);
  const frontMatter = model.front_matter ?? {};
  const metrics = frontMatter['metrics'];
  return (
    textOf(own(frontMatter, field)) ??
    textOf(isMapping(metrics) ? own(metrics, field) : undefined) ??
    signatureField(model, field)
  );
}

function isMapping(value: FrontMatterValue | undefined): value is Record<string, FrontMatterValue> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
