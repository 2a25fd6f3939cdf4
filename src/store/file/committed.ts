/** Knows what this process has committed on a registry that it loaded, which need not be read again. */
import { partsOf, type FileBytes } from '../../domain/file-bytes.js';
import type { Entry } from '../../domain/model.js';
import { changedIds, layersOf, withEntries, type Models } from '../../domain/models.js';
import type { RegistryState } from '../../domain/registry-state.js';
import { toState } from './classify-registry.js';
import { listGenerations } from './generations.js';
import type { Layout } from './layout.js';
import { readEntry, readRest } from './lazy-entries.js';
import type { LoadedRegistry } from './load.js';
import { emitEntry, emitFields, layOutKeys, readChecksum } from './registry-text.js';

/** By the registry that it was committed on. */
const committed = new WeakMap<LoadedRegistry, LoadedRegistry>();

/** So many models may differ from the text that was read; with more, the whole is read again. */
const MOST_CHANGED = 200;

/** What this process has committed last on a registry; the same one if nothing that is known here. */
export function latestOf(loaded: LoadedRegistry): LoadedRegistry {
  let latest = loaded;
  for (;;) {
    const next = committed.get(latest);
    if (next === undefined) return latest;
    latest = next;
  }
}

/**
 * Notes what was committed, as loading it would return it. Only what is simple is noted: anything else is read.
 *
 * @param text - of the committed state, which is in view unless somebody else has committed since
 */
export function noteCommitted(
  layout: Layout,
  loaded: LoadedRegistry,
  state: RegistryState,
  text: FileBytes,
): void {
  const models = isSimple(loaded) ? takeOver(loaded.state.models, state.models) : undefined;
  const rest = readRest(JSON.stringify(layOutKeys(state, false)));
  const [first] = partsOf(text);
  const generations = listGenerations(layout);
  if (models === undefined || rest === undefined || first === undefined) return;
  if (generations[0] !== state.generation) return;
  const checksum = readChecksum(first);
  committed.set(loaded, {
    state: toState({ rest, models }),
    audited: models,
    isThere: true,
    isDue: false,
    due: 'nothing',
    notices: [],
    before: text,
    published: { bytes: text, quarantineAs: undefined },
    judged: loaded.judged,
    generations,
    purging: [],
    fingerprint: [checksum, checksum, state.generation].join(' '),
  });
}

function isSimple(loaded: LoadedRegistry): boolean {
  const { due, judged, published, replaces, isOldFormat, purging } = loaded;
  return (
    due === 'nothing' &&
    judged?.kind === 'sound' &&
    published.quarantineAs === undefined &&
    replaces === undefined &&
    isOldFormat !== true &&
    purging.length === 0
  );
}

/** The models with those that were changed, as they are read; undefined if too many are, or not the same ones are there. */
function takeOver(before: Models, after: Models): Models | undefined {
  const ids = changedIds(before, after);
  if (ids.length === 0) return before;
  if (ids.length > MOST_CHANGED || before.size !== after.size) return undefined;
  const entries: Entry[] = [];
  for (const id of ids) {
    const entry = after.get(id);
    // A new one would be behind the others here, and in its place when it is read.
    if (entry === undefined || !before.has(id)) return undefined;
    entries.push(readEntry(id, emitFields(entry)));
  }
  const models = withTexts(withEntries(before, entries));
  const changed = layersOf(models).reduce((sum, { changes }) => sum + (changes?.size ?? 0), 0);
  return changed > MOST_CHANGED ? undefined : models;
}

/** What is committed has a text: that of a changed entry is made where it is asked for. */
function withTexts(models: Models): Models {
  const textOf = (id: string): Uint8Array | undefined => {
    const text = models.textOf?.(id);
    if (text !== undefined || !models.has(id)) return text;
    return Buffer.from(emitEntry(id, models.get(id)));
  };
  return { ...models, textOf };
}
