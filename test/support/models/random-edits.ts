import * as fc from 'fast-check';
import type { PlainChain, PlainModel, PlainTime, PlainVariable } from '../arbitrary-model.js';

/** An edit that is still to be applied: what is done, and to which of the things that are there. */
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
 * One edit of a model; undefined where there is nothing to edit.
 *
 * @param fresh - a number that no other edit of the sequence has; names and values are made of it,
 *   so that no edit makes by chance what another one took away
 */
type Edit = (model: PlainModel, at: number, fresh: number) => Edited | undefined;

/** What is touched, where several kinds of edits touch the same. */
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
  reshapeVariable: onVariable((it, fresh) => [
    { ...it, declared: [...it.declared, `${1000 + fresh}`] },
  ]),
  retypeVariable: onVariable((it) => [{ ...it, type: it.type === 'int' ? 'bool' : 'int' }]),
  changeDefault: onVariable((it) => [{ ...it, hint: it.hint === 'eye' ? 'ones' : 'eye' }]),
  describeVariable: onVariable((it, fresh) => [{ ...it, description: `described ${fresh}` }]),
  addChain: (model, at) => {
    const [from, to] = [pick(model.variables, at), pick(model.variables, at * 7 + 1)];
    if (from === undefined || to === undefined) return undefined;
    const chain = edge(from.name, to.name, at % 2 === 0 ? '>' : '-');
    return { model: { ...model, chains: [...model.chains, chain] }, targets: pairsOf(chain) };
  },
  removeChain: onChain(() => []),
  reverseChain: onChain((it) => [
    { ...it, groups: it.groups.toReversed(), operators: it.operators.toReversed() },
  ]),
  changeOperator: onChain((it) => [
    { ...it, operators: it.operators.map((one) => (one === '-' ? '>' : '-')) },
  ]),
  relabelChain: onChain((it, fresh) => [{ ...it, label: `label${fresh}` }]),
  constrainChain: onChain((it, fresh) => [{ ...it, constraint: `constraint${fresh}` }]),
  splitGroup: onChain((it) => {
    const [sources = [], ...rest] = it.groups;
    return rest.length > 1 ? [it] : sources.map((one) => ({ ...it, groups: [[one], ...rest] }));
  }),
  addParameter: (model, at, fresh) => {
    const taken = new Set(model.parameters.map((it) => it.name));
    const name = [pick(model.variables, at)?.name, `v${fresh}`].find(
      (it) => it !== undefined && !taken.has(it),
    );
    if (name === undefined) return undefined;
    const added = { name, value: [1000 + fresh, at] };
    return {
      model: { ...model, parameters: [...model.parameters, added] },
      targets: [`parameter ${name}`],
    };
  },
  removeParameter: onItem('parameters', nameOf, () => []),
  changeParameter: onItem('parameters', nameOf, (it, fresh) => [
    { ...it, value: Array.isArray(it.value) ? firstElement(it.value, 1000 + fresh) : 1000 + fresh },
  ]),
  reshapeParameter: onItem('parameters', nameOf, (it, fresh) => [
    { ...it, value: Array.isArray(it.value) ? 1000 + fresh : [it.value, 1000 + fresh] },
  ]),
  addTerm: (model, at, fresh) => {
    const taken = new Set(model.ontology.map(([name]) => name));
    const name = [pick(model.variables, at)?.name, `v${fresh}`].find(
      (it) => it !== undefined && !taken.has(it),
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
  changeEquation: onItem('equations', String, (it, fresh) => [`${it} and ${fresh}`]),
  changeMode: onTime('mode', (it) => (it === 'Static' ? 'Dynamic' : 'Static')),
  changeHorizon: onTime('horizon', (_it, fresh) => 1000 + fresh),
  changeTimeVariable: onTime('variable', (_it, fresh) => `v${fresh}`),
  changeSettings: onTime('settings', (it, fresh) => [...it, [`Key${fresh}`, 'on']]),
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

const TIME = ['mode', 'horizon', 'variable', 'settings'].map((it) => `time ${it}`);

const anyEdit: fc.Arbitrary<RandomEdit> = fc.record({
  what: fc.constantFrom(...(Object.keys(EDITS) as (keyof typeof EDITS)[])),
  at: fc.nat(50),
});

/** Sequences of edits of any model. */
export const randomEdits = (maxLength: number): fc.Arbitrary<RandomEdit[]> =>
  fc.array(anyEdit, { minLength: 1, maxLength });

/**
 * The model before any edit, and after each one that found something to edit. No edit touches what
 * another one touched, so nothing is undone.
 */
export function editedModels(model: PlainModel, edits: readonly RandomEdit[]): PlainModel[] {
  const models = [model];
  const touched = new Set<string>();
  for (const [fresh, { what, at }] of edits.entries()) {
    const edit: Edit = EDITS[what];
    const next = edit(models.at(-1) ?? model, at, fresh);
    if (next === undefined || next.targets.some((it) => touched.has(it))) continue;
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

function firstOf([name]: readonly [string, unknown]): string {
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

/** An edit that puts other items, or none, in the place of one. */
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
      model: { ...model, [key]: items.flatMap((it) => (it === item ? put : [it])) },
      targets: [item, ...put].map((it) => `${targetOf} ${keyOf(it)}`),
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
    const chains = model.chains.flatMap((it) => (it === chain ? change(it, fresh) : [it]));
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

/** The model with an edge from each variable to the next one, so that each has a place. */
export function wired(model: PlainModel): PlainModel {
  const edges = model.variables.slice(1).map((it, index): PlainChain => {
    const before = model.variables[index] ?? it;
    return edge(before.name, it.name, '>');
  });
  return { ...model, chains: [...model.chains, ...edges] };
}

/** Every two names that a chain joins, whichever way. */
function pairsOf({ groups }: PlainChain): string[] {
  return groups
    .slice(1)
    .flatMap((right, hop) =>
      (groups[hop] ?? []).flatMap((a) => right.map((b) => `edge ${[a, b].toSorted().join(' ')}`)),
    );
}

/** A tensor with another number at its start. */
function firstElement<Item>([first, ...rest]: readonly Item[], number: number): (Item | number)[] {
  return [Array.isArray(first) ? (firstElement(first, number) as Item) : number, ...rest];
}

/** The model with another name for a variable, wherever it is mentioned. */
function renamed(model: PlainModel, old: string, name: string): PlainModel {
  const rename = (one: string): string => (one === old ? name : one);
  const reference = (one: string): string =>
    one.startsWith(`${old}[`) ? name + one.slice(old.length) : rename(one);
  const dimension = (one: string): string => (one === `len(${old})` ? `len(${name})` : rename(one));
  const { time } = model;
  return {
    ...model,
    variables: model.variables.map((it) => ({
      ...it,
      name: rename(it.name),
      declared: it.declared.map(dimension),
    })),
    chains: model.chains.map((it) => ({
      ...it,
      groups: it.groups.map((group) => group.map(reference)),
    })),
    parameters: model.parameters.map((it) => ({ ...it, name: rename(it.name) })),
    ontology: model.ontology.map(([one, term]) => [rename(one), term] as const),
    time: time && { ...time, variable: time.variable && rename(time.variable) },
  };
}
