/** Checks a registry against its schema. Loading one trusts its checksum, since that takes a fraction of the time. */
import { parseJson } from '../../domain/json.js';
import type { SoundRegistry } from './classify-registry.js';
import type { Layout } from './layout.js';
import { divideRegistry } from './lazy-entries.js';
import { readFile } from './open-file.js';

/** Whether a sound registry fits its schema; what was read of its entries is not read again. */
export async function matchesSchema({ bytes, state }: SoundRegistry): Promise<boolean> {
  const rest = divideRegistry(bytes)?.rest;
  return isValid(
    rest === undefined
      ? parseJson(bytes.toString('utf8'))
      : { ...rest, models: Object.fromEntries(state.models) },
  );
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
