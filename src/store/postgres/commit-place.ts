import type { StoreEnvironment } from '../port.js';
import type { Barrier } from './barrier.js';
import type { Database } from './connection.js';
import type { LoadedRows } from './load.js';

/** What a commit needs beside its changes. */
export interface CommitPlace {
  readonly database: Database;
  readonly env: StoreEnvironment;
  readonly barrier: Barrier;
  /** Notes what was committed. */
  readonly note: (done: LoadedRows) => void;
  /** How many bytes an archive may unpack to. */
  readonly maxBytes: number;
  /** Whether the metadata of models are kept. */
  readonly withMetadata: boolean;
}
