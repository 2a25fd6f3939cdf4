/** Writes a registry as a folder that a browser opens: the page, and its data as scripts. */
import { join, resolve } from 'node:path';
import { sha256 } from '../../domain/canonical.js';
import { RegistryError } from '../../domain/errors.js';
import { MEGABYTE } from '../../domain/limits.js';
import type { Entry, VersionEntry } from '../../domain/model.js';
import { isKept } from '../../domain/packed.js';
import { plural } from '../../domain/plural.js';
import { rateRegistry, toMostFirst } from '../../domain/statistics.js';
import { decodeText } from '../../read.js';
import { describeUnwritable, removeQuietly, writeIfChanged } from '../../files/atomic.js';
import { readUpTo } from '../../files/hash-file.js';
import { listNames, lstatIfPresent } from '../../files/lstat-if-present.js';
import { readEventsAfter, presentEvent } from '../../operations/queries/history.js';
import { countAll } from '../../operations/queries/report.js';
import type { OpenedRegistry } from '../../operations/workplace.js';
import { versionsOf } from '../../version/reference.js';
import {
  collectRows,
  listDirections,
  readWords,
  type RowCollector,
  type SpecWords,
} from './collect-rows.js';
import { toModel } from './collect.js';
import type { SiteIndex, SiteModel } from './data.js';
import { drawPictures, MAX_SHOWN, type SitePictures } from './draw-pictures.js';

/** How many models a shard has. */
const SHARD_SIZE = 50;
const MAX_SOURCE = 60_000;
const MAX_EVENTS = 300;

/** What was written. */
export interface WrittenSite {
  readonly folder: string;
  readonly models: number;
  readonly pictures: number;
  /** How many more pictures the next writing would have. */
  readonly pictures_left: number;
}

/** The page as the build made it. */
const FILES = ['index.html', 'app.js', 'app.css'];

async function readBuilt(folder: string, name: string): Promise<Uint8Array> {
  const path = join(folder, name);
  const bytes = await readUpTo(path, path, MEGABYTE);
  if (bytes === undefined) throw new RegistryError('internal', `${path} is missing`, 'Build it.');
  return bytes;
}

/**
 * Writes the page and its data.
 *
 * @param folder - new, empty, or one that this has written before
 * @param built - the folder of the built page
 * @param live - what a service, which sends events to the page, remembers of the writing before
 * @throws RegistryError `output-unwritable`, `file-refused`, `internal`
 */
export async function writeSite(
  registry: OpenedRegistry,
  folder: string,
  built: string,
  live?: SiteMemory,
): Promise<WrittenSite> {
  const root = resolve(registry.env.cwd, folder);
  assertOwn(root, folder);
  const write: Write = async (name, text) => {
    const path = join(root, name);
    try {
      await writeIfChanged(path, text, { durable: false, isNamed: true });
    } catch (error) {
      throw describeUnwritable(path, error);
    }
  };
  const entries = [...registry.state.models.values()].filter((it) => it.status !== 'deleted');
  const names = new Set(listNames(join(root, 'pictures')));
  const pictures = await drawPictures(registry, entries, { names, write });
  const { rows, terms } = await writeModels(registry, entries, pictures, write, live);
  const picturesLeft = pictures.left;
  const list = { rows, terms, metrics: listDirections(entries), picturesLeft };
  const isLive = live !== undefined;
  await write(
    'data/index.js',
    toScript('index', { ...(await describe(registry)), ...list, isLive }),
  );
  for (const name of FILES) await write(name, await readBuilt(built, name));
  const shards = countShards(rows.length);
  removeOthers(join(root, 'pictures'), PICTURE, (name) => pictures.names.has(name));
  removeOthers(join(root, 'data'), SHARD, (name) => Number(SHARD.exec(name)?.[1]) < shards);
  return { folder, models: rows.length, pictures: pictures.drawn, pictures_left: pictures.left };
}

type Write = (name: string, text: string | Uint8Array) => Promise<void>;

/** Writes the shards. @returns what the list has of them */
async function writeModels(
  registry: OpenedRegistry,
  entries: readonly Entry[],
  pictures: SitePictures,
  write: Write,
  memory: SiteMemory | undefined,
): Promise<Pick<RowCollector, 'rows' | 'terms'>> {
  const list = collectRows(entries);
  const childrenOf = createChildren(entries);
  for (let shard = 0; shard < countShards(entries.length); shard += 1) {
    const shown = entries.slice(shard * SHARD_SIZE, (shard + 1) * SHARD_SIZE);
    // Making a key takes as long as all else but the pictures, so only a memory has one.
    const key = memory && keyOfShard(shown, pictures, childrenOf);
    const known = memory?.get(shard);
    if (known !== undefined && known.key === key) {
      const words = readKept(known.words);
      for (const [at, entry] of shown.entries()) {
        list.add(entry, words[at] ?? readWords(undefined), shard);
      }
      continue;
    }
    const models: SiteModel[] = [];
    const words: SpecWords[] = [];
    let isWhole = true;
    for (const entry of shown) {
      const metadata = await registry.store.metadata(entry.model_id);
      isWhole &&= metadata !== undefined;
      const read = readWords(metadata);
      words.push(read);
      list.add(entry, read, shard);
      const children = childrenOf(entry.model_id);
      const sourceOf = createSources(registry, entry);
      models.push(await toModel({ entry, metadata, pictures, children, sourceOf }));
    }
    await write(`data/models-${shard}.js`, toScript(`models-${shard}`, models));
    // What is missing may be there again the next time.
    if (isWhole && key !== undefined) memory?.set(shard, { key, words: JSON.stringify(words) });
    else memory?.delete(shard);
  }
  for (const shard of memory?.keys() ?? []) {
    if (shard >= countShards(entries.length)) memory?.delete(shard);
  }
  return list;
}

