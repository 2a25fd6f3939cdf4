import type { Binding, Entry, Export, Parent, VersionEntry } from '../../../../domain/model.js';
import { saidOf } from '../../../../domain/user-words.js';
import { describeServing } from '../../../../domain/weights-summary.js';
import { listBackends } from '../../../../search/document.js';
import { versionsOf } from '../../../../operations/queries/versions.js';
import type { RendererOf, View } from '../../renderers.js';
import { formatReference } from '../../../../domain/declared-lineage.js';
import { plural } from '../../../../domain/plural.js';
import { formatHash, formatHealth, formatName, formatTime, shortenHash } from '../format.js';
import { isShown, renderFacts, type Fact } from '../table.js';

export const GET: RendererOf<'get'> = {
  ids: (got) => ('value' in got ? formatField(got.value) : [formatName(got)]),
  text: (got, _, view) => {
    if (!('value' in got)) return renderModel(got.entry, got.version, view);
    return formatField(got.value);
  },
};

/** Writes a field for scripts, character by character: an empty line if it is not set. */
function formatField(value: unknown): string {
  if (value === null) return '\n';
  return `${typeof value === 'string' ? value : JSON.stringify(value, null, 2)}\n`;
}

const MAX_VERSIONS = 10;

/** Renders everything that is known about a model and one of its versions. */
function renderModel(entry: Entry, version: VersionEntry, { colours }: View): string[] {
  const sections: readonly (readonly [title: string, facts: readonly Fact[]])[] = [
    ['', listModelFacts(entry)],
    ['status', listStatusFacts(entry)],
    ['origin', listOriginFacts(entry)],
    [`version ${version.version}`, listVersionFacts(entry, version)],
    ['metrics', Object.entries(version.metrics ?? {})],
    ['facts', Object.entries(version.facts ?? {}).map(([key, it]) => [key, String(it)])],
    ['exports', (version.exports ?? []).map(createExportFact)],
    ['bindings', (version.bindings ?? []).map(createBindingFact)],
    ['notes', Object.entries(entry.annotations ?? {}).map(([key, note]) => [key, String(note)])],
    ['versions', listVersions(entry)],
  ];
  return sections
    .map(([title, facts]) => [title, facts.filter(([, value]) => isShown(value))] as const)
    .filter(([, facts]) => facts.length > 0)
    .flatMap(([title, facts], at) => {
      const named = facts.map(
        ([name, value]) => [title === '' ? name : `  ${name}`, value] as const,
      );
      const head = title === '' ? [] : [...(at > 0 ? [''] : []), colours.bold(title)];
      return [...head, ...renderFacts(named, { colours })];
    });
}

function listModelFacts(entry: Entry): Fact[] {
  const { description, author, license } = saidOf(entry);
  return [
    ['model', entry.model_id],
    ['name', entry.name],
    ['description', description],
    ['kind', [entry.kind, entry.gnn_section].filter(Boolean).join('  ')],
    ['author', author],
    ['licence', license],
    ['date', entry.metadata.date],
    ['current', entry.version],
    ['tags', entry.tags.join(', ')],
    ['aliases', formatAliases(entry)],
    ['backends', listBackends(entry).join(', ')],
  ];
}

function formatAliases({ aliases = {} }: Entry): string {
  return Object.entries(aliases)
    .map(([name, alias]) => `${name} → ${alias.version}${alias.protected ? ' (protected)' : ''}`)
    .join(', ');
}

function listStatusFacts(entry: Entry): Fact[] {
  const { status, lifecycle, health, use, metadata } = entry;
  const used = use && `${plural(use.count, 'time')}, last ${formatTime(use.last_used_at)}`;
  return [
    ['status', status],
    ['since', lifecycle && formatTime(lifecycle.changed_at)],
    ['reason', lifecycle?.reason],
    ['replacement', lifecycle?.replacement],
    ['health', formatHealth(health)],
    ['message', health.message],
    ['used', used ?? 'never'],
    ['serving', metadata.weights && describeServing(entry)],
  ];
}

function listOriginFacts(entry: Entry): Fact[] {
  return [
    ['file', entry.file_path],
    ['source', entry.metadata.source],
    ['registered', formatTime(entry.registered_at)],
    ['updated', formatTime(entry.updated_at)],
    ['parents', (entry.parents ?? []).map(formatParent).join(', ')],
    ['dependencies', (entry.dependencies ?? []).join(', ')],
  ];
}

function formatParent(parent: Parent): string {
  return `${formatReference(parent)} (${parent.kind})`;
}

function listVersionFacts(entry: Entry, version: VersionEntry): Fact[] {
  const { metadata } = version;
  const isCurrent = version.version === entry.version;
  return [
    ['registered', formatTime(version.created_at)],
    ['bump', version.bump],
    ['follows', version.previous],
    ['same content as', version.same_content_as],
    ['tags', (version.tags ?? []).join(', ')],
    ['hash', version.hash],
    ['semantic hash', version.semantic_hash && formatHash(version.semantic_hash)],
    [
      'size',
      isCurrent && entry.file_size_bytes !== null ? plural(entry.file_size_bytes, 'byte') : null,
    ],
    ['source', version.source],
    ['packed', version.archived_at && formatTime(version.archived_at)],
    ['deleted', version.deleted_at && formatTime(version.deleted_at)],
    ['variables', metadata.variables],
    ['connections', metadata.connections],
    ['edges', metadata.edges],
    ['parameters', metadata.parameters],
    ['equations', metadata.equations],
    ['ontology terms', metadata.ontology_terms],
    ['formats of step 3', metadata.formats_generated],
  ];
}

function createExportFact({ format, path, hash, size_bytes }: Export): Fact {
  const size = size_bytes === null ? 'missing' : plural(size_bytes, 'byte');
  return [format, `${path}  ${size}${hash === null ? '' : `  ${shortenHash(hash)}`}`];
}

function createBindingFact(binding: Binding): Fact {
  const { success_rate, average_latency_ms, cost_per_1000 } = binding;
  const parts = [
    binding.model_id,
    binding.status,
    binding.endpoint,
    binding.region,
    success_rate === null ? null : `success ${success_rate}`,
    average_latency_ms === null ? null : `${average_latency_ms} ms`,
    cost_per_1000 === null ? null : `${cost_per_1000} per 1,000`,
  ];
  return [binding.provider, parts.filter((fact) => fact !== null).join('  ')];
}

function listVersions(entry: Entry): Fact[] {
  const all = versionsOf(entry);
  const shown = all.slice(0, MAX_VERSIONS).map((version): Fact => {
    const isCurrent = version.version === entry.version ? '  (current)' : '';
    const { tags = [] } = version;
    const tagged = tags.length === 0 ? '' : `  tags: ${tags.join(', ')}`;
    return [version.version, `${formatTime(version.created_at)}${isCurrent}${tagged}`];
  });
  const more = all.length - shown.length;
  return more > 0
    ? [...shown, ['…', `${more} more: gnn-registry versions ${entry.model_id}`]]
    : shown;
}
