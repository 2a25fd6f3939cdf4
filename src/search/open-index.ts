/**
 * The index of a registry: read from its file, brought up to the registry as it is, and kept again.
 * Only models that have changed are looked at, and only those whose bytes have changed are read.
 */
import { sha256 } from '../domain/canonical.js';
import type { Entry, VersionEntry } from '../domain/model.js';
import type { RegistryState } from '../domain/registry-state.js';
import type { ComparableModel } from '../domain/semantic-form.js';
import type { Layout } from '../store/file/layout.js';
import { readMetadata } from '../store/file/metadata.js';
import { readSearchIndex, writeSearchIndex } from '../store/file/search-index.js';
import {
  NO_CONTENTS,
  contentsOf,
  factsOf,
  textsOf,
  type Contents,
  type IndexedModel,
} from './document.js';
import type { Looked } from './fields.js';
import { inOne, layerOf, withChanges, type Layer } from './layers.js';
import { isSegment, openSegment, type Segment } from './segment.js';

/** The part of an open registry that its index is made of. */
export interface Indexable {
  readonly layout: Layout;
  readonly state: RegistryState;
  readonly history: {
    /** The model of a version; null where its spec can no longer be read. */
    readonly modelOf: (
      entry: Entry,
      version: VersionEntry,
    ) => Promise<{ readonly comparable: ComparableModel | null }>;
  };
}

/**
 * The index of a registry as it is.
 *
 * What could not be kept is made again the next time; so are a few changes of many models. Nothing is
 * kept of changes that are not committed.
 */
export async function openIndex(registry: Indexable): Promise<readonly Layer[]> {
  const { layout, state } = registry;
  const found = await readSearchIndex(layout);
  const stored = found !== undefined && isSegment(found.segment) ? found : undefined;
  const key = keyOf(state);
  const segment = stored && openSegment(stored.segment);
  if (segment !== undefined && stored?.key === key) return [layerOf(segment)];
  const { looked, gone, added, leftOut } = await changesOf(
    registry,
    segment,
    stored?.leftOut ?? {},
  );
  const layers = withChanges(segment === undefined ? [] : [layerOf(segment)], gone, added);
  if (segment !== undefined && looked <= state.models.size * FEW) return layers;
  const whole = inOne(layers);
  if (key !== undefined) {
    await writeSearchIndex(layout, { key, leftOut, segment: whole.segment.stored });
  }
  return [whole];
}

/** To look at this share of the models again costs less than to write the index. */
const FEW = 0.005;

/** Names a state that stands on the disk as it is; undefined for any other one. */
function keyOf({ models, generation, updatedAt, audit }: RegistryState): string | undefined {
  for (const id of models.keys()) if (models.textOf?.(id) === undefined) return undefined;
  return `${generation} ${updatedAt} ${audit?.hash ?? ''} ${models.size}`;
}

/** What is to be changed in an index. */
interface Changes {
  /** How many models had to be looked at, or are no longer there. */
  readonly looked: number;
  /** The models that are not as they were. */
  readonly gone: readonly string[];
  readonly added: readonly IndexedModel[];
  /** The deleted models, with their marks. */
  readonly leftOut: Readonly<Record<string, string>>;
}

async function changesOf(
  registry: Indexable,
  segment: Segment | undefined,
  leftOutBefore: Changes['leftOut'],
): Promise<Changes> {
  const gone: string[] = [];
  const added: IndexedModel[] = [];
  const leftOut: [id: string, mark: string][] = [];
  let looked = 0;
  const { models } = registry.state;
  for (const id of models.keys()) {
    const mark = markOf(models.textOf?.(id));
    const row = segment?.rowOf(id);
    const before = row === undefined ? leftOutBefore[id] : segment?.markOf(row);
    if (mark !== '' && mark === before) {
      if (row === undefined) leftOut.push([id, mark]);
      continue;
    }
    looked += 1;
    if (row !== undefined) gone.push(id);
    const entry = models.get(id);
    if (entry === undefined || entry.status === 'deleted') leftOut.push([id, mark]);
    else {
      const known = row === undefined ? undefined : segment?.lookAt(row);
      added.push(await modelOf(entry, mark, known, registry));
    }
  }
  const removed = segment?.stored.ids.filter((id) => !models.has(id)) ?? [];
  return {
    looked: looked + removed.length,
    gone: [...gone, ...removed],
    added,
    leftOut: Object.fromEntries(leftOut),
  };
}

/**
 * A model as it is indexed.
 *
 * @param before - what was known of it
 */
export async function modelOf(
  entry: Entry,
  mark: string,
  before: Looked | undefined,
  registry: Pick<Indexable, 'layout' | 'history'>,
): Promise<IndexedModel> {
  const texts = textsOf(entry, await contentsFor(entry, before, registry));
  return { id: entry.model_id, mark, facts: factsOf(entry), texts };
}

/** Those of the index where the bytes are the same, else of the metadata, else of the spec. */
async function contentsFor(
  entry: Entry,
  before: Looked | undefined,
  { layout, history }: Pick<Indexable, 'layout' | 'history'>,
): Promise<Contents> {
  if (before !== undefined && entry.hash !== null && before.facts.hash === entry.hash) {
    const { variables, terms } = before.texts();
    return { variables, terms };
  }
  const metadata = await readMetadata(layout, entry.model_id);
  if (metadata?.hash === entry.hash && Array.isArray(metadata.variables)) {
    return contentsOf(metadata);
  }
  const version = entry.versions[entry.version];
  if (version === undefined) return NO_CONTENTS;
  const { comparable } = await history.modelOf(entry, version);
  return comparable === null ? NO_CONTENTS : contentsOf(comparable.model);
}

function markOf(text: Uint8Array | undefined): string {
  return text === undefined ? '' : sha256(text).slice(0, 16);
}
