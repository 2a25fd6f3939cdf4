/** The working directories of open documents, opened once each and followed. */
import { RegistryError } from '../../domain/errors.js';
import { createPlace, findWorkingFolder, type FolderOpener, type Place } from './places.js';

/** The places of documents. */
export interface Places {
  /** The place of a document; one without a file has that in which the server was started. */
  readonly of: (path: string | undefined) => Promise<Place>;
  readonly changeRoots: (added: readonly string[], removed: readonly string[]) => void;
}

/** Listeners for changes of the open places. */
export interface PlaceEvents {
  /** The registry of a place may have changed. */
  readonly onRegistry: (place: Place) => void;
  /** The settings of a folder may have changed: what was opened of it is forgotten. */
  readonly onSettings: (folder: string) => void;
  readonly onProblem: (problem: string) => void;
}

export function createPlaces(
  folders: FolderOpener,
  cwd: string,
  events: PlaceEvents,
  signal: AbortSignal | undefined,
): Places {
  const opened = new Map<string, Promise<Place>>();
  let roots: readonly string[] = [];

  const open = async (folder: string): Promise<Place> => {
    const place = createPlace(await folders.open(folder));
    if (place.problem !== undefined) events.onProblem(place.problem);
    void follow(folder, place);
    return place;
  };
  const follow = async (folder: string, place: Place): Promise<void> => {
    const [registry] = place.watched;
    const { watchFiles } = await import('../../files/watch.js');
    const endFollowing = followStore(place);
    const stop = watchFiles(
      place.watched,
      (path) => {
        if (path === registry) {
          events.onRegistry(place);
          return;
        }
        opened.delete(folder);
        stop();
        endFollowing();
        events.onSettings(folder);
      },
      signal,
    );
  };
  /** Follows a registry that is in no file. @returns ends it */
  const followStore = (place: Place): (() => void) => {
    const ending = place.workplace.store
      .follow?.(() => events.onRegistry(place))
      .catch(() => undefined);
    const end = (): void => void ending?.then((it) => it?.());
    signal?.addEventListener('abort', end, { once: true });
    return end;
  };
  return {
    of: (path) => {
      const folder =
        path === undefined ? (roots[0] ?? cwd) : findWorkingFolder(path, roots, folders.isRoot);
      const known = opened.get(folder);
      if (known !== undefined) return known;
      const place = open(folder);
      opened.set(folder, place);
      // A folder that could not be opened is tried again.
      place.catch((error: unknown) => {
        opened.delete(folder);
        if (error instanceof RegistryError) events.onProblem(error.message);
      });
      return place;
    },
    changeRoots: (added, removed) => {
      roots = [...roots.filter((it) => !removed.includes(it)), ...added];
    },
  };
}
