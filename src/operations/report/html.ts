/** A report as a page of one file: no script, nothing from elsewhere, light and dark. Pure. */
import { createHash } from 'node:crypto';
import { escapeHtml } from '../../domain/escape-html.js';
import type { ReportOutput } from '../generated/shapes.js';
import { describeRegistry, listSections, TITLE, type Section } from './sections.js';

/** Pictures of models, as SVG, by id. */
export type Pictures = ReadonlyMap<string, string>;

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #59636e; --line: #d5dae0; --paper: #fff; --card: #f6f8fa; --accent: #0b6b75; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebee; --soft: #9ba5b0; --line: #373e47; --paper: #14181d; --card: #1c2229; --accent: #5cc4cf; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 68rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .5rem; letter-spacing: -.01em; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
p { margin: .25rem 0 1rem; color: var(--soft); overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 600; color: var(--soft); border-bottom: 2px solid var(--line); padding: .4rem .9rem .4rem 0; white-space: nowrap; }
td { border-bottom: 1px solid var(--line); padding: .4rem .9rem .4rem 0; vertical-align: top; overflow-wrap: anywhere; min-width: 4rem; }
td:first-child { font-weight: 500; color: var(--accent); }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(18rem, 1fr)); gap: 1rem; margin: 1.25rem 0; }
figure { margin: 0; padding: .75rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; }
figure img { display: block; width: 100%; height: 15rem; object-fit: contain; background: #fff; border-radius: .25rem; }
figcaption { font-size: .85rem; color: var(--soft); margin-top: .5rem; overflow-wrap: anywhere; }
@media print { main { padding: 0; } }
`;

/** Renders a report; texts of models are texts in it. */
export function renderReportHtml(report: ReportOutput, pictures: Pictures): string {
  const hash = createHash('sha256').update(STYLE).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const sections = listSections(report).map((it) => renderSection(it, pictures));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${TITLE}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${TITLE}</h1>
<p>${escapeHtml(describeRegistry(report))}</p>
${sections.join('\n')}
</main>
</body>
</html>
`;
}

function renderSection(section: Section, pictures: Pictures): string {
  const { heading, sentence = '', names, rows, rest = '', models = [] } = section;
  return [
    `<h2>${heading}</h2>`,
    ...(sentence === '' ? [] : [`<p>${escapeHtml(sentence)}</p>`]),
    ...renderPictures(models, pictures),
    ...(names === undefined || rows === undefined ? [] : [renderTable(names, rows)]),
    ...(rest === '' ? [] : [`<p>${rest}</p>`]),
  ].join('\n');
}

function renderPictures(models: readonly string[], pictures: Pictures): string[] {
  const figures = models.flatMap((id) => {
    const svg = pictures.get(id);
    if (svg === undefined) return [];
    const data = Buffer.from(svg).toString('base64');
    const name = escapeHtml(id);
    return `<figure><img alt="${name}, drawn as a graph" src="data:image/svg+xml;base64,${data}"><figcaption>${name}</figcaption></figure>`;
  });
  return figures.length === 0 ? [] : [`<div class="pictures">${figures.join('')}</div>`];
}

function renderTable(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = names.map((it) => `<th scope="col">${escapeHtml(it)}</th>`).join('');
  const body = rows.map(
    (cells) => `<tr>${cells.map((it) => `<td>${escapeHtml(it)}</td>`).join('')}</tr>`,
  );
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table></div>`;
}
