import type { Export } from '../../../domain/model.js';
import type { View } from '../commands/answer.js';
import { plural } from '../../../domain/plural.js';
import { renderTable } from './table.js';
import { timeText } from './versions.js';

const HASH_DIGITS = 12;

/** An export, and what it was made from. */
export type ExportRow = Export & { readonly model_id: string; readonly version: string };

/** Exports as a table. */
export function renderExports(
  rows: readonly ExportRow[],
  { colours, columns }: Pick<View, 'colours' | 'columns'>,
): string[] {
  if (rows.length === 0) return ['no exports'];
  const names = ['model', 'version', 'format', 'path', 'size', 'hash', 'added'];
  const header = names.map((text) => ({ text, paint: colours.bold }));
  const lines = rows.map((it) => [
    { text: it.model_id },
    { text: it.version },
    { text: it.format, paint: colours.green },
    { text: it.path },
    { text: it.size_bytes === null ? 'not there' : plural(it.size_bytes, 'byte') },
    { text: it.hash?.slice(0, HASH_DIGITS) ?? '-', paint: colours.dim },
    { text: timeText(it.added_at) },
  ]);
  return renderTable([header, ...lines], columns);
}

/** `12 bytes, sha256 1a2b3c4d5e6f` */
export function sizeText({ hash, size_bytes }: Export): string {
  return hash === null || size_bytes === null
    ? 'not there yet'
    : `${plural(size_bytes, 'byte')}, sha256 ${hash.slice(0, HASH_DIGITS)}`;
}
