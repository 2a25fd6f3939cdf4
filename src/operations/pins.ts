/** Pins the references of an input to the versions that they mean now. Pure. */
import { own } from '../domain/json.js';
import type { Entry } from '../domain/model.js';
import type { Models } from '../domain/models.js';
import { namesVersion, resolveReference } from '../version/reference.js';
import type { Pins } from './operation.js';

/**
 * Pins the references of an input. References that cannot be resolved stay as they are: the operation
 * reports why.
 *
 * @param pins - which inputs name versions
 * @returns a function that words the input for later models, so that its references keep meaning the
 *   same versions, whatever is registered in the meantime
 */
export function pinInput(models: Models, pins: Pins, input: object): (later: Models) => object {
  const given = new Map<string, unknown>(Object.entries(input));
  const pinned = Object.entries(pins).flatMap(([key, how]) => {
    const value = given.get(key);
    return typeof value === 'string'
      ? [[key, pinReference(models, how, value, given.get('id'))] as const]
      : [];
  });
  return (later) => ({
    ...input,
    ...Object.fromEntries(pinned.map(([key, reference]) => [key, reference(later)])),
  });
}

type Pinned = (later: Models) => string;

function pinReference(models: Models, how: Pins[string], value: string, id: unknown): Pinned {
  try {
    if (how === 'selector') {
      const { selector } = pinVersion(models, `${String(id)}@${value}`);
      return selector;
    }
    if (how === 'model' && !namesVersion(models, value)) return () => value;
    const { entry, selector } = pinVersion(models, value);
    return (later) => `${entry.model_id}@${selector(later)}`;
  } catch {
    return () => value;
  }
}

/**
 * Names a version by its number, or by its hash if another writer has taken its number. Several versions
 * may have that hash, so that it is not enough.
 */
function pinVersion(models: Models, reference: string): { entry: Entry; selector: Pinned } {
  const { entry, version } = resolveReference(models, reference);
  const { hash, version: number } = version;
  const selector: Pinned = (later) => {
    const now = own(later.get(entry.model_id)?.versions ?? {}, number);
    return hash === null || now?.hash === hash ? number : `sha256:${hash}`;
  };
  return { entry, selector };
}
