import { truncate } from '../../../domain/lists.js';
import type { FileDiagnostic, Value } from '../../../domain/model.js';
import type { ParseFacts, ParseModel, ParseOutput } from '../../../operations/generated/shapes.js';
import type { RendererOf, View } from '../renderers.js';
import { renderDiagnostics } from './diagnostics.js';
import { renderTable } from './table.js';

export const PARSE: RendererOf<'parse'> = {
  text: (read, _, view) => [
    ...read.models.flatMap((model) => [...renderModel(read, model, view), '']),
    ...(read.models.some(hasCutValue)
      ? [view.colours.dim('values are cut: --json has them in full'), '']
      : []),
    ...renderFindings(read, view),
  ],
};

/** A part of a model: a title, and a row for each thing that was read. */
interface Part {
  readonly title: string;
  readonly rows: readonly (readonly string[])[];
}

function renderModel(read: ParseOutput, model: ParseModel, view: View): string[] {
  const { colours, columns } = view;
  const { model_name: name, kind } = model.model;
  const verdict = model.accepted ? colours.green('accepted') : colours.red('refused');
  const heading = `${read.file_path}:${model.from_line}-${model.to_line}  ${kind}  ${verdict}`;
  const parts = [
    { title: 'sections', rows: model.sections.map((it) => [`${it.line}`, it.name]) },
    ...listParts(model.model),
  ].filter(({ rows }) => rows.length > 0);
  return [
    heading,
    ...(name === '' ? [] : renderTable([[{ text: name }]], columns)),
    ...parts.flatMap(({ title, rows }) => [
      '',
      colours.bold(`${title} (${rows.length})`),
      ...renderTable(
        rows.map((row) => row.map((text, index) => ({ text: index === 0 ? `  ${text}` : text }))),
        columns,
      ),
    ]),
  ];
}

function listParts(model: ParseFacts): Part[] {
  const { variables, connections, parameters, equations, time, ontology } = model;
  return [
    { title: 'version and flags', rows: listFlags(model) },
    {
      title: 'variables',
      rows: variables.map((it) => [
        placeOf(it),
        it.name,
        `[${it.declared.map((written, index) => formatSize(written, it.dimensions[index])).join(',')}]`,
        [it.type, it.default].filter((word) => word !== null).join(' '),
        it.block ?? '',
        it.description ?? '',
      ]),
    },
    {
      title: 'connections',
      rows: connections.map((it) => [
        placeOf(it),
        it.sources.join(', '),
        it.operator,
        it.targets.join(', '),
        [it.label, it.constraint].filter((text) => text !== null).join(' = '),
      ]),
    },
    {
      title: 'values',
      rows: parameters.map((it) => [
        placeOf(it),
        it.name,
        it.shape === null ? 'shape unknown' : `[${it.shape.join(',')}]`,
        it.symbolic ? 'text' : '',
        formatValue(it.value),
      ]),
    },
    {
      title: 'equations',
      rows: equations.map((it) => [placeOf(it), it.text, it.label ?? '']),
    },
    { title: 'time', rows: time === null ? [] : listTime(time) },
    {
      title: 'ontology',
      rows: ontology.map((it) => [placeOf(it), it.variable, it.term, it.uri ?? 'unknown term']),
    },
    {
      title: 'model parameters',
      rows: model.model_parameters.map((it) => [placeOf(it), it.name, formatValue(it.value)]),
    },
    {
      title: 'other sections',
      rows: model.extensions.map((it) => [placeOf(it), it.name]),
    },
  ];
}

function listFlags({ gnn_section: section, gnn_version: version, flags }: ParseFacts): string[][] {
  return [
    ...(section === null ? [] : [['section', section]]),
    ...(version === null ? [] : [['GNN version', version]]),
    ...flags.map((it) => ['flag', it.value === true ? it.name : `${it.name}=${it.value}`]),
  ];
}

function listTime(time: NonNullable<ParseFacts['time']>): string[][] {
  const { mode, discretization, variable, horizon, settings } = time;
  const known = { mode, discretization, variable, horizon };
  return [
    ...Object.entries(known).flatMap(([key, value]) => (value === null ? [] : [[key, `${value}`]])),
    ...settings.map((it) => [it.name, it.value]),
  ];
}

/** A dimension as written, with its number if that is a reference. */
function formatSize(written: string, size: number | null | undefined): string {
  if (size === null) return `${written}=?`;
  return size === undefined || written === `${size}` ? written : `${written}=${size}`;
}

function placeOf({ line, column }: { readonly line: number; readonly column: number }): string {
  return `${line}:${column}`;
}

/** Longer values are cut: the shape tells the rest. */
const LONGEST_VALUE = 60;

function hasCutValue({ model }: ParseModel): boolean {
  return [...model.parameters, ...model.model_parameters].some(
    ({ value }) => value !== undefined && writeValue(value).length > LONGEST_VALUE,
  );
}

function writeValue(value: Value): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function formatValue(value: Value | undefined): string {
  if (value === undefined) return 'too large to be shown';
  return truncate(writeValue(value), LONGEST_VALUE);
}

function renderFindings({ file_path: file, is_spec: isSpec, ...read }: ParseOutput, view: View) {
  const found = [...read.diagnostics, ...read.models.flatMap((it) => it.diagnostics)];
  const findings = found.map((it): FileDiagnostic => ({ file, ...it }));
  const what = isSpec ? [] : [`${file} is no spec: it has no section that only GNN has`];
  if (findings.length === 0) return [...what, ...(isSpec ? ['no findings'] : [])];
  return [...what, ...renderDiagnostics(findings, view.colours)];
}
