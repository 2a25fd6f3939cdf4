import { summarizeReasons } from '../domain/changes.js';
import { byPosition, diagnostic, quote, type Diagnostic } from '../domain/diagnostics.js';
import type { AcceptedModel } from '../domain/assessment.js';
import type { BumpLevel } from '../domain/settings.js';
import type { Change, Entry, PurgedModel, VersionEntry } from '../domain/model.js';
import type { ComparableModel } from '../domain/semantic-form.js';
import type { Position } from '../domain/position.js';
import { option, wording, wordPlainly } from '../domain/wording.js';
import { compareModels } from './difference/index.js';
import { findImportance } from './difference/importance.js';
import { createLayoutChange } from './difference/prose.js';
import { summarizeChanges, createUnknownChange } from './difference/summary.js';
import type { NumberedVersion } from './entry.js';
import type { NextVersion } from './next-version.js';
import {
  findLowestVersion,
  nextVersion,
  explainUnusedVersion,
  validVersion,
} from './next-version.js';

/** How version numbers are assigned. */
export interface VersionPolicy {
  readonly bump: BumpLevel;
  readonly autoVersion: boolean;
  /** Overrides the version that the spec declares; null means none. Undefined uses the spec's. */
  readonly declared?: string | null;
}

/** The number for new content with the reasons for it, or why it gets none. */
export type Decision = NumberedVersion | { readonly refused: string };

/**
 * Decides the version of content that differs from the current version.
 *
 * @param known - the entry of the model; undefined for a new model
 * @param before - the model of its current version; null if nothing is left to compare with
 * @param purged - the record of a permanently deleted model with that id
 */
export function decideVersion(
  accepted: AcceptedModel,
  known: Entry | undefined,
  before: ComparableModel | null,
  policy: VersionPolicy,
  purged?: PurgedModel,
): Decision {
  // A model of another program may have no versions.
  const current = known === undefined || known.version === '' ? null : known;
  const changes =
    current &&
    compareVersions(
      { ...current, semanticHash: current.semantic_hash, comparable: before },
      accepted,
    );
  const declared = policy.declared === undefined ? accepted.facts.declaredVersion : policy.declared;
  const next =
    known === undefined && purged !== undefined
      ? versionAfter(purged, declared)
      : nextVersion({
          current: current?.version ?? null,
          used: new Set(Object.keys(known?.versions ?? {})),
          declared,
          bump: policy.bump,
          importance: findImportance(changes ?? []),
          autoVersion: policy.autoVersion,
        });
  if ('refused' in next) return next;
  return {
    ...next,
    previous: current?.version ?? null,
    changes: changes === null ? null : summarizeChanges(changes),
    same_content_as: known === undefined ? null : findVersionWithBytes(accepted.hash, known),
  };
}

/** The first number after those of a purged model, so that no old reference finds new content. */
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

/** What is known of the version that new content is compared with. */
interface ComparedVersion {
  readonly version: string;
  readonly hash: string | null;
  readonly semanticHash: string | null;
  readonly comparable: ComparableModel | null | undefined;
}

/** Compares a version with the content that follows it. */
export function compareVersions(before: ComparedVersion, after: AcceptedModel): Change[] {
  if (before.comparable && after.comparable) {
    return compareModels(before.comparable, after.comparable, before.hash === after.hash);
  }
  // Even without models to compare, equal hashes show that the structure is the same.
  if (before.semanticHash === after.semanticHash) return [createLayoutChange()];
  return [createUnknownChange(before.version)];
}

/** The latest version that had exactly these bytes; null if there is none. */
export function findVersionWithBytes(hash: string, { versions }: Entry): string | null {
  const same = Object.values(versions).filter((it) => it.hash === hash);
  return same.at(-1)?.version ?? null;
}

/**
 * Returns what its metadata tells of a version: the findings in its spec, about its id, and about its number.
 *
 * @param aboutId - what was found when its id was assigned
 */
export function listFindings(
  accepted: AcceptedModel,
  id: string,
  assigned: VersionIncrement,
  aboutId: readonly Diagnostic[] = [],
): Diagnostic[] {
  const { version: at } = accepted.facts.positions;
  const aboutNumber = checkDeclaredVersion(accepted, id, assigned, at);
  return [...accepted.diagnostics, ...aboutId, ...aboutNumber].sort(byPosition);
}

/** Why a version has its number. Older registries do not have these fields. */
export function reasonsOf(version: VersionEntry): VersionIncrement {
  const { version: number, bump, previous = null, changes = null } = version;
  return { version: number, bump, previous, changes };
}

/** Checks a version's number against the version that its spec declares. */
function checkDeclaredVersion(
  accepted: AcceptedModel,
  id: string,
  assigned: VersionIncrement,
  at: Position,
): Diagnostic[] {
  const declared = accepted.facts.declaredVersion;
  // The name of weights says which release they are of, whatever becomes of them later.
  if (accepted.facts.weights !== undefined) return [];
  const remark = explainUnusedVersion(declared, assigned);
  return [
    ...checkSemanticVersion(declared, at),
    ...(remark === null ? [] : [diagnostic('GNN-W020', at, remark)]),
    ...(assigned.bump === 'declared' ? checkIncrement(id, assigned, at) : []),
  ];
}

function checkSemanticVersion(declared: string | null, at: Position): Diagnostic[] {
  if (declared === null || validVersion(declared) !== null) return [];
  const message = `the declared version ${quote(declared)} is not a semantic version such as 1.0.0; it was ignored`;
  return [diagnostic('GNN-I009', at, message)];
}

/**
 * Checks whether a requested bump is smaller than the difference requires. This concerns only the
 * current run; it is not a finding about the spec.
 */
export function checkRequestedBump(
  id: string,
  assigned: VersionIncrement,
  at: Position,
): Diagnostic[] {
  return assigned.bump === 'declared' ? [] : checkIncrement(id, assigned, at);
}

type VersionIncrement = Pick<VersionEntry, 'version' | 'bump' | 'previous' | 'changes'>;

function checkIncrement(
  id: string,
  { version, bump, previous, changes }: VersionIncrement,
  at: Position,
): Diagnostic[] {
  if (previous === null || changes === null) return [];
  const least = findLowestVersion(previous, version, changes.importance);
  if (least === null) return [];
  const advice =
    bump === 'declared' ? `declare ${least} or higher` : wording`leave ${option('bump', bump)} out`;
  const message = `${version} is too low after ${previous}: the change to ${id} is ${changes.importance} (${summarizeReasons(changes)}); ${wordPlainly(advice)}`;
  return [diagnostic('GNN-W022', at, message)];
}
