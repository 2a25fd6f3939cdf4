/** A client of the built language server, which writes down what was said. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ClientCapabilities,
  type CodeAction,
  type Diagnostic,
  type InitializeResult,
  type Position,
  type ProtocolConnection,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { runCli } from '../../src/faces/cli/index.js';
import { TextDocument } from 'vscode-languageserver-textdocument';

const PROGRAM = join(import.meta.dirname, '../../dist/gnn-registry.js');

/** A session with the server, and the document that it is about. */
export interface LspSession {
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  /** What the server showed to the person. */
  readonly messages: readonly string[];
  readonly open: (name: string, text: string) => Promise<LspDocument>;
  /** Ends the session. @returns the exit code */
  readonly end: () => Promise<number | null>;
}

/** A session with a process of its own. */
export interface BuiltSession extends LspSession {
  readonly child: ChildProcess;
}

/** An open document. */
export interface LspDocument {
  readonly uri: string;
  readonly text: () => string;
  /** Replaces the first occurrence of a text, as an editor would that sends what has changed. */
  readonly replace: (from: string, to: string) => Promise<readonly Diagnostic[]>;
  readonly apply: (edit: WorkspaceEdit | readonly TextEdit[]) => Promise<readonly Diagnostic[]>;
  /** Asks about a position: the first character of a text. */
  readonly ask: (method: string, at: string | Position | null, more?: object) => Promise<unknown>;
  readonly actions: (only?: string) => Promise<CodeAction[]>;
  readonly findings: () => Promise<readonly Diagnostic[]>;
  readonly close: () => Promise<readonly Diagnostic[]>;
}

interface ClientOptions {
  readonly args?: readonly string[];
  readonly capabilities?: ClientCapabilities;
}

/** Starts a server in a folder, and connects to it. */
export type StartLsp = (folder: string, options?: ClientOptions) => Promise<LspSession>;

/** Starts the built program. */
export async function startLsp(
  folder: string,
  { args = [], capabilities = {} }: ClientOptions = {},
): Promise<BuiltSession> {
  const child = spawn(execPath, [PROGRAM, 'lsp', ...args], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const session = await connect(folder, child.stdout, child.stdin, capabilities);
  const end = async (): Promise<number | null> => {
    const ended = once(child, 'exit');
    await session.connection.sendRequest('shutdown');
    await session.connection.sendNotification('exit');
    const [code] = await ended;
    return code;
  };
  return { ...session, child, end };
}

/** Starts the server within this process, which cannot end: so it is shut down only. */
export const startLspHere: StartLsp = async (folder, { args = [], capabilities = {} } = {}) => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const silent = { write: () => {}, isTTY: false, columns: undefined };
  const served = runCli(['lsp', ...args], {
    stdout: silent,
    stderr: silent,
    env: {},
    cwd: folder,
    cores: 2,
    version: '0.0.0',
    now: () => new Date(),
    elapsed: () => performance.now(),
    streams: { input, output },
  });
  const session = await connect(folder, output, input, capabilities);
  const end = async (): Promise<number> => {
    await session.connection.sendRequest('shutdown');
    session.connection.dispose();
    // A server that ended by itself says how; one that still waits has done all that it was asked.
    return Promise.race([served, Promise.resolve(0)]);
  };
  return { ...session, end };
};

async function connect(
  folder: string,
  from: NodeJS.ReadableStream,
  to: NodeJS.WritableStream,
  capabilities: ClientCapabilities,
): Promise<Omit<LspSession, 'end'>> {
  const connection = createProtocolConnection(
    new StreamMessageReader(from),
    new StreamMessageWriter(to),
  );
  const messages: string[] = [];
  const published = new Map<string, { version: number; diagnostics: readonly Diagnostic[] }>();
  const listeners = new Set<() => void>();
  connection.onNotification('window/showMessage', ({ message }: { message: string }) => {
    messages.push(message);
  });
  connection.onNotification('textDocument/publishDiagnostics', (params) => {
    published.set(params.uri, { version: params.version ?? -1, diagnostics: params.diagnostics });
    for (const listener of listeners) listener();
  });
  connection.onRequest('workspace/codeLens/refresh', () => null);
  connection.onRequest('client/registerCapability', () => null);
  connection.listen();
  const initialized: InitializeResult = await connection.sendRequest('initialize', {
    processId: null,
    rootUri: pathToFileURL(folder).href,
    capabilities,
  });
  await connection.sendNotification('initialized', {});
  const waitFor = async (uri: string, version: number): Promise<readonly Diagnostic[]> => {
    for (;;) {
      const now = published.get(uri);
      if (now?.version === version) return now.diagnostics;
      await new Promise<void>((resolve) => {
        const listener = (): void => {
          listeners.delete(listener);
          resolve();
        };
        listeners.add(listener);
      });
    }
  };

  const open = async (name: string, text: string): Promise<LspDocument> => {
    const uri = pathToFileURL(join(folder, name)).href;
    let document = TextDocument.create(uri, 'gnn', 1, text);
    await connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'gnn', version: 1, text },
    });
    await waitFor(uri, 1);
    const change = async (edits: readonly TextEdit[]): Promise<readonly Diagnostic[]> => {
      const version = document.version + 1;
      const inverse = edits.toSorted(
        (a, b) => document.offsetAt(b.range.start) - document.offsetAt(a.range.start),
      );
      const changes = inverse.map(({ range, newText }) => ({ range, text: newText }));
      document = TextDocument.update(document, changes, version);
      await connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: changes,
      });
      return waitFor(uri, version);
    };
    const positionOf = (at: string): Position =>
      document.positionAt(document.getText().indexOf(at));
    return {
      uri,
      text: () => document.getText(),
      replace: (from, to) => {
        const start = positionOf(from);
        const end = document.positionAt(document.getText().indexOf(from) + from.length);
        return change([{ range: { start, end }, newText: to }]);
      },
      apply: (edit) => change('length' in edit ? edit : (edit.changes?.[uri] ?? [])),
      ask: (method, at, more = {}) =>
        connection.sendRequest(`textDocument/${method}`, {
          textDocument: { uri },
          ...(at !== null && { position: typeof at === 'string' ? positionOf(at) : at }),
          ...more,
        }),
      actions: async (only) => {
        const end = document.positionAt(document.getText().length);
        const found: CodeAction[] | null = await connection.sendRequest('textDocument/codeAction', {
          textDocument: { uri },
          range: { start: { line: 0, character: 0 }, end },
          context: { diagnostics: [], ...(only !== undefined && { only: [only] }) },
        });
        return found ?? [];
      },
      findings: () => waitFor(uri, document.version),
      close: async () => {
        published.delete(uri);
        await connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
        return waitFor(uri, -1);
      },
    };
  };
  return { connection, initialized, messages, open };
}

/** Findings as lines of a transcript. */
export function describeFindings(findings: readonly Diagnostic[]): string[] {
  return findings.map(
    ({ range: { start, end }, code, message }) =>
      `${start.line + 1}:${start.character + 1}-${end.line + 1}:${end.character + 1} ${code} ${message}`,
  );
}
