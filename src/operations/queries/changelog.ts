/** Writes the changelog of a model as Markdown. Pure. */
import { isFirst } from '../../domain/changes.js';
import { escapeMarkdown } from '../../domain/escape-markdown.js';
import type { Change, Entry, Importance, VersionEntry } from '../../domain/model.js';
import { resolveModel, versionsOf } from '../../version/reference.js';
import { defineQuery } from '../operation.js';
import type { ChangelogInput, ChangelogOutput } from '../generated/shapes.js';

const HEADINGS: readonly (readonly [Importance, string])[] = [
  ['major', 'Breaking'],
  ['minor', 'Changed'],
  ['patch', 'Text'],
];

/** Returns the changelog as lines of Markdown, the newest version first. */
export function writeChangelog(entry: Entry, versions: readonly VersionEntry[]): string[] {
  return [
    `# Changelog of ${escapeMarkdown(entry.name)} (${escapeMarkdown(entry.model_id)})`,
    ...versions.flatMap(writeVersion),
  ];
}

function writeVersion(version: VersionEntry): string[] {
  const { changes, same_content_as: sameContent } = version;
  const list = changes?.list ?? [];
  const more = (changes?.total ?? 0) - list.length;
  const notes = [
    ...(isFirst(version) ? ['First version.'] : []),
    ...(sameContent === null ? [] : [`Same content as ${escapeMarkdown(sameContent)}.`]),
    ...(changes === null && !isFirst(version) ? ['The changes were not recorded.'] : []),
  ];
  return [
    '',
    `## ${escapeMarkdown(version.version)} - ${escapeMarkdown(version.created_at.slice(0, 10))}`,
    ...(notes.length === 0 ? [] : ['', notes.join(' ')]),
    ...HEADINGS.flatMap(([importance, heading]) =>
      writeChanges(
        heading,
        list.filter((it) => it.importance === importance),
      ),
    ),
    ...(more > 0 ? ['', `And ${more} more.`] : []),
  ];
}

function writeChanges(heading: string, changes: readonly Change[]): string[] {
  if (changes.length === 0) return [];
  return ['', `### ${heading}`, '', ...changes.map((it) => `- ${escapeMarkdown(it.text)}`)];
}

/** The changelog of a model, and its versions, newest first. */
export interface Changelog {
  readonly entry: Entry;
  readonly versions: readonly VersionEntry[];
  /** The lines of Markdown. */
  readonly lines: readonly string[];
}

export const CHANGELOG = defineQuery({
  query: ({ state }, { id }: ChangelogInput): Changelog => {
    const entry = resolveModel(state.models, id);
    const versions = versionsOf(entry);
    return { entry, versions, lines: writeChangelog(entry, versions) };
  },
  present: ({ entry, versions, lines }): ChangelogOutput => ({
    model_id: entry.model_id,
    changelog: `${lines.join('\n')}\n`,
    versions,
  }),
  hand: ({ lines }) => `${lines.join('\n')}\n`,
});
