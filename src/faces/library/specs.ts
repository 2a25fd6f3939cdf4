/** Checks what the parser and the validator are given: callers without types may pass anything. */
import { RegistryError } from '../../domain/errors.js';
import { isObject } from '../../domain/json.js';
import { DEFAULT_LIMITS } from '../../domain/limits.js';
import { SETTINGS } from '../../operations/generated/schemas.js';
import { SEE_TYPES, checkInput, type Checked } from './values.js';

/** @throws RegistryError `usage` unless it is a text, and every limit is given */
export function checkText(text: unknown, limits: object): void {
  if (typeof text !== 'string') throw new RegistryError('usage', 'a spec is a text', SEE_TYPES);
  if (limits !== DEFAULT_LIMITS) checkInput(LIMITS, limits);
}

/** @throws RegistryError `usage` unless it is a spec as it is parsed, with a profile */
export function checkParsed(spec: unknown, options: { readonly fields?: object | null }): void {
  const isParsed = isObject(spec) && PARTS.every((key) => typeof spec[key] === 'object');
  if (!isParsed) throw new RegistryError('usage', 'a spec is what parseSpec returns', SEE_TYPES);
  const { fields } = checkInput(VALIDATION, options);
  if (fields) checkInput(FIELDS, fields);
}

const PARTS = ['model', 'values', 'sections', 'frontMatterKeys', 'diagnostics', 'lines'] as const;

const LIMITS: Checked = {
  input: {
    required: Object.keys(DEFAULT_LIMITS),
    properties: Object.fromEntries(
      Object.keys(DEFAULT_LIMITS).map((key) => [key, { type: 'number', minimum: 0 }]),
    ),
  },
  errors: [],
};

const VALIDATION: Checked = {
  input: {
    required: ['profile'],
    properties: { profile: SETTINGS.profile, fields: { type: ['object', 'null'] } },
  },
  errors: [],
};

const FIELDS: Checked = {
  input: {
    required: ['required_fields', 'validation_rules'],
    properties: {
      required_fields: SETTINGS.required_fields,
      validation_rules: SETTINGS.validation_rules,
    },
  },
  errors: [],
};
