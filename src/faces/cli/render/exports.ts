import type { Export } from '../../../domain/model.js';
import { plural } from '../../../domain/plural.js';
import type { Renderers } from '../renderers.js';
import { escapeControls } from './escape.js';
import { formatName, formatTime, shortenHash } from './format.js';
import { renderListing } from './table.js';

export const EXPORTS: Renderers<'export add' | 'export list' | 'export rm'> = {
  'export add': {
    ids: ({ result }) => [result.entry.model_id],
    text: ({ result, changed }) => {
      const { exported } = result;
      const has = changed ? 'has the export' : 'already has the export';
      const what = `${exported.format} ${escapeControls(exported.path)} (${formatSize(exported)})`;
      return [`${formatName(result)} ${has} ${what}`];
    },
  },
  'export list': {
    ids: (rows) => rows.map((row) => row.path),
    text: (rows, _, view) => {
      if (rows.length === 0) return ['no exports'];
      const { colours } = view;
      const lines = rows.map((row) => [
        row.model_id,
        row.version,
        { text: row.format, paint: colours.green },
        row.path,
        row.size_bytes === null ? 'missing' : plural(row.size_bytes, 'byte'),
        { text: row.hash === null ? '-' : shortenHash(row.hash), paint: colours.dim },
        formatTime(row.added_at),
      ]);
      const names = ['model', 'version', 'format', 'path', 'size', 'hash', 'added'];
      return renderListing(names, lines, view);
    },
  },
  'export rm': {
    ids: ({ result }) => [result.entry.model_id],
    text: ({ result }) => {
      const { length } = result.removed;
      const what = `${plural(length, 'export')} of ${formatName(result)}`;
      return [`${what} removed; the ${length === 1 ? 'file stays' : 'files stay'}`];
    },
  },
};

/** Formats the size and hash of an exported file: `12 bytes, sha256 1a2b3c4d5e6f`. */
function formatSize({ hash, size_bytes }: Export): string {
  return hash === null || size_bytes === null
    ? 'file missing'
    : `${plural(size_bytes, 'byte')}, sha256 ${shortenHash(hash)}`;
}
