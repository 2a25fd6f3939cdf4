/** Measures the room on a disk. */
import { statfs } from 'node:fs/promises';
import { findExisting } from './git.js';

/** The room on a disk, in bytes. */
export interface Space {
  readonly free: number;
  readonly total: number;
}

/** Measures the disk that a folder is on, or would be on; undefined where the system does not say. */
export async function measureSpace(folder: string): Promise<Space | undefined> {
  try {
    const { bavail, blocks, bsize } = await statfs(findExisting(folder));
    return { free: bavail * bsize, total: blocks * bsize };
  } catch {
    return undefined;
  }
}
