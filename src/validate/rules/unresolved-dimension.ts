import { diagnostic, quote } from '../../domain/diagnostics.js';
import type { Variable } from '../../domain/model.js';
import { nameKey, namesIn } from '../../domain/names.js';
import type { Position } from '../../domain/position.js';
import { locate } from '../locate.js';
import type { Rule, RuleContext } from './rule.js';

/**
 * Requires every dimension to be a number, or a reference that resolves to one. A dimension that
 * refers to a variable whose own dimension is reported is no second fault.
 */
export const unresolvedDimension: Rule = (context) =>
  context.model.variables.flatMap((variable) => {
    const written = variable.declared.filter(
      (item, index) => variable.dimensions[index] === null && !isConsequence(item, context),
    );
    const [first] = written;
    if (first === undefined) return [];
    const list = written.map(quote).join(', ');
    const message = `${variable.name}: ${list} ${describeReference(first, context)}`;
    return [diagnostic('GNN-W014', locate(context.spec, afterName(variable), first), message)];
  });

/** Where the dimensions of a variable begin. */
function afterName({ name, line, column }: Variable): Position {
  return { line, column: column + Array.from(name).length };
}

function describeReference(item: string, { declared }: RuleContext): string {
  return declared.has(referenceOf(item))
    ? 'leads back to itself; write a number for one of the dimensions'
    : 'is neither a declared variable nor a key of ModelParameters';
}

/** Whether another finding explains why a dimension cannot be resolved. */
function isConsequence(item: string, { declared, unopened, unread }: RuleContext): boolean {
  const seen = new Set<string>();
  let key = referenceOf(item);
  for (let next = declared.get(key); next !== undefined; next = declared.get(key)) {
    if (seen.has(key)) return false;
    seen.add(key);
    key = referenceOf(firstDimension(next));
  }
  const isUnread = namesIn(key).some((name) => unread.declared.has(nameKey(name)));
  return seen.size > 0 || isUnread || unopened.has('ModelParameters');
}

function firstDimension({ declared }: Variable): string {
  return declared[0] ?? '';
}

/** The name in a dimension as written: `π`, or `len(π)`. */
function referenceOf(item: string): string {
  return nameKey((/^len\((.*)\)$/su.exec(item)?.[1] ?? item).trim());
}
