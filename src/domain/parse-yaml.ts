/** Parses YAML that somebody else wrote. Pure. */
import yaml, {
  type CST,
  type Document,
  type DocumentOptions,
  type ParseOptions,
  type SchemaOptions,
} from 'yaml';
import { YAML_OPTIONS } from './yaml.js';

/** How deeply collections may be nested: four times as deeply as a value that is kept. */
const MOST_LEVELS = 64;

/** Why a text is not parsed at all. */
export class YamlDepthError extends Error {
  /** The 1-based line that goes too deep. */
  readonly line: number;

  constructor(line: number) {
    super(`it is nested deeper than ${MOST_LEVELS} levels`);
    this.line = line;
  }
}

/**
 * Parses one document. Its collections are composed by recursion: where they are nested too deeply, the engine does not
 * only run out of stack, which could be caught, but may end the process if it compiles a regular expression there.
 *
 * @param more - beside {@link YAML_OPTIONS}
 * @throws YamlDepthError
 */
export function parseYaml(
  text: string,
  more: ParseOptions & DocumentOptions & SchemaOptions = {},
): Document.Parsed {
  // Hardly any text has so many starts of collections at all.
  if ((text.match(STARTS) ?? []).length > MOST_LEVELS) refuseDepth(text);
  return yaml.parseDocument(text, { ...YAML_OPTIONS, ...more });
}

/** What may start a collection. */
const STARTS = /[[{?:]|-(?=\s)/g;

/** The tokens are found without recursion. @throws YamlDepthError */
function refuseDepth(text: string): void {
  const parser = new yaml.Parser();
  for (const token of new yaml.Lexer().lex(text)) {
    for (const _ of parser.next(token));
    if (countLevels(parser.stack) > MOST_LEVELS)
      throw new YamlDepthError(text.slice(0, parser.offset).split('\n').length);
  }
}

/** The collections among what a parser works at: the document, those, and maybe a scalar. */
function countLevels(stack: readonly CST.Token[]): number {
  const top = stack.at(-1);
  return stack.length - (top !== undefined && 'items' in top ? 1 : 2);
}
