/** Verifies that the metadata file of each model exists, is valid and matches the archived source. */
import type { Checked } from '../../../domain/maintenance.js';
import type { Entry, ModelMetadata, VersionEntry } from '../../../domain/model.js';
import { emitMetadata } from '../../../emit/metadata.js';
import { readSoundMetadata } from '../../../pipeline/history.js';
import { listFindings, reasonsOf } from '../../../version/decide.js';
import { layOutAsBefore, layOutJson } from '../../../domain/lay-out-json.js';
import { bytesOfHash } from '../../../domain/line-ends.js';
import { completed } from '../../../domain/persisted.js';
import { plural } from '../../../domain/plural.js';
import { withNoParts } from '../../../domain/weights.js';
import {
  archivedSource,
  assessInFile,
  findChecking,
  findModelByHash,
} from '../../queries/content.js';
import { readContents } from '../../../files/spool.js';
import { isFileFinding, isIdFinding } from '../context-findings.js';
import type { VerifyFinding } from '../../generated/shapes.js';
import { createFinding } from './report.js';
import { searchFor, type Inspection, type Step } from './step.js';

export const metadata: Step = {
  name: 'metadata',
  check,
  repair: async (inspection) => {
    const { place, entries, stored } = inspection;
    const repaired: string[] = [];
    for (const entry of entries) {
      place.env.signal?.throwIfAborted();
      const found = await checkEntry(entry, inspection);
      if (found?.mendable !== true) continue;
      const recreated = await recreate(entry, inspection);
      if (recreated === undefined) continue;
      const { path } = await stored.metadata(entry.model_id);
      await stored.writeMetadata(entry.model_id, recreated.text);
      repaired.push(`${path} was recreated from ${recreated.from}.`);
    }
    return { repaired };
  },
};

async function check(inspection: Inspection): Promise<Checked<VerifyFinding>> {
  const findings: VerifyFinding[] = [];
  let without = 0;
  for (const entry of inspection.entries) {
    inspection.place.env.signal?.throwIfAborted();
    if (!hasArchive(entry)) without += 1;
    else findings.push(...[await checkEntry(entry, inspection)].flatMap((it) => it ?? []));
  }
  return {
    checked: inspection.entries.length - without,
    findings,
    notes:
      without === 0
        ? []
        : [`${plural(without, 'model')} of other programs: no metadata until a run reads the spec`],
  };
}

function getCurrent(entry: Entry): VersionEntry | undefined {
  return entry.versions[entry.version];
}

/** Versions of another program may have neither an archive nor metadata. */
function hasArchive(entry: Entry): boolean {
  return (getCurrent(entry)?.source ?? null) !== null;
}

async function checkEntry(
  entry: Entry,
  inspection: Inspection,
): Promise<VerifyFinding | undefined> {
  const { store, options } = inspection.place;
  const { model_id: id } = entry;
  if (!hasArchive(entry)) return undefined;
  const { path, text: raw } = await inspection.stored.metadata(id);
  if (raw === undefined && !options.settings.extract_metadata) return undefined;
  if (typeof raw === 'object' && raw.isUnreadable === true) {
    return createFinding('unreadable', raw.refused, { path, id });
  }
  const expected = await recreate(entry, inspection);
  const about = { path, id, mendable: expected !== undefined };
  if (raw === undefined) return createFinding('metadata-missing', 'the file is missing', about);
  if (typeof raw !== 'string') return createFinding('metadata-damaged', raw.refused, about);
  const sound = await readSoundMetadata(store, id);
  if (sound === undefined) {
    return createFinding('metadata-damaged', 'it is not JSON, or violates its schema', about);
  }
  if (!isOfCurrentVersion(entry, sound)) {
    const message = `it does not describe the current version ${entry.version}`;
    return createFinding('metadata-outdated', message, about);
  }
  if (expected === undefined || hasSameContent(sound, expected, entry, raw)) return undefined;
  const message = `it differs from ${expected.from}`;
  return createFinding('metadata-damaged', message, about);
}

function isOfCurrentVersion(
  entry: Entry,
  { model_id, version, hash, semantic_hash, file_path }: ModelMetadata,
) {
  return (
    model_id === entry.model_id &&
    version === entry.version &&
    hash === entry.hash &&
    semantic_hash === entry.semantic_hash &&
    // The metadata keeps its path if the file has moved since.
    [entry.file_path, getCurrent(entry)?.file_path].includes(file_path)
  );
}

