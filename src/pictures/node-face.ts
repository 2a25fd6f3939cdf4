/** How large a node is, and what is written in it and below it. Pure. */
import type { NodeKind, PictureNode } from './graph.js';
import { fitSpans, measureSpans, splitName, type NameSpan } from './name-spans.js';
import { fitText, measureText, wrapText } from './text.js';

/** The sizes of letters, in pixels. */
export const NAME_SIZE = 15;
/** The size of a name of several words, so that a picture of many of them fits a page. */
const LONG_NAME_SIZE = 12;
/** A name that is wider than this in large letters has the smaller ones. */
const LONG_NAME = 110;
export const SMALL_SIZE = 10;
/** The distance between lines of small letters. */
export const SMALL_LINE = 13;
/** The distance between a shape and what is written below it. */
export const CAPTION_GAP = 3;

/** The diameter of a circle with a short name. */
const DIAMETER = 46;
const SIDE = 44;
/** The bar where a connection of several meets; no shorter than this. */
export const JUNCTION = { width: 6, height: 22 } as const;
/** What a name may take at most. */
const MAX_NAME = 280;
/** The width of a caption, unless its node is wider. */
const MAX_CAPTION = 104;
const MAX_CAPTION_LINES = 4;
/** The distance between edges that end at the same side. */
export const EDGE_GAP = 11;

/** The shape of a node and its texts. Captions are below the shape, everything else is within. */
export interface NodeFace {
  readonly width: number;
  readonly height: number;
  readonly outline: 'round' | 'square' | 'frame' | 'bar';
  readonly name: readonly NameSpan[];
  /** The size of its letters. */
  readonly nameSize: number;
  /** A second line within the shape. */
  readonly detail: string;
  readonly caption: readonly string[];
  readonly captionWidth: number;
  readonly captionHeight: number;
}

/** Measures a node; a layout makes one higher at which many edges end. */
export function measureNode(node: PictureNode): NodeFace {
  if (node.kind === 'junction') return JUNCTION_FACE;
  const outline = outlineOf(node.kind);
  const spans = splitName(node.name);
  const nameSize = measureSpans(spans, NAME_SIZE) > LONG_NAME ? LONG_NAME_SIZE : NAME_SIZE;
  const name = fitSpans(spans, MAX_NAME, nameSize);
  const detail = fitText(node.dimensions, MAX_NAME, SMALL_SIZE);
  const content = Math.max(measureSpans(name, nameSize), measureText(detail, SMALL_SIZE));
  const height = outline === 'round' ? DIAMETER : SIDE;
  // A round end has less room at the height of its lines.
  const padding = outline === 'round' ? 26 : 16;
  const width = Math.ceil(Math.max(height, content + padding));
  const caption = wrapText(
    node.caption,
    Math.max(width, MAX_CAPTION),
    SMALL_SIZE,
    MAX_CAPTION_LINES,
  );
  const captionWidth = Math.max(0, ...caption.map((it) => measureText(it, SMALL_SIZE)));
  return {
    width,
    height,
    outline,
    name,
    nameSize,
    detail,
    caption,
    captionWidth: Math.ceil(captionWidth),
    captionHeight: caption.length * SMALL_LINE,
  };
}

/** The outline of a kind of nodes. */
export function outlineOf(kind: NodeKind): NodeFace['outline'] {
  if (kind === 'factor') return 'square';
  if (kind === 'group') return 'frame';
  return kind === 'junction' ? 'bar' : 'round';
}

/** A bar at which each edge has a place of its own. */
const JUNCTION_FACE: NodeFace = {
  ...JUNCTION,
  outline: 'bar',
  name: [],
  nameSize: NAME_SIZE,
  detail: '',
  caption: [],
  captionWidth: 0,
  captionHeight: 0,
};
