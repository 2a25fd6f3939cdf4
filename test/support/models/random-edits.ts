import * as fc from 'fast-check';
import type { PlainChain, PlainModel, PlainTime, PlainVariable } from '../arbitrary-model.js';

/** A pending edit: what to do, and which of the existing items to do it to. */
export interface RandomEdit {
  readonly what: keyof typeof EDITS;
  readonly at: number;
}

/** A model after an edit, and what the edit touched; several may touch the same. */
interface Edited {
  readonly model: PlainModel;
  readonly targets: readonly string[];
}

/**
 * Applies one edit to a model; undefined if there is nothing to edit.
 *
 * @param fresh - a number that no other edit of the sequence has; names and values are derived from
 *   it, so that no edit accidentally restores what another one removed
 */
type Edit = (model: PlainModel, at: number, fresh: number) => Edited | undefined;

/** The names of parts that several kinds of edits touch. */
const TARGETS: Partial<Record<keyof Lists, string>> = {
  variables: 'variable',
  parameters: 'parameter',
  ontology: 'term',
};

const EDITS = {
  addVariable: (model, _at, fresh) => ({
    model: { ...model, variables: [...model.variables, variable(fresh)] },
    targets: [`variable v${fresh}`],
  }),
  removeVariable: onVariable(() => []),
  renameVariable: (model, at, fresh) => {
    const old = pick(model.variables, at)?.name;
    if (old === undefined) return undefined;
    const targets = [`variable ${old}`, `variable v${fresh}`];
    return { model: renamed(model, old, `v${fresh}`), targets };
  },
  reshapeVariable: onVariable((variable, fresh) => [
    { ...variable, declared: [...variable.declared, `${1000 + fresh}`] },
  ]),
  retypeVariable: onVariable((variable) => [
    { ...variable, type: variable.type === 'int' ? 'bool' : 'int' },
  ]),
  changeDefault: onVariable((variable) => [
    { ...variable, hint: variable.hint === 'eye' ? 'ones' : 'eye' },
  ]),
  moveVariable: onVariable((variable) => [
    { ...variable, block: variable.block === 'ControlBlock' ? undefined : 'ControlBlock' },
  ]),
  describeVariable: onVariable((variable, fresh) => [
    { ...variable, description: `described ${fresh}` },
  ]),
  addChain: (model, at) => {
    const [from, to] = [pick(model.variables, at), pick(model.variables, at * 7 + 1)];
    if (from === undefined || to === undefined) return undefined;
    const chain = edge(from.name, to.name, at % 2 === 0 ? '>' : '-');
    return { model: { ...model, chains: [...model.chains, chain] }, targets: pairsOf(chain) };
  },
  removeChain: onChain(() => []),
  reverseChain: onChain((chain) => [
    { ...chain, groups: chain.groups.toReversed(), operators: chain.operators.toReversed() },
  ]),
  changeOperator: onChain((chain) => [
    { ...chain, operators: chain.operators.map((operator) => (operator === '-' ? '>' : '-')) },
  ]),
  relabelChain: onChain((chain, fresh) => [{ ...chain, label: `label${fresh}` }]),
  constrainChain: onChain((chain, fresh) => [{ ...chain, constraint: `constraint${fresh}` }]),
  splitGroup: onChain((chain) => {
    const [sources = [], ...rest] = chain.groups;
    return rest.length > 1
      ? [chain]
      : sources.map((source) => ({ ...chain, groups: [[source], ...rest] }));
  }),
  addParameter: (model, at, fresh) => {
    const taken = new Set(model.parameters.map((parameter) => parameter.name));
    const name = [pick(model.variables, at)?.name, `v${fresh}`].find(
      (candidate) => candidate !== undefined && !taken.has(candidate),
    );
    if (name === undefined) return undefined;
    const added = { name, value: [1000 + fresh, at] };
    return {
      model: { ...model, parameters: [...model.parameters, added] },
      targets: [`parameter ${name}`],
    };
  },
  removeParameter: onItem('parameters', nameOf, () => []),
  changeParameter: onItem('parameters', nameOf, ({ name, value }, fresh) => [
    { name, value: Array.isArray(value) ? firstElement(value, 1000 + fresh) : 1000 + fresh },
  ]),
  reshapeParameter: onItem('parameters', nameOf, ({ name, value }, fresh) => [
    { name, value: Array.isArray(value) ? 1000 + fresh : [fresh, 1000 + fresh] },
  ]),
  addTerm: (model, at, fresh) => {
    const taken = new Set(model.ontology.map(([name]) => name));
    const name = [pick(model.variables, at)?.name, `v${fresh}`].find(
      (candidate) => candidate !== undefined && !taken.has(candidate),
    );
    if (name === undefined) return undefined;
    return {
      model: { ...model, ontology: [...model.ontology, [name, `Term${fresh}`] as const] },
      targets: [`term ${name}`],
    };
  },
  removeTerm: onItem('ontology', firstOf, () => []),
  changeTerm: onItem('ontology', firstOf, ([name], fresh) => [[name, `Term${fresh}`]]),
  addModelParameter: (model, _at, fresh) => ({
    model: { ...model, modelParameters: [...model.modelParameters, [`k${fresh}`, fresh] as const] },
    targets: [`modelParameters k${fresh}`],
  }),
  removeModelParameter: onItem('modelParameters', firstOf, () => []),
  changeModelParameter: onItem('modelParameters', firstOf, ([name], fresh) => [
    [name, 1000 + fresh],
  ]),
  addFlag: (model, _at, fresh) => ({
    model: { ...model, flags: [...model.flags, [`f${fresh}`, true] as const] },
    targets: [`flags f${fresh}`],
  }),
  removeFlag: onItem('flags', firstOf, () => []),
  changeFlag: onItem('flags', firstOf, ([name], fresh) => [[name, `on${fresh}`]]),
  addEquation: (model, _at, fresh) => ({
    model: { ...model, equations: [...model.equations, `equation of ${fresh}`] },
    targets: [`equations equation of ${fresh}`],
  }),
  removeEquation: onItem('equations', String, () => []),
  changeEquation: onItem('equations', String, (equation, fresh) => [`${equation} and ${fresh}`]),
  changeMode: onTime('mode', (mode) => (mode === 'Static' ? 'Dynamic' : 'Static')),
  changeHorizon: onTime('horizon', (_it, fresh) => 1000 + fresh),
  changeTimeVariable: onTime('variable', (_it, fresh) => `v${fresh}`),
  changeSettings: onTime('settings', (settings, fresh) => [...settings, [`Key${fresh}`, 'on']]),
  removeTime: (model) =>
    model.time === null ? undefined : { model: { ...model, time: null }, targets: TIME },
  changeKind: ({ gnnSection, ...model }, at) => ({
    model: { ...model, gnnSection: `${gnnSection}${pick(['learning', 'continuous'], at)}` },
    targets: ['section'],
  }),
  changeProse: (model, _at, fresh) => ({
    model: { ...model, annotation: `Words of ${fresh}`, title: `Title ${fresh}` },
    targets: ['prose'],
  }),
} as const satisfies Readonly<Record<string, Edit>>;

