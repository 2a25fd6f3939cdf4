/** Pins the references of an input to the versions that they mean now. Pure. */
import type { Models } from '../domain/models.js';
import { namesVersion, resolveReference } from '../version/reference.js';
import type { Pins } from './operation.js';

/**
 * Returns the input with references that keep meaning the same versions, whatever is registered in the
 * meantime. References that cannot be resolved stay as they are: the operation reports why.
 *
 * @param pins - which inputs name versions
 */
export function pinInput(models: Models, pins: Pins, input: object): object {
  const given = new Map<string, unknown>(Object.entries(input));
  for (const [key, pinned] of Object.entries(pins)) {
    const value = given.get(key);
    if (typeof value === 'string')
      given.set(key, pinReference(models, pinned, value, given.get('id')));
  }
  return Object.fromEntries(given);
}

function pinReference(models: Models, how: Pins[string], value: string, id: unknown): string {
  try {
    if (how === 'selector') {
      const exact = toExactReference(models, `${String(id)}@${value}`);
      return exact.slice(exact.lastIndexOf('@') + 1);
    }
    return how === 'model' && !namesVersion(models, value)
      ? value
      : toExactReference(models, value);
  } catch {
    return value;
  }
}

/** Names a version by its hash, since another writer may use its number; otherwise by its number. */
function toExactReference(models: Models, reference: string): string {
  const { entry, version } = resolveReference(models, reference);
  const isOnly =
    version.hash !== null &&
    Object.values(entry.versions).filter((it) => it.hash === version.hash).length === 1;
  return `${entry.model_id}@${isOnly ? `sha256:${version.hash}` : version.version}`;
}
