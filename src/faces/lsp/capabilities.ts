/** What the client can do, and what the server offers. Pure. */
import {
  TextDocumentSyncKind,
  type InitializeParams,
  type ServerCapabilities,
} from 'vscode-languageserver/node';
import { pathOf } from './documents.js';
import { SHOW_CHANGES } from './features/lens.js';
import { TOKEN_MODIFIERS, TOKEN_TYPES } from './features/tokens.js';
import { chooseEncoding, type Encoding } from './text.js';

/** What is to be known of a client. */
export interface Client {
  readonly encoding: Encoding;
  /** The folders of the workspace; absolute. */
  readonly roots: readonly string[];
  readonly refreshesLenses: boolean;
  /** It tells when folders are added to the workspace. */
  readonly followsFolders: boolean;
  /** It asks a person about edits that need a word. */
  readonly asksAboutEdits: boolean;
}

export function readClient(params: InitializeParams): Client {
  const { general, workspace } = params.capabilities;
  const folders = params.workspaceFolders ?? [];
  const uris = folders.length > 0 ? folders.map(({ uri }) => uri) : rootOf(params);
  const { changeAnnotationSupport, documentChanges } = workspace?.workspaceEdit ?? {};
  return {
    encoding: chooseEncoding(general?.positionEncodings),
    roots: uris.flatMap((uri) => pathOf(uri) ?? []),
    refreshesLenses: workspace?.codeLens?.refreshSupport === true,
    followsFolders: workspace?.workspaceFolders === true,
    asksAboutEdits: documentChanges === true && changeAnnotationSupport !== undefined,
  };
}

function rootOf({ rootUri }: InitializeParams): string[] {
  return typeof rootUri === 'string' ? [rootUri] : [];
}

export function capabilitiesFor({ encoding }: Client): ServerCapabilities {
  return {
    positionEncoding: encoding,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    hoverProvider: true,
    completionProvider: { triggerCharacters: ['#', '[', ',', '=', '>', '-', '(', ' '] },
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    renameProvider: { prepareProvider: true },
    documentSymbolProvider: true,
    foldingRangeProvider: true,
    semanticTokensProvider: {
      legend: { tokenTypes: [...TOKEN_TYPES], tokenModifiers: [...TOKEN_MODIFIERS] },
      full: true,
    },
    inlayHintProvider: true,
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
    codeLensProvider: { resolveProvider: false },
    executeCommandProvider: { commands: [SHOW_CHANGES] },
    codeActionProvider: { codeActionKinds: ['quickfix', 'source.fixAll'] },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
}
