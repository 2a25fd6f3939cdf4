import type { Entry, VersionEntry } from '../../../domain/model.js';
import { isFirst } from '../../../domain/changes.js';
import type { ShownVersion } from '../../../operations/queries/versions.js';
import type { Renderers, Row, View } from '../renderers.js';
import { escapeControls } from './escape.js';
import { plural } from '../../../domain/plural.js';
import { reasonText } from './reasons.js';
import { renderTable } from './table.js';
import type { Cell } from './table.js';

const HASH_DIGITS = 12;

export const VERSIONS: Renderers<'versions' | 'show'> = {
  versions: {
    ids: ({ entry, versions }) => versions.map((it) => `${entry.model_id}@${it.version}`),
    rows: ({ versions }) => versions.map(rowOf),
    text: ({ entry, versions }, _, view) => renderVersions(entry, versions, view),
  },
  show: {
    text: ({ entry, version, bytes, output }: Saved, _, view) => {
      if (bytes === undefined) return renderVersion(entry, version, view);
      if (output !== undefined) {
        const name = `${entry.model_id}@${version.version}`;
        return [`${name} written to ${escapeControls(output)} (${bytes.length} bytes)`];
      }
      const source = Buffer.from(bytes).toString('utf8');
      // On a terminal nothing in a spec may steer it; elsewhere every byte counts.
      return view.isTerminal ? source.replace(/[^\r\n\t]+/g, escapeControls) : source;
    },
  },
};

/** A version whose bytes were written to a file. */
export interface Saved extends ShownVersion {
  /** The file, as it was named. */
  readonly output?: string;
}

/** A version on a line for programs: how many changes, not which. */
function rowOf(version: VersionEntry): Row {
  const { metadata: _, changes, ...row } = version;
  return { ...row, changes: changes?.total ?? 0 };
}

/** The versions of a model as a table, the newest first. */
export function renderVersions(
  entry: Entry,
  versions: readonly VersionEntry[],
  { colours, columns }: View,
): string[] {
  const header = ['version', 'when', 'bump', 'hash', 'what changed'].map((text) => ({
    text,
    paint: colours.bold,
  }));
  const rows = versions.map((it): Cell[] => [
    {
      text: `${it.version}${it.version === entry.version ? ' *' : ''}${storedAs(it)}`,
      ...(it.version === entry.version && { paint: colours.green }),
    },
    { text: timeText(it.created_at) },
    { text: it.bump ?? '-' },
    { text: it.hash?.slice(0, HASH_DIGITS) ?? '-', paint: colours.dim },
    { text: isFirst(it) ? 'first version' : reasonText(it) || '-' },
  ]);
  return renderTable([header, ...rows], columns);
}

/** How the bytes of a version are kept, where that is not as they were. */
function storedAs({ archived_at, deleted_at }: VersionEntry): string {
  if (deleted_at !== undefined) return ' (deleted)';
  return archived_at === undefined ? '' : ' (packed)';
}

/** One version of a model: what it is, where it came from, and why. */
export function renderVersion(entry: Entry, version: VersionEntry, { colours }: View): string[] {
  const isCurrent = version.version === entry.version;
  // What `update` says of them stands in the entry.
  const { author, license } = isCurrent ? entry.metadata : version.metadata;
  const metadata = { ...version.metadata, author, license };
  const facts: [string, string | null][] = [
    ['model', `${entry.model_id}  (${entry.name})`],
    ['version', `${version.version}${isCurrent ? '  (current)' : `  (current: ${entry.version})`}`],
    ['kind', isCurrent ? entry.kind : null],
    ['status', statusText(entry)],
    ['registered', timeText(version.created_at)],
    ['bump', version.bump],
    ['follows', version.previous],
    ['same content as', version.same_content_as],
    ['file', version.file_path],
    [
      'source',
      version.deleted_at === undefined
        ? version.source
        : `deleted on ${timeText(version.deleted_at)}`,
    ],
    ['hash', version.hash],
    ['semantic hash', version.semantic_hash],
    ['variables', countText(metadata.variables)],
    ['connections', countText(metadata.connections)],
    ['parameters', countText(metadata.parameters)],
    ['equations', countText(metadata.equations)],
    ['ontology terms', countText(metadata.ontology_terms)],
    ['author', metadata.author],
    ['licence', metadata.license],
    ['tags', [...entry.tags, ...(version.tags ?? [])].join(', ')],
    ['health', isCurrent ? healthText(entry) : null],
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
    ...changes.map((it) => `  ${it.importance.padEnd(5)}  ${escapeControls(it.text)}`),
    ...(more > 0 ? [colours.dim(`  … and ${more} more`)] : []),
  ];
}

/** The status, with why and what to use instead. */
function statusText({ status, lifecycle }: Entry): string {
  if (status === 'active' || lifecycle === undefined) return status;
  const { reason, replacement } = lifecycle;
  const instead = replacement === null ? '' : `; use ${replacement}`;
  return `${status}${reason === null ? '' : `: ${reason}`}${instead}`;
}

/** A time to the second, in UTC. */
export function timeText(timestamp: string): string {
  return timestamp.replace(/\.\d+Z$/, 'Z');
}

function countText(count: number | null): string | null {
  return count === null ? null : String(count);
}

function healthText({ health }: Entry): string {
  const { status, errors, warnings } = health;
  return errors + warnings === 0
    ? status
    : `${status}  (${plural(errors, 'error')}, ${plural(warnings, 'warning')})`;
}
