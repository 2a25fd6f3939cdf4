/** Which versions the references of an input mean at the moment that it is asked. Pure. */
import type { Models } from '../domain/models.js';
import { namesVersion, resolveReference } from '../version/reference.js';
import type { Pins } from './operation.js';

/**
 * The input with references that go on meaning the same versions, whatever is registered meanwhile.
 * What cannot be resolved stays: the operation says why.
 *
 * @param pins - which inputs name versions
 */
export function pinInput(models: Models, pins: Pins, input: object): object {
  const given = new Map<string, unknown>(Object.entries(input));
  for (const [key, how] of Object.entries(pins)) {
    const value = given.get(key);
    if (typeof value === 'string') given.set(key, pin(models, how, value, given.get('id')));
  }
  return Object.fromEntries(given);
}

function pin(models: Models, how: Pins[string], value: string, id: unknown): string {
  try {
    if (how === 'selector') {
      const exact = exactly(models, `${String(id)}@${value}`);
      return exact.slice(exact.lastIndexOf('@') + 1);
    }
    return how === 'model' && !namesVersion(models, value) ? value : exactly(models, value);
  } catch {
    return value;
  }
}

/** A version by its bytes, for another program may take its number; else by its number. */
function exactly(models: Models, reference: string): string {
  const { entry, version } = resolveReference(models, reference);
  const isOnly =
    version.hash !== null &&
    Object.values(entry.versions).filter((it) => it.hash === version.hash).length === 1;
  return `${entry.model_id}@${isOnly ? `sha256:${version.hash}` : version.version}`;
}
