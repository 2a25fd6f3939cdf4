/** The versions of a model, found again in their order → its entry as the runs made it. Pure. */
import major from 'semver/functions/major.js';
import minor from 'semver/functions/minor.js';
import type { Diagnostic } from '../domain/diagnostics.js';
import { byPosition } from '../domain/diagnostics.js';
import type { AcceptedModel } from '../domain/assessment.js';
import type { Entry, VersionEntry } from '../domain/model.js';
import { changesBetween, remarksOn } from './decide.js';
import { summarizeChanges } from './difference/summary.js';
import type { Content, Numbered } from './entry.js';
import { healthOf, metadataOf, newEntry, versionEntry, withContent, withVersion } from './entry.js';
import { semanticVersion } from './next-version.js';

/** A version that was found again. */
export interface FoundVersion {
  readonly version: string;
  /** Its `source` names the spec file; an empty path where none is known. */
  readonly accepted: AcceptedModel;
  /** The path of its bytes below the step's output. */
  readonly archive: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly createdAt: string;
  /** Profile and rules that it was checked with now. */
  readonly checkedWith: string;
}

/** What is known of a model besides its versions. */
export interface Retracing {
  readonly id: string;
  /** The current version, which is one of them. */
  readonly current: string;
  /** Findings about its id that a run told. */
  readonly aboutId: readonly Diagnostic[];
  /** RFC 3339, UTC, milliseconds. */
  readonly now: string;
}

/** An entry that was made again, and the findings about its current version. */
export interface RetracedEntry {
  readonly entry: Entry;
  readonly diagnostics: Diagnostic[];
}

/**
 * Makes the entry of a model again: each version follows the one below it.
 *
 * @param versions - in the order of Semantic Versioning, at least one
 */
export function retraceEntry(
  [first, ...later]: readonly [FoundVersion, ...FoundVersion[]],
  about: Retracing,
): RetracedEntry {
  const start = describe(first, numberOf(first, undefined, undefined), about);
  let entry = newEntry(about.id, start.content, start.added);
  let current = start;
  let before = first;
  for (const found of later) {
    const next = describe(found, numberOf(found, before, entry), about);
    entry = withVersion(entry, next.content, next.added);
    if (found.version === about.current) current = next;
    before = found;
  }
  const { version, created_at } = current.added;
  if (entry.version !== version) {
    const shown = withContent(entry, current.content);
    entry = { ...shown, version, current_version: version, updated_at: created_at };
  }
  return { entry, diagnostics: current.diagnostics };
}

/** A version's number and the reasons for it, from the difference to the one below. */
function numberOf(
  { version, accepted }: FoundVersion,
  before: FoundVersion | undefined,
  entry: Entry | undefined,
): Numbered {
  const isDeclared = accepted.facts.declaredVersion === version;
  if (before === undefined || entry === undefined) {
    const bump = isDeclared ? 'declared' : 'initial';
    return { version, bump, previous: null, changes: null, same_content_as: null };
  }
  const same = Object.values(entry.versions).filter((it) => it.hash === accepted.hash);
  return {
    version,
    bump: isDeclared ? 'declared' : stepBetween(before.version, version),
    previous: before.version,
    changes: summarizeChanges(
      changesBetween({ ...before.accepted, version: before.version }, accepted),
    ),
    same_content_as: same.at(-1)?.version ?? null,
  };
}

/** Which part of the number went up. */
function stepBetween(from: string, to: string): NonNullable<VersionEntry['bump']> {
  const [a, b] = [semanticVersion(from), semanticVersion(to)];
  if (major(a) !== major(b)) return 'major';
  return minor(a) === minor(b) ? 'patch' : 'minor';
}

interface Described {
  readonly content: Content;
  readonly added: VersionEntry;
  readonly diagnostics: Diagnostic[];
}

function describe(found: FoundVersion, number: Numbered, about: Retracing): Described {
  const { accepted, archive, createdAt, checkedWith } = found;
  const { facts, source } = accepted;
  const diagnostics = [
    ...accepted.diagnostics,
    ...(found.version === about.current ? about.aboutId : []),
    ...remarksOn(accepted, about.id, number, facts.positions.version),
  ].sort(byPosition);
  const content: Content = {
    source,
    hash: accepted.hash,
    semanticHash: accepted.semanticHash,
    fileHash: accepted.fileHash,
    sizeBytes: accepted.sizeBytes,
    facts,
    // Step 3 tells the next run how many formats there are.
    metadata: metadataOf(facts, null),
    health: healthOf(diagnostics, about.now, checkedWith),
    archive,
  };
  return { content, added: versionEntry(content, number, createdAt), diagnostics };
}
