/** What each word is, for colours. Pure. */
import type { PlaceKind } from '../../../domain/places.js';
import { BLOCKS, type SectionName } from '../../../domain/spec.js';
import { commentStart } from '../../../gnn/lines.js';
import { lineAt, lineEnd, lineStart } from '../../../gnn/source.js';
import type { Analysis, ModelAnalysis } from '../analysis.js';
import { countUnits, toPosition } from '../text.js';

/** The token types of the server's legend. */
export const TOKEN_TYPES = [
  'namespace',
  'variable',
  'parameter',
  'property',
  'type',
  'enumMember',
  'class',
  'number',
  'operator',
  'comment',
] as const;
export const TOKEN_MODIFIERS = ['declaration'] as const;

type TokenType = (typeof TOKEN_TYPES)[number];

const TYPES: Partial<Record<PlaceKind, TokenType>> = {
  declared: 'variable',
  dimension: 'variable',
  connected: 'variable',
  index: 'variable',
  assigned: 'variable',
  annotated: 'variable',
  time: 'variable',
  setting: 'parameter',
  attribute: 'property',
  type: 'type',
  default: 'enumMember',
  term: 'class',
  size: 'number',
  operator: 'operator',
};

/** A word, by offsets. */
interface Token {
  readonly start: number;
  readonly end: number;
  readonly type: TokenType;
  readonly isDeclaration: boolean;
}

/** The tokens of a document, five numbers each, as the protocol packs them. */
export function listTokens(analysis: Analysis): number[] {
  const tokens = analysis.models
    .flatMap((model) => [...wordsOf(model), ...linesOf(model, analysis)])
    .sort((a, b) => a.start - b.start);
  const data: number[] = [];
  let [line, character, end] = [0, 0, 0];
  for (const token of tokens) {
    if (token.start < end) continue;
    const at = toPosition(analysis, token.start);
    const length = countUnits(
      analysis.source.text.slice(token.start, token.end),
      analysis.encoding,
    );
    const isSameLine = at.line === line;
    data.push(
      at.line - line,
      isSameLine ? at.character - character : at.character,
      length,
      TOKEN_TYPES.indexOf(token.type),
      token.isDeclaration ? 1 : 0,
    );
    [line, character, end] = [at.line, at.character, token.end];
  }
  return data;
}

function wordsOf({ places }: ModelAnalysis): Token[] {
  return places.flatMap(({ kind, start, end }) => {
    const type = TYPES[kind];
    return type === undefined ? [] : [{ start, end, type, isDeclaration: kind === 'declared' }];
  });
}

/** The sections in which `#` starts a comment anywhere. */
const WITH_COMMENTS: ReadonlySet<SectionName> = new Set<SectionName>([
  'StateSpaceBlock',
  ...BLOCKS,
  'Connections',
  'InitialParameterization',
  'Time',
  'ActInfOntologyAnnotation',
  'ModelParameters',
]);

/** Headings and comments. */
function linesOf({ sections }: ModelAnalysis, { source }: Analysis): Token[] {
  const tokens: Token[] = [];
  for (const { name, line, to } of sections) {
    const heading = { start: lineStart(source, line), end: lineEnd(source, line) };
    tokens.push({ ...heading, type: 'namespace', isDeclaration: false });
    if (!WITH_COMMENTS.has(name)) continue;
    for (
      let below = line + 1;
      below < Math.min(to, lineAt(source, source.text.length) + 1);
      below += 1
    ) {
      const end = lineEnd(source, below);
      const start = commentStart(source.text, lineStart(source, below), end);
      if (start < end) tokens.push({ start, end, type: 'comment', isDeclaration: false });
    }
  }
  return tokens;
}
