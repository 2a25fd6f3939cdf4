/** Turns a model into the graph of its picture. Pure. */
import type { GnnModel } from '../domain/model.js';
import { nameKey, referenceKeys } from '../domain/names.js';
import type { EdgeKind, NodeKind, PictureEdge, PictureGraph, PictureNode } from './graph.js';
import type { PictureStyle, Plate } from './graph.js';
import { findPlates, type NamedNode } from './plates.js';
import { findRoles, isFactor, type Role } from './roles.js';
import { toPlainText } from './text.js';

type Connection = GnnModel['connections'][number];
type Variable = GnnModel['variables'][number];

/** A node before it is known in which plates it is. */
interface Draft extends NamedNode {
  /** Undefined if a connection names what is declared nowhere. */
  readonly variable: Variable | undefined;
}

/** The longest title, in characters. */
const MAX_TITLE = 300;

/** The style of a model whose reader has named none: squares only help if there are factors. */
export function chooseStyle(model: GnnModel): PictureStyle {
  return [...findRoles(model).values()].some(isFactor) ? 'factor' : 'causal';
}

/**
 * Turns a model into a graph: a node for each variable, and for each other time of it that a connection
 * names; an edge for each pair of names that a connection connects.
 */
export function buildGraph(model: GnnModel, style = chooseStyle(model)): PictureGraph {
  const drafts = listDrafts(model);
  const { plates, plateOf } =
    style === 'factor' ? findPlates([...drafts.values()], model) : NO_PLATES;
  const nodes = [...drafts.values()].map((draft) =>
    toNode(draft, style, plateOf.get(draft.id) ?? null),
  );
  const { edges, junctions } = connect(model.connections, drafts);
  const inPlates = junctions.map((it) => ({ ...it, plate: findPlate(it, edges, plates, plateOf) }));
  return { style, nodes: [...nodes, ...inPlates], edges, plates };
}

/** The innermost plate around all that meets in a junction. */
function findPlate(
  { id }: PictureNode,
  edges: readonly PictureEdge[],
  plates: readonly Plate[],
  plateOf: ReadonlyMap<string, string>,
): string | null {
  const parents = new Map(plates.map((it) => [it.id, it.parent]));
  const around = (plate: string | null): string[] =>
    plate === null ? [] : [...around(parents.get(plate) ?? null), plate];
  const paths = edges
    .filter((it) => it.source === id || it.target === id)
    .map(({ source, target }) => around(plateOf.get(source === id ? target : source) ?? null));
  const [first = []] = paths;
  return first.findLast((plate) => paths.every((path) => path.includes(plate))) ?? null;
}

const NO_PLATES = { plates: [], plateOf: new Map<string, string>() };

/** The nodes of a model, by what connections call them. */
function listDrafts(model: GnnModel): Map<string, Draft> {
  const roles = findRoles(model);
  const drafts = new Map<string, Draft>();
  const add = (key: string, name: string, variable: Variable | undefined): void => {
    if (drafts.has(key)) return;
    const role = variable === undefined ? undefined : roles.get(nameKey(variable.name));
    drafts.set(key, { id: `n${drafts.size}`, name, role: role ?? 'other', variable });
  };
  const variables = new Map(model.variables.map((it) => [nameKey(it.name), it]));
  const references = new Map<string, Variable | undefined>();
  for (const { sources, targets } of model.connections) {
    for (const reference of [...sources, ...targets]) {
      references.set(reference, findVariable(reference, variables));
    }
  }
  const connected = new Set([...references.values()].map((it) => it?.name));
  for (const variable of model.variables) {
    // The time is named above the picture, not in it.
    const isTime = roles.get(nameKey(variable.name)) === 'time';
    if (!isTime || connected.has(variable.name))
      add(nameKey(variable.name), variable.name, variable);
  }
  for (const [reference, variable] of references) {
    add(keyOf(reference, variable), reference, variable);
  }
  return drafts;
}

function findVariable(
  reference: string,
  variables: ReadonlyMap<string, Variable>,
): Variable | undefined {
  const key = referenceKeys(reference).find((it) => variables.has(it));
  return key === undefined ? undefined : variables.get(key);
}

/** The key of what a connection names: a variable, or the same at another time. */
function keyOf(reference: string, variable: Variable | undefined): string {
  const key = nameKey(reference);
  if (variable === undefined) return key;
  const name = nameKey(variable.name);
  const after = key.startsWith(name) ? key.slice(name.length).replace(/[[\]\s]/g, '') : '';
  return /^t?[+-]\d+$/.test(after) ? key : name;
}

function toNode(draft: Draft, style: PictureStyle, plate: string | null): PictureNode {
  const { id, variable, role } = draft;
  const name = toPlainText(draft.name);
  if (variable === undefined) {
    const title = name.slice(0, MAX_TITLE);
    return { id, kind: 'undeclared', name, dimensions: '', caption: '', title, plate };
  }
  const term = variable.ontology_terms?.join(', ') ?? variable.ontology_term ?? '';
  return {
    id,
    kind: kindOf(role, style),
    name,
    dimensions: describeDimensions(variable),
    caption: toPlainText(term),
    title: describeVariable(variable, term),
    plate,
  };
}

