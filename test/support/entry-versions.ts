import { sha256 } from '../../src/domain/canonical.js';
import type { Entry } from '../../src/domain/model.js';
import { entryWith } from './registry-entries.js';

/** An entry with several versions, the last of which is the current one. */
export function versionsWith(id: string, ...numbers: readonly string[]): Entry {
  const version = numbers.at(-1) ?? '1.0.0';
  const single = entryWith(id, { version, hash: sha256(`${id} ${version}`) });
  const versions = numbers.flatMap((number, index) => {
    const made = entryWith(id, { version: number, hash: sha256(`${id} ${number}`) });
    const previous = numbers[index - 1] ?? null;
    return Object.values(made.versions).map(
      (version) => [number, { ...version, previous }] as const,
    );
  });
  return { ...single, current_version: version, versions: Object.fromEntries(versions) };
}
