/** Nodes and plates of a picture as SVG. Pure. */
import type { Box } from '../box.js';
import type { PlacedNode, PlacedPlate } from '../elk-graph.js';
import type { NodeKind } from '../graph.js';
import { CAPTION_GAP, SMALL_LINE, SMALL_SIZE, type NodeFace } from '../node-face.js';
import { PLATE_LABEL } from '../rows.js';
import { element, escapeMarkup } from './element.js';
import { label, nameLabel } from './label.js';
import { drawBadge, markClass, patternOf } from './mark.js';

/** Draws a node with its texts. */
export function drawNode(placed: PlacedNode): string {
  const { node, face, x, y, width, height } = placed;
  const { mark } = node;
  const shape = drawShape(face.outline, node.kind, placed);
  const hatch = mark === undefined ? '' : drawHatch(face.outline, placed, patternOf(mark));
  const badge = mark === undefined ? '' : drawBadge(mark, { x: x + width - 3, y: y + 3 });
  return element(
    'g',
    { class: markClass(mark) },
    element('title', {}, escapeMarkup(node.title)),
    shape,
    hatch,
    drawTexts(face, { x, y, width, height }),
    badge,
  );
}

/** The shape of a kind of nodes. */
export function drawShape(outline: NodeFace['outline'], kind: NodeKind, box: Box): string {
  return element('rect', { class: `shape ${kind}`, ...geometryOf(outline, box) });
}

function drawHatch(outline: NodeFace['outline'], box: Box, fill: string): string {
  return element('rect', { class: 'hatch', fill, ...geometryOf(outline, box) });
}

function geometryOf(outline: NodeFace['outline'], { x, y, width, height }: Box) {
  const radius = {
    round: Math.min(width, height) / 2,
    bar: width / 2,
    frame: Math.min(8, height / 4),
    square: 0,
  }[outline];
  return { x, y, width, height, rx: radius === 0 ? undefined : radius };
}

function drawTexts(face: NodeFace, { x, y, width, height }: Box): string {
  const middle = { x: x + width / 2, anchor: 'middle' } as const;
  const centre = y + height / 2;
  const [nameY, detailY] = face.detail === '' ? [centre, 0] : [centre - 8, centre + 11];
  const below = y + height + CAPTION_GAP;
  return [
    ...(face.name.length === 0
      ? []
      : [nameLabel(face.name, { ...middle, y: nameY, size: face.nameSize, class: 'name' })]),
    label(face.detail, { ...middle, y: detailY, size: SMALL_SIZE, class: 'muted' }),
    ...face.caption.map((line, index) => {
      const lineY = below + SMALL_LINE * (index + 0.5);
      return label(line, { ...middle, y: lineY, size: SMALL_SIZE, class: 'muted' });
    }),
  ].join('');
}

/** Draws the frame of a plate with its label. */
export function drawPlate({ plate, x, y, width, height }: PlacedPlate): string {
  const text = { x: x + PLATE_LABEL.padding, y: y + 13, size: PLATE_LABEL.size, class: 'muted' };
  return element('rect', { class: 'plate', x, y, width, height, rx: 8 }) + label(plate.label, text);
}
