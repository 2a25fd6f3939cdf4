/** Checks a registry against its schema. Loading one trusts its checksum, since that takes a fraction of the time. */
import { parseJson } from '../../domain/json.js';
import type { Entry } from '../../domain/model.js';
import type { SoundRegistry } from './classify-registry.js';
import type { Layout } from './layout.js';
import { readFile } from './open-file.js';

const verdicts = new WeakMap<SoundRegistry, Promise<boolean>>();

/** Whether a sound registry fits its schema, which is asked several times of the same one. */
export async function matchesSchema(registry: SoundRegistry): Promise<boolean> {
  const known = verdicts.get(registry) ?? judge(registry);
  verdicts.set(registry, known);
  return known;
}

/** Entries that fit the schema. One that did not change is the same object in a later state. */
const sound = new WeakSet<Entry>();

/** What was read of its entries is not read again, and what was found to fit is not checked again. */
async function judge({ bytes, rest, state }: SoundRegistry): Promise<boolean> {
  if (rest === undefined) return isValid(parseJson(bytes.toString('utf8')));
  const unknown = [...state.models].filter(([, entry]) => !sound.has(entry));
  const isSound = await isValid({ ...rest, models: Object.fromEntries(unknown) });
  if (isSound) for (const [, entry] of unknown) sound.add(entry);
  return isSound;
}

/** Whether the registry in view fits its schema, if there is one that can be read. */
export async function isRegistryValid(layout: Layout): Promise<boolean> {
  const bytes = await readFile(layout, layout.registry, 'registry').catch(() => undefined);
  return bytes === undefined || isValid(parseJson(bytes.toString('utf8')));
}

async function isValid(json: unknown): Promise<boolean> {
  const { validate } = await import('../../domain/generated/model-registry.js');
  return validate(json);
}
