/**
 * A second, plain reader of specs: line by line, with a few regular expressions of its own that
 * follow the notation, not the front end's code. It reads the forms that people write and reports
 * nothing, so that what it says can be compared with what the front end reads.
 */

/** Something that a spec says, as a kind and its content, at the line that says it. */
export interface Fact {
  readonly line: number;
  readonly says: string;
}

interface Row {
  readonly line: number;
  readonly text: string;
  /** Whether it is in a code fence, and so opens nothing. */
  readonly isFenced?: boolean;
}

/** The rows of each section, first its heading, by the small letters of its name. */
type Sections = ReadonlyMap<string, readonly Row[]>;

const DISTINCTIVE =
  /^##\s+(?:GNNSection|GNNVersionAndFlags|StateSpaceBlock|InitialParameterization|ActInfOntologyAnnotation)\s*:?\s*$/;
const DECLARING = ['State Space', 'Observation', 'Control', 'Preference', 'Constraint'];

/** What each model of a text says; nothing for a text that is no spec. */
export function readPlainly(text: string): Fact[][] {
  const rows = readRows(text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/));
  if (!rows.some((row) => isHeading(row) && DISTINCTIVE.test(row.text))) return [];
  const models = splitModels(rows).map(splitSections);
  return models.filter((sections) => sections.size > 0).map(readModel);
}

