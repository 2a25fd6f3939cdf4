/** What the looks of one verification share: each of them judges only what is not as it was in the one before. */
import type { Finding } from '../../../domain/maintenance.js';
import type { SoundRegistry } from '../classify-registry.js';
import { createGitAnswers, type GitAnswers } from '../git-answers.js';
import type { Layout } from '../layout.js';
import type { LoadedRegistry } from '../load.js';

export interface Verification {
  readonly git: GitAnswers;
  /** The sound files of the registry, as the last look judged them. */
  sound: readonly SoundRegistry[];
  /** The audit log, as the last look judged it. */
  log?: JudgedLog;
}

/** What the events of a log say. */
export interface Replayed {
  readonly events: number;
  /** How many of these are not in the log yet. */
  readonly waiting: number;
  readonly found: readonly Finding[];
  readonly breaks: readonly Finding[];
  /** Notes about what precedes the last restart. */
  readonly former: readonly string[];
}

/** What a log says beside a loaded registry. */
export interface JudgedLog {
  readonly loaded: LoadedRegistry;
  /** With the events that are not appended yet. */
  readonly bytes: Buffer;
  /** How many of the bytes are in the log. */
  readonly appended: number;
  readonly replayed: Replayed;
}

/** @param isSearched - whether git is searched for lost bytes, too */
export function beginVerification(layout: Layout, isSearched: boolean): Verification {
  return { git: createGitAnswers(layout, isSearched), sound: [] };
}
