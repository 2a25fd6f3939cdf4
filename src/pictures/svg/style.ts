/** The look of pictures, in light and dark. */
import type { Mark } from '../graph.js';

interface Palette {
  readonly paper: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly frame: string;
  readonly shade: string;
  readonly accent: string;
  readonly negative: string;
  readonly marks: Readonly<Record<Mark, string>>;
}

/** The colours of marks differ for who does not see red or green: Okabe and Ito, 2008. */
const LIGHT: Palette = {
  paper: '#ffffff',
  ink: '#1d2330',
  muted: '#596273',
  line: '#5f6878',
  frame: '#a9b2c0',
  shade: '#ccd3de',
  accent: '#2b62c4',
  negative: '#c2571a',
  marks: { added: '#0072b2', removed: '#d55e00', changed: '#a2609a' },
};

const DARK: Palette = {
  paper: '#14181f',
  ink: '#e8ebf1',
  muted: '#a3adbd',
  line: '#98a2b3',
  frame: '#4b5566',
  shade: '#465064',
  accent: '#7fa8f5',
  negative: '#f09a63',
  marks: { added: '#56b4e9', removed: '#ff9557', changed: '#d9a0d2' },
};

/** All sans-serif fonts of the usual systems; text is measured for the widest of them. */
const FONT =
  '.gnn-picture text{font-family:"Helvetica Neue",Helvetica,Arial,"Liberation Sans","DejaVu Sans",sans-serif}' +
  '.gnn-picture .title{font-weight:bold}';

const SHAPES =
  '.gnn-picture .shape{stroke-width:1.4}' +
  '.gnn-picture .computed{stroke-dasharray:4 3}.gnn-picture .undeclared{stroke-dasharray:1 4}' +
  '.gnn-picture .action{stroke-width:2.4}' +
  '.gnn-picture .edge{fill:none;stroke-width:1.3}' +
  '.gnn-picture .similar{stroke-dasharray:5 3}' +
  '.gnn-picture .plate{stroke-width:1;fill-opacity:0.06}' +
  '.gnn-picture .mark-removed .shape,.gnn-picture .mark-removed .edge{stroke-dasharray:2 3}' +
  '.gnn-picture .mark .shape{stroke-width:2.4}' +
  '.gnn-picture .mark .edge{stroke-width:2.2}' +
  '.gnn-picture .hatch{opacity:0.4}' +
  '.gnn-picture .grid{fill:none;stroke-width:0.5}';

function colours({
  paper,
  ink,
  muted,
  line,
  frame,
  shade,
  accent,
  negative,
  marks,
}: Palette): string {
  const rules: readonly (readonly [selector: string, properties: string])[] = [
    ['.paper,.shape,.label-paper,.on', `fill:${paper}`],
    ['text', `fill:${ink}`],
    ['.shape', `stroke:${ink}`],
    ['.observed', `fill:${shade}`],
    ['.action', `stroke:${accent}`],
    ['.undeclared,.computed', `stroke:${muted}`],
    ['.junction', `fill:${line};stroke:${line}`],
    ['.edge', `stroke:${line}`],
    ['.arrow', `fill:${line};stroke:${line}`],
    ['.open', `fill:${paper}`],
    ['.plate', `fill:${muted};stroke:${frame}`],
    ['.muted', `fill:${muted}`],
    ['.rule,.grid', `stroke:${frame}`],
    ['.positive', `fill:${accent}`],
    ['.negative', `fill:${negative}`],
    ['text.on', `fill:${paper}`],
    ...Object.entries(marks).flatMap(([mark, colour]) => markRules(mark, colour)),
  ];
  return rules.map(([selector, properties]) => `${scope(selector)}{${properties}}`).join('');
}

function markRules(mark: string, colour: string): [string, string][] {
  return [
    [`.mark-${mark} .shape,.mark-${mark} .edge`, `stroke:${colour}`],
    [`.mark-${mark} .arrow,.mark-${mark} .badge`, `fill:${colour};stroke:${colour}`],
    [`.mark-${mark} .open`, 'fill:none'],
    [`.stroke-${mark}`, `fill:none;stroke:${colour}`],
  ];
}

function scope(selectors: string): string {
  return selectors
    .split(',')
    .map((it) => `.gnn-picture ${it}`)
    .join(',');
}

/** The style sheet of every picture. It names nothing outside of one. */
export const STYLE = `${FONT}${SHAPES}${colours(LIGHT)}@media (prefers-color-scheme:dark){${colours(DARK)}}`;
