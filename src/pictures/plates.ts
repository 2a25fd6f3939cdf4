/** Which variables belong together: to an agent, a level, a factor, a modality or a time slice. */
import type { GnnModel } from '../domain/model.js';
import { groupBy } from '../domain/lists.js';
import { nameKey } from '../domain/names.js';
import type { Plate } from './graph.js';
import { roleOfName, type Role } from './roles.js';
import { toPlainText } from './text.js';

/** A name that is drawn: of a variable, or of one at another time. */
export interface NamedNode {
  readonly id: string;
  /** As written. */
  readonly name: string;
  readonly role: Role;
}

/** The plates of a model, and which of them each node is in. */
export interface PlatesOf {
  readonly plates: readonly Plate[];
  readonly plateOf: ReadonlyMap<string, string>;
}

/** What a name says besides its letter. */
interface NameParts {
  readonly agent?: string;
  readonly level?: string;
  readonly factor?: string;
  readonly modality?: string;
  /** Such as `+1`; empty for now. */
  readonly offset?: string;
  /** The name before its number, and the number, such as `G` and `1` of `G1`. */
  readonly stem: string;
  readonly number?: string;
  /** Other words, such as `place` of `s_place`. */
  readonly rest: string;
}

/** A node with what its name says. */
interface Read extends NamedNode {
  readonly parts: NameParts;
}

/** A node with the labels of the plates around it, the outermost first. */
interface Placed extends Read {
  readonly path: readonly string[];
}

const INDEXED: readonly (readonly [
  pattern: RegExp,
  key: 'agent' | 'level' | 'factor' | 'modality',
])[] = [
  [/^agent_?(\w+)$/i, 'agent'],
  [/^(?:level|L)(\d+)$/i, 'level'],
  [/^(?:f|factor)(\d+)$/i, 'factor'],
  [/^(?:m|modality)(\d+)$/i, 'modality'],
];

/** Finds the plates of a model. @param nodes - what is drawn of it */
export function findPlates(nodes: readonly NamedNode[], model: GnnModel): PlatesOf {
  const read = scopeByNumber(
    nodes.map((node) => ({ ...node, parts: readParts(node.name) })),
    model,
  );
  const scoped = read.map((node) => ({ ...node, path: scopeOf(node.parts) }));
  const byScope = groupBy(scoped, ({ path }) => JSON.stringify(path));
  const placed = Array.from(byScope.values()).flatMap((members) =>
    placeInTime(placeInParts(members), model),
  );
  return toPlates(withoutSmall(placed));
}

/**
 * Where a model names the agents or levels of some variables, a number alone says the same of others: `G1` is of agent 1
 * beside `s_agent1` and `s_agent2`, unless there is a `G3`, too. In a hierarchical model, so do those of its states.
 */
function scopeByNumber(nodes: readonly Read[], model: GnnModel): Read[] {
  const scopes = new Map<'agent' | 'level', ReadonlySet<string>>(
    (['agent', 'level'] as const).map((kind) => [
      kind,
      new Set(nodes.map(({ parts }) => parts[kind]).filter((it) => it !== undefined)),
    ]),
  );
  const [first, ...others] = [...scopes].filter(([, values]) => values.size > 1);
  const named = first ?? levelsOfStates(nodes, model);
  if (named === undefined || others.length > 0) return [...nodes];
  const [kind, values] = named;
  const byStem = groupBy(
    nodes.filter(({ parts }) => isNumbered(parts)),
    ({ parts }) => parts.stem,
  );
  const scoped = new Set(
    [...byStem.values()]
      .filter((family) => family.every(({ parts }) => values.has(parts.number ?? '')))
      .flat(),
  );
  return nodes.map((node) => {
    if (!scoped.has(node)) return node;
    return { ...node, parts: { ...node.parts, [kind]: node.parts.number, rest: '' } };
  });
}

