/** Parses queries. The only module that uses the query parser's library. Pure. */
import liqe, { type ParserAst } from 'liqe';
import { RegistryError } from '../domain/errors.js';
import { didYouMean } from '../domain/nearest.js';
import { createTest, type Operand } from './comparison.js';
import { operatorOf, readCondition } from './condition.js';
import { FIELD_NAMES, findField, type Cell, type Column, type Field } from './fields.js';
import { queryWordsIn } from './words.js';

/** A parsed query. */
export type Query =
  | { readonly kind: 'all' }
  | {
      readonly kind: 'word';
      readonly text: string;
      /** Quoted words, which must occur in this order. */
      readonly isPhrase: boolean;
      /** What looks like a condition, and as what it is read instead. */
      readonly rewritten?: readonly [written: string, read: string];
    }
  | {
      readonly kind: 'field';
      readonly name: string;
      /** The columns to search; the first with a matching value decides. */
      readonly columns: readonly Column[];
      /** Returns the matching value of a cell; undefined if there is none. */
      readonly find: (cell: Cell) => string | undefined;
      /** What was written, if that is not the syntax of queries, and what it is read as. */
      readonly rewritten?: readonly [written: string, read: string];
    }
  | { readonly kind: 'and' | 'or'; readonly left: Query; readonly right: Query }
  | { readonly kind: 'not'; readonly operand: Query };

const MAX_LENGTH = 1000;
const MAX_TERMS = 100;
/** A query without any of these consists of words only, with arbitrary characters. */
const STRUCTURE = /[:"()]|(?:^|\s)(?:['-]|(?:AND|OR|NOT)(?=\s|$))/u;

/** Parses a query. @throws RegistryError `usage`, with the 1-based column */
export function parseQuery(text: string): Query {
  if (text.length > MAX_LENGTH) {
    throw describeInvalidQuery(`it has ${text.length} characters; the limit is ${MAX_LENGTH}`);
  }
  const { plain, names } = hideNames(joinConditions(text));
  const words = plain.split(/\s+/).filter((it) => it !== '');
  if (words.length === 0) throw describeInvalidQuery('it is empty');
  if (words.length > MAX_TERMS) {
    throw describeInvalidQuery(`it has ${words.length} words; the limit is ${MAX_TERMS}`);
  }
  if (!STRUCTURE.test(plain))
    return words
      .map((it) => createWordQuery(it, { text: plain, names }))
      .reduce((left, right): Query => ({ kind: 'and', left, right }));
  return readNode(parse(plain), { text: plain, names });
}

/** A condition with blanks in it, or with a colon that the parser does not take, or else a phrase. */
const LOOSE_CONDITION =
  /(?<=^|[\s(-])((?:metrics?\.)?(?:"[^"\\]+"|[\p{L}_$][^\s"():<>=!]*))(:?\s*(?:[<>]=?|[!=]?=)|:)\s*([^\s"()<>=!][^\s"()]*)|"(?:[^"\\]|\\.)*"?/giu;

/** Writes conditions as the filters of lists take them without their blanks, which follow so that columns stay. */
function joinConditions(text: string): string {
  return text.replace(
    LOOSE_CONDITION,
    (written: string, name?: string, between = '', value = '', at = 0) => {
      if (name === undefined) return written;
      const sign = between.replace(/\s/gu, '').replace(/^:(?=!=|==)/u, '');
      const joined = `${name}${sign}${value}`.padEnd(written.length);
      const isKnown = findField(name) !== undefined || Number.isFinite(Number(value));
      if (isKnown || joined === written || sign === ':') return isKnown ? joined : written;
      throw describeInvalidQuery(
        `${name} is compared with ${JSON.stringify(value)}, which is not a number`,
        at + 1,
      );
    },
  );
}

/** A query whose names of metrics the parser can read, and what these stand for. */
interface Readable {
  readonly text: string;
  readonly names: ReadonlyMap<string, string>;
}

/** Names of metrics that are quoted, or have signs that the parser does not take in the name of a field. */
const METRIC_NAME =
  /(?<=^|[\s(-])(?:metrics?\.(?:"([^"]+)"|([^\s"():<>=!]*[^\s"():<>=!\w.$][^\s"():<>=!]*))(?=:)|(?:metrics?\.)?"([^"]+)"(?=[:<>=!]))/giu;

/** Replaces names of metrics by plain ones of the same length, if they have room, so that columns stay right. */
function hideNames(text: string): { plain: string; names: Readable['names'] } {
  const names = new Map<string, string>();
  const plain = text.replace(METRIC_NAME, (written, ...found: (string | undefined)[]) => {
    const name = found.slice(0, 3).find((it) => it !== undefined) ?? '';
    const stand = `metrics.$${names.size}$`.padEnd(written.length, '_');
    names.set(stand, `metrics.${name}`);
    return stand;
  });
  return { plain, names };
}