/** Metadata that was recreated from the bytes of a model. */
interface RecreatedMetadata {
  readonly metadata: ModelMetadata;
  /** The same as a file has it. */
  readonly text: string;
  /** Where the bytes came from, in words. */
  readonly from: string;
  /** The bytes are a whole file, so line numbers match the file. */
  readonly isWhole: boolean;
  /** It was checked as when it was registered, so the findings are the same. */
  readonly isSameCheck: boolean;
}

/** Reads the archived bytes of a version, or finds them elsewhere, from where they are about to be put back. */
async function readArchived(
  entry: Entry,
  version: VersionEntry,
  inspection: Inspection,
): Promise<Uint8Array | undefined> {
  const { source, hash } = version;
  if (hash === null) return undefined;
  const kept = await inspection.stored.findArchive(source, hash);
  const bytes = kept && bytesOfHash(kept.bytes, hash);
  return bytes ?? (await searchFor(entry, version, inspection))?.bytes;
}

/** Recreates the metadata of a current version; undefined if its bytes are missing or refused. */
async function recreate(
  entry: Entry,
  inspection: Inspection,
): Promise<RecreatedMetadata | undefined> {
  const { place, specs, assess } = inspection;
  const current = getCurrent(entry);
  const hash = current?.hash ?? null;
  if (current === undefined || hash === null) return undefined;
  const { checking, isSame } = findChecking(entry, place.options);
  // If the file contains several models, line numbers refer to the whole file.
  const fromFile = await assessInFile(entry.file_path, hash, checking, inspection);
  const archived = fromFile ? undefined : await readArchived(entry, current, inspection);
  const fromArchive =
    archived !== undefined
      ? findModelByHash(
          await assess(archivedSource(archived, entry.file_path, place), checking),
          hash,
        )
      : undefined;
  const accepted = fromFile ?? fromArchive;
  if (accepted === undefined) return undefined;
  const sound = await readSoundMetadata(place.store, entry.model_id);
  const known = sound !== undefined && isOfCurrentVersion(entry, sound) ? sound : undefined;
  const aboutId = known?.diagnostics.filter(isIdFinding) ?? [];
  const file = entry.file_path === '' ? undefined : await specs.at(entry.file_path);
  const isWhole = file?.state === 'there' && file.source.hash === hash;
  const isOfAnother = !isWhole && known?.diagnostics.some(isFileFinding) === false;
  const ownFindings = accepted.diagnostics.filter((it) => !(isOfAnother && isFileFinding(it)));
  const text = emitMetadata({
    entry,
    hash,
    semanticHash: accepted.semanticHash,
    text: readContents(accepted).text,
    diagnostics: listFindings(
      { ...accepted, diagnostics: ownFindings },
      entry.model_id,
      reasonsOf(current),
      aboutId,
    ),
  });
  return {
    metadata: completed('model_metadata', withNoParts(JSON.parse(text))),
    text,
    from: fromFile === undefined ? 'the archived source' : 'the spec',
    isWhole,
    isSameCheck: isSame,
  };
}

/** Whether metadata matches the bytes, apart from findings about its id. */
function hasSameContent(
  found: ModelMetadata,
  expected: RecreatedMetadata,
  entry: Entry,
  raw: string,
): boolean {
  const { isSameCheck, isWhole } = expected;
  const normalize = (one: ModelMetadata): string => {
    const diagnostics = isSameCheck ? one.diagnostics.filter((it) => !isIdFinding(it)) : [];
    return JSON.stringify({ ...one, file_path: entry.file_path, diagnostics });
  };
  // A duplicate key or text outside the values is only visible in the raw text.
  if (!isLaidOut(raw.replaceAll('\r\n', '\n'))) return false;
  if (normalize(found) === normalize(expected.metadata)) return true;
  return (
    !isWhole &&
    withoutPositions(normalize(found)) === withoutPositions(normalize(expected.metadata))
  );
}

/** As it is written now, or as format 1.0.0 wrote it. */
function isLaidOut(raw: string): boolean {
  const json: object = JSON.parse(raw);
  return raw === layOutJson(json) || raw === layOutAsBefore(json);
}

/**
 * Returns JSON without positions in a file, also in messages: in its archive, one of several models has
 * different line numbers than in its file.
 */
function withoutPositions(json: string): string {
  const isPlace = /^(?:line|end_line|column|lines)$/;
  return JSON.stringify(JSON.parse(json), (key, value: unknown) => {
    if (key !== 'message' || typeof value !== 'string') return isPlace.test(key) ? null : value;
    return value.replace(/\blines? \d+(?:(?:,| and| to) \d+)*/g, 'line');
  });
}
