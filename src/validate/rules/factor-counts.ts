import type { Diagnostic } from '../../domain/diagnostics.js';
import { diagnostic } from '../../domain/diagnostics.js';
import { abbreviate } from '../../domain/lists.js';
import type { Variable } from '../../domain/model.js';
import type { Rule, RuleContext } from './rule.js';

/** A key that says how many of something a model has, and the variables that come one for each. */
interface Family {
  readonly key: string;
  readonly one: string;
  readonly many: string;
  readonly name: RegExp;
  /** What the key decides. */
  readonly consequence: (kind: string) => string;
}

const FAMILIES: readonly Family[] = [
  {
    key: 'num_factors',
    one: 'factor',
    many: 'factors',
    name: /^[sBD]_f([0-9]+)$/,
    consequence: (kind) => (kind === 'FLAT' ? ', so the kind of the model is FLAT' : ''),
  },
  {
    key: 'num_modalities',
    one: 'modality',
    many: 'modalities',
    name: /^[oAC]_m([0-9]+)$/,
    consequence: () => '',
  },
];

/**
 * Compares the numbers of factors and modalities that a model states with its variables `s_f0`,
 * `o_m0` and so on: `num_factors` makes it FACTORED (notation, section 5).
 */
export const factorCounts: Rule = (context) =>
  // A block or a line that was not read may declare more of them.
  context.unopened.has('StateSpaceBlock') || context.unread.declared.size > 0
    ? []
    : FAMILIES.flatMap((family) => compareCount(family, context));

/** How many variables are named. */
const MOST_NAMED = 4;

function compareCount(family: Family, { model, values }: RuleContext): Diagnostic[] {
  const { key, one, many, name } = family;
  const byIndex = new Map<string, Variable>();
  for (const variable of model.variables) {
    const index = name.exec(variable.name)?.[1];
    if (index !== undefined && !byIndex.has(index)) byIndex.set(index, variable);
  }
  const [first] = byIndex.values();
  if (first === undefined) return [];
  const stated = [...model.parameters, ...model.model_parameters].find((it) => it.name === key);
  const what = byIndex.size === 1 ? `1 ${one} is` : `${byIndex.size} ${many} are`;
  const names = Array.from(byIndex.values(), (it) => it.name);
  const declared = `${what} declared (${abbreviate(names, MOST_NAMED)})`;
  const write = `write \`${key}: ${byIndex.size}\` in ModelParameters`;
  if (stated === undefined) {
    if (byIndex.size === 1) return [];
    const message = `${declared}, but ${key} is not set${family.consequence(model.kind)}; ${write}`;
    return [diagnostic('GNN-I024', first, message)];
  }
  const value = values.get(key) ?? model.model_parameters.find((it) => it.name === key)?.value;
  const number = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (typeof number !== 'number' || number === byIndex.size) return [];
  return [
    diagnostic(
      'GNN-I024',
      { line: stated.line, column: 1 },
      `${declared}, but ${key} is ${number}; declare the others, or ${write}`,
    ),
  ];
}
