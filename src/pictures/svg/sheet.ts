/** A whole picture: a heading, what is drawn below one another, and a legend. Pure. */
import type { Mark } from '../graph.js';
import { fitText, measureText } from '../text.js';
import { element, escapeMarkup } from './element.js';
import { label } from './label.js';
import { drawPatterns } from './mark.js';
import { STYLE } from './style.js';

/** Something with a size that is drawn at a place. */
export interface Panel {
  readonly width: number;
  readonly height: number;
  readonly draw: (x: number, y: number) => string;
}

/** What is on a sheet. */
export interface Sheet {
  readonly title: string;
  readonly subtitle: string;
  /** For who cannot see the picture. */
  readonly description: string;
  readonly panels: readonly Panel[];
  /** The marks whose patterns are used. */
  readonly marks?: readonly Mark[];
  /** Made last: it is as wide as the rest. */
  readonly legend?: (width: number) => Omit<Panel, 'width'>;
}

/** A picture as SVG. */
export interface DrawnSheet {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

const MARGIN = 20;
const PANEL_GAP = 22;
const MIN_WIDTH = 440;
const MAX_TITLE = 1100;
const TITLE = { size: 17, line: 24 };
const SUBTITLE = { size: 11, line: 18 };

/** Draws a sheet. The same sheet gives the same bytes. */
export function drawSheet(sheet: Sheet): DrawnSheet {
  const { panels, marks = [] } = sheet;
  const titleWidth = Math.max(
    measureText(sheet.title, TITLE.size, true),
    measureText(sheet.subtitle, SUBTITLE.size),
  );
  const inner = Math.ceil(
    Math.max(MIN_WIDTH, Math.min(MAX_TITLE, titleWidth), ...panels.map(({ width }) => width)),
  );
  const legend = sheet.legend?.(inner);
  const parts = [...drawHeading(sheet, inner)];
  let y = MARGIN + TITLE.line + SUBTITLE.line + 10;
  for (const panel of panels) {
    parts.push(panel.draw(MARGIN, y));
    y += panel.height + PANEL_GAP;
  }
  if (legend !== undefined && legend.height > 0) {
    parts.push(element('path', { class: 'rule', d: `M${MARGIN} ${y - 8}H${MARGIN + inner}` }));
    parts.push(legend.draw(MARGIN, y));
    y += legend.height + PANEL_GAP;
  }
  const [width, height] = [inner + 2 * MARGIN, Math.ceil(y - PANEL_GAP + MARGIN)];
  const svg = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: 'gnn-picture',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
    },
    element('title', {}, escapeMarkup(sheet.title)),
    element('desc', {}, escapeMarkup(sheet.description)),
    element('style', {}, STYLE),
    marks.length === 0 ? '' : element('defs', {}, drawPatterns(marks)),
    element('rect', { class: 'paper', width, height }),
    ...parts.map((part) => `\n${part}`),
    '\n',
  );
  return { svg: `${svg}\n`, width, height };
}

function drawHeading({ title, subtitle }: Sheet, width: number): string[] {
  const titleY = MARGIN + TITLE.line / 2;
  const subtitleY = MARGIN + TITLE.line + SUBTITLE.line / 2;
  return [
    label(fitText(title, width, TITLE.size, true), {
      x: MARGIN,
      y: titleY,
      size: TITLE.size,
      class: 'title',
      isBold: true,
    }),
    label(fitText(subtitle, width, SUBTITLE.size), {
      x: MARGIN,
      y: subtitleY,
      size: SUBTITLE.size,
      class: 'muted',
    }),
  ];
}
