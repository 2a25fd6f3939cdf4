/** The page of the registry, written anew whenever the registry has changed and somebody looks. */
import { join } from 'node:path';
import type { RegistryState } from '../../domain/registry-state.js';
import { MEGABYTE } from '../../domain/limits.js';
import { readUpTo } from '../../files/hash-file.js';
import { createTemporaryFolder, type TemporaryFolder } from '../../files/temporary-folder.js';
import { openPlace } from '../../operations/resident.js';
import { openAt } from '../../operations/workplace.js';
import { writeSite, type SiteMemory } from '../site/write-site.js';
import type { Service } from './service.js';

/** The files of the page. */
export interface SiteFiles {
  /** Reads a file; undefined if the page has none of that name. */
  readonly read: (path: string) => Promise<SiteFile | undefined>;
  readonly close: () => Promise<void>;
}

/** A file, and its media type. */
export interface SiteFile {
  readonly bytes: Uint8Array;
  readonly type: string;
}

/** Every file that the page has, and no other, is called so. */
const NAMES: readonly (readonly [name: RegExp, type: string])[] = [
  [/^index\.html$/, 'text/html; charset=utf-8'],
  [/^(?:app|data\/(?:index|models-\d{1,9}))\.js$/, 'text/javascript; charset=utf-8'],
  [/^app\.css$/, 'text/css; charset=utf-8'],
  [/^pictures\/[0-9a-f]{40}\.svg$/, 'image/svg+xml'],
];

const MOST_BYTES = 256 * MEGABYTE;

/** How many threads lay out pictures: each takes 45 MB, and those who ask for something else need the processor, too. */
const THREADS = 1;

/** @param built - the folder of the built page */
export function createSiteFiles(service: Service, built: string): SiteFiles {
  let folder: Promise<TemporaryFolder> | undefined;
  /** Not kept for this: it is the whole registry. */
  let written: WeakRef<RegistryState> | undefined;
  const memory: SiteMemory = new Map();
  let turn: Promise<unknown> = Promise.resolve();
  const update = async (): Promise<string> => {
    const { path } = await (folder ??= createTemporaryFolder('gnn-registry-site'));
    const { signal } = new AbortController();
    const place = openPlace(service, { signal });
    const options = { ...place.options, jobs: THREADS };
    const registry = await openAt({ ...place, options }, true);
    if (registry.state === written?.deref()) return path;
    await writeSite(registry, path, built, memory);
    written = new WeakRef(registry.state);
    return path;
  };
  return {
    read: async (path) => {
      const type = NAMES.find(([name]) => name.test(path))?.[1];
      if (type === undefined) return undefined;
      const updated = turn.then(update);
      turn = updated.catch(() => undefined);
      const root = await updated;
      const bytes = await readUpTo(join(root, path), path, MOST_BYTES);
      return bytes && { bytes, type };
    },
    close: async () => {
      await turn;
      await (await folder)?.remove();
    },
  };
}
