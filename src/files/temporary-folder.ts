/** Folders that last no longer than the process that makes them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that nobody else can read. */
export interface TemporaryFolder {
  /** Absolute. */
  readonly path: string;
  readonly remove: () => Promise<void>;
}

/** @param prefix - the start of its name */
export async function createTemporaryFolder(prefix: string): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), `${prefix}-`));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
