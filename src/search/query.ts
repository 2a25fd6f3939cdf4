/** A query as text → what it asks: the only user of the parser of queries. Pure. */
import liqe, { type ParserAst } from 'liqe';
import { RegistryError } from '../domain/errors.js';
import { nearestName } from '../domain/nearest.js';
import { describeComparison, testFor, type Asked } from './comparison.js';
import { FIELD_NAMES, fieldNamed, type Cell, type Column } from './fields.js';
import { queryWordsIn } from './words.js';

/** What a query asks of a model. */
export type Query =
  | { readonly kind: 'all' }
  | {
      readonly kind: 'word';
      readonly text: string;
      /** In quotes: these words, in this order. */
      readonly isPhrase: boolean;
    }
  | {
      readonly kind: 'field';
      readonly name: string;
      /** The first that has a value that holds decides. */
      readonly columns: readonly Column[];
      /** The value of a column that holds; undefined where none does. */
      readonly find: (cell: Cell) => string | undefined;
    }
  | { readonly kind: 'and' | 'or'; readonly left: Query; readonly right: Query }
  | { readonly kind: 'not'; readonly operand: Query };

const LONGEST = 1000;
const MOST_TERMS = 100;
/** Whatever has none of these is words alone, and may hold any sign. */
const STRUCTURE = /[:"()]|(?:^|\s)(?:['-]|(?:AND|OR|NOT)(?=\s|$))/u;

/**
 * Reads a query.
 *
 * @throws RegistryError `usage`, with the column, from 1
 */
export function parseQuery(text: string): Query {
  if (text.length > LONGEST) {
    throw describeBad(`it has ${text.length} characters; ${LONGEST} are allowed`);
  }
  const words = text.split(/\s+/).filter((it) => it !== '');
  if (words.length === 0) throw describeBad('it is empty');
  if (words.length > MOST_TERMS) {
    throw describeBad(`it has ${words.length} words; ${MOST_TERMS} are allowed`);
  }
  if (!STRUCTURE.test(text)) return words.map((it) => askWord(it, false)).reduce(both);
  return readNode(parse(text), text);
}

function both(left: Query, right: Query): Query {
  return { kind: 'and', left, right };
}

function parse(text: string): ParserAst {
  try {
    return liqe.parse(plain(text));
  } catch (error) {
    const offset = error instanceof Error && 'offset' in error ? Number(error.offset) : undefined;
    if (offset !== undefined) {
      const sign = JSON.stringify(String.fromCodePoint(text.codePointAt(offset) ?? 32));
      throw describeBad(`${sign} is not expected there`, offset + 1, error);
    }
    throw describeBad(whatIsOpen(text), text.length, error);
  }
}

const TOKEN =
  /"(?:[^"\\]|\\.)*"?|(-?(?:[a-z_$][\w.$]*:(?:[<>]=?|=)?)?)(?:([[{][^\]}]*[\]}]?|'(?:[^'\\]|\\.)*'?|\/\S*|(?=["\s()]|$))|([^\s()"]+))/giu;

/**
 * The query with a plain word for each word and each value, as long as it was: the parser knows few
 * signs. What was written is read from the query itself.
 */
function plain(text: string): string {
  return text.replace(
    TOKEN,
    (token, prefix: string | undefined, _kept: string | undefined, value: string | undefined) => {
      const isOperator = prefix === '' && /^(?:AND|OR|NOT)$/.test(value ?? '');
      return value === undefined || isOperator ? token : (prefix ?? '') + 'x'.repeat(value.length);
    },
  );
}

function whatIsOpen(text: string): string {
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
  // A word alone has no operator, whatever the parser's types say.
  const asked = readAsked(expression, isField ? operator.operator : ':', text);
  if (!isField) {
    return askWord(asked.text, expression.type === 'LiteralExpression' && expression.quoted, at);
  }
  const column = field.location.start + 1;
  const known = fieldNamed(field.name);
  if (known === undefined) throw describeUnknownField(field.name, column);
  const test = testFor(known, asked);
  if (typeof test === 'string') throw describeBad(`${field.name} ${test}`, at);
  const { columns, valuesOf } = (test.isNamed === true ? known.named : undefined) ?? known;
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

function readAsked(expression: Tag['expression'], operator: string, text: string): Asked {
  const at = expression.location.start + 1;
  switch (expression.type) {
    case 'EmptyExpression':
      throw describeBad(`nothing follows ${JSON.stringify(operator)}`, text.length);
    case 'RegexExpression':
      throw describeBad(
        'it holds a regular expression; * and ? stand for letters, as in name:fer*',
        at,
      );
    case 'RangeExpression':
      return { operator: ':', text: '', range: expression.range };
    case 'LiteralExpression': {
      // As it is written: the parser makes numbers and truth values of some texts.
      const { start, end } = expression.location;
      const written = expression.quoted ? expression.value : text.slice(start, end);
      return { operator, text: written, isQuoted: expression.quoted };
    }
  }
}

function askWord(text: string, isPhrase: boolean, at?: number): Query {
  if (queryWordsIn(text).length > 0) return { kind: 'word', text, isPhrase };
  if (text === '*') return { kind: 'all' };
  throw describeBad(`${JSON.stringify(text)} holds no letter and no digit`, at);
}

function describeUnknownField(name: string, column: number): RegistryError {
  const near = nearestName(name, FIELD_NAMES);
  return new RegistryError(
    'usage',
    `the query asks for the unknown field ${JSON.stringify(name)} at column ${column}${near === undefined ? '' : `; did you mean ${near}?`}`,
    `There are: ${FIELD_NAMES.join(', ')}.`,
  );
}

function describeBad(problem: string, column?: number, cause?: unknown): RegistryError {
  const where = column === undefined ? '' : ` at column ${column}`;
  return new RegistryError(
    'usage',
    `the query cannot be understood${where}: ${problem}`,
    `Write words, "several words", field:value, variables:>10, [3 TO 5], AND, OR, NOT and parentheses. ${describeComparison()}`,
    { cause },
  );
}