/** The levels of a hierarchical model whose states have numbers only, such as `s1` and `s2`. */
function levelsOfStates(
  nodes: readonly Read[],
  { kind }: GnnModel,
): readonly ['level', ReadonlySet<string>] | undefined {
  if (kind !== 'HIERARCHICAL') return undefined;
  const states = nodes.filter(({ parts, role }) => role === 'state' && isNumbered(parts));
  const numbers = new Set(states.map(({ parts }) => parts.number ?? ''));
  return numbers.size > 1 ? ['level', numbers] : undefined;
}

/** A letter of the field with a number, such as `G1` or `x_next1`; `obstacle_1` may be anything's. */
function isNumbered({ agent, level, factor, modality, stem, number }: NameParts): boolean {
  const isPart = [agent, level, factor, modality].some((it) => it !== undefined);
  return number !== undefined && !isPart && roleOfName(stem) !== undefined;
}

function scopeOf({ agent, level }: NameParts): string[] {
  return [
    ...(agent === undefined ? [] : [`agent ${agent}`]),
    ...(level === undefined ? [] : [`level ${level}`]),
  ];
}

function readParts(name: string): NameParts {
  const key = nameKey(name).replace(/[{}\\]/g, '');
  const [, plain = key, index] = /^(.*?)\[([^\]]*)\]$/.exec(key) ?? [];
  const [, timed = plain, offset = index?.replace(/^\s*t/, '')] =
    /^(.*)_t([+-]\d+)?$/.exec(plain) ?? /^(.*?)([+-]\d+)$/.exec(plain) ?? [];
  const isTimed = index !== undefined || timed !== plain;
  const words: string[] = [];
  const found: Record<string, string> = {};
  for (const word of timed.replace(/_(agent|level|factor|modality)_(\d+)/gi, '_$1$2').split('_')) {
    const match = INDEXED.map(([pattern, kind]) => [kind, pattern.exec(word)?.[1]] as const);
    const [kind, value] = match.find(([, value]) => value !== undefined) ?? [];
    if (kind !== undefined && value !== undefined) found[kind] = value;
    else if (!/^(?:prime|next|)$/.test(word)) words.push(word);
  }
  const [, stem = '', number] = /^(.*?)(\d+)?$/.exec(words.join('_')) ?? [];
  return {
    ...found,
    ...(isTimed && { offset: offset ?? '' }),
    rest: words.slice(1).join(' '),
    stem,
    ...(number !== undefined && { number }),
  };
}

/** The roles that belong to factors of the hidden states, and to modalities of the observations. */
const SIDES: readonly (readonly [label: 'factor' | 'modality', roles: readonly Role[]])[] = [
  ['factor', ['state', 'transition', 'prior']],
  ['modality', ['observation', 'likelihood', 'preference']],
];

/** Places the nodes of a scope in factors and modalities, where it has several. */
function placeInParts(members: readonly Placed[]): Placed[] {
  const labels = new Map(SIDES.flatMap(([side, roles]) => labelSide(members, side, roles)));
  return members.map((node) => {
    const label = labels.get(node.id);
    return label === undefined ? node : { ...node, path: [...node.path, label] };
  });
}

function labelSide(
  members: readonly Placed[],
  side: 'factor' | 'modality',
  roles: readonly Role[],
): [id: string, label: string][] {
  const own = members.filter((it) => roles.includes(it.role) || it.parts[side] !== undefined);
  const byIndex = groupBy(own, ({ parts }) => parts[side] ?? parts.rest);
  byIndex.delete('');
  const full = Array.from(byIndex).filter(([, group]) => isPart(group, roles));
  if (full.length < 2) return [];
  return full.flatMap(([index, group]) =>
    group.map((it): [string, string] => [it.id, `${side} ${index}`]),
  );
}

/** Several roles share a suffix: it is no mere index. */
function isPart(group: readonly Placed[], roles: readonly Role[]): boolean {
  return new Set(group.map(({ role }) => role).filter((it) => roles.includes(it))).size > 1;
}

