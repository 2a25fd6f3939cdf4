/** Checks names that may follow the `@` of a reference. */
import validRange from 'semver/ranges/valid.js';
import { RegistryError } from '../../domain/errors.js';
import { LABEL_RULE, isLabel } from '../../domain/labels.js';
import type { Entry } from '../../domain/model.js';
import type { Models } from '../../domain/models.js';
import { wording, type OperationMention } from '../../domain/wording.js';
import { findModelId } from '../../version/reference.js';

/**
 * Refuses names that cannot follow the `@` of a reference.
 *
 * @param what - such as `tag` or `alias`
 * @throws RegistryError `name-refused`
 */
export function assertLabel(name: string, what: string): void {
  if (isLabel(name)) return;
  throw new RegistryError(
    'name-refused',
    `${JSON.stringify(name)} cannot be ${chooseArticle(what)} ${what}`,
    `Write ${LABEL_RULE}.`,
  );
}

/**
 * Also refuses names that mean something else in a reference to a model.
 *
 * @throws RegistryError `name-refused`
 */
export function assertSelector(name: string, what: string, { versions }: Entry): void {
  assertLabel(name, what);
  const isTaken =
    name === 'latest' ||
    name === '__proto__' ||
    /^sha256/i.test(name) ||
    Object.hasOwn(versions, name) ||
    validRange(name) !== null;
  if (!isTaken) return;
  throw new RegistryError(
    'name-refused',
    `${JSON.stringify(name)} cannot be ${chooseArticle(what)} ${what}: it means something else in a reference`,
    'Choose a name such as champion that is not latest, a version, a version range or a hash.',
  );
}

/**
 * Refuses a name and a reference that were given in each other's place.
 *
 * @param meant - the operation with the two in their places
 * @throws RegistryError `model-unknown`
 */
export function assertNotSwapped(
  models: Models,
  reference: string,
  label: string,
  meant: OperationMention,
): void {
  if (findModelId(reference.normalize('NFC'), models) !== null) return;
  if (findModelId(label.normalize('NFC'), models) === null) return;
  throw new RegistryError(
    'model-unknown',
    `there is no model ${JSON.stringify(reference)} in the registry, but a model ${JSON.stringify(label)}`,
    wording`The model comes first: ${meant}.`,
  );
}

function chooseArticle(what: string): string {
  return /^[aeiou]/.test(what) ? 'an' : 'a';
}
