/** What a tag or an alias may be called. Pure. */
import { BOUNDS } from './generated/values.js';

/** Whether a name can follow the `@` of a reference. */
export function isLabel(name: string): boolean {
  return name !== '' && name.length <= BOUNDS.label && !/[\s@/\\\p{Cc}]/u.test(name);
}

/** What {@link isLabel} asks for, in words that follow `has` or `write`. */
export const LABEL_RULE = `1 to ${BOUNDS.label} characters without white space, @ or slashes`;
