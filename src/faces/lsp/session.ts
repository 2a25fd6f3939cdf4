/** One session with an editor: who may ask what when, and which function answers. */
import {
  CodeLensRefreshRequest,
  ErrorCodes,
  LSPErrorCodes,
  MessageType,
  ResponseError,
} from 'vscode-languageserver/node';
import { capabilitiesFor, readClient, type Client } from './capabilities.js';
import { openDocument, pathOf, type OpenDocument } from './documents.js';
import { toDiagnostic } from './features/diagnostics.js';
import { createPlaces } from './open-places.js';
import type { Place } from './places.js';
import { createPublisher } from './publisher.js';
import { answerRequests } from './requests.js';
import type { Connection, ServerInput } from './server.js';

/** Answers a client on a connection that does not listen yet. */
export function startSession(connection: Connection, given: ServerInput): void {
  const { docs, elapsed, signal } = given;
  const documents = new Map<string, Promise<OpenDocument>>();
  let client: Client | undefined;
  let isShutDown = false;
  const warned = new Set<string>();
  const warn = (message: string): void => {
    if (warned.has(message)) return;
    warned.add(message);
    // A notification, since a request that the client refuses would be an error here.
    const params = { type: MessageType.Warning, message };
    connection.sendNotification('window/showMessage', params).catch(() => {});
  };
  const fail = (error: unknown): void => {
    connection.console.error(
      error instanceof Error ? (error.stack ?? error.message) : String(error),
    );
  };
  const publisher = createPublisher({
    publish: ({ uri, version, analysis }, findings) => {
      const read = analysis();
      const diagnostics = findings.map((it) => toDiagnostic(it, read, docs));
      connection.sendDiagnostics({ uri, version, diagnostics }).catch(() => {});
    },
    refresh: () => {
      if (client?.refreshesLenses !== true) return;
      connection.sendRequest(CodeLensRefreshRequest.type).catch(() => {});
    },
    warn: ({ message, hint }) =>
      warn(`${message}${/[.!?]$/.test(message) ? '' : '.'} ${given.folders.word(hint)}`),
    notify: (notices) => notices.forEach((it) => warn(given.folders.word(it))),
    fail,
  });
  /** In the order in which it is asked for, since a document may still be opening. */
  const withDocument = async (
    opening: Promise<OpenDocument> | undefined,
    work: (document: OpenDocument) => void,
  ): Promise<void> => {
    try {
      const document = await opening;
      if (document !== undefined) work(document);
    } catch (error) {
      fail(error);
    }
  };
  const withAll = async (work: (document: OpenDocument) => void): Promise<void> => {
    const openings = Array.from(documents.values());
    for (const opened of await Promise.allSettled(openings)) {
      if (opened.status === 'fulfilled') work(opened.value);
    }
  };
  const places = createPlaces(
    given.folders,
    given.cwd,
    {
      onRegistry: (place: Place) => {
        void withAll((it) => {
          if (it.place !== place) return;
          it.forgetPlan();
          publisher.schedule(it);
        });
      },
      onSettings: () => {
        void withAll((it) => reopen(it.uri, it.version, it.analysis().text));
      },
      onProblem: warn,
    },
    signal,
  );
  const open = (uri: string, version: number, text: string): void => {
    const encoding = client?.encoding ?? 'utf-16';
    const opening = places
      .of(pathOf(uri))
      .then((place) => openDocument({ uri, version, text, place, encoding, elapsed }));
    documents.set(uri, opening);
    void withDocument(opening, (document) => {
      if (documents.get(uri) === opening) publisher.schedule(document);
    });
  };
  const reopen = (uri: string, version: number, text: string): void => {
    void withDocument(documents.get(uri), publisher.cancel);
    if (documents.has(uri)) open(uri, version, text);
  };
  const mayNotify = (): boolean => client !== undefined && !isShutDown;

  connection.onInitialize((params) => {
    if (client !== undefined) return refuse('the server is initialized already');
    client = readClient(params);
    places.changeRoots(client.roots, []);
    return {
      capabilities: capabilitiesFor(client),
      serverInfo: { name: 'gnn-registry', version: given.version },
    };
  });
  connection.onShutdown(() => {
    isShutDown = true;
  });
  connection.onDidOpenTextDocument(({ textDocument: { uri, version, text } }) => {
    if (mayNotify()) open(uri, version, text);
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    void withDocument(documents.get(uri), (document) => {
      document.change(version, contentChanges);
      publisher.schedule(document);
    });
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    void withDocument(documents.get(uri), (document) => {
      publisher.cancel(document);
      connection.sendDiagnostics({ uri, diagnostics: [] }).catch(() => {});
    });
    documents.delete(uri);
  });
  connection.onInitialized(() => {
    if (client?.followsFolders !== true) return;
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      places.changeRoots(pathsOf(added), pathsOf(removed));
    });
  });
  answerRequests(connection, {
    client: () => client ?? readClient({ processId: null, rootUri: null, capabilities: {} }),
    documentOf: async (uri) => {
      if (client === undefined) {
        throw new ResponseError(
          ErrorCodes.ServerNotInitialized,
          'the server is not initialized yet',
        );
      }
      if (isShutDown) throw refuse('the server was shut down');
      const document = await documents.get(uri);
      if (document !== undefined) return document;
      throw new ResponseError(LSPErrorCodes.RequestFailed, `${uri} is not open`);
    },
  });
}

function pathsOf(folders: readonly { readonly uri: string }[]): string[] {
  return folders.flatMap(({ uri }) => pathOf(uri) ?? []);
}

function refuse(message: string): ResponseError<never> {
  return new ResponseError(ErrorCodes.InvalidRequest, message);
}
