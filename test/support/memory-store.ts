/** A store that keeps registries in memory: a second implementation, which proves the port. */
import { withPurged } from '../../src/audit/draft.js';
import { sealEvents } from '../../src/audit/seal.js';
import { sha256 } from '../../src/domain/canonical.js';
import { RegistryError } from '../../src/domain/errors.js';
import type { Entry, ModelMetadata, Summary, VersionEntry } from '../../src/domain/model.js';
import { otherPath } from '../../src/domain/packed.js';
import { completed } from '../../src/domain/persisted.js';
import type { Models } from '../../src/domain/models.js';
import type { DraftEvent, RegistryState } from '../../src/domain/registry-state.js';
import type { Changes, Loaded, NewVersion, Store, StoreEnvironment } from '../../src/store/port.js';

/** The committed state: immutable, and replaced as a whole by a commit. */
interface Kept {
  readonly state: RegistryState;
  readonly isThere: boolean;
  readonly archives: ReadonlyMap<string, Uint8Array>;
  readonly metadata: ReadonlyMap<string, string>;
  readonly log: Uint8Array;
}

/** A registry in memory, which several programs can open. */
export interface MemoryPlace {
  readonly open: (env: StoreEnvironment) => Store;
  /** A copy of this registry in its current state. */
  readonly copy: () => MemoryPlace;
  readonly summary: () => Summary | undefined;
}

const NOTHING: Kept = {
  state: { generation: 0, updatedAt: new Date(0).toISOString(), models: new Map() },
  isThere: false,
  archives: new Map(),
  metadata: new Map(),
  log: new Uint8Array(),
};

/** Creates an empty registry in memory. */
export function createMemoryPlace(first: Kept = NOTHING): MemoryPlace {
  let kept = first;
  let summary: Summary | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const load = async (): Promise<Loaded> => loadedOf(kept);
  const open = (env: StoreEnvironment): Store => ({
    name: 'a registry in memory',
    exists: async () => kept.isThere,
    load,
    refresh: async (seen) => (seen.fingerprint === loadedOf(kept).fingerprint ? seen : load()),
    commit: async (base, changes) => {
      env.signal?.throwIfAborted();
      // There is no await between this check and the end.
      if (base.fingerprint !== loadedOf(kept).fingerprint) return 'overtaken';
      if (!changes.changed && changes.written.length === 0 && !base.isDue) return changes.state;
      kept = withChanges(kept, changes, env);
      return kept.state;
    },
    exclusively: (work) => {
      const result = turn.then(work, work);
      turn = result.catch(() => undefined);
      return result;
    },
    events: async () => kept.log,
    archive: async (version) => archiveIn(kept, version),
    archiveSize: async (source) => kept.archives.get(source)?.length,
    archiveFile: () => undefined,
    metadata: async (id) => parseMetadata(kept.metadata.get(id)),
    isComplete: (entry) => kept.archives.has(entry.versions[entry.version]?.source ?? ''),
    secure: async () => {},
    tidy: async () => {},
    lastSummary: async () => summary,
    keepSummary: async (next) => {
      summary = next;
    },
  });
  return { open, copy: () => createMemoryPlace(kept), summary: () => summary };
}

function loadedOf({ state, isThere }: Kept): Loaded {
  return { state, isThere, isDue: !isThere, fingerprint: `${state.generation}`, notices: [] };
}

function archiveIn({ archives }: Kept, { source, version, hash }: VersionEntry): Uint8Array {
  // A change that is not saved yet may have packed or unpacked it.
  const bytes = archives.get(source ?? '') ?? archives.get(otherPath(source ?? ''));
  const problem = (code: 'archive-missing' | 'archive-damaged'): RegistryError =>
    new RegistryError(code, `The bytes ${source} of version ${version} are no more.`, 'Weep.');
  if (bytes === undefined) throw problem('archive-missing');
  if (hash !== null && sha256(bytes) !== hash) throw problem('archive-damaged');
  return bytes;
}

function parseMetadata(text: string | undefined): ModelMetadata | undefined {
  return text === undefined ? undefined : completed('model_metadata', JSON.parse(text));
}

function withChanges(kept: Kept, changes: Changes, env: StoreEnvironment): Kept {
  const archives = new Map(kept.archives);
  const metadata = new Map(kept.metadata);
  const places = new Map<string, string>();
  for (const version of changes.written)
    keepVersion(version, changes.state, { archives, metadata, places });
  const models = new Map(
    [...changes.state.models].map(([id, entry]) => [id, placed(entry, places)]),
  );
  for (const id of changes.follows ?? []) {
    follow(kept, models, id, archives);
    if (!models.has(id)) metadata.delete(id);
  }
  const { purged } = changes.state;
  const drafts = withPurged(placedDrafts(changes.drafts, places), kept.state.purged, purged);
  const signature = { at: env.now().toISOString(), actor: env.actor ?? 'unknown' };
  const { lines, head } = sealEvents(drafts, kept.state.audit, signature);
  const generation = kept.state.generation + 1;
  const state = { ...changes.state, generation, models, ...(head && { audit: head }) };
  const log = Buffer.concat([kept.log, lines]);
  return { state, isThere: true, archives, metadata, log };
}

interface Making {
  readonly archives: Map<string, Uint8Array>;
  readonly metadata: Map<string, string>;
  /** Where bytes are kept if their name is already taken. */
  readonly places: Map<string, string>;
}

function keepVersion(one: NewVersion, state: RegistryState, making: Making): void {
  const { archives, metadata, places } = making;
  const contents = one.contents();
  const { model_id: id, version } = one.entry;
  if (contents.metadata !== undefined) metadata.set(id, contents.metadata());
  // If planned together, a version may already have lost its bytes, or be packed.
  const source = state.models.get(id)?.versions[version]?.source ?? null;
  if (source === null) return;
  const other = archives.get(source);
  const isFree = other === undefined || sha256(other) === one.hash;
  const place = isFree ? source : `${source}-${one.hash}`;
  if (!isFree) places.set(`${id} ${version}`, place);
  archives.set(place, Uint8Array.from(contents.bytes));
}

/** A copy of an entry whose versions point to the stored bytes. */
function placed(entry: Entry, places: ReadonlyMap<string, string>): Entry {
  const versions = Object.entries(entry.versions).map(
    ([number, version]): [string, VersionEntry] => [
      number,
      { ...version, source: places.get(`${entry.model_id} ${number}`) ?? version.source },
    ],
  );
  return structuredClone({ ...entry, versions: Object.fromEntries(versions) });
}

function placedDrafts(
  drafts: readonly DraftEvent[],
  places: ReadonlyMap<string, string>,
): DraftEvent[] {
  return drafts.map((draft) =>
    'values' in draft ? draft : { ...draft, after: draft.after && placed(draft.after, places) },
  );
}

/** Renames the bytes of a model to match its versions, and drops bytes that no version names. */
function follow(before: Kept, models: Models, id: string, archives: Map<string, Uint8Array>): void {
  const [from, to] = [before.state.models.get(id), models.get(id)];
  for (const [number, { source }] of Object.entries(to?.versions ?? {})) {
    const old = from?.versions[number];
    if (old === undefined || source === null || source === old.source) continue;
    archives.set(source, archiveIn(before, old));
  }
  const named = new Set<string | null>();
  for (const { versions } of models.values()) {
    for (const { source } of Object.values(versions)) named.add(source);
  }
  for (const { source } of Object.values(from?.versions ?? {})) {
    if (source !== null && !named.has(source)) archives.delete(source);
  }
}
