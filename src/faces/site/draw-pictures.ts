/**
 * Draws the pictures of the page. They are files named by what they are drawn from, so that those of an earlier
 * writing serve again, and only so many are new at a time.
 */
import { RegistryError } from '../../domain/errors.js';
import type { Entry, VersionEntry } from '../../domain/model.js';
import { isKept } from '../../domain/packed.js';
import { compareSides } from '../../operations/queries/compare.js';
import { drawComparison } from '../../operations/queries/draw-comparison.js';
import { readVersion } from '../../operations/queries/sides.js';
import type { OpenedRegistry } from '../../operations/workplace.js';
import { drawMany, keyOfDrawn, keyOfPicture } from '../../pictures/draw-many.js';
import { drawModel, type Picture } from '../../pictures/draw-model.js';
import type { Layouter } from '../../pictures/layout.js';
import { versionsOf } from '../../version/reference.js';

/** How many pictures are drawn at one writing: with graphs of thirty nodes, half a minute. */
const MAX_NEW = 600;
/** The versions of a model that are shown with text and pictures. */
export const MAX_SHOWN = 12;

const FOLDER = 'pictures';

/** Where the pictures are. */
export interface PictureFolder {
  /** The names in it. */
  readonly names: ReadonlySet<string>;
  readonly write: (path: string, svg: string) => Promise<void>;
}

/** The pictures that there are. */
export interface SitePictures {
  /** Path of the picture of a version, relative to the page; null if it is not drawn. */
  readonly ofVersion: (entry: Entry, version: VersionEntry) => string | null;
  /** The same for the difference of a version to the one before it. */
  readonly ofStep: (entry: Entry, before: VersionEntry, after: VersionEntry) => string | null;
  /** The names of the files that the page needs. */
  readonly names: ReadonlySet<string>;
  /** How many are there, and how many are left to the next writing. */
  readonly drawn: number;
  readonly left: number;
}

interface Wanted {
  /** What it is drawn from, which names its file. */
  readonly key: string;
  /** What is drawn first: current versions, then differences, then earlier versions; of each, the newest. */
  readonly rank: number;
  readonly date: string;
  readonly draw: (layouter: Layouter) => Promise<Picture>;
}

/**
 * Draws what is not drawn yet: at most so many pictures, the most important first.
 *
 * @param most - of new ones
 * @throws RegistryError `output-unwritable`
 */
export async function drawPictures(
  registry: OpenedRegistry,
  entries: readonly Entry[],
  folder: PictureFolder,
  most = MAX_NEW,
): Promise<SitePictures> {
  const wanted = new Map(
    entries
      // Weights have no graph.
      .filter(({ metadata }) => metadata.weights === undefined)
      .flatMap((entry) => listWanted(registry, entry))
      .map((it) => [it.key, it]),
  );
  const files = new Map(
    [...wanted.keys()]
      .filter((it) => folder.names.has(nameFile(it)))
      .map((it) => [it, nameFile(it)]),
  );
  const missing = [...wanted.values()]
    .filter(({ key }) => !files.has(key))
    .toSorted((a, b) => a.rank - b.rank || (a.date < b.date ? 1 : a.date > b.date ? -1 : 0));
  await drawMany(missing.slice(0, most), registry.options.jobs, async (one, layouter) => {
    const picture = await drawIfReadable(one, layouter);
    if (picture === undefined) return;
    const file = nameFile(keyOfDrawn(picture, one.key));
    await folder.write(`${FOLDER}/${file}`, picture.svg);
    files.set(one.key, file);
  });
  const pathOf = (key: string): string | null => {
    const file = files.get(key);
    return file === undefined ? null : `${FOLDER}/${file}`;
  };
  return {
    ofVersion: (entry, version) => (isKept(version) ? pathOf(keyOfVersion(entry, version)) : null),
    ofStep: (entry, before, after) =>
      isKept(before) && isKept(after) ? pathOf(keyOfStep(entry, before, after)) : null,
    names: new Set(files.values()),
    drawn: files.size,
    left: Math.max(0, missing.length - most),
  };
}

/** A version whose bytes are gone has no picture, as it has no text. */
async function drawIfReadable({ draw }: Wanted, layouter: Layouter): Promise<Picture | undefined> {
  try {
    return await draw(layouter);
  } catch (error) {
    if (error instanceof RegistryError) return undefined;
    throw error;
  }
}

/**
 * Lists the pictures of a model: of each version that is shown, and of each step between two of them. A version of
 * another program has nothing to be drawn from, as one whose bytes were deleted, and takes no other one's turn.
 */
function listWanted(registry: OpenedRegistry, entry: Entry): Wanted[] {
  const shown = versionsOf(entry).slice(0, MAX_SHOWN);
  return shown.flatMap((version, at): Wanted[] => {
    if (!isKept(version)) return [];
    const { created_at: date } = version;
    const before = shown[at + 1];
    const read = (it: VersionEntry) => readVersion(registry, { entry, version: it }, 'drawn');
    const alone: Wanted = {
      key: keyOfVersion(entry, version),
      rank: version.version === entry.version ? 0 : 2,
      date,
      draw: async (layouter) => drawModel((await read(version)).model.model, layouter),
    };
    if (before === undefined || !isKept(before)) return [alone];
    const draw = async (layouter: Layouter): Promise<Picture> => {
      const [first, second] = [await read(before), await read(version)];
      const compared = compareSides(first, second);
      return (await drawComparison(compared, [first, second], layouter)).drawn;
    };
    return [alone, { key: keyOfStep(entry, before, version), rank: 1, date, draw }];
  });
}

/** The name of a picture's file. */
function nameFile(key: string): string {
  return `${key}.svg`;
}

function keyOfVersion({ model_id: id }: Entry, version: VersionEntry): string {
  return keyOfPicture('version', id, ...partsOf(version));
}

function keyOfStep({ model_id: id }: Entry, before: VersionEntry, after: VersionEntry): string {
  return keyOfPicture('step', id, ...partsOf(before), ...partsOf(after));
}

/** A version that another program registered may lack a hash. */
function partsOf({ version, hash, created_at: created }: VersionEntry): [string, string] {
  return [version, hash ?? created];
}