/** The lines outside front matter and HTML comments, without the marks of fences. */
function readRows(lines: readonly string[]): Row[] {
  const rows: Row[] = [];
  let fence = '';
  let isComment = false;
  const start = lines[0] === '---' ? lines.indexOf('---', 1) + 1 : 0;
  for (const [index, text] of lines.entries()) {
    if (index < start) continue;
    const mark = /^(?:```|~~~)/.exec(text)?.[0] ?? '';
    if (mark !== '' && (fence === '' || text.trimEnd() === fence)) {
      fence = fence === '' ? mark : '';
    } else if (fence === '' && (isComment || text.includes('<!--'))) {
      isComment = !text.includes('-->');
    } else {
      rows.push({ line: index + 1, text, isFenced: fence !== '' });
    }
  }
  return rows;
}

const isHeading = ({ text, isFenced }: Row): boolean => isFenced !== true && /^##\s/.test(text);
const isRule = ({ text, isFenced }: Row): boolean => isFenced !== true && /^---+\s*$/.test(text);
const opensModel = ({ text }: Row): boolean => /^##\s+(?:GNNSection|StateSpaceBlock)\b/.test(text);

/** A rule parts two models if a section that each model has follows before the next rule. */
function splitModels(rows: readonly Row[]): Row[][] {
  const parts: Row[][] = [[]];
  for (const row of rows) {
    if (isRule(row)) parts.push([]);
    parts.at(-1)?.push(row);
  }
  const models: Row[][] = [[]];
  for (const part of parts) {
    if (part.some(opensModel)) models.push([]);
    models.at(-1)?.push(...part);
  }
  return models;
}

/** The first of each name holds. */
function splitSections(rows: readonly Row[]): Sections {
  const sections = new Map<string, Row[]>();
  let open: Row[] = [];
  for (const row of rows) {
    if (isHeading(row)) {
      open = [];
      const name = lettersOf(row.text);
      if (!sections.has(name)) sections.set(name, open);
    }
    open.push(row);
  }
  return sections;
}

function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}

function readModel(sections: Sections): Fact[] {
  const all = (name: string): readonly Row[] => sections.get(lettersOf(name)) ?? [];
  const rows = (name: string): Row[] => all(name).slice(1).flatMap(withoutComment);
  const about = (name: string, read: (rows: readonly Row[]) => string[]): Fact[] =>
    read(rows(name)).map((says) => ({ line: all(name)[0]?.line ?? 0, says }));
  const variables = DECLARING.flatMap((name) => rows(`${name} Block`).flatMap(readDeclarations));
  const terms = ['ActInf Ontology Annotation', 'Active Inference Ontology'].flatMap((name) =>
    rows(name).flatMap(readTerms),
  );
  return [
    ...about('GNN Version And Flags', readVersionAndFlags),
    ...variables,
    ...rows('Connections').flatMap(readConnections),
    ...joinStatements(rows('Initial Parameterization')).flatMap(readValue('value')),
    ...about('Time', readTime),
    ...terms,
    ...variables.flatMap((variable) => bindTerms(variable, terms)),
    ...joinStatements(rows('Model Parameters')).flatMap(readValue('parameter')),
  ];
}

/** The text before a `#` that stands outside double quotes; nothing if there is none. */
function withoutComment({ line, text }: Row): Row[] {
  const content = /^(?:"[^"]*"|[^#])*/.exec(text)?.[0].trim() ?? '';
  return content === '' ? [] : [{ line, text: content }];
}

function readVersionAndFlags(rows: readonly Row[]): string[] {
  return rows.flatMap(({ text }) => {
    const version = /^(?:GNN)?[\s_]*(?:Version)?[\s:=]*v?(\d[\w.]*)\s*/i.exec(text);
    const flags = text
      .slice(version?.[0].length ?? 0)
      .replace(/^(?:Processing)?Flags\s*[:=]/i, '')
      .split(/[\s,]+/)
      .filter((flag) => flag !== '');
    return [
      ...(version === null ? [] : [`version ${version[1]}`]),
      ...flags.map((flag) => `flag ${flag.includes('=') ? flag : `${flag}=true`}`),
    ];
  });
}

/** `NAME[2, 1, type=T]`, `NAME[2,1],T`, `NAME=[2]` and `NAME=len(X)`, also several on a line. */
function readDeclarations({ line, text }: Row): Fact[] {
  const length = /^(\S+?)\s*=\s*(len\(.*\))$/.exec(text);
  if (length !== null) return [{ line, says: `variable ${length[1]}[${length[2]}] float` }];
  const pattern =
    /([^\s,=:[\]]+)\s*=?\s*\[([^\]]*)\](?:\s*,\s*(?:type\s*=\s*)?(\w+)(?=\s*(?:,|$)))?/g;
  return [...text.matchAll(pattern)].map(([, name, inside = '', behind = 'float']) => {
    const items = inside.split(',').map((item) => item.trim());
    const type = items.find((item) => item.startsWith('type='))?.slice('type='.length) ?? behind;
    const dimensions = items.filter((item) => item !== '' && !item.includes('='));
    return { line, says: `variable ${name}[${dimensions.join()}] ${type}` };
  });
}

/** Each hop's sources, operator and targets. A `-` in brackets, as in `s[t-1]`, is no operator. */
function readConnections({ line, text }: Row): Fact[] {
  const sides = text
    .replace(/^(?:[-*+•]|\d+[.)])\s+/, '')
    .replace(/\s*[:=].*$/, '')
    .replace(/\[[^\]]*\]/g, (index) => index.replaceAll('-', '−'))
    .split(/(<->|->|<-|>|→|↔|←|\||~|-)/)
    .map((side) => side.replaceAll('−', '-').replace(/[()\s]/g, ''));
  return sides.flatMap((operator, index) => {
    if (index % 2 === 0) return [];
    const [before = '', after = ''] = [sides[index - 1], sides[index + 1]];
    const isBackward = ['|', '<-', '←'].includes(operator);
    const [from, to] = isBackward ? [after, before] : [before, after];
    return [{ line, says: `connection ${from} ${operator} ${to}` }];
  });
}

/** Rows joined until their brackets balance. */
function joinStatements(rows: readonly Row[]): Row[] {
  const found: Row[] = [];
  for (const row of rows) {
    const last = found.at(-1);
    if (last === undefined || depthOf(last.text) <= 0) found.push(row);
    else found.splice(-1, 1, { line: last.line, text: `${last.text} ${row.text}` });
  }
  return found;
}

function depthOf(text: string): number {
  const count = (brackets: RegExp): number => text.match(brackets)?.length ?? 0;
  return count(/[[({]/g) - count(/[\])}]/g);
}

