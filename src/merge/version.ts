/** Merges what two sides say of one version. Its content is the same on both. Pure. */
import type { Binding, Export, VersionEntry } from '../domain/model.js';
import { keysFrom } from '../domain/persisted.js';
import { withoutBytes } from '../version/retention.js';
import {
  conflicting,
  earliest,
  fromLater,
  latest,
  mergeKeys,
  mergeList,
  mergeMap,
  mergeObject,
  mergeSet,
  orAbsent,
  within,
  type Both,
  type Context,
  type Rules,
  type Side,
  type Sides,
} from './three-way.js';

const BINDING: Rules<Binding> = {
  provider: fromLater,
  model_id: fromLater,
  endpoint: conflicting,
  region: conflicting,
  config: conflicting,
  status: conflicting,
  success_rate: conflicting,
  average_latency_ms: conflicting,
  cost_per_1000: conflicting,
  added_at: earliest,
  updated_at: latest,
};

/** How it was registered. Where both sides did, the first time counts. */
const RECORD: ReadonlySet<keyof VersionEntry> = new Set([
  'file_path',
  'created_at',
  'bump',
  'previous',
  'changes',
  'same_content_as',
  'metadata',
]);

/** Where its bytes are. */
const STORED: ReadonlySet<keyof VersionEntry> = new Set(['source', 'archived_at', 'deleted_at']);

/** The rules for every key of a version. */
export const VERSION: Rules<VersionEntry> = {
  version: fromLater,
  file_path: fromLater,
  created_at: earliest,
  hash: fromLater,
  semantic_hash: fromLater,
  bump: fromLater,
  previous: fromLater,
  changes: fromLater,
  same_content_as: fromLater,
  metadata: fromLater,
  source: fromLater,
  tags: orAbsent(mergeSet),
  metrics: orAbsent(mergeMap(conflicting<number>)),
  metric_directions: orAbsent(mergeMap(conflicting)),
  facts: orAbsent(mergeMap(conflicting)),
  exports: orAbsent(mergeList(nameExport, fromLatestExport)),
  bindings: orAbsent(mergeList(nameBinding, mergeObject(BINDING))),
  archived_at: fromLater,
  deleted_at: fromLater,
  foreign: orAbsent(mergeMap(conflicting)),
};

function nameExport({ format, path }: Export): string {
  return `${format} ${path}`;
}

function fromLatestExport({ ours, theirs }: Sides<Export>): Export | undefined {
  if (ours === undefined || theirs === undefined) return ours ?? theirs;
  return ours.added_at > theirs.added_at ? ours : theirs;
}

function nameBinding({ provider, model_id }: Binding): string {
  return `${provider}/${model_id}`;
}

/** Merges a version that both sides changed. */
export function mergeVersion(sides: Both<VersionEntry>, context: Context): VersionEntry {
  const { ours, theirs } = sides;
  const record =
    ours.created_at === theirs.created_at
      ? undefined
      : ours.created_at < theirs.created_at
        ? 'ours'
        : 'theirs';
  const stored = findStored(sides, record ?? context.later);
  const sideOf = (key: keyof VersionEntry): Side | undefined =>
    RECORD.has(key) ? record : STORED.has(key) ? stored : undefined;
  const inVersion = within(context, `version ${ours.version}`);
  return withoutStrayDirections(mergeKeys(VERSION, sides, inVersion, sideOf));
}

/** A direction goes with its metric, which one side may have removed. */
function withoutStrayDirections(version: VersionEntry): VersionEntry {
  const { metrics = {}, metric_directions: directions, ...bare } = version;
  if (directions === undefined) return version;
  const kept = Object.entries(directions).filter(([name]) => Object.hasOwn(metrics, name));
  if (kept.length === Object.keys(directions).length) return version;
  return {
    ...bare,
    ...(version.metrics && { metrics }),
    ...(kept.length > 0 && { metric_directions: Object.fromEntries(kept) }),
  };
}

/**
 * The side that says where the bytes are: the only one that moved them, or the one that went further in
 * deleting them. Where the base has no such version, one without bytes may only keep its number, as in a
 * merge that left it out.
 */
function findStored(sides: Both<VersionEntry>, otherwise: Side): Side {
  const [ours, theirs] = (['ours', 'theirs'] as const).filter((side) => isMoved(sides, side));
  if (ours === undefined || theirs === undefined) return ours ?? otherwise;
  const further = howDeleted(sides.ours) - howDeleted(sides.theirs);
  if (further === 0) return otherwise;
  return further > 0 === (sides.base !== undefined) ? 'ours' : 'theirs';
}

/** 0 if its bytes are kept, 1 if it can be restored, 2 if they were removed for good. */
function howDeleted(version: VersionEntry): number {
  return Number(isDeleted(version)) + Number(version.source === null);
}

function isMoved({ base, ...sides }: Both<VersionEntry>, side: Side): boolean {
  return base === undefined || [...STORED].some((key) => sides[side][key] !== base[key]);
}

/**
 * Keeps the number of a version that one side took away. Its bytes were removed for good, also if the other
 * side only marks it as deleted, and what people said of it went with it.
 */
export function toRecord(version: VersionEntry | undefined, at: string): VersionEntry | undefined {
  if (version === undefined) return undefined;
  const record = withoutBytes(version, version.deleted_at ?? at);
  for (const key of SAID) if (key !== 'deleted_at') Reflect.deleteProperty(record, key);
  return record;
}

/** What people say of a version. */
const SAID = keysFrom('version_entry', 'user');

/** Whether the bytes of a version were deleted. */
export function isDeleted({ deleted_at }: VersionEntry): boolean {
  return deleted_at !== undefined;
}