const TIME = ['mode', 'horizon', 'variable', 'settings'].map((field) => `time ${field}`);

const anyEdit: fc.Arbitrary<RandomEdit> = fc.record({
  what: fc.constantFrom(...(Object.keys(EDITS) as (keyof typeof EDITS)[])),
  at: fc.nat(50),
});

/** Sequences of edits for any model. */
export const randomEdits = (maxLength: number): fc.Arbitrary<RandomEdit[]> =>
  fc.array(anyEdit, { minLength: 1, maxLength });

/**
 * The model before any edit, and after each one that had something to edit. No edit touches what
 * another one touched, so nothing is undone.
 */
export function editedModels(model: PlainModel, edits: readonly RandomEdit[]): PlainModel[] {
  const models = [model];
  const touched = new Set<string>();
  for (const [fresh, { what, at }] of edits.entries()) {
    const edit: Edit = EDITS[what];
    const next = edit(models.at(-1) ?? model, at, fresh);
    if (next === undefined || next.targets.some((target) => touched.has(target))) continue;
    for (const target of next.targets) touched.add(target);
    models.push(next.model);
  }
  return models;
}

function pick<Item>(items: readonly Item[], at: number): Item | undefined {
  return items[at % items.length];
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}

function firstOf([name]: readonly [string, ...unknown[]]): string {
  return name;
}

