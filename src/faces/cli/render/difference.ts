import type { Change } from '../../../domain/model.js';

/** A line of a difference, as the notation would write it. */
export interface DifferenceLine {
  readonly sign: '-' | '+' | ' ';
  readonly text: string;
}

/** The lines that differ in one section of the spec. */
export interface DifferenceSection {
  readonly name: string;
  readonly lines: DifferenceLine[];
}

/** Compares two texts line by line. */
export type LineDiff = (before: string, after: string) => DifferenceLine[];

type Value = Change['before'];

/** The section of a spec in which a part of the model stands, in the order of specs. */
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

/** Characters of a value that are shown. */
const MOST_CHARACTERS = 120;

/** Changes as lines of the notation, by section and in the order of specs. */
export function sectionsOf(changes: readonly Change[], diffLines: LineDiff): DifferenceSection[] {
  const sections = new Map(SECTIONS.map(([, name]) => [name, { name, lines: linesOf([]) }]));
  for (const change of changes) {
    const [part = ''] = change.path.split('/');
    const name = SECTIONS.find(([it]) => it === part)?.[1] ?? 'Layout';
    sections.get(name)?.lines.push(...render(change, diffLines));
  }
  return [...sections.values()].filter((it) => it.lines.length > 0);
}

function linesOf(lines: readonly DifferenceLine[]): DifferenceLine[] {
  return [...lines];
}

function render(change: Change, diffLines: LineDiff): DifferenceLine[] {
  const { kind, before, after, path } = change;
  if (kind === 'text_changed') return renderText(path, before, after, diffLines);
  if (kind === 'unknown') return [{ sign: ' ', text: change.text }];
  if (kind === 'connections_regrouped') {
    return [...listed(before, '-'), ...listed(after, '+')];
  }
  const write = WRITERS[path.split('/')[0] ?? ''] ?? plain;
  const lines: DifferenceLine[] = [];
  if (before !== null) lines.push({ sign: '-', text: write(change, before, path) });
  if (after !== null) lines.push({ sign: '+', text: write(change, after, path) });
  if (change.extent !== undefined && change.extent.elements > 1) {
    const { changed, elements, largest, at } = change.extent;
    const by = largest === null ? '' : ` by ${Number(largest.toPrecision(6))}`;
    const text = `  ${changed} of ${elements} elements differ, most${by} at [${at.join(',')}]`;
    lines.push({ sign: ' ', text });
  }
  return lines;
}

type Write = (change: Change, value: Value, path: string) => string;

/** How the notation writes what stands below a path. */
const WRITERS: Readonly<Record<string, Write>> = {
  variables: ({ kind }, value, path) => {
    const [, name = '', field] = path.split('/');
    if (kind === 'variable_renamed') return `${short(value)}  (renamed)`;
    if (field === 'dimensions') return `${name}[${list(value).join(',')}]`;
    if (field === 'block') return `${name}  (in ${short(value)})`;
    if (field !== undefined) return `${name}[…,${field}=${short(value)}]`;
    const { dimensions, type, default: hint } = fields(value);
    const rest = hint === null || hint === undefined ? '' : `,default=${short(hint)}`;
    return `${name}[${[...list(dimensions ?? []), `type=${short(type ?? '')}`].join(',')}${rest}]`;
  },
  connections: (_, value) => {
    const { source, target, relation, label, constraint } = fields(value);
    const edge =
      relation === 'conditional'
        ? `${short(target ?? '')}|${short(source ?? '')}`
        : `${short(source ?? '')}${relation === 'directed' ? '>' : '-'}${short(target ?? '')}`;
    const named = label === null || label === undefined ? '' : `:${short(label)}`;
    const bound = constraint === null || constraint === undefined ? '' : ` = ${short(constraint)}`;
    return `${edge}${named}${bound}`;
  },
  parameters: (_, value, path) => {
    const { shape, value: content, value_hash } = fields(value);
    const name = path.split('/').slice(1).join('/');
    if (content !== null && content !== undefined) return `${name} = ${short(content)}`;
    const size = shape === null || shape === undefined ? '' : `${list(shape).join('×')}, `;
    return `${name} = … (${size}${short(value_hash ?? '').slice(0, 19)})`;
  },
  ontology: (_, value, path) => `${path.slice('ontology/'.length)}=${short(value)}`,
  model_parameters: (_, value, path) =>
    `${path.slice('model_parameters/'.length)}: ${short(value)}`,
  flags: (_, value, path) => {
    const name = path.slice('flags/'.length);
    return value === true ? name : `${name}=${short(value)}`;
  },
  time: (_, value, path) => {
    const [, field = '', ...setting] = path.split('/');
    if (field === 'horizon') return `ModelTimeHorizon=${short(value)}`;
    if (field === 'settings') return `${setting.join('/')}=${short(value)}`;
    return field === 'variable' ? `Time=${short(value)}` : short(value);
  },
};

function plain(_: Change, value: Value): string {
  return short(value);
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
    return both(before, after, (value) => `${name}  # ${short(value)}`);
  }
  if (part === 'front_matter') return both(before, after, (value) => `${key}: ${short(value)}`);
  const heading: DifferenceLine[] = part === 'extensions' ? [{ sign: ' ', text: `## ${key}` }] : [];
  if (typeof before === 'string' && typeof after === 'string') {
    return [...heading, ...diffLines(before, after)];
  }
  return [...heading, ...whole(before, '-'), ...whole(after, '+')];
}

function both(before: Value, after: Value, write: (value: Value) => string): DifferenceLine[] {
  return [
    ...(before === null ? [] : [{ sign: '-' as const, text: write(before) }]),
    ...(after === null ? [] : [{ sign: '+' as const, text: write(after) }]),
  ];
}

function whole(value: Value, sign: '-' | '+'): DifferenceLine[] {
  if (value === null) return [];
  const text = typeof value === 'string' ? value : short(value);
  return text.split('\n').map((line) => ({ sign, text: line }));
}

function listed(value: Value, sign: '-' | '+'): DifferenceLine[] {
  return list(value).map((it) => ({ sign, text: short(it) }));
}

function list(value: Value): Value[] {
  return Array.isArray(value) ? value : [];
}

function fields(value: Value): Readonly<Record<string, Value>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

/** A value on one line, cut where it is long. */
function short(value: Value): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const characters = Array.from(text.slice(0, 4 * MOST_CHARACTERS).replace(/\s+/g, ' '));
  return characters.length > MOST_CHARACTERS
    ? `${characters.slice(0, MOST_CHARACTERS - 1).join('')}…`
    : characters.join('');
}
