/**
 * A note of the spec files that were read: how they looked, the hashes of their bytes, and what was found in
 * them. A run that meets files which look the same need not read them again. The note may be removed at any
 * time. One that is damaged, foreign or in another format is ignored.
 */
import { isObject, parseJson } from '../../domain/json.js';
import { createFolder, writeAtomic } from '../../files/atomic.js';
import { STEP_MS } from '../../files/look.js';
import { createFileClock } from '../../files/temporary.js';
import type { RememberedSpec, SeenSpec } from '../port.js';
import type { Layout } from './layout.js';
import { readFile } from './open-file.js';
import { seal, unseal } from './sealed-file.js';

// The number is incremented when the format changes.
const FORMAT = 'read specs 1';

/** Where notes are kept. */
interface NotesPlace {
  readonly layout: Layout;
  readonly path: string;
}

/** Returns what is remembered of spec files by their paths; nothing under another key. */
export async function readSpecNotes(
  { layout, path }: NotesPlace,
  key: string,
): Promise<ReadonlyMap<string, RememberedSpec>> {
  try {
    const bytes = await readFile(layout, path, 'lastRun');
    const rest = bytes && unseal(FORMAT, bytes);
    const json = rest && parseJson(rest.toString('utf8'));
    if (!isObject(json) || json['key'] !== key || !isObject(json['specs'])) return new Map();
    return new Map(Object.entries(json['specs']).filter(isNote));
  } catch {
    // The run itself will say what cannot be read.
    return new Map();
  }
}

function isNote(pair: [string, unknown]): pair is [string, RememberedSpec] {
  const [, note] = pair;
  return (
    isObject(note) &&
    typeof note['look'] === 'string' &&
    typeof note['hash'] === 'string' &&
    (note['outcome'] === undefined || isObject(note['outcome'])) &&
    (note['findings'] === undefined || Array.isArray(note['findings']))
  );
}

/**
 * Notes spec files, but for those that were changed just before they were looked at: a later change could get
 * the same time.
 *
 * @param elapsed - how long ago the first of them was looked at, in milliseconds
 */
export async function writeSpecNotes(
  { layout, path }: NotesPlace,
  key: string,
  specs: ReadonlyMap<string, SeenSpec>,
  elapsed: number,
): Promise<void> {
  try {
    // Hashes are kept before there is a registry.
    createFolder(layout.root);
    const started = createFileClock(layout.root)() - elapsed;
    const settled = [...specs].filter(([, { changedAt }]) => changedAt <= started - STEP_MS);
    if (settled.length === 0) return;
    const notes = settled.map(([path, { look, hash, outcome, findings }]) => [
      path,
      { look, hash, outcome, findings },
    ]);
    const text = `${JSON.stringify({ key, specs: Object.fromEntries(notes) })}\n`;
    await writeAtomic(path, seal(FORMAT, Buffer.from(text)), { durable: false });
  } catch {
    // The next run reads them again.
  }
}