function readValue(kind: 'value' | 'parameter') {
  return ({ line, text }: Row): Fact[] => {
    const [, name, written = ''] = /^([^\s=:]+)\s*[=:]\s*(.*)$/.exec(text) ?? [];
    if (name === undefined || depthOf(written) !== 0) return [];
    return [{ line, says: `${kind} ${name} ${describeValue(parseValue(written))}` }];
  };
}

/** A value as JSON has it, if its brackets and numbers can be written so; else its text. */
function parseValue(written: string): unknown {
  const quoted = /^(["'])(.*)\1$/.exec(written)?.[2];
  if (quoted !== undefined) return quoted;
  const json = written
    .replace(/[{(]/g, '[')
    .replace(/[)}]/g, ']')
    .replace(/\[([^[\]]*;[^[\]]*)\]/g, (_, rows: string) => `[[${rows.replaceAll(';', '],[')}]]`)
    .replace(/,(?=\s*\])/g, '');
  try {
    const value: unknown = JSON.parse(json);
    return written.startsWith('{') ? withoutBraces(value) : value;
  } catch {
    return written;
  }
}

/** `{(a, b)}` is the vector in it, and `{((a, b))}` the one row; other braces are a dimension. */
function withoutBraces(value: unknown): unknown {
  const inner = onlyItem(value);
  return isVector(inner) || isVector(onlyItem(inner)) ? inner : value;
}

function onlyItem(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? (value as unknown[])[0] : undefined;
}

function isVector(value: unknown): boolean {
  return Array.isArray(value) && !value.some((item) => Array.isArray(item));
}

/** A scalar; a tensor's shape, its ends, and a sum in which each number counts by its place. */
export function describeValue(value: unknown): string {
  if (!Array.isArray(value)) return String(value).replace(/\s+/g, '');
  const items: unknown[] = value.flat(Infinity);
  const sum = items.reduce((total: number, item, index) => total + Number(item) * (index + 1), 0);
  const content = `from ${items.at(0)} to ${items.at(-1)} sum ${sum}`;
  return `${shapeOf(value)} ${Number.isNaN(sum) ? `of ${items.join()}` : content}`;
}

function shapeOf(value: unknown): string {
  if (!Array.isArray(value)) return '';
  const [inner = '', ...others] = new Set((value as unknown[]).map(shapeOf));
  if (others.length > 0) return 'ragged';
  return inner === '' ? `${value.length}` : `${value.length}x${inner}`;
}

function readTerms({ line, text }: Row): Fact[] {
  const [, name, terms = ''] = /^([^\s=:]+)\s*[=:]\s*(.+)$/.exec(text) ?? [];
  const found = terms.split(',').map((term) => term.trim());
  return found.flatMap((term) => (term === '' ? [] : [{ line, says: `term ${name} ${term}` }]));
}

/** All terms of a declared variable, in order. */
function bindTerms({ line, says }: Fact, terms: readonly Fact[]): Fact[] {
  const name = /^variable (.*?)\[/.exec(says)?.[1];
  const start = `term ${name} `;
  const bound = terms.flatMap((term) => (term.says.startsWith(start) ? [term.says] : []));
  const list = bound.map((term) => term.slice(start.length)).join();
  return bound.length === 0 ? [] : [{ line, says: `bound ${name} ${list}` }];
}

/** The four facts that the notation names; the first of each holds. */
function readTime(rows: readonly Row[]): string[] {
  const found = new Map<string, string>();
  const set = (key: string, value: string): void => {
    if (!found.has(key)) found.set(key, value);
  };
  const items = rows.flatMap(({ text }) => (/^\w+\s*[=:]/.test(text) ? text : text.split(/[,()]/)));
  for (const item of items) {
    const [key = '', value = ''] = item.split(/[=:](.*)/).map((part) => part.trim());
    const kind = /^(Discrete|Continuous)(?:Time)?$/.exec(key)?.[1];
    if (key === 'Static' || key === 'Dynamic') set('mode', key);
    if (kind !== undefined) set('discretization', kind);
    const isName = value !== '' && value !== 'True';
    if ((kind !== undefined || key === 'Time') && isName) set('variable', value);
    if (key === 'ModelTimeHorizon') set('horizon', String(Number(value) || value));
  }
  return [...found].map(([key, value]) => `time ${key} ${value}`);
}
