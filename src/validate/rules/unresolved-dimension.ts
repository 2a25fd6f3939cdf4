import type { Diagnostic } from '../../domain/diagnostics.js';
import { diagnostic, quote } from '../../domain/diagnostics.js';
import { groupBy } from '../../domain/lists.js';
import type { Variable } from '../../domain/model.js';
import { nameKey, namesIn } from '../../domain/names.js';
import type { Position } from '../../domain/position.js';
import { listLines } from '../list-lines.js';
import { locate } from '../locate.js';
import type { Rule, RuleContext } from './rule.js';

/**
 * Requires every dimension to be a number, or a reference that resolves to one. A name is one finding,
 * however many dimensions refer to it, and a dimension that refers to a variable whose own dimension
 * is reported is no second fault.
 */
export const unresolvedDimension: Rule = (context) => {
  const leadsToCycle = prepareCycles(context);
  const uses: Use[] = [];
  for (const variable of context.model.variables) {
    for (const [index, item] of variable.declared.entries()) {
      if (variable.dimensions[index] !== null) continue;
      if (!isConsequence(item, context, leadsToCycle)) uses.push({ variable, item });
    }
  }
  const byReference = groupBy(uses, ({ item }) => referenceOf(item));
  return Array.from(byReference.values(), ([first, ...others]) => report(first, others, context));
};

/** A dimension as written, of a variable. */
interface Use {
  readonly variable: Variable;
  readonly item: string;
}

function report({ variable, item }: Use, others: readonly Use[], context: RuleContext): Diagnostic {
  const { line } = variable;
  const further = others.map((it) => it.variable.line).filter((it) => it !== line);
  const also = further.length > 0 ? ` (also on ${listLines(further)})` : '';
  const message = `${variable.name}: ${quote(item)}${also} ${describeReference(item, context)}`;
  return diagnostic('GNN-W014', locate(context.spec, afterName(variable), item), message);
}

/** Where the dimensions of a variable begin. */
function afterName({ name, line, column }: Variable): Position {
  return { line, column: column + Array.from(name).length };
}

function describeReference(item: string, { declared, spec }: RuleContext): string {
  const key = referenceOf(item);
  if (declared.has(key)) return 'leads back to itself; write a number for one of the dimensions';
  if (/^\d+$/.test(item)) return 'is too large for a dimension; write a smaller integer';
  const isKey = spec.model.model_parameters.some(({ name }) => nameKey(name) === key);
  return isKey
    ? 'is a key of ModelParameters whose value is no size; write a positive integer there'
    : 'is neither a declared variable nor a key of ModelParameters; write an integer, or declare the name';
}

/** Whether another finding explains why a dimension cannot be resolved. */
function isConsequence(
  item: string,
  { declared, unopened, unread }: RuleContext,
  leadsToCycle: (key: string) => boolean,
): boolean {
  const key = referenceOf(item);
  if (declared.has(key)) return !leadsToCycle(key);
  const isUnread = namesIn(key).some((name) => unread.declared.has(nameKey(name)));
  return isUnread || unopened.has('ModelParameters');
}

/** Follows references from variable to variable; each variable is visited once for all questions. */
function prepareCycles({ declared }: Pick<RuleContext, 'declared'>): (key: string) => boolean {
  const known = new Map<string, boolean>();
  return (start) => {
    const path = new Set<string>();
    let key = start;
    while (!known.has(key) && !path.has(key) && declared.has(key)) {
      path.add(key);
      const next = declared.get(key);
      key = next === undefined ? '' : referenceOf(firstDimension(next));
    }
    const isCycle = known.get(key) ?? path.has(key);
    for (const visited of path) known.set(visited, isCycle);
    return isCycle;
  };
}

function firstDimension({ declared }: Variable): string {
  return declared[0] ?? '';
}

/** The name in a dimension as written: `π`, or `len(π)`. */
function referenceOf(item: string): string {
  return nameKey((/^len\((.*)\)$/su.exec(item)?.[1] ?? item).trim());
}
