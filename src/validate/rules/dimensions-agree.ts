import type { Diagnostic } from '../../domain/diagnostics.js';
import { diagnostic } from '../../domain/diagnostics.js';
import { groupBy } from '../../domain/lists.js';
import type { GnnModel, Variable } from '../../domain/model.js';
import { nameKey } from '../../domain/names.js';
import { isContinuous } from '../continuous.js';
import { isResolved, shapesAgree } from '../shapes.js';
import type { Rule, RuleContext } from './rule.js';

/**
 * Requires the dimensions of variables with the usual names and one suffix to agree (notation,
 * section 8): rows of `A` with `o` and `C`, its columns with `s` and `D`, and so on.
 *
 * Models of continuous states use the same letters for other things, and are left alone; so is every
 * dimension that can be read in two ways.
 */
export const dimensionsAgree: Rule = (context): Diagnostic[] => {
  if (isContinuous(context)) return [];
  const disputes = Array.from(collectClaims(context)).flatMap(findDisputes);
  if (disputes.length === 0) return [];
  const { parameters } = context.model;
  const shapes = new Map(parameters.map(({ name, shape }) => [nameKey(name), shape]));
  return [...groupBy(disputes, ({ claim }) => claim.variable)].flatMap(([variable, found]) =>
    report(variable, found, shapes.get(nameKey(variable.name)) ?? null),
  );
};

/** @param given - the shape of the variable's value */
function report(
  variable: Variable,
  disputes: readonly Dispute[],
  given: readonly number[] | null,
): Diagnostic[] {
  const dimensions: (number | null)[] = [...variable.dimensions];
  for (const { claim, agreed } of disputes)
    for (const axis of claim.axes) dimensions[axis] = agreed;
  // A value that has the agreed dimensions is reported as unlike its declaration.
  const isOf = (sizes: readonly (number | null)[]): boolean =>
    given !== null && isResolved(sizes) && shapesAgree(variable.name, sizes, given);
  if (!isOf(variable.dimensions) && isOf(dimensions)) return [];
  const [written, wanted] = [variable.dimensions, dimensions].map(
    (sizes) => `${variable.name}[${sizes.join(',')}]`,
  );
  const texts = disputes.map(({ text }) => text).join('; it has ');
  const message = `${written} has ${texts}; write ${wanted}, or change the others`;
  return [diagnostic('GNN-W040', variable, message)];
}

type Letter = 'A' | 'B' | 'C' | 'D' | 'E' | 'o' | 's' | "s'" | 'u' | 'π';
type Group = ReadonlyMap<Letter, Variable>;

const USUAL_NAME =
  /^(A|B|C|D|E|o|s|s'|s_prime|u|π|pi)(_(?:[fm]|factor|modality|level|agent)[0-9]+|[0-9]+)?$/;
/** Rules most names out. */
const MAY_BE_USUAL = /^(?:[A-Eosuπ]|pi)(?![A-Za-z])/;
const OTHER_SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['s_prime', "s'"],
  ['pi', 'π'],
]);

/** Groups the variables with usual names by their suffix, such as `_f0` or `2`; most have none. */
function groupBySuffix(variables: readonly Variable[]): Map<string, Map<Letter, Variable>> {
  const groups = new Map<string, Map<Letter, Variable>>();
  for (const variable of variables) {
    if (!MAY_BE_USUAL.test(variable.name)) continue;
    const [, name, suffix = ''] = USUAL_NAME.exec(nameKey(variable.name)) ?? [];
    if (name === undefined || !isResolved(variable.dimensions)) continue;
    const letter = OTHER_SPELLINGS.get(name) ?? name;
    const group = groups.get(suffix) ?? new Map<Letter, Variable>();
    groups.set(suffix, group.set(letter as Letter, variable));
  }
  // A bare number may be an index within one model, unless a whole model carries it.
  for (const [suffix, group] of groups) {
    const isWhole = group.has('A') && group.has('o') && group.has('s');
    if (/^[0-9]/.test(suffix) && !isWhole) groups.delete(suffix);
  }
  return groups;
}

/** The suffixes of the factors `s_f0`, `s_f1` and so on, or that of the only `s`. */
function listFactors(groups: ReadonlyMap<string, Group>): readonly string[] {
  const factors: string[] = [];
  while (groups.get(`_f${factors.length}`)?.has('s') === true) factors.push(`_f${factors.length}`);
  return factors.length === 0 ? [''] : factors;
}

/** What a variable says about a size that several variables share. */
interface Claim {
  readonly variable: Variable;
  /** The dimensions that say it. */
  readonly axes: readonly number[];
  readonly size: number;
  /** What it calls this, if not by the name of the shared size. */
  readonly kind?: string;
}

/** A size that several variables share, such as the number of states of a factor. */
interface SharedSize {
  readonly kind: string;
  /** The suffix of the variables, for people; or nothing. */
  readonly suffix: string;
  readonly claims: Claim[];
}

