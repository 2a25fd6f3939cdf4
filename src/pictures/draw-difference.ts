/** Draws what differs between two models. */
import type { Change, GnnModel, Value } from '../domain/model.js';
import { nameKey } from '../domain/names.js';
import { plural } from '../domain/plural.js';
import { arrange } from './arrange.js';
import { isGrouped } from './collapse.js';
import { joinGraphs } from './compare-graphs.js';
import type { Picture } from './draw-model.js';
import type { Mark } from './graph.js';
import type { Layouter } from './layout.js';
import { isDrawn, listMatrices, type Matrix } from './matrices.js';
import { createGraphPanel } from './svg/graph-panel.js';
import { createMatrixPanel, joinInLines, type Compare } from './svg/heat-map.js';
import { createLegend } from './svg/legend.js';
import { createListPanel } from './svg/list.js';
import { drawSheet, type Panel } from './svg/sheet.js';
import { createTablePanel } from './svg/table.js';
import { toPlainText } from './text.js';

/** One of the two models. */
export interface DifferenceSide {
  /** Such as `agent@1.0.0`. */
  readonly title: string;
  readonly model: GnnModel;
  readonly values: readonly (Value | undefined)[];
}

/** Two models, and what differs. */
export interface Difference {
  readonly before: DifferenceSide;
  readonly after: DifferenceSide;
  /** As the structural difference lists them, the most important first. */
  readonly changes: readonly Change[];
  /** A line about all of them. */
  readonly verdict: string;
}

const WIDTH = 760;
const MARKS: readonly Mark[] = ['added', 'removed', 'changed'];
/** What cannot be seen in a graph, and how much of it is listed. */
const UNSEEN = /^(?!variables|parameters|connections|ontology)/;
const MAX_LISTED = 12;

/**
 * Draws two models in one graph with one layout: what was added, removed or changed has a colour, a pattern
 * and a sign. Below it, the values that changed, and by how much.
 *
 * @param layouter - from `startLayouter`
 */
export async function drawDifference(difference: Difference, layouter: Layouter): Promise<Picture> {
  const { before, after, changes, verdict } = difference;
  const whole = joinGraphs(before.model, after.model, changes);
  const { graph, placed } = await arrange(whole, layouter);
  const failed = 'failure' in placed ? placed.failure : undefined;
  const panel = 'failure' in placed ? createTablePanel(whole) : createGraphPanel(placed);
  const width = Math.max(WIDTH, panel.width);
  const unseen = changes.filter(({ path }) => UNSEEN.test(path)).map(({ text }) => text);
  const notices = [
    ...(isGrouped(graph)
      ? [`their ${plural(whole.nodes.length, 'node')} are drawn by groups`]
      : []),
    ...(failed === undefined ? [] : [`they cannot be laid out, so a table is shown: ${failed}`]),
  ];
  const sheet = drawSheet({
    title: toPlainText(`${before.title} → ${after.title}`),
    subtitle: [toPlainText(verdict), ...notices].join(' · '),
    description: changes
      .map(({ text }) => toPlainText(text))
      .join('; ')
      .slice(0, MAX_DESCRIPTION),
    panels: [
      panel,
      ...drawValues(difference, width),
      ...(unseen.length === 0 ? [] : [createListPanel('Also changed', unseen, MAX_LISTED)]),
    ],
    marks: MARKS,
    ...(failed === undefined && { legend: (room: number) => createLegend(graph, room) }),
  });
  const form = failed !== undefined ? 'table' : isGrouped(graph) ? 'groups' : 'graph';
  return { ...sheet, style: graph.style, form, notices };
}

const MAX_DESCRIPTION = 2000;

/** The matrices whose values changed: before, after, and the difference. */
function drawValues({ before, after, changes }: Difference, width: number): Panel[] {
  const [was, is] = [before, after].map(({ model, values }) => {
    const drawn = listMatrices(model, values).filter(isDrawn);
    return new Map(drawn.map((it) => [nameKey(it.name), it]));
  });
  const names = changes.flatMap(({ path }) => /^parameters\/(.*)$/su.exec(path)?.[1] ?? []);
  return [...new Set(names)].flatMap((name) => {
    const [a, b] = [was?.get(nameKey(name)), is?.get(nameKey(name))];
    const panels = drawPair(a, b, width);
    return panels.length === 0 ? [] : joinInLines(panels, width);
  });
}

function drawPair(before: Matrix | undefined, after: Matrix | undefined, width: number): Panel[] {
  const draw = (matrix: Matrix, caption: string, compare?: Compare): Panel =>
    createMatrixPanel({ ...matrix, caption }, width, compare);
  if (before === undefined || after === undefined) {
    if (after !== undefined) return [draw(after, 'added')];
    return before === undefined ? [] : [draw(before, 'removed')];
  }
  if (JSON.stringify(sizesOf(before)) !== JSON.stringify(sizesOf(after))) {
    return [draw(before, 'before'), draw(after, 'after')];
  }
  const compare: Compare = (slice, row, column) => {
    const [was, is] = [before, after].map((it) => it.slices[slice]?.rows[row]?.[column]);
    return Object.is(was, is) ? undefined : was;
  };
  const isChanged = ({ rows }: Matrix['slices'][number], slice: number): boolean =>
    rows.some((numbers, row) =>
      numbers.some((_, column) => compare(slice, row, column) !== undefined),
    );
  const changed = after.slices.map(isChanged);
  const only = ({ slices, ...matrix }: Matrix): Matrix => ({
    ...matrix,
    slices: slices.filter((_, index) => changed[index] === true),
  });
  const kept = changed.flatMap((it, index) => (it ? [index] : []));
  const atKept: Compare = (slice, row, column) => compare(kept[slice] ?? slice, row, column);
  return [
    draw(only(before), 'before'),
    draw(only(after), 'after', atKept),
    draw(only(subtract(after, before)), 'difference'),
  ];
}

function sizesOf({ slices, row, column }: Matrix): readonly number[] {
  return [slices.length, row.size, column.size];
}

function subtract(after: Matrix, before: Matrix): Matrix {
  return {
    ...after,
    slices: after.slices.map(({ label, rows }, slice) => ({
      label,
      rows: rows.map((numbers, row) =>
        numbers.map((number, column) => {
          const was = before.slices[slice]?.rows[row]?.[column] ?? 0;
          // Without the noise of binary fractions; equal infinities differ by nothing.
          return Object.is(number, was) ? 0 : Number((number - was).toPrecision(12));
        }),
      ),
    })),
  };
}
