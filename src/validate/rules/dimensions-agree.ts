import type { Diagnostic } from '../../domain/diagnostics.js';
import { diagnostic } from '../../domain/diagnostics.js';
import type { GnnModel, Variable } from '../../domain/model.js';
import { nameKey } from '../../domain/names.js';
import type { Rule, RuleContext } from './rule.js';
import { isResolved } from './shape-mismatch.js';

/**
 * Requires the dimensions of variables with the usual names and one suffix to agree (notation,
 * section 8): rows of `A` with `o` and `C`, its columns with `s` and `D`, and so on.
 *
 * Models of continuous states use the same letters for other things, and are left alone; so is every
 * dimension that can be read in two ways.
 */
export const dimensionsAgree: Rule = (context): Diagnostic[] => {
  if (isContinuous(context)) return [];
  const disputes = new Map<Variable, Dispute[]>();
  for (const { what, claims } of collectClaims(context)) {
    for (const dispute of findDisputes(what, claims)) {
      const { variable } = dispute.claim;
      disputes.set(variable, [...(disputes.get(variable) ?? []), dispute]);
    }
  }
  return Array.from(disputes, ([variable, found]) => report(variable, found));
};

function report(variable: Variable, disputes: readonly Dispute[]): Diagnostic {
  const dimensions: (number | null)[] = [...variable.dimensions];
  for (const { claim, agreed } of disputes) dimensions[claim.axis] = agreed;
  const [written, wanted] = [variable.dimensions, dimensions].map(
    (sizes) => `${variable.name}[${sizes.join(',')}]`,
  );
  const texts = disputes.map(({ text }) => text).join('; ');
  const remedy = `write ${wanted}, or change the others`;
  return diagnostic('GNN-W040', variable, `${written}: ${texts}; ${remedy}`);
}

function isContinuous({ model, gaussian }: RuleContext): boolean {
  return (
    model.kind === 'CONTINUOUS' ||
    model.time?.discretization === 'Continuous' ||
    gaussian.size > 0 ||
    CONTINUOUS_TYPES.some((type) => model.variables.some((it) => it.type === type))
  );
}

const CONTINUOUS_TYPES = ['continuous', 'real', 'complex'];

type Letter = 'A' | 'B' | 'C' | 'D' | 'E' | 'o' | 's' | "s'" | 'u' | 'π';
type Group = ReadonlyMap<Letter, Variable>;

const USUAL_NAME =
  /^(A|B|C|D|E|o|s|s'|s_prime|u|π|pi)(_(?:[fm]|factor|modality|level|agent)[0-9]+)?$/;
const OTHER_SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['s_prime', "s'"],
  ['pi', 'π'],
]);

