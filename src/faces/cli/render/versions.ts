import { join } from 'node:path';
import { describeStatus } from '../../../operations/mutations/status.js';
import type {
  Referred,
  ShownContents,
  ShownVersion,
} from '../../../operations/queries/versions.js';
import type { Entry, VersionEntry } from '../../../domain/model.js';
import { isFirst } from '../../../domain/changes.js';
import { withSlashes } from '../../../domain/paths.js';
import type { Renderers, Row, View } from '../renderers.js';
import { markAsOurs } from '../terminal.js';
import { escapeControls } from './escape.js';
import { formatHash, formatHealth, formatName, formatTime, shortenHash } from './format.js';
import { formatReasons, renderChanges } from './reasons.js';
import { renderFacts, renderListing, type Fact } from './table.js';
import { renderVariables } from './variables.js';

export const VERSIONS: Renderers<'versions' | 'show'> = {
  versions: {
    ids: ({ entry, versions }) => versions.map((version) => `${entry.model_id}@${version.version}`),
    rows: ({ versions }) => versions.map(createRow),
    text: ({ entry, versions }, _, view) => renderVersions(entry, versions, view),
  },
  show: {
    text: async ({ bytes, output, readContents, ...shown }: SavedVersion, _, view) => {
      if (bytes === undefined) {
        return renderVersion({ ...shown, ...(await readContents()) }, view);
      }
      if (output !== undefined) {
        const name = formatName(shown);
        return [`${name} written to ${escapeControls(output)} (${bytes.length} bytes)`];
      }
      const source = Buffer.from(bytes).toString('utf8');
      // On a terminal, tabs align the spec as its author saw it; elsewhere every byte counts.
      return view.isTerminal ? source.replaceAll('\t', markAsOurs) : source;
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
  view: View,
): string[] {
  const { colours } = view;
  const hasTags = versions.some(({ tags = [] }) => tags.length > 0);
  const rows = versions.map((version) => {
    const isCurrent = version.version === entry.version;
    return [
      {
        text: `${version.version}${isCurrent ? ' *' : ''}${describeStorage(version)}`,
        ...(isCurrent && { paint: colours.green }),
      },
      formatTime(version.created_at),
      version.bump ?? '-',
      { text: version.hash === null ? '-' : shortenHash(version.hash), paint: colours.dim },
      ...(hasTags ? [version.tags?.join(', ') ?? '-'] : []),
      isFirst(version) ? 'first version' : formatReasons(version) || '-',
    ];
  });
  const tags = hasTags ? ['tags'] : [];
  const names = ['version', 'when', 'bump', 'hash', ...tags, 'what changed'];
  return renderListing(names, rows, view, 'hash');
}

/** Describes how the bytes of a version are stored, unless they are unchanged. */
function describeStorage({ archived_at, deleted_at }: VersionEntry): string {
  if (deleted_at !== undefined) return ' (deleted)';
  return archived_at === undefined ? '' : ' (packed)';
}

/** The path of the archived bytes from the working directory, as `resolve` prints it. */
function formatSource({ source, deleted_at: deleted }: VersionEntry, { stepFolder }: View) {
  if (deleted !== undefined) return `deleted on ${formatTime(deleted)}`;
  return source === null ? null : withSlashes(join(stepFolder, source));
}

/** Renders one version of a model: what it is, where it came from, and why. */
export function renderVersion(
  { entry, version, variables = [], kind = null }: Referred & Partial<ShownContents>,
  view: View,
): string[] {
  const { colours } = view;
  const isCurrent = version.version === entry.version;
  // The entry has the values that `update` set.
  const { author, license } = isCurrent ? entry.metadata : version.metadata;
  const { metadata } = version;
  const facts: readonly Fact[] = [
    ['model', `${entry.model_id}  (${entry.name})`],
    ['version', `${version.version}${isCurrent ? '  (current)' : `  (current: ${entry.version})`}`],
    ['kind', isCurrent ? entry.kind : kind],
    ['status', describeStatus(entry)],
    ['registered', formatTime(version.created_at)],
    ['bump', version.bump],
    ['follows', version.previous],
    ['same content as', version.same_content_as],
    ['file', version.file_path],
    ['source', formatSource(version, view)],
    ['hash', version.hash],
    ['semantic hash', version.semantic_hash && formatHash(version.semantic_hash)],
    ['variables', metadata.variables],
    ['connections', metadata.connections],
    ['parameters', metadata.parameters],
    ['equations', metadata.equations],
    ['ontology terms', metadata.ontology_terms],
    ['author', author],
    ['licence', license],
    ['tags', [...entry.tags, ...(version.tags ?? [])].join(', ')],
    ['health', isCurrent ? formatHealth(entry.health) : null],
    ['description', isCurrent ? entry.description : null],
  ];
  const changes = renderChanges(version.changes, colours);
  const list = version.changes?.list ?? [];
  return [
    ...renderFacts(facts, { colours }),
    ...(list.length === 0 ? [] : ['', colours.bold(`changes since ${version.previous}`)]),
    ...changes,
    ...(variables.length === 0 ? [] : ['', ...renderVariables(variables, view)]),
  ];
}
