/** What the parts of the server share. */
import type { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import type { Client } from './capabilities.js';
import type { OpenDocument } from './documents.js';
import type { FolderOpener } from './places.js';

/** What the server is given. */
export interface ServerInput {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly version: string;
  readonly cwd: string;
  /** Milliseconds of a monotonic clock. */
  readonly elapsed: () => number;
  /** Ends the server. */
  readonly signal: AbortSignal | undefined;
  /** The address of the page that explains findings. */
  readonly docs: string | undefined;
  readonly folders: FolderOpener;
}

export type Connection = ReturnType<typeof createConnection> & ProposedFeatures.Connection;

/** The state of a session. */
export interface Session {
  /** The open document of an address. @throws ResponseError if there is none, or nobody may ask yet */
  readonly documentOf: (uri: string) => Promise<OpenDocument>;
  readonly client: () => Client;
}
