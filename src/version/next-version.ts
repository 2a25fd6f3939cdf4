import coerce from 'semver/functions/coerce.js';
import compare from 'semver/functions/compare.js';
import gt from 'semver/functions/gt.js';
import gte from 'semver/functions/gte.js';
import inc from 'semver/functions/inc.js';
import parse from 'semver/functions/parse.js';
import prerelease from 'semver/functions/prerelease.js';
import valid from 'semver/functions/valid.js';
import type { BumpLevel } from '../domain/settings.js';
import type { Entry, Importance, PurgedModel, VersionEntry } from '../domain/model.js';

/** The version number for new content, or why it gets none. */
export type NextVersion =
  | { readonly version: string; readonly bump: NonNullable<VersionEntry['bump']> }
  | { readonly refused: string };

export interface NextVersionInput {
  /** The current version; null for a new model. */
  readonly current: string | null;
  /** Every version number that the model has or had. */
  readonly used: ReadonlySet<string>;
  /** The version that the spec declares, as written. */
  readonly declared: string | null;
  readonly bump: BumpLevel;
  /** The importance of the difference from the current version. */
  readonly importance: Importance;
  readonly autoVersion: boolean;
}

/**
 * Determines the next version of a model with new or changed content (Semantic Versioning 2.0): the
 * declared version if it is valid and higher, or else the current version with the bump that the
 * difference requires. No number is ever used twice.
 */
export function nextVersion(input: NextVersionInput): NextVersion {
  const { current, used } = input;
  const declared = validVersion(input.declared);
  if (current === null) {
    return declared === null
      ? { version: '1.0.0', bump: 'initial' }
      : { version: declared, bump: 'declared' };
  }
  const base = toSemanticVersion(current);
  if (declared !== null && gt(declared, base) && !used.has(declared)) {
    return { version: declared, bump: 'declared' };
  }
  if (!input.autoVersion) {
    return {
      refused: `the content changed and auto_version is off; declare a version higher than ${current}`,
    };
  }
  const bump = input.bump === 'auto' ? input.importance : input.bump;
  const next = input.bump === 'auto' && prerelease(base) !== null ? incrementPrerelease : increment;
  let version: string | undefined = base;
  do version = next(version, bump);
  while (version !== undefined && used.has(version));
  return version === undefined
    ? { refused: `there is no version number after ${current}; declare another model_id` }
    : { version, bump };
}

/** Increments a version, using a larger bump if that part of the number is at its maximum. */
function increment(version: string, bump: Importance): string | undefined {
  for (const part of BUMPS.slice(BUMPS.indexOf(bump))) {
    const next = valid(inc(version, part));
    if (next !== null) return next;
  }
  return undefined;
}

/**
 * Increments a prerelease to the next prerelease; only its author may turn it into a release. If the
 * difference requires a higher release than the one it leads to, returns a prerelease of that one.
 */
function incrementPrerelease(version: string, bump: Importance): string | undefined {
  const [label] = prerelease(version) ?? [];
  const least = inc(version, bump);
  const leadsTo = version.split(/[-+]/)[0];
  if (least === leadsTo) return valid(inc(version, 'prerelease')) ?? undefined;
  const next =
    typeof label === 'string' ? inc(version, `pre${bump}`, label) : inc(version, `pre${bump}`);
  return valid(next) ?? undefined;
}

const BUMPS: readonly Importance[] = ['patch', 'minor', 'major'];

/** Converts version numbers of other programs, such as 1.0, to the semantic version they mean. */
export function toSemanticVersion(version: string): string {
  return valid(version) ?? coerce(version)?.version ?? '1.0.0';
}

/**
 * Finds the lowest version that an update should have reached; null if it did. Before 1.0.0 a minor
 * bump may break, in line with the meaning of ranges such as `^0.3`.
 *
 * @param from - the previous version
 * @param to - the version that was used
 * @param importance - the importance of the difference between the two
 */
export function findLowestVersion(from: string, to: string, importance: Importance): string | null {
  const [base, assigned] = [toSemanticVersion(from), parse(toSemanticVersion(to))];
  if (importance === 'patch' || assigned === null) return null;
  const isUnstable = base.startsWith('0.') && importance === 'major';
  const least = valid(inc(base, isUnstable ? 'minor' : importance));
  // A prerelease counts as the release that it leads to.
  const leadsTo = `${assigned.major}.${assigned.minor}.${assigned.patch}`;
  return least === null || gte(leadsTo, least) ? null : least;
}

/** Explains why a declared version was not used; null if it was, or if it is not valid. */
export function explainUnusedVersion(
  declared: string | null,
  assigned: Pick<VersionEntry, 'version' | 'bump'> & Partial<Pick<VersionEntry, 'previous'>>,
): string | null {
  const isNext =
    assigned.bump === 'major' || assigned.bump === 'minor' || assigned.bump === 'patch';
  if (!isNext || validVersion(declared) === null) return null;
  // A first version with a bump continues the numbers of a permanently deleted model.
  if (assigned.previous === null) {
    return `the declared version ${declared} is not higher than the versions of the permanently deleted model; ${assigned.version} is used instead`;
  }
  return `the content changed, but the declared version ${declared} is not higher than the earlier versions; ${assigned.version} is used instead`;
}

/** Returns a text that is a semantic version exactly as the standard defines it; else null. */
export function validVersion(text: string | null): string | null {
  // It becomes a file name, whose length is limited.
  if (text === null || text.length > 128 || !/^[0-9]/.test(text)) return null;
  return parse(text) === null || /\s/.test(text) ? null : text;
}

/**
 * The highest number that a model ever had. Those of a model that was purged before count too: the new model
 * started above them.
 */
export function findHighestVersion(
  { versions, version }: Pick<Entry, 'version' | 'versions'>,
  before: PurgedModel | undefined,
): string {
  const all = [...Object.keys(versions), ...(before === undefined ? [] : [before.version])];
  return all.reduce(
    (highest, it) =>
      compare(toSemanticVersion(it), toSemanticVersion(highest)) > 0 ? it : highest,
    version,
  );
}
