import type { ShownVersion } from '../../../operations/queries/versions.js';
import type { Entry, VersionEntry } from '../../../domain/model.js';
import { isFirst } from '../../../domain/changes.js';
import type { Renderers, Row, View } from '../renderers.js';
import { escapeControls } from './escape.js';
import { plural } from '../../../domain/plural.js';
import { formatReasons } from './reasons.js';
import { renderTable } from './table.js';
import type { Cell } from './table.js';

const HASH_DIGITS = 12;

export const VERSIONS: Renderers<'versions' | 'show'> = {
  versions: {
    ids: ({ entry, versions }) => versions.map((version) => `${entry.model_id}@${version.version}`),
    rows: ({ versions }) => versions.map(createRow),
    text: ({ entry, versions }, _, view) => renderVersions(entry, versions, view),
  },
  show: {
    text: ({ entry, version, bytes, output }: SavedVersion, _, view) => {
      if (bytes === undefined) return renderVersion(entry, version, view);
      if (output !== undefined) {
        const name = `${entry.model_id}@${version.version}`;
        return [`${name} written to ${escapeControls(output)} (${bytes.length} bytes)`];
      }
      const source = Buffer.from(bytes).toString('utf8');
      // On a terminal, control characters are escaped; elsewhere every byte counts.
      return view.isTerminal ? source.replace(/[^\r\n\t]+/g, escapeControls) : source;
    },
  },
};

/** A version, and the file to which its bytes were written. */
export interface SavedVersion extends ShownVersion {
  /** The file, as the user named it. */
  readonly output?: string;
}

/** A version as a row for programs: it has the number of changes, not the changes. */
function createRow(version: VersionEntry): Row {
  const { metadata: _, changes, ...row } = version;
  return { ...row, changes: changes?.total ?? 0 };
}

/** Renders the versions of a model as a table, newest first. */
export function renderVersions(
  entry: Entry,
  versions: readonly VersionEntry[],
  { colours, columns }: View,
): string[] {
  const header = ['version', 'when', 'bump', 'hash', 'what changed'].map((text) => ({
    text,
    paint: colours.bold,
  }));
  const rows = versions.map((version): Cell[] => [
    {
      text: `${version.version}${version.version === entry.version ? ' *' : ''}${describeStorage(version)}`,
      ...(version.version === entry.version && { paint: colours.green }),
    },
    { text: formatTime(version.created_at) },
    { text: version.bump ?? '-' },
    { text: version.hash?.slice(0, HASH_DIGITS) ?? '-', paint: colours.dim },
    { text: isFirst(version) ? 'first version' : formatReasons(version) || '-' },
  ]);
  return renderTable([header, ...rows], columns);
}

/** Describes how the bytes of a version are stored, unless they are unchanged. */
function describeStorage({ archived_at, deleted_at }: VersionEntry): string {
  if (deleted_at !== undefined) return ' (deleted)';
  return archived_at === undefined ? '' : ' (packed)';
}

/** Renders one version of a model: what it is, where it came from, and why. */
export function renderVersion(entry: Entry, version: VersionEntry, { colours }: View): string[] {
  const isCurrent = version.version === entry.version;
  // The entry has the values that `update` set.
  const { author, license } = isCurrent ? entry.metadata : version.metadata;
  const metadata = { ...version.metadata, author, license };
  const facts: [string, string | null][] = [
    ['model', `${entry.model_id}  (${entry.name})`],
    ['version', `${version.version}${isCurrent ? '  (current)' : `  (current: ${entry.version})`}`],
    ['kind', isCurrent ? entry.kind : null],
    ['status', formatStatus(entry)],
    ['registered', formatTime(version.created_at)],
    ['bump', version.bump],
    ['follows', version.previous],
    ['same content as', version.same_content_as],
    ['file', version.file_path],
    [
      'source',
      version.deleted_at === undefined
        ? version.source
        : `deleted on ${formatTime(version.deleted_at)}`,
    ],
    ['hash', version.hash],
    ['semantic hash', version.semantic_hash],
    ['variables', formatCount(metadata.variables)],
    ['connections', formatCount(metadata.connections)],
    ['parameters', formatCount(metadata.parameters)],
    ['equations', formatCount(metadata.equations)],
    ['ontology terms', formatCount(metadata.ontology_terms)],
    ['author', metadata.author],
    ['licence', metadata.license],
    ['tags', [...entry.tags, ...(version.tags ?? [])].join(', ')],
    ['health', isCurrent ? formatHealth(entry) : null],
    ['description', isCurrent ? entry.description : null],
  ];
  const rows = facts.flatMap(([name, value]): Cell[][] =>
    value === null || value === '' ? [] : [[{ text: name, paint: colours.bold }, { text: value }]],
  );
  const changes = version.changes?.list ?? [];
  const more = (version.changes?.total ?? 0) - changes.length;
  return [
    ...renderTable(rows),
    ...(changes.length === 0 ? [] : ['', colours.bold(`changes since ${version.previous}`)]),
    ...changes.map((change) => `  ${change.importance.padEnd(5)}  ${escapeControls(change.text)}`),
    ...(more > 0 ? [colours.dim(`  … and ${more} more`)] : []),
  ];
}

/** Formats the status, with the reason and the replacement. */
function formatStatus({ status, lifecycle }: Entry): string {
  if (status === 'active' || lifecycle === undefined) return status;
  const { reason, replacement } = lifecycle;
  const instead = replacement === null ? '' : `; use ${replacement}`;
  return `${status}${reason === null ? '' : `: ${reason}`}${instead}`;
}

/** Formats a time to the second, in UTC. */
export function formatTime(timestamp: string): string {
  return timestamp.replace(/\.\d+Z$/, 'Z');
}

function formatCount(count: number | null): string | null {
  return count === null ? null : String(count);
}

function formatHealth({ health }: Entry): string {
  const { status, errors, warnings } = health;
  return errors + warnings === 0
    ? status
    : `${status}  (${plural(errors, 'error')}, ${plural(warnings, 'warning')})`;
}
