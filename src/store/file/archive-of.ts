import { sha256 } from '../../domain/canonical.js';
import { RegistryError } from '../../domain/errors.js';
import type { VersionEntry } from '../../domain/model.js';
import type { Layout } from './layout.js';
import { readArchive } from './metadata.js';

type ArchivedVersion = Pick<VersionEntry, 'version' | 'source' | 'hash'>;

/**
 * Reads the archived bytes of a version and verifies their hash.
 *
 * @throws RegistryError `archive-missing`, `archive-damaged`, which name the file
 */
export async function readCheckedArchive(
  layout: Layout,
  version: ArchivedVersion,
): Promise<Uint8Array> {
  const bytes = await readArchive(layout, version.source);
  if (bytes === undefined) throw describeMissing(version);
  if (version.hash !== null && sha256(bytes) !== version.hash) throw describeDamaged(version);
  return bytes;
}

function describeMissing({ version, source }: ArchivedVersion): RegistryError {
  return new RegistryError(
    'archive-missing',
    `The archived bytes ${source} of version ${version} are missing.`,
    'Restore that file, below the output of the step, from a backup.',
  );
}

function describeDamaged({ version, source }: ArchivedVersion): RegistryError {
  return new RegistryError(
    'archive-damaged',
    `The archived bytes ${source} of version ${version} do not match their hash.`,
    'Restore that file, below the output of the step, from a backup.',
  );
}
