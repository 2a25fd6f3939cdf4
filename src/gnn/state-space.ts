import type { Diagnostic } from '../domain/diagnostics.js';
import type { DiagnosticCode } from '../domain/catalogue.js';
import { diagnostic, quote } from '../domain/diagnostics.js';
import type { Variable } from '../domain/model.js';
import type { Body, ContentLine } from './lines.js';
import { contentLines, indexWithin, skipBlanks } from './lines.js';
import { nameAt, nameKey } from '../domain/names.js';
import { positionAt } from './source.js';

/** The variables of StateSpaceBlock. Dimensions that are references are not resolved yet. */
export interface StateSpace {
  readonly variables: Variable[];
  readonly diagnostics: Diagnostic[];
}

const TYPES: ReadonlySet<string> = new Set([
  'float',
  'int',
  'bool',
  'string',
  'categorical',
  'continuous',
  'discrete',
  'binary',
  'integer',
  'real',
  'complex',
]);
const DEFAULTS: ReadonlySet<string> = new Set(['uniform', 'zeros', 'ones', 'eye', 'random']);

/** Reads the StateSpaceBlock section (notation, section 2): one declaration per line. */
export function readStateSpace(body: Body): StateSpace {
  const variables: Variable[] = [];
  const diagnostics: Diagnostic[] = [];
  const firstLines = new Map<string, number>();
  for (const line of contentLines(body)) {
    const report = (code: DiagnosticCode, offset: number, message: string): void => {
      diagnostics.push(diagnostic(code, positionAt(body.source, offset), message));
    };
    const variable = readDeclaration(body, line, report);
    if (variable === undefined) continue;
    const key = nameKey(variable.name);
    const first = firstLines.get(key);
    if (first === undefined) {
      firstLines.set(key, line.line);
      variables.push(variable);
    } else {
      report(
        'GNN-E004',
        line.start,
        `${variable.name} is already declared on line ${first}; keep one of the declarations`,
      );
    }
  }
  return { variables, diagnostics };
}

type Report = (code: DiagnosticCode, offset: number, message: string) => void;

function readDeclaration(body: Body, line: ContentLine, report: Report): Variable | undefined {
  const { text } = body.source;
  const name = nameAt(text, line.start);
  if (name === undefined) {
    report(
      'GNN-E006',
      line.start,
      `expected a declaration such as \`A[3,2]\`, found ${quote(line.text)}`,
    );
    return undefined;
  }
  let at = skipBlanks(text, line.start + name.length, line.end);
  const older = text[at] === '=';
  if (older) at = skipBlanks(text, at + 1, line.end);

  const form = readDimensions(text, at, line.end, older);
  if (form === undefined) {
    report(
      'GNN-E006',
      at,
      `the dimensions of ${name} cannot be read; write \`${name}[2,1,type=float]\``,
    );
    return undefined;
  }
  if (older || form.exact) {
    report('GNN-I002', line.start, `${quote(line.text)} is an older notation for \`${name}[…]\``);
  }
  const attributes = form.exact
    ? declareExactValue(form.items)
    : readItems(form.items, form.offset, name, report);
  if (attributes === undefined) return undefined;

  const rest = text.slice(form.end, line.end).trim();
  if (rest !== '') {
    report(
      'GNN-W019',
      form.end,
      `write \`#\` before ${quote(rest)}; it was taken as the description`,
    );
  }
  return {
    name,
    dimensions: form.exact ? [1] : attributes.declared.map(parseDimension),
    declared: attributes.declared,
    type: attributes.type ?? 'float',
    default: attributes.default ?? null,
    description: line.comment ?? (rest === '' ? null : rest),
    ontology_term: null,
    ...positionAt(body.source, line.start),
  };
}

interface DimensionForm {
  readonly items: string;
  /** The offset at which `items` starts. */
  readonly offset: number;
  readonly end: number;
  readonly exact: boolean;
}

/** Reads `[…]`, the exact value `{…}`, or, only after `=`, `len(NAME)`. */
function readDimensions(
  text: string,
  at: number,
  to: number,
  older: boolean,
): DimensionForm | undefined {
  const open = text[at];
  if (open === '[' || (open === '{' && !older)) {
    const close = indexWithin(text, open === '[' ? ']' : '}', at, to);
    if (close === -1) return undefined;
    const items = text.slice(at + 1, close);
    if (/[[\]{}]/.test(items)) return undefined;
    return { items, offset: at + 1, end: close + 1, exact: open === '{' };
  }
  const length = older ? /^len\([^()]*\)/.exec(text.slice(at, to))?.[0] : undefined;
  if (length === undefined) return undefined;
  return { items: length, offset: at, end: at + length.length, exact: false };
}

interface Attributes {
  declared: string[];
  type?: string;
  default?: string;
}

/** `X{1}` declares a scalar of exactly that value, which is kept as written. */
function declareExactValue(written: string): Attributes {
  return { declared: [`{${written.trim()}}`] };
}

function readItems(
  items: string,
  offset: number,
  name: string,
  report: Report,
): Attributes | undefined {
  const attributes: Attributes = { declared: [] };
  if (items.trim() === '') {
    report('GNN-E006', offset, `${name} has no dimensions; write \`${name}[1]\` for a scalar`);
    return undefined;
  }
  let at = offset;
  for (const item of items.split(',')) {
    const word = item.trim();
    const start = at + (item.length - item.trimStart().length);
    at += item.length + 1;
    const equals = word.indexOf('=');
    if (equals !== -1) {
      readAttribute(
        attributes,
        word.slice(0, equals).trim(),
        word.slice(equals + 1),
        start,
        report,
      );
    } else if (word === '' || /^[+-]?0*$|^-/.test(word)) {
      report(
        'GNN-E006',
        start,
        `a dimension of ${name} must be a positive integer, a name or \`len(NAME)\`, not ${quote(word)}`,
      );
      return undefined;
    } else {
      attributes.declared.push(word);
    }
  }
  return attributes;
}

function readAttribute(
  attributes: Attributes,
  key: string,
  written: string,
  offset: number,
  report: Report,
): void {
  const value = written.trim().replace(/^(["'])(.*)\1$/, '$2');
  if (key === 'type' && value !== '') {
    attributes.type = value;
    if (!TYPES.has(value)) {
      report(
        'GNN-W004',
        offset,
        `unknown type ${quote(value)}; use float, int, bool, string or categorical`,
      );
    }
  } else if (key === 'default' && value !== '') {
    attributes.default = value;
    if (!DEFAULTS.has(value)) {
      report(
        'GNN-W016',
        offset,
        `unknown default ${quote(value)}; use uniform, zeros, ones, eye or random`,
      );
    }
  } else {
    report(
      'GNN-W012',
      offset,
      `${quote(`${key}=${value}`)} is not an attribute of a variable; use \`type=\` or \`default=\``,
    );
  }
}

function parseDimension(dimension: string): number | null {
  const number = /^\+?[0-9]+$/.test(dimension) ? Number(dimension) : NaN;
  return Number.isSafeInteger(number) ? number : null;
}
