import { describeModel, signatureField, textOf, writtenVersion } from '../domain/describe.js';
import type { Diagnostic } from '../domain/diagnostics.js';
import { diagnostic } from '../domain/diagnostics.js';
import { RegistryError } from '../domain/errors.js';
import { isObject, own } from '../domain/json.js';
import type { FrontMatterValue, GnnModel } from '../domain/model.js';
import type { Spec } from '../domain/spec.js';

/** What the settings require of a model's fields. */
export interface FieldRules {
  readonly required_fields: readonly string[];
  /** Rules by field: `min_length:3`, `max_length:80`, `range:0-1`, `one_of:MIT|BSD`, `required`. */
  readonly validation_rules: Readonly<Record<string, string>>;
}

/** Checks a model's fields against the rules of the settings. */
export function checkFields(
  { model, frontMatterKeys, lines }: Spec,
  rules: FieldRules,
): Diagnostic[] {
  const top = { line: lines.from, column: 1 };
  const missing = rules.required_fields
    .filter((field) => findField(model, field) === null)
    .map((field) => {
      const message = `the settings require the field ${field}; add it to the front matter`;
      return diagnostic('GNN-E016', top, message);
    });
  const broken = Object.entries(rules.validation_rules).flatMap(([field, rule]) => {
    const message = explainViolation(field, rule, findField(model, field));
    return message === undefined
      ? []
      : [diagnostic('GNN-E016', frontMatterKeys.get(field) ?? top, message)];
  });
  return [...missing, ...broken];
}

/**
 * Checks that every rule of the settings is well-formed.
 *
 * @throws RegistryError `config-invalid`
 */
export function assertFieldRules(rules: FieldRules): void {
  for (const [field, rule] of Object.entries(rules.validation_rules)) readRule(field, rule);
}

/**
 * Explains how a field's value breaks a rule of the settings.
 *
 * @param value - null if the field is missing
 * @returns undefined if the value satisfies the rule
 * @throws RegistryError `config-invalid` if the rule cannot be read
 */
export function explainViolation(
  field: string,
  rule: string,
  value: string | null,
): string | undefined {
  const problem = readRule(field, rule)(value);
  if (problem === undefined) return undefined;
  return `the field ${field} ${problem} (rule \`${rule}\` in the settings)`;
}

type FieldCheck = (value: string | null) => string | undefined;

function readRule(field: string, rule: string): FieldCheck {
  const [, name, argument = ''] = /^([a-z_]+)(?::(.*))?$/su.exec(rule.trim()) ?? [];
  const check = name === undefined ? undefined : makeCheck(name, argument);
  if (check === undefined) {
    throw new RegistryError(
      'config-invalid',
      `in the settings, validation_rules has an invalid rule for ${field}: \`${rule}\``,
      'Use min_length:N, max_length:N, range:LOW-HIGH, one_of:A|B or required.',
    );
  }
  return check;
}

function checkIfPresent(check: (value: string) => string | undefined): FieldCheck {
  return (value) => (value === null ? undefined : check(value));
}

function makeCheck(name: string, argument: string): FieldCheck | undefined {
  const length = /^[0-9]+$/.test(argument) ? Number(argument) : undefined;
  switch (name) {
    case 'required':
      return (value) => (value === null ? 'is missing' : undefined);
    case 'min_length':
      if (length === undefined) return undefined;
      return checkIfPresent((text) =>
        [...text].length < length ? `is shorter than ${length} characters` : undefined,
      );
    case 'max_length':
      if (length === undefined) return undefined;
      return checkIfPresent((text) =>
        [...text].length > length ? `is longer than ${length} characters` : undefined,
      );
    case 'one_of': {
      const allowed = argument.split('|').map((value) => value.trim());
      return checkIfPresent((text) =>
        allowed.includes(text) ? undefined : `is not one of ${allowed.join(', ')}`,
      );
    }
    case 'range': {
      const [, low, high] =
        /^\s*(-?\d+(?:\.\d+)?)\s*-\s*(-?\d+(?:\.\d+)?)\s*$/.exec(argument) ?? [];
      if (low === undefined || high === undefined) return undefined;
      return checkIfPresent((text) =>
        Number(text) >= Number(low) && Number(text) <= Number(high)
          ? undefined
          : `is not between ${low} and ${high}`,
      );
    }
    default:
      return undefined;
  }
}

/** Looks a field up by its name in the settings: in the model, its front matter or its signature. */
function findField(model: GnnModel, field: string): string | null {
  const described: Record<string, FrontMatterValue> = {
    ...describeModel(model),
    name: model.model_name,
    model_name: model.model_name,
    gnn_section: model.gnn_section,
    kind: model.kind,
    version: writtenVersion(model),
  };
  if (Object.hasOwn(described, field)) return textOf(described[field]);
  const frontMatter = model.front_matter ?? {};
  const metrics = frontMatter['metrics'];
  return (
    textOf(own(frontMatter, field)) ??
    textOf(isObject(metrics) ? own(metrics, field) : undefined) ??
    signatureField(model, field)
  );
}
