import coerce from 'semver/functions/coerce.js';
import gt from 'semver/functions/gt.js';
import inc from 'semver/functions/inc.js';
import parse from 'semver/functions/parse.js';
import valid from 'semver/functions/valid.js';
import type { BumpLevel, VersionEntry } from '../domain/model.js';

/** The number that new content gets, or why it gets none. */
export type NextVersion =
  | { readonly version: string; readonly bump: NonNullable<VersionEntry['bump']> }
  | { readonly refused: string };

export interface NextVersionInput {
  /** The current version; null for a new model. */
  readonly current: string | null;
  /** Every number that the model has or had. */
  readonly used: ReadonlySet<string>;
  /** What the spec declares, as written. */
  readonly declared: string | null;
  readonly bump: BumpLevel;
  readonly autoVersion: boolean;
}

/**
 * The next version of a model whose content is new or changed (Semantic Versioning 2.0): the
 * declared one where it is valid and higher, else the next one after the current. No number is
 * ever used twice.
 */
export function nextVersion(input: NextVersionInput): NextVersion {
  const { current, used } = input;
  const declared = validVersion(input.declared);
  if (current === null) {
    return declared === null
      ? { version: '1.0.0', bump: 'initial' }
      : { version: declared, bump: 'declared' };
  }
  // Numbers of other programs, such as 1.0, are read as the semantic version that they mean.
  const base = valid(current) ?? coerce(current)?.version ?? '1.0.0';
  if (declared !== null && gt(declared, base) && !used.has(declared)) {
    return { version: declared, bump: 'declared' };
  }
  if (!input.autoVersion) {
    return {
      refused: `the content changed and auto_version is off; declare a version higher than ${current}`,
    };
  }
  const bump = input.bump === 'auto' ? 'patch' : input.bump;
  let version = base;
  do version = inc(version, bump) ?? `${version}.1`;
  while (used.has(version));
  return { version, bump };
}

/** What is to be said of a declared version that did not become the model's. */
export function remarkOn(
  declared: string | null,
  taken: Pick<VersionEntry, 'version' | 'bump'>,
): string | null {
  const isNext = taken.bump === 'major' || taken.bump === 'minor' || taken.bump === 'patch';
  if (!isNext || validVersion(declared) === null) return null;
  return `the content changed and the declared version ${declared} is not higher than the versions before; ${taken.version} was taken`;
}

/** A semantic version exactly as the standard writes it, or null. */
export function validVersion(text: string | null): string | null {
  // It becomes a file's name, which has an end.
  if (text === null || text.length > 128 || !/^[0-9]/.test(text)) return null;
  return parse(text) === null || /\s/.test(text) ? null : text;
}
