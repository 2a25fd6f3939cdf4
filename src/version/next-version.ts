import coerce from 'semver/functions/coerce.js';
import gt from 'semver/functions/gt.js';
import gte from 'semver/functions/gte.js';
import inc from 'semver/functions/inc.js';
import parse from 'semver/functions/parse.js';
import prerelease from 'semver/functions/prerelease.js';
import valid from 'semver/functions/valid.js';
import type { BumpLevel } from '../domain/settings.js';
import type { Importance, VersionEntry } from '../domain/model.js';

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
  /** What the difference to the current version asks for. */
  readonly importance: Importance;
  readonly autoVersion: boolean;
}

/**
 * The next version of a model whose content is new or changed (Semantic Versioning 2.0): the
 * declared one where it is valid and higher, else the next one after the current, by the step that
 * the difference asks for. No number is ever used twice.
 */
export function nextVersion(input: NextVersionInput): NextVersion {
  const { current, used } = input;
  const declared = validVersion(input.declared);
  if (current === null) {
    return declared === null
      ? { version: '1.0.0', bump: 'initial' }
      : { version: declared, bump: 'declared' };
  }
  const base = semanticVersion(current);
  if (declared !== null && gt(declared, base) && !used.has(declared)) {
    return { version: declared, bump: 'declared' };
  }
  if (!input.autoVersion) {
    return {
      refused: `the content changed and auto_version is off; declare a version higher than ${current}`,
    };
  }
  const bump = input.bump === 'auto' ? input.importance : input.bump;
  const step = input.bump === 'auto' && prerelease(base) !== null ? prereleaseStep : increment;
  let version: string | undefined = base;
  do version = step(version, bump);
  while (version !== undefined && used.has(version));
  return version === undefined
    ? { refused: `no number is left after ${current}; declare another model_id` }
    : { version, bump };
}

/** The next number by a step, or by a larger one where that part of the number is full. */
function increment(version: string, bump: Importance): string | undefined {
  for (const step of STEPS.slice(STEPS.indexOf(bump))) {
    const next = valid(inc(version, step));
    if (next !== null) return next;
  }
  return undefined;
}

/**
 * After a prerelease comes the next one; nobody but its author makes a release of it. Where the
 * difference asks for more than the release that it leads to, the prerelease of a higher one.
 */
function prereleaseStep(version: string, bump: Importance): string | undefined {
  const [label] = prerelease(version) ?? [];
  const least = inc(version, bump);
  const leadsTo = version.split(/[-+]/)[0];
  if (least === leadsTo) return valid(inc(version, 'prerelease')) ?? undefined;
  const next =
    typeof label === 'string' ? inc(version, `pre${bump}`, label) : inc(version, `pre${bump}`);
  return valid(next) ?? undefined;
}

const STEPS: readonly Importance[] = ['patch', 'minor', 'major'];

/** Numbers of other programs, such as 1.0, are read as the semantic version that they mean. */
export function semanticVersion(version: string): string {
  return valid(version) ?? coerce(version)?.version ?? '1.0.0';
}

/**
 * The least number that a step should have reached, or null where it did. Before 1.0.0 a minor step
 * may break, as it does for every reader of a range such as `^0.3`.
 *
 * @param from - the version before
 * @param to - the version that was taken
 * @param importance - what the difference between the two asks for
 */
export function leastNumber(from: string, to: string, importance: Importance): string | null {
  const [base, taken] = [semanticVersion(from), parse(semanticVersion(to))];
  if (importance === 'patch' || taken === null) return null;
  const isUnstable = base.startsWith('0.') && importance === 'major';
  const least = valid(inc(base, isUnstable ? 'minor' : importance));
  // A prerelease is a step to the number that it leads to.
  const leadsTo = `${taken.major}.${taken.minor}.${taken.patch}`;
  return least === null || gte(leadsTo, least) ? null : least;
}

/** What is to be said of a declared version that did not become the model's. */
export function remarkOn(
  declared: string | null,
  taken: Pick<VersionEntry, 'version' | 'bump'> & Partial<Pick<VersionEntry, 'previous'>>,
): string | null {
  const isNext = taken.bump === 'major' || taken.bump === 'minor' || taken.bump === 'patch';
  if (!isNext || validVersion(declared) === null) return null;
  // A first number that goes up follows those of a model that was deleted for good.
  if (taken.previous === null) {
    return `the declared version ${declared} is not higher than those that were given before the model was deleted for good; ${taken.version} was taken`;
  }
  return `the content changed and the declared version ${declared} is not higher than the versions before; ${taken.version} was taken`;
}

/** A semantic version exactly as the standard writes it, or null. */
export function validVersion(text: string | null): string | null {
  // It becomes a file's name, which has an end.
  if (text === null || text.length > 128 || !/^[0-9]/.test(text)) return null;
  return parse(text) === null || /\s/.test(text) ? null : text;
}
