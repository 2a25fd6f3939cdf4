/** Inspects an output independently, without code of the program under test. */
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

export const STEP = 'out/4_model_registry_output';
export const REGISTRY = `${STEP}/model_registry.json`;

export function sha256(data) {
  return createHash('sha256').update(data).digest('hex');
}

/** Parses a registry; undefined unless it is valid JSON with a correct checksum. */
export function parseWhole(text) {
  const found = /^ {2}"checksum": "sha256:([0-9a-f]{64})",$/m.exec(text);
  if (found === null) return undefined;
  const empty = text.replace(found[0], '  "checksum": "",');
  if (sha256(empty) !== found[1]) return undefined;
  // Deleted models stand apart for other programs, and are models all the same.
  const { deleted_models: deleted = {}, models, ...rest } = JSON.parse(text);
  return { ...rest, models: { ...deleted, ...models } };
}

/** The published registry of a working folder; undefined if it is missing or incomplete. */
export function readPublished(cwd, path = REGISTRY) {
  try {
    return parseWhole(readFileSync(join(cwd, path), 'utf8'));
  } catch {
    return undefined;
  }
}

/** The paths of all files and folders below a folder; those of folders end in a slash. */
export function listBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? [
          `${entry.name}/`,
          ...listBelow(join(folder, entry.name)).map((name) => `${entry.name}/${name}`),
        ]
      : entry.name,
  );
}

/** The files that a killed run may leave, and the next one must remove. */
export function leftovers(cwd) {
  return listBelow(join(cwd, 'out')).filter(
    (path) => path.endsWith('.tmp') || path.endsWith('.tmp/') || path.endsWith('.lock/'),
  );
}

/** All files below a folder, with their contents. */
export function snapshot(folder) {
  return new Map(
    listBelow(folder).map((path) => {
      const found = lstatSync(join(folder, path));
      if (found.isFile()) return [path, sha256(readFileSync(join(folder, path)))];
      return [path, found.isSymbolicLink() ? `-> ${readlinkSync(join(folder, path))}` : ''];
    }),
  );
}

/** The paths that differ between two snapshots. */
export function changes(before, after) {
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => before.get(path) !== after.get(path),
  );
}

/** The models that are in the registry with the bytes of their current version in the archive. */
export function archivedModels(cwd, registry, step = STEP) {
  return Object.entries(registry?.models ?? {}).flatMap(([id, { version, versions }]) => {
    const { source, hash } = versions[version];
    try {
      return sha256(readFileSync(join(cwd, step, source))) === hash ? id : [];
    } catch {
      return [];
    }
  });
}
