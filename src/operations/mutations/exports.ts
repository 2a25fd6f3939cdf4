/** Files that were made from versions. */
import { RegistryError } from '../../domain/errors.js';
import { BOUNDS } from '../../domain/generated/values.js';
import type { Export, VersionEntry } from '../../domain/model.js';
import { resolveReference } from '../../version/reference.js';
import type { Referred } from '../../version/reference.js';
import type { ExportAddInput, ExportRmInput } from '../generated/shapes.js';
import type { Mutation } from './change.js';
import { replaceVersion, without } from './change.js';
import { assertRoom, findHeld } from './version-items.js';
import { assertLabel } from './names.js';

/** A file in another format that was made from a version, as it was measured; null where it is not there. */
export interface MeasuredExport extends ExportAddInput {
  /** Bare SHA-256. */
  readonly hash: string | null;
  readonly size_bytes: number | null;
}

/** A version, and one of its exports. */
export interface Exported extends Referred {
  readonly exported: Export;
}

const LONGEST_PATH = BOUNDS.exportPath;

/**
 * Notes a file that was made from a version; one of the same format and path is replaced.
 *
 * @throws RegistryError `name-refused`, `value-refused`, and those of `resolveReference`
 */
export const addExportFormat: Mutation<MeasuredExport, Exported> = (
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
  const result = again(changed.models, found);
  return { state: changed, event, result: { ...result, exported } };
};

/** What was removed. */
export interface RemovedExports extends Referred {
  readonly removed: readonly Export[];
}

/**
 * Forgets the exports of a format, or the one of a path; the files stay. Where the reference names no version, the one that has them is
 * meant.
 *
 * @throws RegistryError `name-unknown`, `reference-ambiguous`, and those of `resolveReference`
 */
export const removeExport: Mutation<ExportRmInput, RemovedExports> = (
  state,
  { reference, format, path, reason },
  clock,
) => {
  const found = findHeld(state.models, reference, {
    what: 'export',
    wanted: `export ${format}${path === undefined ? '' : ` ${path}`}`,
    of: exportsOf,
    fits: (it) => it.format === format && (path === undefined || it.path === path),
    name: (it) => `${it.format} ${it.path}`,
  });
  const { version } = found;
  const rest = exportsOf(version).filter((it) => !found.found.includes(it));
  const bare = rest.length === 0 ? without(version, 'exports') : { ...version, exports: rest };
  const changed = replaceVersion(state, found, bare, clock);
  const event = { action: 'remove_export', version: version.version, reason: reason ?? null };
  const result = { ...again(changed.models, found), removed: found.found };
  return { state: changed, event, result };
};

/** The exports of a version. */
export function exportsOf({ exports }: VersionEntry): readonly Export[] {
  return exports ?? [];
}

/** The same version in a later state. */
export function again(
  models: Parameters<typeof resolveReference>[0],
  { entry, version }: Referred,
): Referred {
  const now = models.get(entry.model_id) ?? entry;
  return { entry: now, version: now.versions[version.version] ?? version };
}

function assertPath(path: string): void {
  if (path !== '' && path.length <= LONGEST_PATH && !path.includes('\0')) return;
  throw new RegistryError(
    'value-refused',
    `${JSON.stringify(path.slice(0, 60))} is no path of an export`,
    `Write 1 to ${LONGEST_PATH} characters, none of them NUL.`,
  );
}