/** @param words - as this process has kept them */
function readKept(words: string): readonly SpecWords[] {
  return JSON.parse(words) as readonly SpecWords[];
}

/** By shard, what it was written from, and what the list says of its models: as JSON, which takes little memory. */
export type SiteMemory = Map<number, { readonly key: string; readonly words: string }>;

/** Whatever the models of a shard are shown with; their specs are known by their hashes. */
function keyOfShard(
  entries: readonly Entry[],
  pictures: SitePictures,
  childrenOf: (id: string) => SiteModel['children'],
): string {
  const parts = entries.map((entry) => {
    const shown = versionsOf(entry).slice(0, MAX_SHOWN);
    const drawn = shown.map((version, at) => {
      const before = shown[at + 1];
      const step = before && pictures.ofStep(entry, before, version);
      return [pictures.ofVersion(entry, version), step];
    });
    return JSON.stringify([entry, drawn, childrenOf(entry.model_id)]);
  });
  return sha256(parts.join('\n'));
}

function countShards(models: number): number {
  return Math.ceil(models / SHARD_SIZE);
}

/** The names that an earlier writing gave to files that the page may no longer need. */
const PICTURE = /^[0-9a-f]{40}\.svg$/;
const SHARD = /^models-(\d+)\.js$/;

/** Removes what earlier writings left of models and versions that are gone. */
function removeOthers(folder: string, ours: RegExp, isNeeded: (name: string) => boolean): void {
  for (const name of listNames(folder)) {
    if (ours.test(name) && !isNeeded(name)) removeQuietly(join(folder, name));
  }
}

/** A folder with other files is left alone. @throws RegistryError `file-refused` */
function assertOwn(root: string, shown: string): void {
  const isThere = lstatIfPresent(root) !== undefined;
  const isOurs = lstatIfPresent(join(root, 'data', 'index.js')) !== undefined;
  if (!isThere || isOurs || lstatIfPresent(join(root, 'index.html')) === undefined) return;
  throw new RegistryError(
    'file-refused',
    `${shown} has a page of another program.`,
    'Name a folder that is new or empty.',
  );
}

/**
 * Data as a script: a page that is opened from a file may load scripts, but nothing else. Browsers read a text of
 * JSON faster than the same data as a part of the script.
 */
function toScript(name: string, data: unknown): string {
  // Two line separators end a line in older scripts, and markup must not end one.
  const text = JSON.stringify(data)
    .replace(/[\\']/g, String.raw`\$&`)
    .replaceAll('<', String.raw`\x3c`)
    .replaceAll('\u2028', String.raw`\u2028`)
    .replaceAll('\u2029', String.raw`\u2029`);
  return `gnnData(${JSON.stringify(name)},JSON.parse('${text}'));\n`;
}

/** What the page says of the registry as a whole. */
async function describe(
  registry: OpenedRegistry,
): Promise<Omit<SiteIndex, 'rows' | 'terms' | 'metrics' | 'picturesLeft' | 'isLive'>> {
  const { store, state } = registry;
  const counts = await countAll(registry);
  const health = rateRegistry(counts);
  const share = health.healthy_share;
  const last = state.audit?.sequence ?? 0;
  const events = await readEventsAfter(registry, Math.max(0, last - MAX_EVENTS));
  return {
    registry: store.name,
    updated: state.updatedAt,
    size: `${plural(counts.models, 'model')}, ${plural(counts.versions, 'version')}`,
    health:
      share === null ? health.status : `${health.status}, ${Math.floor(share * 100)} % healthy`,
    counts: [
      ['Status', toMostFirst(counts.by_status).filter(([, it]) => it > 0)],
      ['Kind', toMostFirst(counts.by_kind)],
      ['Health', toMostFirst(counts.by_health).filter(([, it]) => it > 0)],
      ['Tags', toMostFirst(counts.by_tag).slice(0, 20)],
      ['Findings', toMostFirst(counts.by_finding).slice(0, 20)],
    ],
    events: events
      .slice(-MAX_EVENTS)
      .toReversed()
      .map(presentEvent)
      .map(({ at, actor, action, model_id: id, changed }) => ({
        at,
        actor,
        action: action.replaceAll('_', ' '),
        id: id ?? '',
        changed,
      })),
  };
}

function createChildren(entries: readonly Entry[]): (id: string) => SiteModel['children'] {
  const children = new Map<string, [string, string][]>();
  for (const { model_id: child, parents = [] } of entries) {
    for (const { model_id: parent, kind } of parents) {
      const known = children.get(parent);
      if (known === undefined) children.set(parent, [[child, kind]]);
      else known.push([child, kind]);
    }
  }
  return (id) => children.get(id) ?? [];
}

/** Reads the text of the newest versions; null for others, and for what cannot be read. */
function createSources(
  { history }: OpenedRegistry,
  entry: Entry,
): (version: VersionEntry) => Promise<string | null> {
  const newest = new Set(versionsOf(entry).slice(0, MAX_SHOWN));
  return async (version) => {
    if (!newest.has(version) || !isKept(version)) return null;
    try {
      return decodeText(await history.sourceOf(version))?.slice(0, MAX_SOURCE) ?? null;
    } catch (error) {
      if (error instanceof RegistryError) return null;
      throw error;
    }
  };
}
