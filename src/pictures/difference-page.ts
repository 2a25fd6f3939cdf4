/** A difference as one HTML file, which loads and runs nothing. Pure. */
import { createHash } from 'node:crypto';
import type { Change } from '../domain/model.js';
import { element, escapeMarkup } from './svg/element.js';
import { STYLE } from './svg/style.js';
import { toPlainText } from './text.js';

/** What is on the page. */
export interface DifferencePage {
  readonly title: string;
  readonly verdict: string;
  readonly changes: readonly Change[];
  /** The picture, as SVG. */
  readonly svg: string;
}

const PAGE_STYLE =
  ':root{color-scheme:light dark}' +
  'body{font:15px/1.5 system-ui,"Helvetica Neue",Arial,sans-serif;max-width:76rem;margin:2rem auto;padding:0 1rem;background:#fff;color:#1d2330}' +
  'h1{font-size:1.4rem;margin:0 0 .25rem;overflow-wrap:anywhere}p{margin:0 0 1.5rem;overflow-wrap:anywhere}' +
  'figure{margin:0 0 1.5rem;overflow-x:auto}' +
  'table{border-collapse:collapse;width:100%}td,th{border-top:1px solid #a9b2c0;padding:.35rem .75rem .35rem 0;text-align:left;vertical-align:top;overflow-wrap:anywhere}' +
  '@media (prefers-color-scheme:dark){body{background:#14181f;color:#e8ebf1}td,th{border-color:#4b5566}}';

/** Writes the page. Everything of a spec in it is text, and its policy lets nothing else in. */
export function writeDifferencePage({ title, verdict, changes, svg }: DifferencePage): string {
  const policy = `default-src 'none'; style-src ${[PAGE_STYLE, STYLE].map(hashForPolicy).join(' ')}; base-uri 'none'; form-action 'none'`;
  const rows = changes.map(({ importance, text: change }) =>
    element('tr', {}, element('td', {}, toMarkup(importance)), element('td', {}, toMarkup(change))),
  );
  const head = [
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${escapeMarkup(policy)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    element('title', {}, toMarkup(title)),
    element('style', {}, PAGE_STYLE),
  ];
  const body = [
    element('h1', {}, toMarkup(title)),
    element('p', {}, toMarkup(verdict)),
    element('figure', {}, svg),
    '<table>',
    '<thead><tr><th>importance</th><th>change</th></tr></thead>',
    element('tbody', {}, ...rows),
    '</table>',
  ];
  return `<!doctype html>\n<html lang="en">\n<head>\n${head.join('\n')}\n</head>\n<body>\n${body.join('\n')}\n</body>\n</html>\n`;
}

function toMarkup(text: string): string {
  return escapeMarkup(toPlainText(text));
}

function hashForPolicy(style: string): string {
  return `'sha256-${createHash('sha256').update(style).digest('base64')}'`;
}