function collectClaims({ model }: RuleContext): Iterable<SharedSize> {
  const groups = groupBySuffix(model.variables);
  const factors = listFactors(groups);
  const shared = new Map<string, SharedSize>();
  const claimsOf = (kind: string, suffix: string): Claim[] => {
    const key = `${kind} ${suffix}`;
    const there = shared.get(key);
    if (there !== undefined) return there.claims;
    const claims: Claim[] = [];
    shared.set(key, { kind, suffix: describeSuffix(suffix), claims });
    return claims;
  };
  for (const [suffix, group] of groups) {
    const likelihood = group.get('A');
    const transition = group.get('B');
    const observations = claimsOf('observations', suffix);
    for (const letter of ['o', 'C'] as const) addLength(observations, group.get(letter));
    addAxes(observations, likelihood, 0);
    const states = claimsOf('states', suffix);
    for (const letter of ['s', "s'", 'D'] as const) addLength(states, group.get(letter));
    addStates(states, transition);
    const actions = claimsOf('actions', suffix);
    addActions(actions, transition);
    addLength(actions, group.get('u'));
    addPolicies(actions, claimsOf('policies', suffix), group, model);
    const columns = group.has('s') ? [suffix] : MODALITY.test(suffix) ? factors : [];
    // A has the columns of the factors in order, unless it is written in another way.
    if (likelihood?.dimensions.length !== columns.length + 1) continue;
    for (const [index, factor] of columns.entries()) {
      addAxes(claimsOf('states', factor), likelihood, index + 1);
    }
  }
  return shared.values();
}

function describeSuffix(suffix: string): string {
  if (suffix === '') return '';
  return ` (${suffix.startsWith('_') ? suffix.slice(1) : `suffix ${suffix}`})`;
}

/** A suffix whose `A` has the columns of the factors: none, or that of a modality. */
const MODALITY = /^(?:_m.*)?$/;

/** The length of a vector; a length of 1 is that of an index, and says nothing. */
function addLength(claims: Claim[], variable: Variable | undefined): void {
  if (variable === undefined || variable.dimensions.length > 2) return;
  const [first = 1, second = 1] = variable.dimensions;
  if (first === null || second === null || (first > 1 && second > 1)) return;
  if (first > 1) claims.push({ variable, axes: [0], size: first });
  else if (second > 1) claims.push({ variable, axes: [1], size: second });
}

function addAxes(claims: Claim[], variable: Variable | undefined, ...axes: number[]): void {
  const size = variable?.dimensions[axes[0] ?? 0] ?? 1;
  if (variable === undefined || variable.dimensions.length < 2 || size === 1) return;
  claims.push({ variable, axes, size });
}

/** Next and previous states of a transition, unless its dimensions may be in another order. */
function addStates(claims: Claim[], transition: Variable | undefined): void {
  const [next, previous, actions] = transition?.dimensions ?? [];
  if (next === previous) {
    addAxes(claims, transition, 0, 1);
  } else if (transition?.dimensions.length === 3 && previous !== actions && next !== actions) {
    addAxes(claims, transition, 0);
    addAxes(claims, transition, 1);
  }
}

function addActions(claims: Claim[], transition: Variable | undefined): void {
  const [next, previous] = transition?.dimensions ?? [];
  if (transition?.dimensions.length === 3 && next === previous) addAxes(claims, transition, 2);
}

/** Policies are as many as actions, unless they may be sequences of actions. */
function addPolicies(
  actions: Claim[],
  policies: Claim[],
  group: Group,
  { model_parameters }: GnnModel,
): void {
  addLength(policies, group.get('π'));
  const [own] = policies;
  addLength(policies, group.get('E'));
  const [action] = actions;
  if (own === undefined || action === undefined) return;
  const depth = Math.log(own.size) / Math.log(action.size);
  const isPower = Math.abs(depth - Math.round(depth)) < 1e-9;
  if (isPower && depth > 1) return;
  if (model_parameters.some(({ name }) => PLANNING.test(name))) return;
  // Each policy is one action: all of them share one size.
  actions.push(...policies.splice(0).map((claim) => ({ ...claim, kind: 'policies' })));
}

const PLANNING = /polic|horizon|depth|plan/i;

interface Dispute {
  readonly claim: Claim;
  readonly agreed: number;
  readonly text: string;
}

/**
 * Finds the claims that most others contradict. Where it is one against one, the later declaration
 * is the one that is reported.
 */
function findDisputes({ kind, suffix, claims }: SharedSize): Dispute[] {
  if (claims.every(({ size }) => size === claims[0]?.size)) return [];
  const voters = new Map<number, Set<Variable>>();
  for (const { size, variable } of claims) {
    voters.set(size, (voters.get(size) ?? new Set()).add(variable));
  }
  const [[agreed, agreeing] = [0, new Set<Variable>()]] = [...voters].sort(
    ([, a], [, b]) => b.size - a.size || firstLine(a) - firstLine(b),
  );
  const others = [...agreeing].map((it) => `${it.name} (line ${it.line})`).join(' and ');
  const verb = agreeing.size === 1 ? 'has' : 'have';
  return claims
    .filter(({ size }) => size !== agreed)
    .map((claim) => {
      const text = `${claim.size} ${claim.kind ?? kind}${suffix}, but ${others} ${verb} ${agreed}`;
      return { claim, agreed, text };
    });
}

function firstLine(variables: ReadonlySet<Variable>): number {
  return Math.min(...Array.from(variables, (it) => it.line));
}
