/** Keeps lines of the audit log that belong to no event in files of their own. */
import { basename, dirname, join } from 'node:path';
import { sha256 } from '../../domain/canonical.js';
import { hasContent, withErrorPathAsync, writeAtomic } from '../../files/atomic.js';
import { lstatIfPresent } from '../../files/lstat-if-present.js';
import type { Layout } from './layout.js';

const DIGITS = 16;

/** Returns the name of the file that keeps these lines. It follows from them, so a repetition is none. */
export function getAsideName({ auditLog }: Layout, bytes: Uint8Array): string {
  return `${basename(auditLog)}.aside-${sha256(bytes).slice(0, DIGITS)}`;
}

/** Durably keeps lines in a file of their own. @returns its name */
export async function writeAside(layout: Layout, bytes: Uint8Array): Promise<string> {
  const name = getAsideName(layout, bytes);
  const path = join(dirname(layout.auditLog), name);
  await withErrorPathAsync(path, async () => {
    const isThere = lstatIfPresent(path)?.isFile() === true && hasContent(path, Buffer.from(bytes));
    if (!isThere) await writeAtomic(path, bytes, { durable: true });
  });
  return name;
}