function kindOf(role: Role, style: PictureStyle): NodeKind {
  if (role === 'observation') return 'observed';
  if (role === 'action') return 'action';
  if (style === 'causal') return 'variable';
  if (role === 'energy') return 'computed';
  return isFactor(role) ? 'factor' : 'variable';
}

/** Dimensions such as `3×3×2`, with the reference where one is not resolved; none for a scalar. */
function describeDimensions({ dimensions, declared }: Variable): string {
  if (dimensions.every((size) => size === 1)) return '';
  return dimensions
    .map((size, index) => (size === null ? toPlainText(declared[index] ?? '?') : String(size)))
    .join('×');
}

function describeVariable({ name, declared, description }: Variable, term: string): string {
  const start = `${name}[${declared.join(',')}]`;
  const parts = [start, term, description ?? ''].map((it) => toPlainText(it.slice(0, MAX_TITLE)));
  return parts
    .filter((it) => it !== '')
    .join(' · ')
    .slice(0, MAX_TITLE);
}

interface Links {
  readonly edges: PictureEdge[];
  readonly junctions: PictureNode[];
}

function connect(connections: readonly Connection[], drafts: ReadonlyMap<string, Draft>): Links {
  const links: Links = { edges: [], junctions: [] };
  const variables = new Map(
    [...drafts.values()].flatMap(({ variable }) =>
      variable === undefined ? [] : [[nameKey(variable.name), variable] as const],
    ),
  );
  const nodeOf = (reference: string): Draft | undefined =>
    drafts.get(keyOf(reference, findVariable(reference, variables)));
  const known = new Set<string>();
  for (const connection of connections) {
    const sources = connection.sources.map(nodeOf).filter((it) => it !== undefined);
    const targets = connection.targets.map(nodeOf).filter((it) => it !== undefined);
    const key = JSON.stringify([kindOfEdge(connection), labelOf(connection), sources, targets]);
    if (known.has(key)) continue;
    known.add(key);
    addLinks(links, connection, sources, targets);
  }
  return { ...links, edges: mergeParallel(links.edges) };
}

/**
 * Draws what is connected twice in the same way once, with both labels; and one loop at a node, since the label of
 * a second one would be on the first.
 */
export function mergeParallel(edges: readonly PictureEdge[]): PictureEdge[] {
  const merged = new Map<string, PictureEdge>();
  for (const edge of edges) {
    const { source, target, kind } = edge;
    const key = JSON.stringify(source === target ? [source] : [source, target, kind]);
    const known = merged.get(key);
    merged.set(key, known === undefined ? edge : { ...known, ...joinTexts(known, edge) });
  }
  return [...merged.values()];
}

function joinTexts(one: PictureEdge, other: PictureEdge): Pick<PictureEdge, 'label' | 'title'> {
  return {
    label: joinDistinct(one.label, other.label),
    title: joinDistinct(one.title, other.title).slice(0, MAX_TITLE),
  };
}

function joinDistinct(...texts: readonly string[]): string {
  return [...new Set(texts)].filter((it) => it !== '').join('; ');
}

/** Several sources of several targets meet in a point: so a connection is one, as it is written. */
function addLinks(
  { edges, junctions }: Links,
  connection: Connection,
  sources: readonly Draft[],
  targets: readonly Draft[],
): void {
  const kind = kindOfEdge(connection);
  const label = labelOf(connection);
  const add = (source: NamedNode, target: NamedNode, rest: Partial<PictureEdge>): void => {
    const title = toPlainText(`${source.name} ${connection.operator} ${target.name}`);
    const base = { id: `e${edges.length}`, kind, arrow: true, label, title };
    edges.push({ ...base, source: source.id, target: target.id, ...rest });
  };
  if (sources.length < 2 || targets.length < 2) {
    for (const source of sources) for (const target of targets) add(source, target, {});
    return;
  }
  const id = `j${junctions.length}`;
  const title = toPlainText(
    `(${connection.sources.join(', ')}) ${connection.operator} (${connection.targets.join(', ')})`,
  ).slice(0, MAX_TITLE);
  const bare = { name: '', dimensions: '', caption: '', plate: null };
  junctions.push({ id, kind: 'junction', title, ...bare });
  const point = { id, name: '', role: 'other' as const };
  for (const source of sources) add(source, point, { arrow: false, label: '', title });
  for (const [index, target] of targets.entries()) {
    add(point, target, { title, label: index === 0 ? label : '' });
  }
}

function labelOf({ label, constraint }: Connection): string {
  const parts = [label, constraint === null ? null : `= ${constraint}`];
  return toPlainText(parts.filter((it) => it !== null).join(' '));
}

const KINDS: Readonly<Record<Connection['operator'], EdgeKind>> = {
  '>': 'directed',
  '->': 'directed',
  '→': 'directed',
  '<-': 'directed',
  '←': 'directed',
  '|': 'conditional',
  '-': 'undirected',
  '<->': 'bidirectional',
  '↔': 'bidirectional',
  '~': 'similar',
};

function kindOfEdge({ operator }: Connection): EdgeKind {
  return KINDS[operator];
}
