/** Which function answers which request. */
import {
  ErrorCodes,
  LSPErrorCodes,
  MessageType,
  ResponseError,
  type Position,
  type Range,
  type TextDocumentIdentifier,
} from 'vscode-languageserver/node';
import { RegistryError } from '../../domain/errors.js';
import type { Analysis } from './analysis.js';
import type { OpenDocument } from './documents.js';
import { listActions, toEdits } from './features/code-actions.js';
import { complete } from './features/completion.js';
import { format, type LineSpan } from './features/format.js';
import { listHints } from './features/hints.js';
import { describeAt } from './features/hover.js';
import { describeChanges, listLenses, SHOW_CHANGES } from './features/lens.js';
import {
  explainRefusal,
  findDefinitions,
  findHighlights,
  findReferences,
  findRenamed,
  rename,
} from './features/navigation.js';
import { listFolds, listSymbols } from './features/structure.js';
import { listTokens } from './features/tokens.js';
import type { Connection, Session } from './server.js';
import { toOffset } from './text.js';

interface AboutDocument {
  readonly textDocument: TextDocumentIdentifier;
}

interface AtPosition extends AboutDocument {
  readonly position: Position;
}

/** Answers every request about documents. */
export function answerRequests(connection: Connection, { documentOf, client }: Session): void {
  /** Answers from what the core reads in a document. */
  const about =
    <Params extends AboutDocument, Answer>(
      answer: (analysis: Analysis, params: Params, document: OpenDocument) => Answer,
    ) =>
    async (params: Params): Promise<Answer> => {
      const document = await documentOf(params.textDocument.uri);
      return answer(document.analysis(), params, document);
    };
  const at = <Params extends AtPosition, Answer>(
    answer: (analysis: Analysis, offset: number, params: Params, document: OpenDocument) => Answer,
  ) =>
    about((analysis, params: Params, document) =>
      answer(analysis, toOffset(analysis, params.position), params, document),
    );

  connection.onHover(at((analysis, offset) => describeAt(analysis, offset)));
  connection.onCompletion(at((analysis, offset) => complete(analysis, offset)));
  connection.onDefinition(
    at((analysis, offset, { textDocument }) => findDefinitions(analysis, offset, textDocument.uri)),
  );
  connection.onReferences(
    at((analysis, offset, { textDocument, context }) =>
      findReferences(analysis, offset, textDocument.uri, context.includeDeclaration),
    ),
  );
  connection.onDocumentHighlight(at((analysis, offset) => findHighlights(analysis, offset)));
  connection.onPrepareRename(at((analysis, offset) => findRenamed(analysis, offset)));
  connection.onRenameRequest(
    at((analysis, offset, { newName, textDocument: { uri } }, { version }) => {
      const refusal = explainRefusal(analysis, offset, newName);
      if (refusal !== undefined) throw new ResponseError(LSPErrorCodes.RequestFailed, refusal);
      return rename(analysis, offset, newName, { uri, version, asks: client().asksAboutEdits });
    }),
  );
  connection.onDocumentSymbol(about((analysis) => listSymbols(analysis)));
  connection.onFoldingRanges(about((analysis) => listFolds(analysis)));
  connection.languages.semanticTokens.on(about((analysis) => ({ data: listTokens(analysis) })));
  connection.languages.inlayHint.on(about((analysis, { range }) => listHints(analysis, range)));
  connection.onDocumentFormatting(about((analysis, _, document) => formatted(analysis, document)));
  connection.onDocumentRangeFormatting(
    about((analysis, { range }, document) => formatted(analysis, document, toSpan(range))),
  );
  connection.onCodeAction(
    about((analysis, { range, context, textDocument: { uri } }, document) =>
      listActions(analysis, {
        uri,
        range,
        only: context.only,
        reading: document.place.reading,
        findings: document.findings(),
      }),
    ),
  );
  connection.onCodeLens(async ({ textDocument }) => {
    const document = await documentOf(textDocument.uri);
    const planned = await document.plan().catch(ignoreRegistry);
    return planned === undefined ? [] : listLenses(document.analysis(), planned, textDocument.uri);
  });
  connection.onExecuteCommand(async ({ command, arguments: given = [] }) => {
    const [uri, index] = given as readonly unknown[];
    if (command !== SHOW_CHANGES || typeof uri !== 'string' || typeof index !== 'number') {
      const message = `${command} is no command of this server, or is not called as its lens does`;
      throw new ResponseError(ErrorCodes.InvalidParams, message);
    }
    const planned = await (await documentOf(uri)).plan();
    const outcome = planned?.outcomes[index];
    if (outcome === undefined) return;
    const message = describeChanges(outcome);
    await connection.sendNotification('window/showMessage', { type: MessageType.Info, message });
  });
}

/** A registry that cannot be read has no lenses; the reason was told already. */
function ignoreRegistry(error: unknown): undefined {
  if (!(error instanceof RegistryError)) throw error;
}

function formatted(analysis: Analysis, { place }: OpenDocument, span?: LineSpan) {
  return toEdits(format(analysis, place.reading, span), analysis);
}

function toSpan({ start, end }: Range): LineSpan {
  // A range that ends before the first character of a line leaves that line out.
  return { from: start.line + 1, to: end.character === 0 ? end.line : end.line + 1 };
}
