/** Matrices as heat maps. Pure. */
import { isDrawn, MAX_SLICES, type Matrix, type Slice, type Undrawn } from '../matrices.js';
import { fitSpans, measureSpans, splitName } from '../name-spans.js';
import { fitText, measureText } from '../text.js';
import { element } from './element.js';
import { label, nameLabel } from './label.js';
import type { Panel } from './sheet.js';

const SIZE = 10;
const HEAD = 22;
const SLICE_HEAD = 16;
const AXIS = 15;
const GAP = 18;
/** Up to this many columns have values in their cells. */
const MAX_VALUED = 10;
/** The sides of cells with values, of cells whose rows are numbered, and of others. */
const CELLS = { valued: { width: 38, height: 22 }, numbered: 14, small: 7 } as const;
const MAX_NUMBERED = 24;

interface Cell {
  readonly width: number;
  readonly height: number;
  readonly hasValue: boolean;
  readonly hasIndex: boolean;
}

/** A cell that differs from the other model. */
export type Compare = (slice: number, row: number, column: number) => number | undefined;

/** Draws matrices side by side, in lines of some width, and names those that are not drawn. */
export function createMatrixPanels(
  matrices: readonly (Matrix | Undrawn)[],
  width: number,
): Panel[] {
  const drawn = matrices.filter(isDrawn).map((it) => createMatrixPanel(it, width));
  const notes = matrices.filter((it) => !isDrawn(it)) as readonly Undrawn[];
  return [...joinInLines(drawn, width), ...(notes.length === 0 ? [] : [createNotes(notes, width)])];
}

/** Puts panels beside each other, in lines of some width. */
export function joinInLines(panels: readonly Panel[], width: number): Panel[] {
  const lines: Panel[][] = [];
  let left = 0;
  for (const panel of panels) {
    if (lines.length === 0 || left + panel.width > width) {
      lines.push([]);
      left = 0;
    }
    lines.at(-1)?.push(panel);
    left += panel.width + GAP;
  }
  return lines.map(joinPanels);
}

function joinPanels(panels: readonly Panel[]): Panel {
  return {
    width: panels.reduce((sum, it) => sum + it.width + GAP, -GAP),
    height: Math.max(...panels.map((it) => it.height)),
    draw: (x, y) => {
      let left = x;
      return panels
        .map((panel) => {
          const drawn = panel.draw(left, y);
          left += panel.width + GAP;
          return drawn;
        })
        .join('\n');
    },
  };
}

/** Draws one matrix: its name, and a heat map for each slice. */
export function createMatrixPanel(matrix: Matrix, width: number, compare?: Compare): Panel {
  const { slices } = matrix;
  const cell = chooseCell(matrix);
  const scale = findScale(slices);
  const maps = slices
    .slice(0, MAX_SLICES)
    .map((slice, index) =>
      createMap(matrix, { slice, cell, scale, ...(compare && { isOther: bind(compare, index) }) }),
    );
  const lines = joinInLines(maps, width);
  const more = slices.length - maps.length;
  const heading = `${matrix.shape.join('×')}${matrix.caption === '' ? '' : ` · ${matrix.caption}`}${more > 0 ? ` · and ${more} more` : ''}`;
  const spans = fitSpans(splitName(matrix.name), 120, 14);
  const nameWidth = measureSpans(spans, 14);
  const inner = Math.max(...lines.map((it) => it.width));
  const headWidth = nameWidth + 8 + measureText(heading, SIZE);
  const full = Math.min(width, Math.max(inner, headWidth));
  return {
    width: full,
    height: HEAD + lines.reduce((sum, it) => sum + it.height + GAP, -GAP),
    draw: (x, y) => {
      let top = y + HEAD;
      const drawn = lines.map((line) => {
        const part = line.draw(x, top);
        top += line.height + GAP;
        return part;
      });
      const text = fitText(heading, full - nameWidth - 8, SIZE);
      return [
        nameLabel(spans, { x, y: y + 8, size: 14, class: 'name' }),
        label(text, { x: x + nameWidth + 8, y: y + 9, size: SIZE, class: 'muted' }),
        ...drawn,
      ].join('\n');
    },
  };
}

function bind(compare: Compare, slice: number) {
  return (row: number, column: number): number | undefined => compare(slice, row, column);
}

function chooseCell({ row, column }: Matrix): Cell {
  const most = Math.max(row.size, column.size);
  if (column.size <= MAX_VALUED && row.size <= MAX_NUMBERED) {
    return { ...CELLS.valued, hasValue: true, hasIndex: true };
  }
  const hasIndex = most <= MAX_NUMBERED;
  const side = hasIndex ? CELLS.numbered : CELLS.small;
  return { width: side, height: side, hasValue: false, hasIndex };
}

/** The greatest number, for the darkest colour: 1 for probabilities. */
function findScale(slices: readonly Slice[]): number {
  const numbers = slices.flatMap(({ rows }) => rows.flat()).filter(Number.isFinite);
  const most = numbers.reduce((found, it) => Math.max(found, Math.abs(it)), 0);
  return most === 0 ? 1 : numbers.every((it) => it >= 0 && it <= 1) ? 1 : most;
}

interface MapLook {
  readonly slice: Slice;
  readonly cell: Cell;
  readonly scale: number;
  /** What a cell was before, if it differs. */
  readonly isOther?: (row: number, column: number) => number | undefined;
}

