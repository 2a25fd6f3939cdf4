/** Decides under which names the bytes of a change are kept. */
import type { VersionEntry } from '../../domain/model.js';
import { own } from '../../domain/json.js';
import { planFileWork, type FileWork } from '../planned-bytes.js';
import type { Changes, NewVersion } from '../port.js';
import type { Relocation } from '../relocations.js';
import { findTaken, namesFor } from './archives.js';
import type { Connection } from './connection.js';

/** Where the bytes of a change come to be. */
export interface Placement {
  readonly work: FileWork;
  readonly relocations: readonly Relocation[];
  /** The names of the bytes of new versions that are kept, by version. */
  readonly places: ReadonlyMap<NewVersion, string>;
}

/** Finds free names for the bytes of new versions, and of those that are packed and unpacked. */
export async function placeBytes(
  connection: Connection,
  registry: string,
  before: Changes['state'],
  changes: Changes,
): Promise<Placement> {
  const work = planFileWork(before.models, changes.state.models, changes.follows ?? []);
  const kept = changes.written.flatMap((it) => {
    const version = versionIn(changes, it);
    // The same plan may have deleted the bytes of a new version already.
    return version === undefined || version.source === null || version.deleted_at !== undefined
      ? []
      : [{ it, source: version.archived_at === undefined ? it.archive : version.source }];
  });
  const wanted = [
    ...kept.map(({ it, source }) => ({ source, hash: it.hash })),
    ...work.moves.map(({ to, hash }) => ({ source: to, hash })),
  ];
  const names = wanted.flatMap(({ source, hash }) => namesFor(source, hash));
  const taken = await findTaken(connection, registry, names);
  const place = (source: string, hash: string, bytes?: Uint8Array): string => {
    const all = namesFor(source, hash, bytes);
    const free = all.find((name) => (taken.get(name) ?? hash) === hash) ?? all.at(-1) ?? source;
    taken.set(free, hash);
    return free;
  };
  const relocations: Relocation[] = [];
  const note = (modelId: string, version: string, planned: string, actual: string): string => {
    if (planned !== actual) relocations.push({ modelId, version, planned, actual });
    return actual;
  };
  const places = new Map<NewVersion, string>();
  for (const { it, source } of kept) {
    const { model_id: id, version } = it.entry;
    places.set(it, note(id, version, source, place(source, it.hash)));
  }
  const moves = work.moves.map((move) => {
    const { modelId, version, to, hash } = move;
    return { ...move, to: note(modelId, version, to, place(to, hash)) };
  });
  return { work: { ...work, moves }, relocations, places };
}

function versionIn({ state }: Changes, { entry }: NewVersion): VersionEntry | undefined {
  return own(state.models.get(entry.model_id)?.versions ?? {}, entry.version);
}