/** The conditions of a query that are not written in its syntax, and what they are read as. */
export function listRewritten(query: Query): ReadonlyMap<string, string> {
  switch (query.kind) {
    case 'field':
    case 'word':
      return new Map(query.rewritten === undefined ? [] : [query.rewritten]);
    case 'and':
    case 'or':
      return new Map([...listRewritten(query.left), ...listRewritten(query.right)]);
    case 'not':
      return listRewritten(query.operand);
    default:
      return new Map();
  }
}

function parse(text: string): ParserAst {
  try {
    return liqe.parse(maskWords(text));
  } catch (error) {
    const offset = error instanceof Error && 'offset' in error ? Number(error.offset) : undefined;
    if (offset !== undefined) {
      const character = JSON.stringify(String.fromCodePoint(text.codePointAt(offset) ?? 32));
      throw describeInvalidQuery(`unexpected ${character}`, offset + 1, error);
    }
    throw describeInvalidQuery(describeUnfinished(text), text.length, error);
  }
}

const TOKEN =
  /"(?:[^"\\]|\\.)*"?|(-?(?:[a-z_$][\w.$]*:(?:[<>]=?|=)?)?)(?:([[{][^\]}]*[\]}]?|'(?:[^'\\]|\\.)*'?|\/\S*|(?=["\s()]|$))|([^\s()"]+))/giu;

/**
 * Replaces each word and value of a query by a plain word of the same length, because the parser
 * accepts few characters. The actual text is later read from the query by its location.
 */
function maskWords(text: string): string {
  return text.replace(
    TOKEN,
    (token, prefix: string | undefined, _kept: string | undefined, value: string | undefined) => {
      const isOperator = prefix === '' && /^(?:AND|OR|NOT)$/.test(value ?? '');
      return value === undefined || isOperator ? token : (prefix ?? '') + 'x'.repeat(value.length);
    },
  );
}

function describeUnfinished(text: string): string {
  const operator = /\b(AND|OR|NOT)\s*$/.exec(text)?.[1];
  if (operator !== undefined) return `nothing follows ${operator}`;
  if ((text.match(/"/g) ?? []).length % 2 === 1) return 'a quote is not closed';
  if (text.split('(').length > text.split(')').length) return 'a parenthesis is not closed';
  return 'it ends too early';
}

function readNode(node: ParserAst, text: Readable): Query {
  switch (node.type) {
    case 'EmptyExpression':
      return { kind: 'all' };
    case 'ParenthesizedExpression':
      return readNode(node.expression, text);
    case 'UnaryOperator':
      return { kind: 'not', operand: readNode(node.operand, text) };
    case 'LogicalExpression': {
      const kind = node.operator.operator === 'OR' ? 'or' : 'and';
      return { kind, left: readNode(node.left, text), right: readNode(node.right, text) };
    }
    case 'Tag':
      return readTag(node, text);
  }
}

type Tag = Extract<ParserAst, { type: 'Tag' }>;

function readTag({ field, operator, expression }: Tag, query: Readable): Query {
  const at = expression.location.start + 1;
  const isField = field.type === 'Field';
  // A word without a field has no operator, whatever the parser's types say.
  const operand = readOperand(expression, isField ? operator.operator : ':', query.text);
  if (!isField) {
    const isPhrase = expression.type === 'LiteralExpression' && expression.quoted;
    return createWordQuery(operand.text, query, isPhrase, at);
  }
  const column = field.location.start + 1;
  const name = query.names.get(field.name) ?? field.name;
  const known = findField(name);
  if (known !== undefined) return createFieldQuery(name, known, operand, at);
  const full = `metrics.${name}`;
  const metric = findField(full);
  if (metric === undefined || !isNumeric(operand)) throw describeUnknownField(name, column);
  const compared = `${operand.operator}${operand.text}`;
  return {
    ...createFieldQuery(full, metric, operand, at),
    rewritten: [`${name}${compared}`, `${full}${compared}`],
  };
}

function createFieldQuery(name: string, known: Field, operand: Operand, at?: number): FieldQuery {
  const test = createTest(known, operand);
  if (typeof test === 'string') throw describeInvalidQuery(`${name} ${test}`, at);
  const { columns, valuesOf } = (test.testsNames === true ? known.named : undefined) ?? known;
  return {
    kind: 'field',
    name,
    columns,
    find: (cell) => {
      const value = valuesOf(cell).find((it) => it !== null && test.holds(it));
      return value === undefined ? undefined : String(value);
    },
  };
}

type FieldQuery = Extract<Query, { kind: 'field' }>;

function readOperand(expression: Tag['expression'], operator: string, text: string): Operand {
  const at = expression.location.start + 1;
  switch (expression.type) {
    case 'EmptyExpression':
      throw describeInvalidQuery(`nothing follows ${JSON.stringify(operator)}`, text.length);
    case 'RegexExpression':
      throw describeInvalidQuery(
        'regular expressions are not supported; use * and ? as wildcards, as in name:fer*',
        at,
      );
    case 'RangeExpression':
      return { operator: ':', text: '', range: expression.range };
    case 'LiteralExpression': {
      // The text as written, because the parser turns some texts into numbers and booleans.
      const { start, end } = expression.location;
      const value = expression.quoted ? expression.value : text.slice(start, end);
      return { operator, text: value, isQuoted: expression.quoted };
    }
  }
}

/**
 * Reads a condition as filters of lists and other languages write it: `accuracy>0.8`, `variables!=3`. A name
 * that is no field is a metric. What is compared with no number may be mere words, such as `a=b`.
 */
function readAsField(text: string, names: Readable['names'], at?: number): Query | undefined {
  const condition = /^[\p{L}_$]/u.test(text) ? readCondition(text) : undefined;
  if (condition === undefined) return undefined;
  const { sign, value } = condition;
  const name = names.get(condition.name) ?? condition.name;
  const isNumber = condition.number !== null;
  const known = findField(name);
  const field = known ?? (isNumber ? findField(`metrics.${name}`) : undefined);
  if (field === undefined) return undefined;
  const operator = operatorOf(condition);
  const full = known === undefined ? `metrics.${name}` : name;
  const read = `${sign === '!=' ? 'NOT ' : ''}${quoteMetric(full)}${operator}${value}`;
  const compare = (operator: string): FieldQuery => ({
    ...createFieldQuery(full, field, { operator, text: value }, at),
    rewritten: [`${quoteMetric(name)}${sign}${value}`, read],
  });
  const query = compare(operator);
  if (sign === '!=') {
    // A model without a number does not have another one.
    return field.how === 'number' && isNumber
      ? { kind: 'or', left: compare(':<'), right: compare(':>') }
      : { kind: 'not', operand: query };
  }
  return known === undefined && sign === '=' && queryWordsIn(text).length > 0
    ? { kind: 'or', left: query, right: { kind: 'word', text, isPhrase: false } }
    : query;
}

/** Says that what is written like a condition is read as words; an arrow such as `a->b` is not. */
function readAsWords(text: string, isPhrase: boolean): Pick<FieldQuery, 'rewritten'> {
  const condition =
    !isPhrase && /^[\p{L}_$][^<>=!]*(?<!-)[<>=!]/u.test(text) && readCondition(text);
  if (condition === false || condition === undefined) return {};
  return { rewritten: [text, `words, because ${condition.value} is not a number`] };
}

/** A name of a metric as a query takes it: what is read differently without quotes is in quotes. */
function quoteMetric(field: string): string {
  return field.replace(/^(metrics\.)(.*[\s"():<>=!].*)$/u, '$1"$2"');
}

function createWordQuery(text: string, { names }: Readable, isPhrase = false, at?: number): Query {
  const condition = isPhrase ? undefined : readAsField(text, names, at);
  if (condition !== undefined) return condition;
  if (queryWordsIn(text).length > 0)
    return { kind: 'word', text, isPhrase, ...readAsWords(text, isPhrase) };
  if (text === '*') return { kind: 'all' };
  throw describeInvalidQuery(`${JSON.stringify(text)} contains no letter or digit`, at);
}

function isNumeric({ text, isQuoted }: Operand): boolean {
  return isQuoted !== true && Number.isFinite(Number(text || Number.NaN));
}

function describeUnknownField(name: string, column: number): RegistryError {
  return new RegistryError(
    'usage',
    `the query contains the unknown field ${JSON.stringify(name)} at column ${column}${didYouMean(name, FIELD_NAMES)}`,
    `Fields: ${FIELD_NAMES.join(', ')}.`,
  );
}

function describeInvalidQuery(problem: string, column?: number, cause?: unknown): RegistryError {
  const where = column === undefined ? '' : ` at column ${column}`;
  return new RegistryError(
    'usage',
    `the query is invalid${where}: ${problem}`,
    `Write words, "several words", field:value, variables:>10, [3 TO 5], AND, OR, NOT and parentheses. Text fields take * and ?; := takes the whole value.`,
    { cause },
  );
}
