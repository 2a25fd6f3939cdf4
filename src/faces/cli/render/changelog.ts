import type { Change, Entry, Importance, VersionEntry } from '../../../domain/model.js';
import { escapeMarkdown } from './comparison.js';
import { isFirst } from './reasons.js';

const HEADINGS: readonly (readonly [Importance, string])[] = [
  ['major', 'Breaking'],
  ['minor', 'Changed'],
  ['patch', 'Text'],
];

/** The history of a model as Markdown, the newest version first. */
export function renderChangelog(entry: Entry, versions: readonly VersionEntry[]): string[] {
  return [
    `# Changelog of ${escapeMarkdown(entry.name)} (${escapeMarkdown(entry.model_id)})`,
    ...versions.flatMap(renderVersion),
  ];
}

function renderVersion(version: VersionEntry): string[] {
  const { changes, same_content_as: same } = version;
  const list = changes?.list ?? [];
  const more = (changes?.total ?? 0) - list.length;
  const notes = [
    ...(isFirst(version) ? ['First version.'] : []),
    ...(same === null ? [] : [`Same content as ${escapeMarkdown(same)}.`]),
    ...(changes === null && !isFirst(version) ? ['What changed was not recorded.'] : []),
  ];
  return [
    '',
    `## ${escapeMarkdown(version.version)} - ${version.created_at.slice(0, 10)}`,
    ...(notes.length === 0 ? [] : ['', notes.join(' ')]),
    ...HEADINGS.flatMap(([importance, heading]) =>
      renderChanges(
        heading,
        list.filter((it) => it.importance === importance),
      ),
    ),
    ...(more > 0 ? ['', `And ${more} more.`] : []),
  ];
}

function renderChanges(heading: string, changes: readonly Change[]): string[] {
  if (changes.length === 0) return [];
  return ['', `### ${heading}`, '', ...changes.map((it) => `- ${escapeMarkdown(it.text)}`)];
}
