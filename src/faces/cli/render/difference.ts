import { isList } from '../../../domain/json.js';
import { truncateCharacters } from '../../../domain/lists.js';
import type { Change } from '../../../domain/model.js';

/** A line of a difference, in GNN notation. */
export interface DifferenceLine {
  readonly sign: '-' | '+' | ' ';
  readonly text: string;
}

/** The lines that differ in one section of a spec. */
export interface DifferenceSection {
  readonly name: string;
  readonly lines: DifferenceLine[];
}

/** Compares two texts line by line. */
export type LineDiff = (before: string, after: string) => DifferenceLine[];

type Value = Change['before'];

/** The section of a spec that contains each part of a model, in the order of a spec. */
const SECTIONS: readonly (readonly [part: string, section: string])[] = [
  ['front_matter', 'Front matter'],
  ['title', 'Title'],
  ['gnn_section', 'GNNSection'],
  ['gnn_version', 'GNNVersionAndFlags'],
  ['flags', 'GNNVersionAndFlags'],
  ['model_name', 'ModelName'],
  ['kind', 'Model kind'],
  ['annotation', 'ModelAnnotation'],
  ['variables', 'StateSpaceBlock'],
  ['connections', 'Connections'],
  ['parameters', 'InitialParameterization'],
  ['equations', 'Equations'],
  ['time', 'Time'],
  ['ontology', 'ActInfOntologyAnnotation'],
  ['model_parameters', 'ModelParameters'],
  ['extensions', 'Other sections'],
  ['footer', 'Footer'],
  ['signature', 'Signature'],
  ['layout', 'Layout'],
];

/** The number of characters of a value that are shown. */
const MAX_CHARACTERS = 120;

/** Renders changes as lines of GNN, grouped by section in the order of a spec. */
export function groupBySection(
  changes: readonly Change[],
  diffLines: LineDiff,
): DifferenceSection[] {
  const sections = new Map(SECTIONS.map(([, name]) => [name, createSection(name)]));
  for (const change of changes) {
    const [part = ''] = change.path.split('/');
    const name = SECTIONS.find(([first]) => first === part)?.[1] ?? 'Layout';
    sections.get(name)?.lines.push(...renderChange(change, diffLines));
  }
  return [...sections.values()].filter((section) => section.lines.length > 0);
}

function createSection(name: string): DifferenceSection {
  return { name, lines: [] };
}

function renderChange(change: Change, diffLines: LineDiff): DifferenceLine[] {
  const { kind, before, after, path } = change;
  if (kind === 'text_changed') return renderText(path, before, after, diffLines);
  if (kind === 'unknown') return [{ sign: ' ', text: change.text }];
  if (kind === 'connections_regrouped') {
    return [...renderList(before, '-'), ...renderList(after, '+')];
  }
  const write = WRITERS[path.split('/')[0] ?? ''] ?? writePlainly;
  const lines = renderBoth(before, after, (value) => write(change, value, path));
  if (change.extent !== undefined && change.extent.elements > 1) {
    const { changed, elements, largest, at } = change.extent;
    const by = largest === null ? '' : ` by ${Number(largest.toPrecision(6))}`;
    const text = `  ${changed} of ${elements} elements differ, most${by} at [${at.join(',')}]`;
    lines.push({ sign: ' ', text });
  }
  return lines;
}

type Write = (change: Change, value: Value, path: string) => string;

