/** What is known of the word under the cursor. Pure. */
import type { Hover } from 'vscode-languageserver';
import type { Parameter, Value, Variable } from '../../../domain/model.js';
import { nameKey } from '../../../domain/names.js';
import { ONTOLOGY_TERMS } from '../../../domain/ontology-terms.js';
import { SECTION_GUIDE } from '../../../domain/section-guide.js';
import type { NamedThing, Occurrence } from '../../../gnn/occurrences.js';
import { lineAt, lineEnd, lineStart } from '../../../gnn/source.js';
import {
  modelAt,
  nameAtOffset,
  placesAt,
  sectionAt,
  type Analysis,
  type ModelAnalysis,
} from '../analysis.js';
import { toRange } from '../text.js';

/** Describes the section, term or variable at an offset; null if there is none. */
export function describeAt(analysis: Analysis, offset: number): Hover | null {
  const { source } = analysis;
  const line = lineAt(source, offset);
  const model = modelAt(analysis, line);
  if (model === undefined) return null;
  const section = sectionAt(model, line);
  const show = (text: string, start: number, end: number): Hover => ({
    contents: { kind: 'markdown', value: text },
    range: toRange(analysis, start, end),
  });
  if (section?.line === line) {
    return show(describeSection(section.name), lineStart(source, line), lineEnd(source, line));
  }
  const term = placesAt(model, offset).find((it) => it.kind === 'term');
  if (term !== undefined) {
    const written = source.text.slice(term.start, term.end);
    return show(describeTerm(written), term.start, term.end);
  }
  const named = nameAtOffset(analysis, offset);
  if (named === undefined) return null;
  const { thing, occurrence } = named;
  return show(describeThing(thing, model, analysis), occurrence.start, occurrence.end);
}

function describeSection(name: keyof typeof SECTION_GUIDE): string {
  const { holds, example } = SECTION_GUIDE[name];
  return [`**${name}**`, '', holds, '', '```gnn', ...example, '```'].join('\n');
}

/** A term with its identifier, as text. */
export function describeTerm(term: string): string {
  const uri = ONTOLOGY_TERMS.get(term);
  return uri === undefined
    ? `**${term}** is not a known term of the Active Inference Ontology.`
    : `**${term}** \`${uri}\`\n\nA term of the Active Inference Ontology.`;
}

function describeThing(thing: NamedThing, model: ModelAnalysis, analysis: Analysis): string {
  const { variable, setting, name } = thing;
  const { parameters } = model.spec.model;
  const index = parameters.findIndex((it) => nameKey(it.name) === thing.key);
  const parameter = parameters[index];
  const parts = [
    ...(variable === undefined ? [] : describeVariable(variable)),
    ...(setting === undefined
      ? []
      : [`\`${setting.name}\` = \`${show(setting.value)}\` in ModelParameters`]),
    ...(variable === undefined && setting === undefined ? [`\`${name}\` is not declared.`] : []),
    ...(parameter === undefined ? [] : describeValue(parameter, model.spec.values[index] ?? null)),
    describeUses(thing.occurrences, analysis),
  ];
  return parts.filter((it) => it !== '').join('\n\n');
}

function describeVariable(variable: Variable): string[] {
  const { name, dimensions, declared, type, description } = variable;
  const resolved = dimensions.map((size, index) => size ?? declared[index] ?? '?').join(' × ');
  const hint = variable.default === null ? '' : `, ${variable.default} by default`;
  const terms = variable.ontology_terms ?? (variable.ontology_term ? [variable.ontology_term] : []);
  return [
    `\`\`\`gnn\n${name}[${declared.join(',')},type=${type}]\n\`\`\``,
    [`${resolved} ${type}${hint}`, description ?? ''].filter((it) => it !== '').join(' · '),
    ...terms.map((term) => `**${term}** ${ONTOLOGY_TERMS.get(term) ?? ''}`.trimEnd()),
  ];
}

/** The most rows and columns of a value that are shown. */
const [ROWS, COLUMNS] = [8, 8];

function describeValue({ shape, symbolic }: Parameter, value: Value): string[] {
  if (shape?.includes(0) === true) return ['Value: empty'];
  if (symbolic || shape === null || !Array.isArray(value)) return [`Value: \`${show(value)}\``];
  const matrix = toMatrix(value, shape);
  const what = `Value, ${shape.join(' × ')}`;
  if (matrix === undefined) return [`${what}.`];
  const head = shape.length > 2 ? `${what}, the first of ${shape[0]}:` : `${what}:`;
  return [head, renderTable(matrix)];
}

/** The rows of a value; of more dimensions, those of the first matrix in it. */
function toMatrix(value: Value[], shape: readonly number[]): Value[][] | undefined {
  if (shape.length === 1) return [value];
  if (shape.length > 2) {
    const [first] = value;
    return Array.isArray(first) ? toMatrix(first, shape.slice(1)) : undefined;
  }
  return value.map((row) => (Array.isArray(row) ? row : [row]));
}

function renderTable(rows: readonly (readonly Value[])[]): string {
  const shown = rows.slice(0, ROWS).map((row) => {
    const cells = row.slice(0, COLUMNS).map(show);
    return row.length > COLUMNS ? [...cells, '…'] : cells;
  });
  const columns = shown[0]?.length ?? 0;
  const lines = shown.map((cells) => `| ${cells.join(' | ')} |`);
  const head = `|${' |'.repeat(columns)}`;
  const rule = `|${' --: |'.repeat(columns)}`;
  const more = rows.length > ROWS ? [`\n… and ${rows.length - ROWS} more rows`] : [];
  return [head, rule, ...lines, ...more].join('\n');
}

/** The longest text of a value that is shown. */
const LONGEST = 80;

function show(value: Value): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const plain = text.replaceAll(/[|`\n]/g, ' ');
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
}

const USES: Readonly<Record<Occurrence['kind'], string>> = {
  declared: 'declared',
  dimension: 'dimension',
  connected: 'connected',
  index: 'time index',
  assigned: 'value',
  setting: 'setting',
  annotated: 'term',
  time: 'time',
  equation: 'equation',
  expression: 'value of another',
};

/** The most lines that are listed for one kind of use. */
const MOST_LINES = 6;

function describeUses(occurrences: readonly Occurrence[], { source }: Analysis): string {
  const lines = new Map<string, Set<number>>();
  for (const { kind, start } of occurrences) {
    const list = lines.get(USES[kind]) ?? new Set();
    lines.set(USES[kind], list.add(lineAt(source, start)));
  }
  const parts = Array.from(lines, ([use, found]) => {
    const shown = [...found].slice(0, MOST_LINES).join(', ');
    const more = found.size > MOST_LINES ? ` and ${found.size - MOST_LINES} more` : '';
    return `${use} ${shown}${more}`;
  });
  return parts.length === 0 ? '' : `Lines: ${parts.join(' · ')}`;
}