function variable(fresh: number): PlainVariable {
  const declared = [`${1000 + fresh}`];
  return { name: `v${fresh}`, declared, type: null, hint: null, description: null };
}

function edge(from: string, to: string, operator: '>' | '-'): PlainChain {
  const groups = [[from], [to]];
  return { groups, operators: [operator], label: null, constraint: null, description: null };
}

type Lists = Pick<
  PlainModel,
  'parameters' | 'ontology' | 'modelParameters' | 'flags' | 'equations' | 'variables' | 'chains'
>;
type ItemOf<Key extends keyof Lists> = Lists[Key][number];

/** An edit that replaces one item by others, or by none. */
function onItem<Key extends keyof Lists>(
  key: Key,
  keyOf: (item: ItemOf<Key>) => string,
  change: (item: ItemOf<Key>, fresh: number) => readonly ItemOf<Key>[],
): Edit {
  const targetOf = TARGETS[key] ?? key;
  return (model, at, fresh) => {
    const items: readonly ItemOf<Key>[] = model[key];
    const item = pick(items, at);
    if (item === undefined) return undefined;
    const put = change(item, fresh);
    return {
      model: { ...model, [key]: items.flatMap((other) => (other === item ? put : [other])) },
      targets: [item, ...put].map((touched) => `${targetOf} ${keyOf(touched)}`),
    };
  };
}

function onVariable(
  change: (item: PlainVariable, fresh: number) => readonly PlainVariable[],
): Edit {
  return onItem('variables', nameOf, change);
}

function onChain(change: (item: PlainChain, fresh: number) => readonly PlainChain[]): Edit {
  return (model, at, fresh) => {
    const chain = pick(model.chains, at);
    if (chain === undefined) return undefined;
    const chains = model.chains.flatMap((other) =>
      other === chain ? change(other, fresh) : [other],
    );
    return { model: { ...model, chains }, targets: pairsOf(chain) };
  };
}

function onTime<Key extends keyof PlainTime>(
  key: Key,
  change: (value: PlainTime[Key], fresh: number) => PlainTime[Key],
): Edit {
  return (model, _at, fresh) => {
    const time = model.time ?? NO_TIME;
    return {
      model: { ...model, time: { ...time, [key]: change(time[key], fresh) } },
      targets: [`time ${key}`],
    };
  };
}

const NO_TIME: PlainTime = {
  mode: null,
  discretization: null,
  variable: null,
  horizon: null,
  settings: [],
};

/** The model with an edge from each variable to the next, so that each is used. */
export function wired(model: PlainModel): PlainModel {
  const edges = model.variables.slice(1).map((variable, index): PlainChain => {
    const before = model.variables[index] ?? variable;
    return edge(before.name, variable.name, '>');
  });
  return { ...model, chains: [...model.chains, ...edges] };
}

/** Every two names that a chain connects, in either direction. */
function pairsOf({ groups }: PlainChain): string[] {
  return groups
    .slice(1)
    .flatMap((right, hop) =>
      (groups[hop] ?? []).flatMap((a) => right.map((b) => `edge ${[a, b].toSorted().join(' ')}`)),
    );
}

/** A tensor with a different first number. */
function firstElement<Item>([first, ...rest]: readonly Item[], number: number): (Item | number)[] {
  return [Array.isArray(first) ? (firstElement(first, number) as Item) : number, ...rest];
}

/** The model with a variable renamed wherever it is mentioned. */
function renamed(model: PlainModel, old: string, name: string): PlainModel {
  const rename = (text: string): string => (text === old ? name : text);
  const reference = (text: string): string =>
    text.startsWith(`${old}[`) ? name + text.slice(old.length) : rename(text);
  const dimension = (text: string): string =>
    text === `len(${old})` ? `len(${name})` : rename(text);
  const { time } = model;
  return {
    ...model,
    variables: model.variables.map((variable) => ({
      ...variable,
      name: rename(variable.name),
      declared: variable.declared.map(dimension),
    })),
    chains: model.chains.map((chain) => ({
      ...chain,
      groups: chain.groups.map((group) => group.map(reference)),
    })),
    parameters: model.parameters.map((parameter) => ({
      ...parameter,
      name: rename(parameter.name),
    })),
    ontology: model.ontology.map(([variable, term]) => [rename(variable), term] as const),
    time: time && { ...time, variable: time.variable && rename(time.variable) },
  };
}
