/** Collects what the list of the page finds models by. Pure. */
import compare from 'semver/functions/compare.js';
import { truncate } from '../../domain/lists.js';
import type { Direction } from '../../domain/metric-direction.js';
import type { Entry, ModelMetadata } from '../../domain/model.js';
import { collectTags, saidOf } from '../../domain/user-words.js';
import { sizeOf } from '../../domain/weights-summary.js';
import { findDirection } from '../../operations/queries/directions.js';
import { listBackends } from '../../search/document.js';
import { toSemanticVersion } from '../../version/next-version.js';
import type { SiteIndex, SiteRow } from './data.js';

const MAX_DESCRIPTION = 160;
const MAX_WORDS = 300;

/** The rows of a list, one after another. */
export interface RowCollector {
  readonly add: (entry: Entry, words: SpecWords, shard: number) => void;
  /** What was added, and what the rows refer to. */
  readonly rows: readonly SiteRow[];
  readonly terms: SiteIndex['terms'];
}

/** What a list finds a model by, and only its spec says. */
export interface SpecWords {
  /** The terms of the ontology, with their identifiers. */
  readonly terms: readonly string[];
  /** The names of its variables. */
  readonly variables: string;
}

/** Reads what a list finds a model by from its metadata; nothing if there are none. */
export function readWords(metadata: ModelMetadata | undefined): SpecWords {
  const bound = (metadata?.ontology ?? []).map(({ term, uri }) => `${term} ${uri ?? ''}`.trim());
  return {
    terms: [...new Set(bound)],
    variables: truncate((metadata?.variables ?? []).map((it) => it.name).join(' '), MAX_WORDS),
  };
}

/** Collects the rows of a list. @param entries - all that will be added */
export function collectRows(entries: readonly Entry[]): RowCollector {
  const rows: SiteRow[] = [];
  const terms = new Map<string, number>();
  const orders = orderVersions(entries);
  const placeOf = (term: string): number => {
    const place = terms.get(term) ?? terms.size;
    terms.set(term, place);
    return place;
  };
  return {
    rows,
    get terms() {
      return [...terms.keys()];
    },
    add: (entry, words, shard) => {
      const { description, author } = saidOf(entry);
      const { version, versions, metadata: counts } = entry;
      rows.push({
        id: entry.model_id,
        name: entry.name,
        version,
        order: orders.get(version) ?? 0,
        kind: entry.kind ?? '',
        section: entry.gnn_section ?? '',
        status: entry.status,
        health: entry.health.status,
        tags: collectTags(entry),
        author: author ?? '',
        backends: listBackends(entry),
        words: words.variables,
        terms: words.terms.map(placeOf),
        metrics: versions[version]?.metrics ?? {},
        description: truncate(description ?? '', MAX_DESCRIPTION),
        variables: counts.variables,
        size: sizeOf(entry),
        use: entry.use?.count ?? 0,
        created: entry.created_at,
        updated: entry.updated_at,
        shard,
      });
    },
  };
}

/** The current versions in their order, which the page need not know. */
function orderVersions(entries: readonly Entry[]): ReadonlyMap<string, number> {
  const versions = [...new Set(entries.map((it) => it.version))].map((version) => ({
    version,
    semantic: toSemanticVersion(version),
  }));
  const sorted = versions.toSorted((a, b) => compare(a.semantic, b.semantic));
  const orders = new Map<string, number>();
  for (const [at, { version, semantic }] of sorted.entries()) {
    const before = sorted[at - 1];
    const isSame = before !== undefined && compare(before.semantic, semantic) === 0;
    orders.set(version, isSame ? (orders.get(before.version) ?? at) : at);
  }
  return orders;
}

/** The metrics of current versions, and which of their values are better; higher ones if models differ in that. */
export function listDirections(entries: readonly Entry[]): Readonly<Record<string, Direction>> {
  const current = entries.flatMap((entry) => {
    const version = entry.versions[entry.version];
    return version === undefined ? [] : [{ entry, version }];
  });
  const names = new Set(current.flatMap(({ version }) => Object.keys(version.metrics ?? {})));
  return Object.fromEntries(
    [...names].map((name) => [name, findDirection(name, current) ?? 'higher']),
  );
}