function createMap({ row, column }: Matrix, { slice, cell, scale, isOther }: MapLook): Panel {
  const indexWidth = cell.hasIndex ? 20 : 6;
  const rowName = row.name === '' ? 0 : AXIS;
  const left = rowName + (row.name === '' ? 0 : indexWidth);
  const above = (slice.label === '' ? 0 : SLICE_HEAD) + AXIS + (cell.hasIndex ? AXIS : 4);
  const gridWidth = column.size * cell.width;
  const gridHeight = row.size * cell.height;
  const width =
    left + Math.max(gridWidth, measureText(column.name, SIZE), measureText(slice.label, SIZE));
  const height = above + Math.max(gridHeight, row.name === '' ? 0 : measureText(row.name, SIZE));
  const draw = (x: number, y: number): string => {
    const origin = { x: x + left, y: y + above };
    const columnY = origin.y - (cell.hasIndex ? AXIS : 4) - AXIS / 2;
    return [
      label(slice.label, { x: origin.x, y: y + SLICE_HEAD / 2 - 2, size: SIZE, class: 'name' }),
      label(column.name, { x: origin.x, y: columnY, size: SIZE, class: 'muted' }),
      ...(row.name === '' ? [] : [drawRowName(row.name, x + AXIS / 2, origin.y)]),
      ...(cell.hasIndex
        ? drawIndices({ row, column, cell, origin, hasRows: row.name !== '' })
        : []),
      ...slice.rows.flatMap((numbers, rowIndex) =>
        numbers.map((number, columnIndex) =>
          drawCell(number, {
            x: origin.x + columnIndex * cell.width,
            y: origin.y + rowIndex * cell.height,
            cell,
            scale,
            before: isOther?.(rowIndex, columnIndex),
          }),
        ),
      ),
      element('rect', { class: 'grid', ...origin, width: gridWidth, height: gridHeight }),
    ].join('');
  };
  return { width, height, draw };
}

function drawRowName(name: string, x: number, y: number): string {
  const text = label(name, { x: 0, y: 0, size: SIZE, class: 'muted', anchor: 'end' });
  return element('g', { transform: `translate(${x} ${y}) rotate(-90)` }, text);
}

function drawIndices({
  row,
  column,
  cell,
  origin,
  hasRows,
}: Pick<Matrix, 'row' | 'column'> & {
  readonly cell: Cell;
  readonly origin: { readonly x: number; readonly y: number };
  readonly hasRows: boolean;
}): string[] {
  const look = { size: SIZE - 1, class: 'muted' } as const;
  const columns = Array.from({ length: column.size }, (_, index) => {
    const x = origin.x + (index + 0.5) * cell.width;
    return label(String(index), { ...look, x, y: origin.y - AXIS / 2, anchor: 'middle' });
  });
  const rows = Array.from({ length: hasRows ? row.size : 0 }, (_, index) => {
    const y = origin.y + (index + 0.5) * cell.height;
    return label(String(index), { ...look, x: origin.x - 5, y, anchor: 'end' });
  });
  return [...columns, ...rows];
}

interface CellLook {
  readonly x: number;
  readonly y: number;
  readonly cell: Cell;
  readonly scale: number;
  readonly before: number | undefined;
}

/** Above this strength, a value is written in the colour of the paper. */
const DARK = 0.55;

function drawCell(number: number, { x, y, cell, scale, before }: CellLook): string {
  const { width, height } = cell;
  const strength = Number.isNaN(number) ? 0 : Math.min(1, Math.abs(number) / scale);
  const look = number < 0 ? 'negative' : 'positive';
  const title =
    before === undefined
      ? ''
      : element('title', {}, `${formatNumber(before)} → ${formatNumber(number)}`);
  const parts = [
    ...(strength === 0
      ? []
      : [
          element('rect', {
            class: look,
            x,
            y,
            width,
            height,
            'fill-opacity': formatStrength(strength),
          }),
        ]),
    ...(cell.hasValue
      ? [
          label(fitText(formatNumber(number), width - 2, SIZE), {
            x: x + width / 2,
            y: y + height / 2,
            size: SIZE,
            class: strength > DARK ? 'on' : 'name',
            anchor: 'middle',
          }),
        ]
      : []),
    ...(before === undefined
      ? []
      : [
          element(
            'rect',
            {
              class: 'stroke-changed',
              x: x + 1,
              y: y + 1,
              width: width - 2,
              height: height - 2,
              'stroke-width': 2,
            },
            title,
          ),
        ]),
  ];
  return parts.join('');
}

function formatStrength(strength: number): string {
  return String(Math.round(strength * 100) / 100);
}

/** A number in at most five characters, where it has so few. */
export function formatNumber(number: number): string {
  if (!Number.isFinite(number)) return Number.isNaN(number) ? 'nan' : number > 0 ? '∞' : '−∞';
  const size = Math.abs(number);
  if (size !== 0 && (size < 0.005 || size >= 10_000)) {
    return number.toExponential(0).replace('e+', 'e').replaceAll('-', '−');
  }
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return String(Number(number.toFixed(digits))).replace('-', '−');
}

function createNotes(notes: readonly Undrawn[], width: number): Panel {
  return {
    width: 0,
    height: notes.length * AXIS,
    draw: (x, y) =>
      notes
        .map(({ name, reason }, index) => {
          const text = fitText(`${name}: ${reason}`, width, SIZE);
          return label(text, { x, y: y + AXIS * (index + 0.5), size: SIZE, class: 'muted' });
        })
        .join('\n'),
  };
}
