/** Parses queries. The only module that uses the query parser's library. Pure. */
import liqe, { type ParserAst } from 'liqe';
import { RegistryError } from '../domain/errors.js';
import { didYouMean } from '../domain/nearest.js';
import { createTest, type Operand } from './comparison.js';
import { FIELD_NAMES, findField, type Cell, type Column } from './fields.js';
import { queryWordsIn } from './words.js';

/** A parsed query. */
export type Query =
  | { readonly kind: 'all' }
  | {
      readonly kind: 'word';
      readonly text: string;
      /** Quoted words, which must occur in this order. */
      readonly isPhrase: boolean;
    }
  | {
      readonly kind: 'field';
      readonly name: string;
      /** The columns to search; the first with a matching value decides. */
      readonly columns: readonly Column[];
      /** Returns the matching value of a cell; undefined if there is none. */
      readonly find: (cell: Cell) => string | undefined;
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
  const words = text.split(/\s+/).filter((it) => it !== '');
  if (words.length === 0) throw describeInvalidQuery('it is empty');
  if (words.length > MAX_TERMS) {
    throw describeInvalidQuery(`it has ${words.length} words; the limit is ${MAX_TERMS}`);
  }
  if (!STRUCTURE.test(text))
    return words
      .map((it) => createWordQuery(it, false))
      .reduce((left, right): Query => ({ kind: 'and', left, right }));
  return readNode(parse(text), text);
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

function readNode(node: ParserAst, text: string): Query {
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

function readTag({ field, operator, expression }: Tag, text: string): Query {
  const at = expression.location.start + 1;
  const isField = field.type === 'Field';
  // A word without a field has no operator, whatever the parser's types say.
  const operand = readOperand(expression, isField ? operator.operator : ':', text);
  if (!isField) {
    return createWordQuery(
      operand.text,
      expression.type === 'LiteralExpression' && expression.quoted,
      at,
    );
  }
  const column = field.location.start + 1;
  const knownField = findField(field.name);
  if (knownField === undefined) throw describeUnknownField(field.name, column);
  const test = createTest(knownField, operand);
  if (typeof test === 'string') throw describeInvalidQuery(`${field.name} ${test}`, at);
  const { columns, valuesOf } =
    (test.testsNames === true ? knownField.named : undefined) ?? knownField;
  return {
    kind: 'field',
    name: field.name,
    columns,
    find: (cell) => {
      const value = valuesOf(cell).find((it) => it !== null && test.holds(it));
      return value === undefined ? undefined : String(value);
    },
  };
}

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

function createWordQuery(text: string, isPhrase: boolean, at?: number): Query {
  if (queryWordsIn(text).length > 0) return { kind: 'word', text, isPhrase };
  if (text === '*') return { kind: 'all' };
  throw describeInvalidQuery(`${JSON.stringify(text)} contains no letter or digit`, at);
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
