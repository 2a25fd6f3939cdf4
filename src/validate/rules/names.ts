import type { Diagnostic } from '../../domain/diagnostics.js';
import type { DiagnosticCode } from '../../domain/catalogue.js';
import { diagnostic } from '../../domain/diagnostics.js';
import type { Variable } from '../../domain/model.js';
import { prepareNear } from '../../domain/nearest.js';
import { nameKey, namesIn, referenceKeys } from '../../domain/names.js';
import type { Position } from '../../domain/position.js';
import { locate } from '../locate.js';
import type { Rule, RuleContext } from './rule.js';

/**
 * Requires names to agree: what connections, values and ontology terms name is declared, and what
 * is declared is used. One misspelt name is one finding, wherever and however often it is used.
 */
export const names: Rule = (context): Diagnostic[] => {
  const undeclared = findUndeclared(context);
  const unused = new Map(findUnused(context).map((variable) => [variable.name, variable]));
  if (undeclared.length === 0) return [...unused.values()].map(reportUnused);
  const findNear = prepareNear(context.model.variables.map((variable) => variable.name));
  const findUnusedNear = prepareNear([...unused.keys()]);
  const found = undeclared.map((it) => {
    const misspelt = unused.get(findUnusedNear(it.name) ?? '');
    if (misspelt === undefined) return reportUndeclared(context, it, findNear(it.name));
    unused.delete(misspelt.name);
    return it.mentions.length > 1
      ? reportMisspeltDeclaration(misspelt, it)
      : reportUndeclared(context, it, misspelt.name);
  });
  return [...found, ...[...unused.values()].map(reportUnused)];
};

/** A name that is declared nowhere, with the places that use it, in file order. */
interface Undeclared {
  /** Without a time index or offset. */
  readonly name: string;
  readonly mentions: readonly Mention[];
}

interface Mention {
  readonly use: Use;
  readonly at: Position;
}

type Use = keyof typeof USES;

const USES = {
  connection: { code: 'GNN-W002', says: 'is connected but not declared' },
  value: { code: 'GNN-W003', says: 'has a value but is not declared' },
  annotation: { code: 'GNN-W007', says: 'has an ontology term but is not declared' },
} as const satisfies Record<string, { readonly code: DiagnosticCode; readonly says: string }>;

function findUndeclared(context: RuleContext): Undeclared[] {
  const { model, declared, gaussian, unread } = context;
  // Without declarations every name would be undeclared; one finding already says so.
  if (declared.size === 0) return [];
  const found = new Map<string, { name: string; mentions: Mention[] }>();
  const mention = (reference: string, use: Use, at: Position): void => {
    // Most names are declared as they are written.
    if (declared.has(reference)) return;
    const keys = referenceKeys(reference);
    const isKnown = (key: string): boolean =>
      declared.has(key) || unread.declared.has(key) || (use !== 'connection' && gaussian.has(key));
    if (keys.some(isKnown)) return;
    const key = keys.at(-1) ?? reference;
    const there = found.get(key);
    if (there === undefined)
      found.set(key, { name: plainName(reference), mentions: [{ use, at }] });
    else there.mentions.push({ use, at });
  };
  for (const connection of model.connections) {
    for (const name of connection.sources) mention(name, 'connection', connection);
    for (const name of connection.targets) mention(name, 'connection', connection);
  }
  for (const parameter of model.parameters) mention(parameter.name, 'value', parameter);
  for (const binding of model.ontology) mention(binding.variable, 'annotation', binding);
  for (const { mentions } of found.values()) mentions.sort((a, b) => a.at.line - b.at.line);
  return [...found.values()];
}

function plainName(reference: string): string {
  return reference.replace(/\[.*$/su, '').replace(/[+-][0-9]+$/, '');
}

function findUnused({ spec, model, declared, values, unopened, unread }: RuleContext): Variable[] {
  if (USING.some((section) => unopened.has(section))) return [];
  const used = new Set<string>([...values.keys(), ...unread.used]);
  const use = (references: Iterable<string>): void => {
    for (const reference of references) {
      // Most names are declared as they are written; one with an offset also uses the name before it.
      if (declared.has(reference) && !/[+-]/.test(reference)) used.add(reference);
      else for (const key of referenceKeys(reference)) used.add(key);
    }
  };
  for (const { sources, targets } of model.connections) {
    use(sources);
    use(targets);
  }
  for (const variable of model.variables) {
    for (const item of variable.declared) if (!/^[0-9]+$/.test(item)) use(namesIn(item));
    // An exact value `X{1}` counts as a use.
    if (variable.declared[0]?.startsWith('{') === true) use([variable.name]);
  }
  for (const { text } of model.equations) use(namesIn(text));
  if (model.time?.variable) use([model.time.variable]);
  // Without `Time` nothing can say that `t` is the time.
  if (!spec.sections.has('Time')) use(['t']);
  return model.variables.filter((variable) => !used.has(nameKey(variable.name)));
}

/** The sections that use variables. */
const USING = ['Connections', 'InitialParameterization', 'Equations'] as const;

function reportMisspeltDeclaration(variable: Variable, { name, mentions }: Undeclared): Diagnostic {
  const lines = listLines(mentions);
  const message = `${variable.name} is declared but never used, and ${name} is used on ${lines} but not declared: write ${name}, or ${variable.name} there`;
  return diagnostic('GNN-W001', variable, message);
}

function reportUndeclared(
  { spec, declared }: RuleContext,
  { name, mentions }: Undeclared,
  likely: string | undefined,
): Diagnostic {
  const [first, ...others] = mentions;
  const { code, says } = USES[first?.use ?? 'connection'];
  const near = likely === undefined ? undefined : declared.get(nameKey(likely));
  const also = others.length > 0 ? ` (also on ${listLines(others)})` : '';
  const remedy =
    near === undefined
      ? 'declare it in StateSpaceBlock'
      : `did you mean ${near.name}, declared on line ${near.line}?`;
  const message = `${name} ${says}${also}; ${remedy}`;
  const at = first?.at ?? { line: spec.lines.from, column: 1 };
  return diagnostic(code, locate(spec, at, name), message);
}

function reportUnused(variable: Variable): Diagnostic {
  const message = `${variable.name} is declared but never used; connect it or delete it`;
  return diagnostic('GNN-W001', variable, message);
}

/** At most this many lines are listed. */
const LISTED = 5;

function listLines(mentions: readonly Mention[]): string {
  const lines = [...new Set(mentions.map(({ at }) => at.line))];
  const shown = lines.slice(0, LISTED);
  if (shown.length === 1) return `line ${shown[0]}`;
  if (lines.length > LISTED) return `lines ${shown.join(', ')} and ${lines.length - LISTED} more`;
  return `lines ${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
