/** Checks what the parser and the validator are given: callers without types may pass anything. */
import { RegistryError } from '../../domain/errors.js';
import { isObject } from '../../domain/json.js';
import { DEFAULT_LIMITS } from '../../domain/limits.js';
import { SETTINGS } from '../../operations/generated/schemas.js';
import { checkInput, type Checked } from './values.js';

/** @throws RegistryError `usage` unless it is a text, and every limit is given */
export function checkText(text: unknown, limits: object): void {
  if (typeof text !== 'string') {
    const hint = 'Read the file as UTF-8, and pass what you read.';
    throw new RegistryError('usage', 'the text of a spec must be a string', hint);
  }
  if (limits !== DEFAULT_LIMITS) checkInput(LIMITS, limits);
}

/** @throws RegistryError `usage` unless it is a spec as it is parsed, with a profile */
export function checkParsed(spec: unknown, options: { readonly fields?: object | null }): void {
  const isParsed = isObject(spec) && PARTS.every((key) => typeof spec[key] === 'object');
  if (!isParsed) {
    const hint = 'Pass one of the `specs` that parseSpec returns.';
    throw new RegistryError('usage', 'this is not a parsed spec', hint);
  }
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
};

const VALIDATION: Checked = {
  input: {
    required: ['profile'],
    properties: { profile: SETTINGS.profile, fields: { type: ['object', 'null'] } },
  },
};

const FIELDS: Checked = {
  input: {
    required: ['required_fields', 'validation_rules'],
    properties: {
      required_fields: SETTINGS.required_fields,
      validation_rules: SETTINGS.validation_rules,
    },
  },
};
