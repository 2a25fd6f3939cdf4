import type { Binding, Entry, Export, Parent, VersionEntry } from '../../../../domain/model.js';
import { saidOf } from '../../../../domain/user-words.js';
import { listBackends } from '../../../../search/document.js';
import { versionsOf } from '../../../../operations/queries/versions.js';
import type { RendererOf, View } from '../../renderers.js';
import { plural } from '../../../../domain/plural.js';
import { renderTable } from '../table.js';
import type { Cell } from '../table.js';
import { escapeControls } from '../escape.js';
import { timeText } from '../versions.js';

export const GET: RendererOf<'get'> = {
  ids: (got) => [
    'value' in got ? fieldText(got.value) : `${got.entry.model_id}@${got.version.version}`,
  ],
  text: (got, _, view) => {
    if (!('value' in got)) return renderModel(got.entry, got.version, view);
    const text = fieldText(got.value);
    // On a terminal nothing in a value may steer it; elsewhere every byte counts.
    return [view.isTerminal ? text.replace(/[^\n\t]+/g, escapeControls) : text];
  },
};

function fieldText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

type Fact = readonly [name: string, value: string | number | null | undefined];

const MOST_VERSIONS = 10;

/** Everything that is known of a model and of one of its versions. */
export function renderModel(entry: Entry, version: VersionEntry, { colours }: View): string[] {
  const sections: readonly (readonly [title: string, facts: readonly Fact[]])[] = [
    ['', modelFacts(entry)],
    ['status', statusFacts(entry)],
    ['origin', originFacts(entry)],
    [`version ${version.version}`, versionFacts(entry, version)],
    ['metrics', Object.entries(version.metrics ?? {})],
    ['exports', (version.exports ?? []).map(exportFact)],
    ['bindings', (version.bindings ?? []).map(bindingFact)],
    ['notes', Object.entries(entry.annotations ?? {}).map(([key, it]) => [key, String(it)])],
    ['versions', versionList(entry)],
  ];
  return sections
    .map(([title, facts]) => [title, facts.filter(isTold)] as const)
    .filter(([, facts]) => facts.length > 0)
    .flatMap(([title, facts], at) => {
      const rows = facts.map(([name, value]): Cell[] => [
        { text: title === '' ? name : `  ${name}`, paint: colours.bold },
        { text: String(value) },
      ]);
      const head = title === '' ? [] : [...(at > 0 ? [''] : []), colours.bold(title)];
      return [...head, ...renderTable(rows)];
    });
}

function isTold([, value]: Fact): boolean {
  return value !== null && value !== undefined && value !== '';
}

function modelFacts(entry: Entry): Fact[] {
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
    ['aliases', aliasesText(entry)],
    ['backends', listBackends(entry).join(', ')],
  ];
}

function aliasesText({ aliases = {} }: Entry): string {
  return Object.entries(aliases)
    .map(([name, it]) => `${name} → ${it.version}${it.protected ? ' (protected)' : ''}`)
    .join(', ');
}

function statusFacts({ status, lifecycle, health, use }: Entry): Fact[] {
  const { errors, warnings, message } = health;
  const findings =
    errors + warnings === 0 ? '' : `  (${plural(errors, 'error')}, ${plural(warnings, 'warning')})`;
  const used = use && `${plural(use.count, 'time')}, last ${timeText(use.last_used_at)}`;
  return [
    ['status', status],
    ['since', lifecycle && timeText(lifecycle.changed_at)],
    ['reason', lifecycle?.reason],
    ['replacement', lifecycle?.replacement],
    ['health', `${health.status}${findings}`],
    ['message', message],
    ['used', used ?? 'never'],
  ];
}

function originFacts(entry: Entry): Fact[] {
  return [
    ['file', entry.file_path],
    ['source', entry.metadata.source],
    ['registered', timeText(entry.registered_at)],
    ['updated', timeText(entry.updated_at)],
    ['parents', (entry.parents ?? []).map(parentText).join(', ')],
    ['dependencies', (entry.dependencies ?? []).join(', ')],
  ];
}

function parentText({ model_id, version, kind }: Parent): string {
  return `${model_id}${version === null ? '' : `@${version}`} (${kind})`;
}

function versionFacts(entry: Entry, version: VersionEntry): Fact[] {
  const { metadata } = version;
  const isCurrent = version.version === entry.version;
  return [
    ['registered', timeText(version.created_at)],
    ['bump', version.bump],
    ['follows', version.previous],
    ['same content as', version.same_content_as],
    ['tags', (version.tags ?? []).join(', ')],
    ['hash', version.hash],
    ['semantic hash', version.semantic_hash],
    [
      'size',
      isCurrent && entry.file_size_bytes !== null ? plural(entry.file_size_bytes, 'byte') : null,
    ],
    ['source', version.source],
    ['packed', version.archived_at && timeText(version.archived_at)],
    ['deleted', version.deleted_at && timeText(version.deleted_at)],
    ['variables', metadata.variables],
    ['connections', metadata.connections],
    ['edges', metadata.edges],
    ['parameters', metadata.parameters],
    ['equations', metadata.equations],
    ['ontology terms', metadata.ontology_terms],
    ['formats of step 3', metadata.formats_generated],
  ];
}

function exportFact({ format, path, hash, size_bytes }: Export): Fact {
  const size = size_bytes === null ? 'no such file yet' : plural(size_bytes, 'byte');
  return [format, `${path}  ${size}${hash === null ? '' : `  ${hash.slice(0, 12)}`}`];
}

function bindingFact(binding: Binding): Fact {
  const { success_rate, average_latency_ms, cost_per_1000 } = binding;
  const told = [
    binding.model_id,
    binding.status,
    binding.endpoint,
    binding.region,
    success_rate === null ? null : `success ${success_rate}`,
    average_latency_ms === null ? null : `${average_latency_ms} ms`,
    cost_per_1000 === null ? null : `${cost_per_1000} per 1,000`,
  ];
  return [binding.provider, told.filter((it) => it !== null).join('  ')];
}

function versionList(entry: Entry): Fact[] {
  const all = versionsOf(entry);
  const told = all.slice(0, MOST_VERSIONS).map((it): Fact => {
    const isCurrent = it.version === entry.version ? '  (current)' : '';
    return [it.version, `${timeText(it.created_at)}${isCurrent}`];
  });
  const more = all.length - told.length;
  return more > 0
    ? [...told, ['…', `${more} more: gnn-registry versions ${entry.model_id}`]]
    : told;
}
