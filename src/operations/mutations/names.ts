/** What names may stand behind the `@` of a reference. */
import validRange from 'semver/ranges/valid.js';
import { RegistryError } from '../../domain/errors.js';
import { BOUNDS } from '../../domain/generated/values.js';
import type { Entry } from '../../domain/model.js';

const LONGEST = BOUNDS.label;

/**
 * Refuses what cannot stand behind the `@` of a reference.
 *
 * @param what - `tag`, `alias` …
 * @throws RegistryError `name-refused`
 */
export function assertLabel(name: string, what: string): void {
  const isPlain = name !== '' && name.length <= LONGEST && !/[\s@/\\\p{Cc}]/u.test(name);
  if (isPlain) return;
  throw new RegistryError(
    'name-refused',
    `${JSON.stringify(name)} cannot be ${article(what)} ${what}`,
    `Write 1 to ${LONGEST} characters without white space, @ and slashes.`,
  );
}

/**
 * Refuses also what stands for something else in a reference to a model.
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
    `${JSON.stringify(name)} cannot be ${article(what)} ${what}: it stands for something else in a reference`,
    'Choose a name such as champion: neither latest, nor a version, a range of versions or a hash.',
  );
}

function article(what: string): string {
  return /^[aeiou]/.test(what) ? 'an' : 'a';
}
