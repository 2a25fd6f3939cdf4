/** What a model says of itself: as `update` has set it, as its spec has it, or as another program had it. Pure. */
import type { Description } from './describe.js';
import { isList, own } from './json.js';
import type { Entry, EntryMetadata, FrontMatterValue } from './model.js';
import { optionalKeysOf, requiredKeysOf } from './persisted.js';

type Values = Readonly<Record<string, FrontMatterValue>>;

/** What a spec says of where a model comes from, in its metadata. */
export const ORIGIN_KEYS = ['author', 'license', 'date', 'source'] as const;

/** Whether a key of the metadata says where a model comes from. */
export function isOrigin(key: string): boolean {
  return ORIGIN_KEYS.some((it) => it === key);
}

const OWN_KEYS: ReadonlySet<string> = new Set([
  ...requiredKeysOf('entry_metadata'),
  ...optionalKeysOf('entry_metadata'),
]);

/** What is counted in a spec: nobody else can say it. */
export const COUNTED_KEYS: readonly string[] = [...OWN_KEYS].filter((it) => !isOrigin(it));
const SAID: ReadonlySet<string> = new Set(['description', 'author', 'license']);

/**
 * Lets annotations that were set with `update` override the values of the spec, and what another program
 * said of the model stand where the spec says nothing. The versions keep the values of their own specs.
 *
 * @param spec - the values of the spec of the current version
 */
export function withAnnotations(
  entry: Entry,
  spec: Pick<Description, 'description' | 'author' | 'license'>,
): Entry {
  const { annotations = {}, foreign = {} } = entry;
  const before = toValues(foreign['metadata']);
  const { author, license } = spec;
  const { date, source } = entry.metadata;
  return {
    ...entry,
    description:
      said(annotations, 'description') ?? spec.description ?? said(foreign, 'description'),
    metadata: {
      ...withoutOthers(entry.metadata),
      author: said(annotations, 'author') ?? author ?? said(before, 'author'),
      license: said(annotations, 'license') ?? license ?? said(before, 'license'),
      date: date ?? said(before, 'date'),
      source: source ?? said(before, 'source'),
      ...othersIn(before),
      ...othersIn(annotations),
    },
  };
}

function said(values: Values, key: string): string | null {
  const value = own(values, key) ?? null;
  return value === null || value === '' ? null : String(value);
}

/** The object that a value is; empty for any other. */
export function toValues(value: FrontMatterValue | undefined): Values {
  return typeof value === 'object' && value !== null && !isList(value) ? value : {};
}

/** What `metadata` has besides our own keys, where other programs look for it. */
function othersIn(values: Values): Record<string, FrontMatterValue> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => isShown(key)));
}

/** Whether an annotation is also shown in `metadata`, under its own key. */
export function isShown(key: string): boolean {
  return !OWN_KEYS.has(key) && !SAID.has(key);
}

function withoutOthers(metadata: EntryMetadata): EntryMetadata {
  const ours = { ...metadata };
  for (const key of Object.keys(ours)) if (!OWN_KEYS.has(key)) delete ours[key];
  return ours;
}
