/** One graph of two models, in which what differs is marked. Pure. */
import type { Change, GnnModel } from '../domain/model.js';
import { nameKey } from '../domain/names.js';
import { buildGraph, chooseStyle } from './build-graph.js';
import type { Mark, PictureEdge, PictureGraph, PictureNode } from './graph.js';

/**
 * Joins two models in one graph: each part of either is there once.
 *
 * @param changes - from the first to the second; renamed variables are one node
 */
export function joinGraphs(
  before: GnnModel,
  after: GnnModel,
  changes: readonly Change[],
): PictureGraph {
  const earlier = renameAll(before, changes);
  const style = [before, after].some((it) => chooseStyle(it) === 'factor') ? 'factor' : 'causal';
  const [was, is] = [buildGraph(earlier, style), buildGraph(after, style)];
  const joined = buildGraph(joinModels(earlier, after), style);
  const names = { was: listNames(was), is: listNames(is) };
  const edges = { was: listEdges(was), is: listEdges(is) };
  const nodes = joined.nodes.map((node) => markNode(node, names, changes));
  const nameOf = nameById(joined);
  return {
    ...joined,
    nodes,
    edges: withoutDoubles(joined.edges, nameOf).map((edge) => {
      const mark = compareSides(keyOfEdge(edge, nameOf), edges);
      return mark === undefined ? edge : { ...edge, mark };
    }),
  };
}

interface Sides {
  readonly was: ReadonlySet<string>;
  readonly is: ReadonlySet<string>;
}

function compareSides(key: string, { was, is }: Sides): Mark | undefined {
  if (!was.has(key)) return 'added';
  return is.has(key) ? undefined : 'removed';
}

/** All of the later model, and what only the earlier one has. */
function joinModels(before: GnnModel, after: GnnModel): GnnModel {
  return {
    ...after,
    time: after.time ?? before.time,
    variables: joinLists(before.variables, after.variables, byName),
    parameters: joinLists(before.parameters, after.parameters, byName),
    connections: joinLists(before.connections, after.connections, keyOfConnection),
  };
}

function joinLists<Item>(
  earlier: readonly Item[],
  later: readonly Item[],
  keyOf: (item: Item) => string,
): Item[] {
  const there = new Set(later.map(keyOf));
  return [...later, ...earlier.filter((it) => !there.has(keyOf(it)))];
}

function byName({ name }: { readonly name: string }): string {
  return nameKey(name);
}

function keyOfConnection(connection: GnnModel['connections'][number]): string {
  const { sources, targets, operator, label, constraint } = connection;
  return JSON.stringify([sources.map(nameKey), targets.map(nameKey), operator, label, constraint]);
}

/** Gives the earlier model the names of the later one. */
function renameAll(model: GnnModel, changes: readonly Change[]): GnnModel {
  const names = new Map(
    changes
      .filter(({ kind }) => kind === 'variable_renamed')
      .map(({ before, after }) => [String(before), String(after)]),
  );
  if (names.size === 0) return model;
  const rename = (written: string): string => {
    const [, name = written, rest = ''] = /^(.*?)(\[.*|[+-]\d+)?$/su.exec(written) ?? [];
    const now = names.get(nameKey(written)) ?? names.get(nameKey(name));
    return now === undefined ? written : names.has(nameKey(written)) ? now : now + rest;
  };
  const named = <Item extends { readonly name: string }>(item: Item): Item => ({
    ...item,
    name: rename(item.name),
  });
  return {
    ...model,
    variables: model.variables.map(named),
    parameters: model.parameters.map(named),
    connections: model.connections.map((it) => ({
      ...it,
      sources: it.sources.map(rename),
      targets: it.targets.map(rename),
    })),
  };
}

function listNames({ nodes }: PictureGraph): ReadonlySet<string> {
  return new Set(nodes.map(keyOfNode));
}

/** A junction has no name, but says what meets in it. */
function keyOfNode({ kind, name, title }: PictureNode): string {
  return kind === 'junction' ? title : nameKey(name);
}

function nameById({ nodes }: PictureGraph): ReadonlyMap<string, string> {
  return new Map(nodes.map((node) => [node.id, keyOfNode(node)]));
}

function listEdges(graph: PictureGraph): ReadonlySet<string> {
  const nameOf = nameById(graph);
  return new Set(graph.edges.map((edge) => keyOfEdge(edge, nameOf)));
}

function keyOfEdge(
  { source, target, kind, label }: PictureEdge,
  nameOf: ReadonlyMap<string, string>,
): string {
  return JSON.stringify([nameOf.get(source), nameOf.get(target), kind, label]);
}

/** Connections of both models may have an edge in common although they are not the same. */
function withoutDoubles(
  edges: readonly PictureEdge[],
  nameOf: ReadonlyMap<string, string>,
): PictureEdge[] {
  const unseen = new Set(edges.map((edge) => keyOfEdge(edge, nameOf)));
  return edges.filter((edge) => unseen.delete(keyOfEdge(edge, nameOf)));
}

function markNode(node: PictureNode, names: Sides, changes: readonly Change[]): PictureNode {
  const key = keyOfNode(node);
  const mark = compareSides(key, names);
  if (mark !== undefined) return { ...node, mark };
  const own = changes.filter((it) => isAbout(it, key));
  if (own.length === 0) return node;
  const title = [node.title, ...own.map(({ text }) => text)].join(' · ');
  const reshaped = own.find(({ kind }) => kind === 'variable_reshaped');
  const dimensions =
    reshaped === undefined
      ? node.dimensions
      : [reshaped.before, reshaped.after]
          .map((it) => (Array.isArray(it) ? it.join('×') : ''))
          .join(' → ');
  return { ...node, mark: 'changed', title, dimensions };
}

const PARTS = /^(?:variables|parameters|ontology)\/(.*)$/su;
const ATTRIBUTE = /\/(?:dimensions|type|default|block)$/;

/** Whether a change is one of a variable, its value or its term. */
function isAbout({ path, kind, after }: Change, key: string): boolean {
  if (kind === 'variable_renamed') return nameKey(String(after)) === key;
  const name = PARTS.exec(path)?.[1]?.replace(ATTRIBUTE, '');
  return name !== undefined && (nameKey(name) === key || nameKey(name.split('/')[0] ?? '') === key);
}
