import type { Export } from '../../../domain/model.js';
import type { Renderers, View } from '../renderers.js';
import { plural } from '../../../domain/plural.js';
import type { ExportRow } from '../../../operations/queries/exports.js';
import { escapeControls } from './escape.js';
import { renderTable } from './table.js';
import { formatTime } from './versions.js';

const HASH_DIGITS = 12;

export const EXPORTS: Renderers<'export add' | 'export list' | 'export rm'> = {
  'export add': {
    ids: ({ result }) => [result.entry.model_id],
    text: ({ result: { entry, version, exported }, changed }) => {
      const has = changed ? 'has the export' : 'already has the export';
      const what = `${exported.format} ${escapeControls(exported.path)} (${formatSize(exported)})`;
      return [`${entry.model_id}@${version.version} ${has} ${what}`];
    },
  },
  'export list': {
    ids: (rows) => rows.map((row) => row.path),
    text: (rows, _, view) => renderExports(rows, view),
  },
  'export rm': {
    ids: ({ result }) => [result.entry.model_id],
    text: ({ result: { entry, version, removed } }) => {
      const what = `${plural(removed.length, 'export')} of ${entry.model_id}@${version.version}`;
      return [`${what} removed; the ${removed.length === 1 ? 'file stays' : 'files stay'}`];
    },
  },
};

/** Renders exports as a table. */
function renderExports(
  rows: readonly ExportRow[],
  { colours, columns }: Pick<View, 'colours' | 'columns'>,
): string[] {
  if (rows.length === 0) return ['no exports'];
  const names = ['model', 'version', 'format', 'path', 'size', 'hash', 'added'];
  const header = names.map((text) => ({ text, paint: colours.bold }));
  const lines = rows.map((row) => [
    { text: row.model_id },
    { text: row.version },
    { text: row.format, paint: colours.green },
    { text: row.path },
    { text: row.size_bytes === null ? 'missing' : plural(row.size_bytes, 'byte') },
    { text: row.hash?.slice(0, HASH_DIGITS) ?? '-', paint: colours.dim },
    { text: formatTime(row.added_at) },
  ]);
  return renderTable([header, ...lines], columns);
}

/** Formats the size and hash of an exported file: `12 bytes, sha256 1a2b3c4d5e6f`. */
function formatSize({ hash, size_bytes }: Export): string {
  return hash === null || size_bytes === null
    ? 'file missing'
    : `${plural(size_bytes, 'byte')}, sha256 ${hash.slice(0, HASH_DIGITS)}`;
}