/** Writes values in GNN notation, by the first segment of their path. */
const WRITERS: Readonly<Record<string, Write>> = {
  variables: ({ kind }, value, path) => {
    const [, name = '', field] = path.split('/');
    if (kind === 'variable_renamed') return `${shorten(value)}  (renamed)`;
    if (field === 'dimensions') return `${name}[${toList(value).join(',')}]`;
    if (field === 'block') return `${name}  (in ${shorten(value)})`;
    if (field !== undefined) return `${name}[…,${field}=${shorten(value)}]`;
    const { dimensions, type, default: hint } = getFields(value);
    const rest = hint === null || hint === undefined ? '' : `,default=${shorten(hint)}`;
    return `${name}[${[...toList(dimensions ?? []), `type=${shorten(type ?? '')}`].join(',')}${rest}]`;
  },
  connections: (_, value) => {
    const { source, target, relation, label, constraint } = getFields(value);
    const edge =
      relation === 'conditional'
        ? `${shorten(target ?? '')}|${shorten(source ?? '')}`
        : `${shorten(source ?? '')}${relation === 'directed' ? '>' : '-'}${shorten(target ?? '')}`;
    const named = label === null || label === undefined ? '' : `:${shorten(label)}`;
    const bound =
      constraint === null || constraint === undefined ? '' : ` = ${shorten(constraint)}`;
    return `${edge}${named}${bound}`;
  },
  parameters: (_, value, path) => {
    const { shape, value: content, value_hash } = getFields(value);
    const name = path.split('/').slice(1).join('/');
    if (content !== null && content !== undefined) return `${name} = ${shorten(content)}`;
    const size = shape === null || shape === undefined ? '' : `${toList(shape).join('×')}, `;
    return `${name} = … (${size}${shorten(value_hash ?? '').slice(0, 19)})`;
  },
  ontology: (_, value, path) => `${path.slice('ontology/'.length)}=${shorten(value)}`,
  model_parameters: (_, value, path) =>
    `${path.slice('model_parameters/'.length)}: ${shorten(value)}`,
  flags: (_, value, path) => {
    const name = path.slice('flags/'.length);
    return value === true ? name : `${name}=${shorten(value)}`;
  },
  time: (_, value, path) => {
    const [, field = '', ...setting] = path.split('/');
    if (field === 'horizon') return `ModelTimeHorizon=${shorten(value)}`;
    if (field === 'settings') return `${setting.join('/')}=${shorten(value)}`;
    return field === 'variable' ? `Time=${shorten(value)}` : shorten(value);
  },
};

function writePlainly(_: Change, value: Value): string {
  return shorten(value);
}

function renderText(
  path: string,
  before: Value,
  after: Value,
  diffLines: LineDiff,
): DifferenceLine[] {
  const [part = '', ...rest] = path.split('/');
  if (part === 'layout') return [{ sign: ' ', text: 'comments, order, spacing or spelling' }];
  const key = rest.join('/');
  if (part === 'variables') {
    const name = key.replace(/\/description$/, '');
    return renderBoth(before, after, (value) => `${name}  # ${shorten(value)}`);
  }
  if (part === 'front_matter')
    return renderBoth(before, after, (value) => `${key}: ${shorten(value)}`);
  const heading: DifferenceLine[] = part === 'extensions' ? [{ sign: ' ', text: `## ${key}` }] : [];
  if (typeof before === 'string' && typeof after === 'string') {
    return [...heading, ...diffLines(before, after)];
  }
  return [...heading, ...renderWhole(before, '-'), ...renderWhole(after, '+')];
}

function renderBoth(
  before: Value,
  after: Value,
  write: (value: Value) => string,
): DifferenceLine[] {
  return [
    ...(before === null ? [] : [{ sign: '-' as const, text: write(before) }]),
    ...(after === null ? [] : [{ sign: '+' as const, text: write(after) }]),
  ];
}

function renderWhole(value: Value, sign: '-' | '+'): DifferenceLine[] {
  if (value === null) return [];
  const text = typeof value === 'string' ? value : shorten(value);
  return text.split('\n').map((line) => ({ sign, text: line }));
}

function renderList(value: Value, sign: '-' | '+'): DifferenceLine[] {
  return toList(value).map((item) => ({ sign, text: shorten(item) }));
}

function toList(value: Value): Value[] {
  return Array.isArray(value) ? value : [];
}

function getFields(value: Value): Readonly<Record<string, Value>> {
  return typeof value === 'object' && value !== null && !isList(value) ? value : {};
}

/** Writes a value on one line, truncated if it is long. */
function shorten(value: Value): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return truncateCharacters(text.slice(0, 4 * MAX_CHARACTERS).replace(/\s+/g, ' '), MAX_CHARACTERS);
}
