/** The models of a registry as rows: their text, which is parsed when it is asked for. */
import { RegistryError } from '../../domain/errors.js';
import { isObject, parseJson, toAscii } from '../../domain/json.js';
import type { Entry } from '../../domain/model.js';
import type { Models } from '../../domain/models.js';
import { byCodeUnit } from '../../domain/order.js';
import { asWritten, completed } from '../../domain/persisted.js';
import type { RegistryState } from '../../domain/registry-state.js';

/** A model with its text; null if it is gone. */
export type ModelRow = readonly [id: string, entry: string | null];

/** Writes an entry: ASCII on one line, keys in the order of the schema. */
export function writeEntry(entry: Entry): string {
  return toAscii(JSON.stringify(asWritten('entry', entry)));
}

/** Reads an entry. @throws RegistryError `registry-corrupt` */
export function readEntry(id: string, text: string): Entry {
  const json = parseJson(text);
  if (isEntry(json)) return completed('entry', json);
  throw new RegistryError(
    'registry-corrupt',
    `The entry of ${JSON.stringify(id)} in the database is invalid: another program wrote it.`,
    'Restore the database from a backup.',
  );
}

function isEntry(value: unknown): value is Entry {
  return isObject(value) && 'model_id' in value && 'versions' in value;
}

/** The models that some rows have, in the order of their ids. */
export function createModels(rows: readonly ModelRow[]): Models {
  const texts = new Map<string, string>();
  for (const [id, text] of rows.toSorted(([one], [other]) => byCodeUnit(one, other)))
    if (text !== null) texts.set(id, text);
  const parsed = new Map<string, Entry>();
  const read = (id: string, text: string): Entry => {
    const known = parsed.get(id);
    if (known !== undefined) return known;
    const entry = readEntry(id, text);
    parsed.set(id, entry);
    return entry;
  };
  function* entries(): Generator<readonly [string, Entry]> {
    for (const [id, text] of texts) yield [id, read(id, text)];
  }
  function* values(): Generator<Entry> {
    for (const [, entry] of entries()) yield entry;
  }
  function* mentioning(wanted: string): Generator<string> {
    const json = toAscii(JSON.stringify(wanted).slice(1, -1));
    for (const [id, text] of texts) if (text.includes(json)) yield id;
  }
  return {
    size: texts.size,
    get: (id) => {
      const text = texts.get(id);
      return text === undefined ? undefined : read(id, text);
    },
    has: (id) => texts.has(id),
    keys: () => texts.keys(),
    values,
    textOf: (id) => {
      const text = texts.get(id);
      return text === undefined ? undefined : Buffer.from(text, 'latin1');
    },
    mentioning,
    [Symbol.iterator]: entries,
  };
}

/** What a registry says beside its models, without what has columns of its own. */
type Rest = Omit<RegistryState, 'generation' | 'updatedAt' | 'models' | 'audit'>;

/** Writes what a registry says beside its models. */
export function writeRest(state: RegistryState): string {
  const { generation: _, updatedAt: __, models: ___, audit: ____, ...rest } = state;
  return toAscii(JSON.stringify(asWritten('registry', rest)));
}

/** Reads what a registry says beside its models. */
export function readRest(text: string): Rest {
  const json = parseJson(text);
  return isRest(json) ? json : {};
}

function isRest(value: unknown): value is Rest {
  return isObject(value);
}
