/** Exports: files that were generated from versions. */
import { RegistryError } from '../../domain/errors.js';
import { BOUNDS } from '../../domain/generated/values.js';
import type { Export, VersionEntry } from '../../domain/model.js';
import { resolveReference, type Referred } from '../../version/reference.js';
import type { ExportAddInput, ExportRmInput } from '../generated/shapes.js';
import { changeVersion, without, type Mutation } from './mutation.js';
import { assertLabel } from './names.js';
import { assertRoom, findItems } from './version-items.js';

/** A file generated from a version, with its hash and size; null if the file does not exist. */
export interface MeasuredExport extends ExportAddInput {
  /** Bare SHA-256. */
  readonly hash: string | null;
  readonly size_bytes: number | null;
}

/**
 * Records a file that was generated from a version. An export of the same format and path is replaced.
 *
 * @throws RegistryError `name-refused`, `value-refused`, and the errors of `resolveReference`
 */
export const addExportFormat: Mutation<MeasuredExport, Referred & { exported: Export }> = (
  state,
  { reference, format, path, hash, size_bytes, reason = null },
  clock,
) => {
  assertLabel(format, 'export format');
  assertPath(path);
  const found = resolveReference(state.models, reference);
  const { version } = found;
  const exports = getExports(version);
  const event = { action: 'add_export', version: version.version, reason };
  const at = exports.findIndex((it) => it.format === format && it.path === path);
  const known = exports[at];
  if (known !== undefined && known.hash === hash && known.size_bytes === size_bytes) {
    return { state, event, result: { ...found, exported: known } };
  }
  const exported: Export = { format, path, hash, size_bytes, added_at: clock.at };
  const next = known === undefined ? [...exports, exported] : exports.with(at, exported);
  assertRoom(found, next.length, 'export');
  const changed = changeVersion(state, found, { ...version, exports: next }, clock);
  return { state: changed.state, event, result: { ...changed.now, exported } };
};

/**
 * Removes the records of the exports of a format, or of the one with a path; the files stay. If the
 * reference names no version, it means the version that has them.
 *
 * @throws RegistryError `name-unknown`, `reference-ambiguous`, and the errors of `resolveReference`
 */
export const removeExport: Mutation<ExportRmInput, Referred & { removed: readonly Export[] }> = (
  state,
  { reference, format, path, reason = null },
  clock,
) => {
  const { found: removed, ...found } = findItems(state.models, reference, {
    what: 'export',
    wanted: `export ${format}${path === undefined ? '' : ` ${path}`}`,
    of: getExports,
    matches: (it) => it.format === format && (path === undefined || it.path === path),
    name: (it) => `${it.format} ${it.path}`,
  });
  const { version } = found;
  const rest = getExports(version).filter((it) => !removed.includes(it));
  const bare = rest.length === 0 ? without(version, 'exports') : { ...version, exports: rest };
  const event = { action: 'remove_export', version: version.version, reason };
  const changed = changeVersion(state, found, bare, clock);
  return { state: changed.state, event, result: { ...changed.now, removed } };
};

/** Returns the exports of a version. */
export function getExports({ exports }: VersionEntry): readonly Export[] {
  return exports ?? [];
}

function assertPath(path: string): void {
  if (path !== '' && path.length <= BOUNDS.exportPath && !path.includes('\0')) return;
  throw new RegistryError(
    'value-refused',
    `${JSON.stringify(path.slice(0, 60))} cannot be the path of an export`,
    `Write 1 to ${BOUNDS.exportPath} characters without NUL.`,
  );
}