/** Groups the variables with usual names by their suffix, such as `_f0`; most have none. */
function groupBySuffix(variables: readonly Variable[]): Map<string, Map<Letter, Variable>> {
  const groups = new Map<string, Map<Letter, Variable>>();
  for (const variable of variables) {
    const [, name, suffix = ''] = USUAL_NAME.exec(nameKey(variable.name)) ?? [];
    if (name === undefined || !isResolved(variable.dimensions)) continue;
    const letter = OTHER_SPELLINGS.get(name) ?? name;
    const group = groups.get(suffix) ?? new Map<Letter, Variable>();
    groups.set(suffix, group.set(letter as Letter, variable));
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
  /** Such as `length`, or `dimension 2`. */
  readonly part: string;
  readonly axis: number;
  readonly size: number;
}

/** A size that several variables share, such as the number of states of a factor. */
interface SharedSize {
  readonly what: string;
  readonly claims: Claim[];
}

function collectClaims({ model }: RuleContext): Iterable<SharedSize> {
  const groups = groupBySuffix(model.variables);
  const factors = listFactors(groups);
  const shared = new Map<string, SharedSize>();
  const claim = (what: string, suffix: string, claims: readonly Claim[]): void => {
    const key = `${what}${suffix}`;
    const there = shared.get(key) ?? { what, claims: [] };
    there.claims.push(...claims);
    shared.set(key, there);
  };
  for (const [suffix, group] of groups) {
    const lengths = (...letters: readonly Letter[]): Claim[] =>
      letters.flatMap((letter) => lengthClaim(group.get(letter)));
    const [likelihood, transition] = [group.get('A'), group.get('B')];
    claim('observations', suffix, [...lengths('o', 'C'), ...axisClaim(likelihood, 0)]);
    claim('states', suffix, [...lengths('s', "s'", 'D'), ...stateClaims(transition)]);
    claim('actions', suffix, [...actionClaim(transition), ...lengths('u')]);
    claim('policies', suffix, lengths('π', 'E'));
    if (!plansAhead(group, model)) claim('actions', suffix, lengths('π'));
    const columns = group.has('s') ? [suffix] : MODALITY.test(suffix) ? factors : [];
    for (const [index, claims] of columnClaims(likelihood, columns.length).entries()) {
      claim('states', columns[index] ?? '', claims);
    }
  }
  return shared.values();
}

/** A suffix whose `A` has the columns of the factors: none, or that of a modality. */
const MODALITY = /^(?:_m.*)?$/;

/** Whether policies may be sequences of actions, so that there are more of them, or fewer. */
function plansAhead(group: Group, { model_parameters }: GnnModel): boolean {
  const [policies] = lengthClaim(group.get('π'));
  const [actions] = actionClaim(group.get('B'));
  if (policies === undefined || actions === undefined) return true;
  const depth = Math.log(policies.size) / Math.log(actions.size);
  const isPower = Math.abs(depth - Math.round(depth)) < 1e-9;
  return (isPower && depth > 1) || model_parameters.some(({ name }) => PLANNING.test(name));
}

const PLANNING = /polic|horizon|depth|plan/i;

/** The length of a vector; a length of 1 is that of an index, and says nothing. */
function lengthClaim(variable: Variable | undefined): Claim[] {
  if (variable === undefined || variable.dimensions.length > 2) return [];
  const [axis, ...others] = variable.dimensions.flatMap((size, index) => (size === 1 ? [] : index));
  const size = axis === undefined ? undefined : variable.dimensions[axis];
  if (axis === undefined || others.length > 0 || typeof size !== 'number') return [];
  return [{ variable, part: 'length', axis, size }];
}

function axisClaim(variable: Variable | undefined, axis: number): Claim[] {
  const size = variable?.dimensions[axis] ?? 1;
  const isMatrix = variable !== undefined && variable.dimensions.length > 1;
  return isMatrix && size > 1 ? [{ variable, part: `dimension ${axis + 1}`, axis, size }] : [];
}

/** The columns of a likelihood: one axis for each factor, in order. */
function columnClaims(likelihood: Variable | undefined, factors: number): readonly Claim[][] {
  if (likelihood?.dimensions.length !== factors + 1) return [];
  return Array.from({ length: factors }, (_, index) => axisClaim(likelihood, index + 1));
}

/** Next and previous states of a transition, unless its dimensions may be in another order. */
function stateClaims(transition: Variable | undefined): Claim[] {
  const [next, previous, actions] = transition?.dimensions ?? [];
  const nextStates = axisClaim(transition, 0);
  if (next === previous) return nextStates;
  const isPlain = transition?.dimensions.length === 3 && previous !== actions && next !== actions;
  return isPlain ? [...nextStates, ...axisClaim(transition, 1)] : [];
}

function actionClaim(transition: Variable | undefined): Claim[] {
  const [next, previous] = transition?.dimensions ?? [];
  const isUsual = transition?.dimensions.length === 3 && next === previous;
  return isUsual ? axisClaim(transition, 2) : [];
}

interface Dispute {
  readonly claim: Claim;
  readonly agreed: number;
  readonly text: string;
}

/**
 * Finds the claims that most others contradict. Where it is one against one, the later declaration
 * is the one that is reported.
 */
function findDisputes(what: string, claims: readonly Claim[]): Dispute[] {
  const voters = new Map<number, Set<Variable>>();
  for (const { size, variable } of claims) {
    voters.set(size, (voters.get(size) ?? new Set()).add(variable));
  }
  if (voters.size < 2) return [];
  const [[agreed, agreeing] = [0, new Set<Variable>()]] = [...voters].sort(
    ([, a], [, b]) => b.size - a.size || firstLine(a) - firstLine(b),
  );
  const others = [...agreeing].map((it) => `${it.name} (line ${it.line})`).join(' and ');
  const verb = agreeing.size === 1 ? 'has' : 'have';
  return claims
    .filter(({ size }) => size !== agreed)
    .map((claim) => {
      const text = `${claim.part} is ${claim.size}, but ${others} ${verb} ${agreed} ${what}`;
      return { claim, agreed, text };
    });
}

function firstLine(variables: ReadonlySet<Variable>): number {
  return Math.min(...Array.from(variables, (it) => it.line));
}
