/** Exports: files that were generated from versions. */
import { RegistryError } from '../../domain/errors.js';
import { BOUNDS } from '../../domain/generated/values.js';
import type { Export, VersionEntry } from '../../domain/model.js';
import { resolveReference } from '../../version/reference.js';
import type { Referred } from '../../version/reference.js';
import type { ExportAddInput, ExportRmInput } from '../generated/shapes.js';
import type { Mutation } from './change.js';
import { replaceVersion, without } from './change.js';
import { assertRoom, findItems } from './version-items.js';
import { assertLabel } from './names.js';

/** A file generated from a version, with its hash and size; null if the file does not exist. */
export interface MeasuredExport extends ExportAddInput {
  /** Bare SHA-256. */
  readonly hash: string | null;
  readonly size_bytes: number | null;
}

/** A version, and one of its exports. */
export interface ExportedVersion extends Referred {
  readonly exported: Export;
}

const MAX_PATH_LENGTH = BOUNDS.exportPath;

/**
 * Records a file that was generated from a version. An export of the same format and path is replaced.
 *
 * @throws RegistryError `name-refused`, `value-refused`, and the errors of `resolveReference`
 */
export const addExportFormat: Mutation<MeasuredExport, ExportedVersion> = (
  state,
  { reference, format, path, hash, size_bytes, reason },
  clock,
) => {
  assertLabel(format, 'export format');
  assertPath(path);
  const found = resolveReference(state.models, reference);
  const { version } = found;
  const exports = version.exports ?? [];
  const event = { action: 'add_export', version: version.version, reason: reason ?? null };
  const at = exports.findIndex((it) => it.format === format && it.path === path);
  const known = exports[at];
  if (known !== undefined && known.hash === hash && known.size_bytes === size_bytes) {
    return { state, event, result: { ...found, exported: known } };
  }
  const exported: Export = { format, path, hash, size_bytes, added_at: clock.at };
  const next = known === undefined ? [...exports, exported] : exports.with(at, exported);
  assertRoom(found, next.length, 'export');
  const changed = replaceVersion(state, found, { ...version, exports: next }, clock);
  const result = findUpdatedVersion(changed.models, found);
  return { state: changed, event, result: { ...result, exported } };
};

/** The removed exports, and the version that they belonged to. */
export interface RemovedExports extends Referred {
  readonly removed: readonly Export[];
}

/**
 * Removes the records of the exports of a format, or of the one with a path; the files stay. If the
 * reference names no version, it means the version that has them.
 *
 * @throws RegistryError `name-unknown`, `reference-ambiguous`, and the errors of `resolveReference`
 */
export const removeExport: Mutation<ExportRmInput, RemovedExports> = (
  state,
  { reference, format, path, reason },
  clock,
) => {
  const found = findItems(state.models, reference, {
    what: 'export',
    wanted: `export ${format}${path === undefined ? '' : ` ${path}`}`,
    of: getExports,
    matches: (it) => it.format === format && (path === undefined || it.path === path),
    name: (it) => `${it.format} ${it.path}`,
  });
  const { version } = found;
  const rest = getExports(version).filter((it) => !found.found.includes(it));
  const bare = rest.length === 0 ? without(version, 'exports') : { ...version, exports: rest };
  const changed = replaceVersion(state, found, bare, clock);
  const event = { action: 'remove_export', version: version.version, reason: reason ?? null };
  const result = { ...findUpdatedVersion(changed.models, found), removed: found.found };
  return { state: changed, event, result };
};

/** Returns the exports of a version. */
export function getExports({ exports }: VersionEntry): readonly Export[] {
  return exports ?? [];
}

/** Finds the same version in a later state. */
export function findUpdatedVersion(
  models: Parameters<typeof resolveReference>[0],
  { entry, version }: Referred,
): Referred {
  const now = models.get(entry.model_id) ?? entry;
  return { entry: now, version: now.versions[version.version] ?? version };
}

function assertPath(path: string): void {
  if (path !== '' && path.length <= MAX_PATH_LENGTH && !path.includes('\0')) return;
  throw new RegistryError(
    'value-refused',
    `${JSON.stringify(path.slice(0, 60))} cannot be the path of an export`,
    `Write 1 to ${MAX_PATH_LENGTH} characters without NUL.`,
  );
}
