/**
 * Makes a validator that only says whether a value fits of one that ajv generated, which also keeps account
 * of what is wrong where: for a registry of many models that takes as long as the test itself.
 */

/** An object literal that describes an error; texts within may have braces. */
const TEXT = String.raw`"(?:[^"\\]|\\.)*"`;
const ERROR = String.raw`\{instancePath(?:[^{}"]|${TEXT}|\{(?:[^{}"]|${TEXT})*\})*\}`;

/** What ajv writes about errors, and what is left of it. The number of errors also steers the branches. */
const REWRITTEN = [
  // What a validator is told, for the place of an error.
  [new RegExp(String.raw`\{instancePath="",[^{}]*(?:\{\})?[^{}]*\}=\{\}`, 'g'), '{}={}'],
  [new RegExp(String.raw`, ${ERROR}\)`, 'g'), ')'],
  [new RegExp(String.raw`validate\d+\.errors = \[${ERROR}\];`, 'g'), ''],
  [new RegExp(String.raw`const err\d+ = (?:${ERROR}|\{\});`, 'g'), ''],
  [/if\(vErrors === null\)\{vErrors = \[err\d+\];\}\s*else \{vErrors\.push\(err\d+\);\}/g, ''],
  [
    /vErrors = vErrors === null \? ((?:wrapper\d+\.)?validate\d*)\.errors : vErrors\.concat\(\1\.errors\);\s*errors = vErrors\.length;/g,
    'errors++;',
  ],
  [
    /if\(vErrors !== null\)\{if\(_errs\d+\)\{vErrors\.length = _errs\d+;\}\s*else \{vErrors = null;\}\}/g,
    '',
  ],
  [/validate\d+\.errors = vErrors;/g, ''],
  [/let vErrors = null;/g, ''],
];

/** @param code - a module that ajv generated @throws if anything about errors is left */
export function withoutErrors(code) {
  const left = REWRITTEN.reduce((text, [found, by]) => text.replace(found, by), code);
  const missed = /instancePath|vErrors|\berr\d/.exec(left);
  if (missed)
    throw new Error(
      `ajv writes errors otherwise: ${left.slice(missed.index - 80, missed.index + 200)}`,
    );
  return left;
}
