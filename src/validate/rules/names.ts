import type { Diagnostic } from '../../domain/diagnostics.js';
import type { DiagnosticCode } from '../../domain/catalogue.js';
import { diagnostic } from '../../domain/diagnostics.js';
import type { GnnModel, Variable } from '../../domain/model.js';
import { prepareNear } from '../../domain/nearest.js';
import { isName, nameKey, namesIn, referenceKeys } from '../../domain/names.js';
import type { Position } from '../../domain/position.js';
import { listLines } from '../list-lines.js';
import { locate } from '../locate.js';
import { looksLikeTime, prepareTimeRemedy, timeNames } from '../time-variables.js';
import type { Rule, RuleContext } from './rule.js';

/**
 * Requires names to agree: what connections, values and ontology terms name is declared, and what
 * is declared is used. One misspelt name is one finding, wherever and however often it is used.
 */
export const names: Rule = (context): Diagnostic[] => {
  const { undeclared, unused } = findNameFaults(context);
  const found = undeclared.map((it) =>
    it.misspelt === undefined
      ? reportUndeclared(context, it, it.likely)
      : reportMisspeltDeclaration(it.misspelt, it),
  );
  return [...found, ...reportUnused(unused, context)];
};

/** What is wrong with the names of a model. */
export interface NameFaults {
  readonly undeclared: readonly (Undeclared & {
    /** The declared name that it is likely meant to be. */
    readonly likely?: string | undefined;
    /** The declaration that is likely meant to have this name, which is used more than once. */
    readonly misspelt?: Variable;
  })[];
  /** Declared variables that nothing uses. */
  readonly unused: readonly Variable[];
}

/** Finds the names that are used but not declared, or declared but not used, and which belong together. */
export function findNameFaults(context: RuleContext): NameFaults {
  const undeclared = findUndeclared(context);
  const unused = new Map(findUnused(context).map((variable) => [variable.name, variable]));
  if (undeclared.length === 0) return { undeclared, unused: [...unused.values()] };
  const findNear = prepareNear(context.model.variables.map((variable) => variable.name));
  const findUnusedNear = prepareNear([...unused.keys()]);
  const matched = undeclared.map((it) => {
    const misspelt = unused.get(findUnusedNear(it.name) ?? '');
    if (misspelt === undefined) return { ...it, likely: findNear(it.name) };
    unused.delete(misspelt.name);
    return it.mentions.length > 1 ? { ...it, misspelt } : { ...it, likely: misspelt.name };
  });
  return { undeclared: matched, unused: [...unused.values()] };
}

/** A name that is declared nowhere, with the places that use it, in file order. */
interface Undeclared {
  /** Without a time index or offset. */
  readonly name: string;
  readonly mentions: Mentions;
}

/** A name is only undeclared where something mentions it. */
type Mentions = readonly [Mention, ...Mention[]];

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
  const found = new Map<string, { name: string; mentions: [Mention, ...Mention[]] }>();
  let elsewhere: ReturnType<typeof findNamedElsewhere> | undefined;
  const mention = (reference: string, use: Use, at: Position): void => {
    // Most names are declared as they are written.
    if (declared.has(reference)) return;
    const [written, key = written] = referenceKeys(reference);
    elsewhere ??= findNamedElsewhere(model);
    const named = elsewhere[use];
    const isKnown = (one: string): boolean =>
      declared.has(one) ||
      unread.declared.has(one) ||
      named.has(one) ||
      (use !== 'connection' && gaussian.has(one));
    if (isKnown(written) || isKnown(key)) return;
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

/** The names that need no declaration, for each use: settings with a value or a term, times with a term. */
function findNamedElsewhere(model: GnnModel): Readonly<Record<Use, ReadonlySet<string>>> {
  const settings = new Set(model.model_parameters.map(({ name }) => nameKey(name)));
  return {
    connection: new Set(),
    value: settings,
    annotation: new Set([...settings, ...timeNames(model)]),
  };
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
  for (const { text } of model.time?.lines ?? []) use(namesIn(text));
  // Without `Time` nothing can say that `t` is the time.
  if (!spec.sections.has('Time')) use(['t']);
  return model.variables.filter((variable) => !used.has(nameKey(variable.name)));
}

/** The sections that use variables. */
const USING = ['Connections', 'InitialParameterization', 'Equations'] as const;

function reportMisspeltDeclaration(variable: Variable, { name, mentions }: Undeclared): Diagnostic {
  const lines = listMentions(mentions);
  const message = `${variable.name} is declared but never used, and ${name} is used on ${lines} but not declared: write ${name}, or ${variable.name} there`;
  return diagnostic('GNN-W001', variable, message);
}

function reportUndeclared(
  context: RuleContext,
  { name, mentions }: Undeclared,
  likely: string | undefined,
): Diagnostic {
  const { spec, declared } = context;
  const [first, ...others] = mentions;
  const { code, says } = USES[first.use];
  const near = likely === undefined ? undefined : declared.get(nameKey(likely));
  const also = others.length > 0 ? ` (also on ${listMentions(others)})` : '';
  const remedy =
    near === undefined
      ? describeDeclaration(context, name, mentions)
      : `did you mean ${near.name}, declared on line ${near.line}?`;
  const message = `${name} ${says}${also}; ${remedy}`;
  return diagnostic(code, locate(spec, first.at, name), message);
}

/** Where a name should be declared: a setting elsewhere than a variable, and a concept nowhere. */
function describeDeclaration(
  { spec, values }: RuleContext,
  name: string,
  mentions: Mentions,
): string {
  const uses = new Set(mentions.map(({ use }) => use));
  const [{ at }] = mentions;
  if (uses.size === 1 && uses.has('annotation') && isConcept(spec.lineText(at.line), name)) {
    return 'write `variable=Term`, with a declared variable';
  }
  const isTensor = IS_TENSOR.test(nameKey(name)) && Array.isArray(values.get(nameKey(name)));
  const isSetting = uses.has('value') && !uses.has('connection') && !isTensor;
  return isSetting
    ? 'declare it in StateSpaceBlock, or move it to ModelParameters if it is a setting'
    : 'declare it in StateSpaceBlock';
}

/** The usual names of tensors. */
const IS_TENSOR = /^[A-E](?![A-Za-z])/;

/** Whether the left side of an annotation is no variable: `hasStateSpace: …`, or several words. */
function isConcept(line: string, name: string): boolean {
  if (!isName(name)) return true;
  return /^[^=]*:/.test(line) && /^\p{L}*\p{Ll}\p{Lu}\p{L}*$/u.test(name);
}

function reportUnused(unused: readonly Variable[], { model }: RuleContext): Diagnostic[] {
  if (unused.length === 0) return [];
  const times = new Set(unused.filter(looksLikeTime));
  const describeRemedy = prepareTimeRemedy([...times], model);
  return unused.map((variable) => {
    const remedy = times.has(variable)
      ? `if it is the time, ${describeRemedy(variable)}; else connect it or delete it`
      : 'connect it or delete it';
    const message = `${variable.name} is declared but never used; ${remedy}`;
    return diagnostic('GNN-W001', variable, message);
  });
}

function listMentions(mentions: readonly Mention[]): string {
  return listLines(mentions.map(({ at }) => at.line));
}
