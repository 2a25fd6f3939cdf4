// Generated from schemas/ by `npm run generate`. Do not edit.
import type { ValidateFunction } from 'ajv';
declare const validate: ValidateFunction;
export { validate };
