/** Draws models. */
import type { GnnModel, Value } from '../domain/model.js';
import { plural } from '../domain/plural.js';
import { arrange } from './arrange.js';
import { buildGraph } from './build-graph.js';
import { isGrouped } from './collapse.js';
import type { PictureGraph, PictureStyle } from './graph.js';
import type { Layouter } from './layout.js';
import { listMatrices } from './matrices.js';
import { createGraphPanel } from './svg/graph-panel.js';
import { createMatrixPanels } from './svg/heat-map.js';
import { createLegend } from './svg/legend.js';
import { createListPanel } from './svg/list.js';
import { drawSheet, type DrawnSheet } from './svg/sheet.js';
import { createTablePanel } from './svg/table.js';
import { toPlainText } from './text.js';

/** How a model is drawn. */
export interface PictureOptions {
  /** Default: factors, if the model has any. */
  readonly style?: PictureStyle | undefined;
  /** Whether heat maps of its matrices follow. */
  readonly matrices?: boolean | undefined;
  /** The values of the parameters, in order, if they are known in full. */
  readonly values?: readonly (Value | undefined)[] | undefined;
}

/** A picture, and how it came about. */
export interface Picture extends DrawnSheet {
  readonly style: PictureStyle;
  /** Models of very many nodes are drawn by groups; a table stands for what cannot be laid out. */
  readonly form: 'graph' | 'groups' | 'table';
  /** What its reader should know, such as that it has been drawn by groups. */
  readonly notices: readonly string[];
}

/** The width of heat maps beside each other, unless the graph is wider. */
const MIN_MATRICES = 760;

/**
 * Draws a model as SVG: a graph of its variables, factors and connections, with a heading and a legend.
 * The same model gives the same bytes.
 *
 * @param model - as parsed or as kept with a version; every text in it may be hostile
 * @param layouter - from `startLayouter`; one serves for many pictures, and its owner ends it
 * @returns the picture; it never fails for what is in the model
 */
export async function drawModel(
  model: GnnModel,
  layouter: Layouter,
  options: PictureOptions = {},
): Promise<Picture> {
  const whole = buildGraph(model, options.style);
  const { graph, placed } = await arrange(whole, layouter);
  const panel = 'failure' in placed ? createTablePanel(whole) : createGraphPanel(placed);
  const width = Math.max(panel.width, MIN_MATRICES);
  const matrices = options.matrices === true ? listMatrices(model, options.values) : [];
  const notices = [
    ...(isGrouped(graph) ? [`its ${plural(whole.nodes.length, 'node')} are drawn by groups`] : []),
    ...('failure' in placed
      ? [`it cannot be laid out, so its table is shown: ${placed.failure}`]
      : []),
  ];
  const sheet = drawSheet({
    title: toPlainText(model.model_name),
    // What is unusual comes first: the end is cut where it does not fit.
    subtitle: [...notices, describeModel(model)].join(' · '),
    description: describeGraph(graph),
    panels: [
      graph.nodes.length === 0 ? createListPanel('It declares no variables.', [], 0) : panel,
      ...createMatrixPanels(matrices, width),
    ],
    ...('failure' in placed ? {} : { legend: (room) => createLegend(graph, room) }),
  });
  const form = 'failure' in placed ? 'table' : isGrouped(graph) ? 'groups' : 'graph';
  return { ...sheet, style: graph.style, form, notices };
}

/** A line about a model, such as `FLAT · ActInfPOMDP · 13 variables, 11 connections · dynamic`. */
function describeModel(model: GnnModel): string {
  const { kind, gnn_section: section, variables, connections, time } = model;
  const horizon = time?.horizon ?? null;
  const facts = [
    kind,
    section ?? '',
    `${plural(variables.length, 'variable')}, ${plural(connections.length, 'connection')}`,
    [time?.mode, time?.discretization, horizon === null ? null : `horizon ${horizon}`]
      .filter((it) => it !== null && it !== undefined)
      .join(', ')
      .toLowerCase(),
  ];
  return facts
    .map((it) => toPlainText(it))
    .filter((it) => it !== '')
    .join(' · ');
}

/** The number of edges that a description names. */
const MAX_DESCRIBED = 60;

/** The graph in words, for who cannot see it. */
function describeGraph({ edges, nodes }: PictureGraph): string {
  const names = new Map(nodes.map((it) => [it.id, it.name === '' ? 'a connection' : it.name]));
  const listed = edges
    .slice(0, MAX_DESCRIBED)
    .map(({ source, target }) => `${names.get(source)} to ${names.get(target)}`);
  const more = edges.length - listed.length;
  return `${plural(nodes.length, 'node')}, ${plural(edges.length, 'edge')}: ${listed.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}
