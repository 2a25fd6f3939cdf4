/** The registries beside open documents: found as the shell finds them, and followed as they change. */
import { dirname, resolve as resolvePath } from 'node:path';
import { memoize } from '../../domain/memoize.js';
import { sha256 } from '../../domain/canonical.js';
import type { Diagnostic } from '../../domain/diagnostics.js';
import { limitsOf } from '../../domain/limits.js';
import type { ModelOutcome } from '../../domain/model.js';
import type { SourcePath } from '../../domain/spec.js';
import type { Wording } from '../../domain/wording.js';
import { planAssessed } from '../../operations/queries/check.js';
import { openHistoryOf, resolveSourcePath, type Workplace } from '../../operations/workplace.js';
import { findKnownHashes } from '../../pipeline/assess.js';
import { getFields } from '../../pipeline/check-fingerprint.js';
import { assessFile } from '../../pipeline/parse.js';
import type { History } from '../../pipeline/history.js';
import { withKnownLineEnds } from '../../domain/line-ends.js';
import type { Loaded } from '../../store/port.js';
import type { Analysis, Reading } from './analysis.js';

/** A working directory with its settings, as the shell would read them there. */
export interface Folder {
  readonly workplace: Workplace;
  /** The files whose changes may change what is found: the registry and the settings. */
  readonly watched: readonly string[];
  /** What is wrong with its settings, in words; the defaults hold then. */
  readonly problem?: string;
}

/** Opens working directories. */
export interface FolderOpener {
  /** @param folder - absolute; the settings there hold */
  readonly open: (folder: string) => Promise<Folder>;
  /** Whether a folder has settings or a registry of its own. */
  readonly isRoot: (folder: string) => boolean;
  readonly word: (words: Wording) => string;
}

/** What a run would do with a document. */
export interface Planned {
  readonly findings: readonly Diagnostic[];
  readonly outcomes: readonly ModelOutcome[];
  /** False if nothing was ever registered there. */
  readonly isThere: boolean;
  /** What is to be told of the registry itself, such as that it is damaged. */
  readonly notices: readonly Wording[];
}

/** A working directory, and its registry as it was seen last. */
export interface Place extends Folder {
  readonly reading: Reading;
  /** The registry as it is now. @throws RegistryError as loading does */
  readonly load: () => Promise<{ readonly loaded: Loaded; readonly history: History }>;
}

/** Returns a place that reads its registry again only if it may have changed. */
export function createPlace(folder: Folder): Place {
  const { workplace } = folder;
  const { options, store } = workplace;
  let seen: { readonly loaded: Loaded; readonly history: History } | undefined;
  const load: Place['load'] = async () => {
    const loaded = await (seen === undefined ? store.load() : store.refresh(seen.loaded));
    // The history remembers the models of versions, which another registry may not have.
    if (loaded !== seen?.loaded) seen = { loaded, history: openHistoryOf(workplace) };
    return seen ?? { loaded, history: openHistoryOf(workplace) };
  };
  const reading = {
    options: { profile: options.profile, fields: getFields(options) },
    limits: limitsOf(options.settings),
  };
  return { ...folder, reading, load };
}

/**
 * The working directory of a document: the nearest folder above it with settings or a registry, up to
 * that of the workspace; else that of the workspace, or the document's own.
 */
export function findWorkingFolder(
  path: string,
  roots: readonly string[],
  isRoot: FolderOpener['isRoot'],
): string {
  const own = dirname(path);
  const workspace = roots
    .filter((it) => own === it || own.startsWith(`${it}/`) || own.startsWith(`${it}\\`))
    .sort((a, b) => b.length - a.length)[0];
  for (let folder = own; ; folder = dirname(folder)) {
    if (isRoot(folder)) return folder;
    if (folder === workspace || folder === dirname(folder)) return workspace ?? own;
  }
}

/**
 * Plans what a run would do with a document as it is in the editor.
 *
 * @throws RegistryError if the registry cannot be read
 */
export async function planDocument(
  place: Place,
  path: string,
  { text, read }: Analysis,
): Promise<Planned> {
  const { loaded, history } = await place.load();
  const { workplace } = place;
  const { state, isThere, notices } = loaded;
  const resolve = memoize((it: string) => resolvePath(workplace.env.cwd, it));
  const named: SourcePath = resolveSourcePath(path, workplace);
  const bytes = Buffer.from(text);
  const known = findKnownHashes(named, state.models, resolve);
  const source = withKnownLineEnds(bytes, known) ?? { bytes, hash: sha256(bytes) };
  const assessment = assessFile({ ...named, ...source, known }, read);
  const plan = await planAssessed({ ...workplace, state, isThere, history }, [assessment], resolve);
  const findings = plan.diagnostics.flatMap(({ diagnostics }) => diagnostics);
  return { findings, outcomes: plan.outcomes, isThere, notices };
}
