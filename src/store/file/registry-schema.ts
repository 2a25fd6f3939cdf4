/** Checks a registry against its schema. Loading one trusts its checksum, since that takes a fraction of the time. */
import { parseJson } from '../../domain/json.js';
import type { SoundRegistry } from './classify-registry.js';
import type { Layout } from './layout.js';
import { readFile } from './open-file.js';

const verdicts = new WeakMap<SoundRegistry, Promise<boolean>>();

/** Whether a sound registry fits its schema, which is asked several times of the same one. */
export async function matchesSchema(registry: SoundRegistry): Promise<boolean> {
  const known = verdicts.get(registry) ?? isValid(toJson(registry));
  verdicts.set(registry, known);
  return known;
}

/** What was read of its entries is not read again. */
function toJson({ bytes, rest, state }: SoundRegistry): unknown {
  return rest === undefined
    ? parseJson(bytes.toString('utf8'))
    : { ...rest, models: Object.fromEntries(state.models) };
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
