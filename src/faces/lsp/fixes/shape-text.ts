/** The shapes that declarations are to have. Pure. */
import { nameKey } from '../../../domain/names.js';
import type { RuleContext } from '../../../validate/rules/rule.js';

/** The dimensions that a name is to be declared with: those of its value, or those of a scalar. */
export function findDeclaredShape(name: string, { model }: RuleContext): readonly number[] {
  const key = nameKey(name);
  const shape = model.parameters.find((it) => nameKey(it.name) === key)?.shape ?? [];
  return shape.length === 0 || shape.includes(0) ? [1] : shape;
}