/** The roles that are there once at every time; a prior is about the first one only. */
const REPEATED: ReadonlySet<Role> = new Set([
  'state',
  'observation',
  'action',
  'likelihood',
  'transition',
]);

/** Places the nodes of a scope in time: in its slices, or in a plate for what every slice has. */
function placeInTime(members: readonly Placed[], model: GnnModel): Placed[] {
  const offsets = new Set(members.map((it) => it.parts.offset).filter((it) => it !== undefined));
  if (offsets.size > 1) {
    return members.map((node) => {
      const { offset } = node.parts;
      if (offset === undefined) return node;
      return { ...node, path: withTime(node, `t${offset.replace('-', '−')}`) };
    });
  }
  const isRepeated = (node: Placed): boolean => REPEATED.has(node.role) || isInPart(node);
  const roles = new Set(members.filter(isRepeated).map(({ role }) => role));
  if (model.time?.mode !== 'Dynamic' || !roles.has('state') || roles.size < 3) return [...members];
  const label = describeTime(model, members);
  return members.map((node) => {
    if (node.role === 'prior') return { ...node, path: scopeOf(node.parts) };
    return isRepeated(node) ? { ...node, path: withTime(node, label) } : node;
  });
}

function isInPart({ path, parts }: Placed): boolean {
  return path.length > scopeOf(parts).length;
}

/** Time is around factors and modalities, and within an agent or level. */
function withTime({ path, parts }: Placed, label: string): string[] {
  const { length } = scopeOf(parts);
  return [...path.slice(0, length), label, ...path.slice(length)];
}

/** @param members - what is repeated: a time such as `t1` is that of one level, and a state no time at all */
function describeTime({ time }: GnnModel, members: readonly Placed[]): string {
  const named = time?.variable ?? '';
  const isState = members.some((it) => it.name === named && it.role !== 'time');
  const name = /^\w{1,8}$/.test(named) && !isState ? named : 't';
  const [, ofLevel] = /^[a-z]+_?(\d+)$/i.exec(name) ?? [];
  const numbers = members.map(({ parts }) => parts.level ?? parts.number);
  if (ofLevel !== undefined && numbers.some((it) => it !== undefined && it !== ofLevel)) {
    return 'every step';
  }
  const horizon = time?.horizon ?? null;
  return typeof horizon === 'number' ? `${name} = 1 … ${horizon}` : `every ${name}`;
}

/** A plate around a single node says no more than its name. */
function withoutSmall(nodes: readonly Placed[]): Placed[] {
  const sizes = new Map<string, number>();
  const keysOf = ({ path }: Placed): string[] =>
    path.map((_, end) => keyOf(path.slice(0, end + 1)));
  for (const key of nodes.flatMap(keysOf)) sizes.set(key, (sizes.get(key) ?? 0) + 1);
  return nodes.map((node) => {
    const end = keysOf(node).findIndex((key) => (sizes.get(key) ?? 0) < 2);
    return end === -1 ? node : { ...node, path: node.path.slice(0, end) };
  });
}

function toPlates(nodes: readonly Placed[]): PlatesOf {
  const plates = new Map<string, Plate>();
  const plateOf = new Map<string, string>();
  const idOf = (path: readonly string[]): string | null => {
    const label = path.at(-1);
    if (label === undefined) return null;
    const key = keyOf(path);
    const known = plates.get(key);
    if (known !== undefined) return known.id;
    const parent = idOf(path.slice(0, -1));
    const id = `p${plates.size}`;
    plates.set(key, { id, label: toPlainText(label), parent });
    return id;
  };
  for (const { id, path } of nodes) {
    const plate = idOf(path);
    if (plate !== null) plateOf.set(id, plate);
  }
  return { plates: [...plates.values()], plateOf };
}

function keyOf(path: readonly string[]): string {
  return JSON.stringify(path);
}
