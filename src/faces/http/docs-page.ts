/** The OpenAPI document as a page to read, which needs nothing from elsewhere. Pure. */
import { isObject } from '../../domain/json.js';

type Node = Readonly<Record<string, unknown>>;

const STYLE = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
summary { cursor: pointer; padding: .25rem 0; }
summary code { font-weight: 600; }
details { border-bottom: 1px solid #8884; }
details[open] { padding-bottom: 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .2rem .6rem .2rem 0; }
.method { display: inline-block; min-width: 4.5rem; }
`;

/** Renders the document as HTML. */
export function renderDocument(document: object): string {
  const { info, paths, components } = asNode(document);
  const { title, version, description } = asNode(info);
  const operations = listOperations(asNode(paths));
  const tags = [...new Set(operations.map(({ tag }) => tag))];
  const sections = tags.map((tag) =>
    element('section', [
      element('h2', [escape(tag)]),
      ...operations.filter((it) => it.tag === tag).map(renderOperation),
    ]),
  );
  const shapes = Object.entries(asNode(asNode(components)['schemas'])).map(renderShape);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escape(title)} ${escape(version)}</h1>
<p>${escape(description)}</p>
<p>For programs: <a href="openapi.json">openapi.json</a>. To look at the models: <a href="./">the page</a>.</p>
${sections.join('\n')}
<section><h2>Shapes</h2>
${shapes.join('\n')}
</section>
</body>
</html>
`;
}

interface Listed {
  readonly method: string;
  readonly path: string;
  readonly tag: string;
  readonly operation: Node;
}

function listOperations(paths: Node): Listed[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(asNode(methods)).map(([method, it]) => {
      const operation = asNode(it);
      return {
        method: method.toUpperCase(),
        path,
        operation,
        tag: String(asList(operation['tags'])[0]),
      };
    }),
  );
}

function renderOperation({ method, path, operation }: Listed): string {
  const { summary, description, parameters, requestBody, responses } = operation;
  const fields = [
    ...asList(parameters).map(describeParameter),
    ...describeBody(asNode(requestBody)),
  ];
  const answers = Object.entries(asNode(responses)).map(([status, it]) => {
    const shape = nameShape(asNode(it));
    const told = `${escape(asNode(it)['description'])}${shape === '' ? '' : `: ${shape}`}`;
    return [element('code', [status]), '', told];
  });
  return element('details', [
    element('summary', [
      `<code><span class="method">${method}</span> ${escape(path)}</code> ${escape(summary)}`,
    ]),
    element('p', [escape(description)]),
    ...(fields.length === 0 ? [] : [renderTable(['Input', 'Where', 'Meaning'], fields)]),
    renderTable(['Answer', '', 'Meaning'], answers),
  ]);
}

function describeParameter(value: unknown): string[] {
  const { name, in: where, required, description, schema } = asNode(value);
  const meaning = `${escape(description ?? asNode(schema)['description'])} ${describeType(asNode(schema))}`;
  return [nameInput(String(name), required === true), escape(where), meaning];
}

function describeBody({ content }: Node): string[][] {
  const schema = asNode(asNode(asNode(content)['application/json'])['schema']);
  const required = asList(schema['required']);
  return Object.entries(asNode(schema['properties'])).map(([name, it]) => [
    nameInput(name, required.includes(name)),
    'body',
    `${escape(asNode(it)['description'])} ${describeType(asNode(it))}`,
  ]);
}

function nameInput(name: string, isRequired: boolean): string {
  return `<code>${escape(name)}</code>${isRequired ? ' (needed)' : ''}`;
}

function describeType(schema: Node): string {
  const { type, enum: words } = schema;
  if (Array.isArray(words)) return `<small>${escape(words.join(', '))}</small>`;
  return type === undefined ? '' : `<small>${escape([type].flat().join(' or '))}</small>`;
}

function nameShape({ content }: Node): string {
  const [first] = Object.values(asNode(content));
  return linkShape(asNode(asNode(first)['schema'])['$ref']);
}

function linkShape(ref: unknown): string {
  if (typeof ref !== 'string') return '';
  const name = escape(ref.split('/').at(-1));
  return `<a href="#${name}">${name}</a>`;
}

function renderShape([name, shape]: readonly [string, unknown]): string {
  return element('details', [
    `<summary id="${escape(name)}"><code>${escape(name)}</code> ${escape(asNode(shape)['description'])}</summary>`,
    `<pre>${escape(JSON.stringify(shape, null, 2))}</pre>`,
  ]);
}

function renderTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((it) => element('th', [it])).join('');
  const body = rows.map((row) => element('tr', [row.map((it) => element('td', [it])).join('')]));
  return element('table', [element('tr', [head]), ...body]);
}

function element(name: string, content: readonly string[]): string {
  return `<${name}>${content.join('\n')}</${name}>`;
}

function asNode(value: unknown): Node {
  return isObject(value) ? value : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function escape(value: unknown): string {
  return String(value ?? '').replace(/[&<>"]/g, (it) => ENTITIES[it] ?? it);
}
