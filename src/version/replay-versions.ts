/** Rebuilds the entry of a model from its recovered versions, as the original runs made it. Pure. */
import major from 'semver/functions/major.js';
import minor from 'semver/functions/minor.js';
import type { Diagnostic } from '../domain/diagnostics.js';
import type { AcceptedModel } from '../domain/assessment.js';
import type { Entry, VersionEntry } from '../domain/model.js';
import { compareVersions, findVersionWithBytes, listFindings } from './decide.js';
import { summarizeChanges } from './difference/summary.js';
import type { VersionContent, NumberedVersion } from './entry.js';
import { createEntry, createVersion, describeVersion, withContent, withVersion } from './entry.js';
import { toSemanticVersion } from './next-version.js';

/** A recovered version. */
export interface RecoveredVersion {
  readonly version: string;
  /** Its `source` names the spec file; the path is empty if the file is unknown. */
  readonly accepted: AcceptedModel;
  /** The path of its archived bytes, relative to the step's output. */
  readonly archive: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly createdAt: string;
  /** The profile and rules that it has now been checked with. */
  readonly checkedWith: string;
}

/** What is known about the model besides its versions. */
export interface RebuildContext {
  readonly id: string;
  /** The version that is current if it is recovered; otherwise, the last one is. */
  readonly current: string | undefined;
  /** Findings about the id of a version from an earlier run. */
  readonly aboutId: (version: RecoveredVersion) => readonly Diagnostic[];
  /** RFC 3339, UTC, milliseconds. */
  readonly now: string;
}

/** A rebuilt entry, its current version, and the findings about it. */
export interface RebuiltEntry {
  readonly entry: Entry;
  readonly current: RecoveredVersion;
  readonly diagnostics: Diagnostic[];
}

/**
 * Rebuilds the entry of a model by adding its versions one after the other.
 *
 * @param versions - in the order of Semantic Versioning
 * @returns undefined if there are none
 */
export async function rebuildEntry(
  versions: AsyncIterable<RecoveredVersion>,
  about: RebuildContext,
): Promise<RebuiltEntry | undefined> {
  let entry: Entry | undefined;
  let last: RebuiltVersion | undefined;
  let wanted: RebuiltVersion | undefined;
  for await (const found of versions) {
    last = rebuildVersion(found, numberVersion(found, last?.found, entry), about);
    entry =
      entry === undefined
        ? createEntry(about.id, last.content, last.added)
        : withVersion(entry, last.content, last.added);
    if (found.version === about.current) wanted = last;
  }
  const current = wanted ?? last;
  if (entry === undefined || current === undefined) return undefined;
  const { version, created_at } = current.added;
  const { found, diagnostics } = current;
  if (entry.version === version) return { entry, current: found, diagnostics };
  const shown = withContent(entry, current.content);
  const pointed = { ...shown, version, current_version: version, updated_at: created_at };
  return { entry: pointed, current: found, diagnostics };
}

/** Reconstructs a version's number and the reasons for it from the difference to its predecessor. */
function numberVersion(
  { version, accepted }: RecoveredVersion,
  before: RecoveredVersion | undefined,
  entry: Entry | undefined,
): NumberedVersion {
  const isDeclared = accepted.facts.declaredVersion === version;
  if (before === undefined || entry === undefined) {
    const bump = isDeclared ? 'declared' : 'initial';
    return { version, bump, previous: null, changes: null, same_content_as: null };
  }
  return {
    version,
    bump: isDeclared ? 'declared' : inferBump(before.version, version),
    previous: before.version,
    changes: summarizeChanges(
      compareVersions({ ...before.accepted, version: before.version }, accepted),
    ),
    same_content_as: findVersionWithBytes(accepted.hash, entry),
  };
}

/** Which part of the number was incremented. */
function inferBump(from: string, to: string): NonNullable<VersionEntry['bump']> {
  const [a, b] = [toSemanticVersion(from), toSemanticVersion(to)];
  if (major(a) !== major(b)) return 'major';
  return minor(a) === minor(b) ? 'patch' : 'minor';
}

interface RebuiltVersion {
  readonly found: RecoveredVersion;
  readonly content: VersionContent;
  readonly added: VersionEntry;
  readonly diagnostics: Diagnostic[];
}

function rebuildVersion(
  found: RecoveredVersion,
  number: NumberedVersion,
  about: RebuildContext,
): RebuiltVersion {
  const { accepted, archive, createdAt, checkedWith } = found;
  const diagnostics = listFindings(accepted, about.id, number, about.aboutId(found));
  // The next run gets the number of formats from step 3.
  const context = { diagnostics, checkedAt: about.now, checkedWith, formats: null, archive };
  const described = describeVersion(accepted, context);
  const created = createVersion(described, number, createdAt);
  // Cloned, because any substring would keep the text of its whole spec in memory.
  const { content, added } = structuredClone({ content: described, added: created });
  return { found, content, added, diagnostics };
}
