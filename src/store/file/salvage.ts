/** Salvages from damaged registries when versions were created, and from which file. */
import { basename, dirname, join } from 'node:path';
import type { Remnant, Remnants } from '../../domain/maintenance.js';
import { remnantKey } from '../../domain/maintenance.js';
import { readBytesIfPresent } from '../../files/atomic.js';
import { listGenerations, readGeneration } from './generations.js';
import type { Layout } from './layout.js';
import { listFolder } from './inspect-output.js';

// Matches the start of a version as `emitRegistry` writes it, in any context.
const VERSION =
  /"version": ("(?:[^"\\]|\\.){1,256}"),\s+"file_path": ("(?:[^"\\]|\\.){0,4096}"),\s+"created_at": "(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)",\s+"hash": "([0-9a-f]{64})"/g;

/** Reads what is left in the registry, its backup, its generations and quarantined files. */
export async function readRemnants(layout: Layout): Promise<Remnants> {
  const found = new Map<string, Remnant[]>();
  const folder = dirname(layout.registry);
  const candidates = (await listFolder(folder)).filter(
    ({ name, kind }) => kind === 'file' && name.startsWith(basename(layout.registry)),
  );
  for (const { name } of candidates) {
    collect(await readBytesIfPresent(join(folder, name)).catch(() => undefined), found);
  }
  for (const generation of listGenerations(layout)) {
    collect(readGeneration(layout, generation), found);
  }
  return found;
}

function collect(bytes: Buffer | undefined, found: Map<string, Remnant[]>): void {
  for (const [, version = '', path = '', createdAt = '', hash = ''] of (
    bytes?.toString('utf8') ?? ''
  ).matchAll(VERSION)) {
    const [number, filePath] = [readText(version), readText(path)];
    if (number === undefined || filePath === undefined) continue;
    const key = remnantKey(number, hash);
    const known = found.get(key) ?? [];
    if (known.some((it) => it.filePath === filePath && it.createdAt === createdAt)) continue;
    found.set(key, [...known, { filePath, createdAt }]);
  }
}

function readText(json: string): string | undefined {
  try {
    const text: unknown = JSON.parse(json);
    return typeof text === 'string' ? text : undefined;
  } catch {
    return undefined;
  }
}
