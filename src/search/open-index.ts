/**
 * Opens the index of a registry: reads it from its file, updates it to the registry's state, and
 * stores it again. Only changed models are examined, and only those with changed bytes are read.
 */
import { sha256 } from '../domain/canonical.js';
import type { Entry, VersionEntry } from '../domain/model.js';
import type { RegistryState } from '../domain/registry-state.js';
import type { ComparableModel } from '../domain/semantic-form.js';
import type { Store } from '../store/port.js';
import { NO_CONTENTS, collectContents, collectFacts, collectTexts } from './document.js';
import type { Contents, IndexedModel } from './document.js';
import type { ModelView } from './fields.js';
import { mergeLayers, createLayer, updateLayers, type Layer } from './layers.js';
import { isSegment, openSegment, type Segment } from './segment.js';

/** The parts of an open registry that indexing needs. */
export interface Indexable {
  readonly store: Store;
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
 * Opens the index of a registry in its present state.
 *
 * If the index cannot be stored, or if only a few of many models changed, the next call repeats the
 * work. Uncommitted changes are never stored.
 */
export async function openIndex(registry: Indexable): Promise<readonly Layer[]> {
  const { store, state } = registry;
  const found = await store.searchIndex?.read();
  const stored = found !== undefined && isSegment(found.segment) ? found : undefined;
  const key = identifyState(state);
  const segment = stored && openSegment(stored.segment);
  if (segment !== undefined && stored?.key === key) return [createLayer(segment)];
  const { examined, outdated, added, leftOut } = await findChanges(
    registry,
    segment,
    stored?.leftOut ?? {},
  );
  const layers = updateLayers(segment === undefined ? [] : [createLayer(segment)], outdated, added);
  if (segment !== undefined && examined <= state.models.size * RESCAN_SHARE) return layers;
  const whole = mergeLayers(layers);
  if (key !== undefined) {
    await store.searchIndex?.write({ key, leftOut, segment: whole.segment.stored });
  }
  return [whole];
}

/** Examining up to this share of the models again costs less than writing the index. */
const RESCAN_SHARE = 0.005;

/** Identifies a committed state; undefined for any other state. */
function identifyState({
  models,
  generation,
  updatedAt,
  audit,
}: RegistryState): string | undefined {
  for (const id of models.keys()) if (models.textOf?.(id) === undefined) return undefined;
  return `${generation} ${updatedAt} ${audit?.hash ?? ''} ${models.size}`;
}

/** The changes that bring an index up to date. */
interface IndexChanges {
  /** The number of models that were examined or no longer exist. */
  readonly examined: number;
  /** Changed or removed models. */
  readonly outdated: readonly string[];
  readonly added: readonly IndexedModel[];
  /** Deleted models, which are not indexed, with their marks. */
  readonly leftOut: Readonly<Record<string, string>>;
}

async function findChanges(
  registry: Indexable,
  segment: Segment | undefined,
  leftOutBefore: IndexChanges['leftOut'],
): Promise<IndexChanges> {
  const outdated: string[] = [];
  const added: IndexedModel[] = [];
  const leftOut: [id: string, mark: string][] = [];
  let examined = 0;
  const { models } = registry.state;
  for (const id of models.keys()) {
    const mark = computeMark(models.textOf?.(id));
    const row = segment?.rowOf(id);
    const before = row === undefined ? leftOutBefore[id] : segment?.markOf(row);
    if (mark !== '' && mark === before) {
      if (row === undefined) leftOut.push([id, mark]);
      continue;
    }
    examined += 1;
    if (row !== undefined) outdated.push(id);
    const entry = models.get(id);
    if (entry === undefined || entry.status === 'deleted') leftOut.push([id, mark]);
    else {
      const known = row === undefined ? undefined : segment?.viewAt(row);
      added.push(await indexModel(entry, mark, known, registry));
    }
  }
  const removed = segment?.stored.ids.filter((id) => !models.has(id)) ?? [];
  return {
    examined: examined + removed.length,
    outdated: [...outdated, ...removed],
    added,
    leftOut: Object.fromEntries(leftOut),
  };
}

/** Creates the indexed form of a model. @param before - its previous indexed form */
export async function indexModel(
  entry: Entry,
  mark: string,
  before: ModelView | undefined,
  registry: Pick<Indexable, 'store' | 'history'>,
): Promise<IndexedModel> {
  const contents = await readContents(entry, before, registry);
  const [facts, texts] = [collectFacts(entry, contents), collectTexts(entry, contents)];
  return { id: entry.model_id, mark, facts, texts };
}

/** Takes the contents from the index if the bytes are the same, or else from metadata or spec. */
async function readContents(
  entry: Entry,
  before: ModelView | undefined,
  { store, history }: Pick<Indexable, 'store' | 'history'>,
): Promise<Contents> {
  if (before !== undefined && entry.hash !== null && before.facts.hash === entry.hash) {
    const { variables, terms } = before.texts();
    const { observations, states, actions, settings } = before.facts;
    return { variables, terms, sizes: { observations, states, actions }, settings };
  }
  const metadata = await store.metadata(entry.model_id);
  if (metadata?.hash === entry.hash && Array.isArray(metadata.variables)) {
    return collectContents(metadata);
  }
  const version = entry.versions[entry.version];
  if (version === undefined) return NO_CONTENTS;
  const { comparable } = await history.modelOf(entry, version);
  return comparable === null ? NO_CONTENTS : collectContents(comparable.model);
}

function computeMark(text: Uint8Array | undefined): string {
  return text === undefined ? '' : sha256(text).slice(0, 16);
}
