import { summarizeReasons } from '../domain/changes.js';
import type { Diagnostic } from '../domain/diagnostics.js';
import { diagnostic, quote } from '../domain/diagnostics.js';
import type { AcceptedModel } from '../domain/assessment.js';
import type { BumpLevel } from '../domain/settings.js';
import type { Change, Entry, PurgedModel, VersionEntry } from '../domain/model.js';
import type { ComparableModel } from '../domain/semantic-form.js';
import type { Position } from '../domain/spec.js';
import { compareModels } from './difference/index.js';
import { importanceOf } from './difference/kinds.js';
import { layoutChanged } from './difference/prose.js';
import { summarizeChanges, unknownChange } from './difference/summary.js';
import type { Numbered } from './entry.js';
import type { NextVersion } from './next-version.js';
import { leastNumber, nextVersion, remarkOn, validVersion } from './next-version.js';

/** How numbers are given. */
export interface VersionPolicy {
  readonly bump: BumpLevel;
  readonly autoVersion: boolean;
  /** A number that stands for what the spec declares; null for none. Undefined asks the spec. */
  readonly declared?: string | null;
}

/** The number of new content, with the reasons for it. */
export type Decision = Numbered | { readonly refused: string };

/**
 * Decides the version of content that the registry does not have as the current one.
 *
 * @param known - the entry of the model; undefined for a new one
 * @param before - its current version's model; null where nothing of it is left to compare with
 * @param purged - what is left of a model of that id that was deleted for good
 */
export function decideVersion(
  accepted: AcceptedModel,
  known: Entry | undefined,
  before: ComparableModel | null,
  policy: VersionPolicy,
  purged?: PurgedModel,
): Decision {
  const changes = known === undefined ? null : changesTo(accepted, known, before);
  const declared = policy.declared === undefined ? accepted.facts.declaredVersion : policy.declared;
  const next =
    known === undefined && purged !== undefined
      ? versionAfter(purged, declared)
      : nextVersion({
          current: known?.version ?? null,
          used: new Set(Object.keys(known?.versions ?? {})),
          declared,
          bump: policy.bump,
          importance: importanceOf(changes ?? []),
          autoVersion: policy.autoVersion,
        });
  if ('refused' in next) return next;
  return {
    ...next,
    previous: known?.version ?? null,
    changes: changes === null ? null : summarizeChanges(changes),
    same_content_as: known === undefined ? null : earlierWith(accepted.hash, known),
  };
}

/** The first number after those that are gone: nobody who knew one of them must take it for that. */
function versionAfter({ version }: PurgedModel, declared: string | null): NextVersion {
  return nextVersion({
    current: version,
    used: new Set([version]),
    declared,
    bump: 'major',
    importance: 'major',
    autoVersion: true,
  });
}

function changesTo(
  accepted: AcceptedModel,
  { version, hash, semantic_hash: semanticHash }: Entry,
  before: ComparableModel | null,
): Change[] {
  return changesBetween({ version, hash, semanticHash, comparable: before }, accepted);
}

/** What is known of a version that other content follows. */
interface Followed {
  readonly version: string;
  readonly hash: string | null;
  readonly semanticHash: string | null;
  readonly comparable: ComparableModel | null | undefined;
}

/** The changes from a version to the content that follows it. */
export function changesBetween(before: Followed, after: AcceptedModel): Change[] {
  if (before.comparable && after.comparable) {
    return compareModels(before.comparable, after.comparable, before.hash === after.hash);
  }
  // Without models to compare, two equal hashes still tell that the structure is the same.
  if (before.semanticHash === after.semanticHash) return [layoutChanged()];
  return [unknownChange(before.version)];
}

/** The latest version that had these very bytes; null where none had. */
function earlierWith(hash: string, { versions }: Entry): string | null {
  const same = Object.values(versions).filter((it) => it.hash === hash);
  return same.at(-1)?.version ?? null;
}

/** What is to be said of the number that a version has, against what its spec declares. */
export function remarksOn(
  accepted: AcceptedModel,
  id: string,
  taken: Reasoned,
  at: Position,
): Diagnostic[] {
  const declared = accepted.facts.declaredVersion;
  const remark = remarkOn(declared, taken);
  return [
    ...noVersion(declared, at),
    ...(remark === null ? [] : [diagnostic('GNN-W020', at, remark)]),
    ...(taken.bump === 'declared' ? tooSmall(id, taken, at) : []),
  ];
}

function noVersion(declared: string | null, at: Position): Diagnostic[] {
  if (declared === null || validVersion(declared) !== null) return [];
  const message = `the declared version ${quote(declared)} is no semantic version such as 1.0.0 and is not used`;
  return [diagnostic('GNN-I009', at, message)];
}

/**
 * What is to be said, in this run, of a step that was asked for and is smaller than the difference
 * asks for. It is no finding about the spec, which says nothing of it.
 */
export function remarksOnWish(id: string, taken: Reasoned, at: Position): Diagnostic[] {
  return taken.bump === 'declared' ? [] : tooSmall(id, taken, at);
}

type Reasoned = Pick<VersionEntry, 'version' | 'bump' | 'previous' | 'changes'>;

function tooSmall(
  id: string,
  { version, bump, previous, changes }: Reasoned,
  at: Position,
): Diagnostic[] {
  if (previous === null || changes === null) return [];
  const least = leastNumber(previous, version, changes.importance);
  if (least === null) return [];
  const message = `${version} is too small a step after ${previous}: the change of ${id} is ${changes.importance} (${summarizeReasons(changes)}); ${bump === 'declared' ? `declare ${least} or higher` : `leave --bump ${bump} out`}`;
  return [diagnostic('GNN-W022', at, message)];
}
