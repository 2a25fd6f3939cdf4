/** The metadata file of each model: there, of its schema, and what the archived source says. */
import type { Checked } from '../../../domain/maintenance.js';
import { byPosition } from '../../../domain/diagnostics.js';
import type { Entry, ModelMetadata, VersionEntry } from '../../../domain/model.js';
import type { Profile } from '../../../domain/settings.js';
import { emitMetadata } from '../../../emit/metadata.js';
import { describeCheck, fieldsOf } from '../../../pipeline/check-fingerprint.js';
import { contentsOf } from '../../../files/spool.js';
import { readSoundMetadata } from '../../../pipeline/history.js';
import { checkDeclaredVersion } from '../../../version/decide.js';
import { sha256 } from '../../../domain/canonical.js';
import { PROFILE_NAMES } from '../../../domain/generated/values.js';
import { plural } from '../../../domain/plural.js';
import type { Checking } from '../../queries/content.js';
import { archivedSource, modelWith } from '../../queries/content.js';
import { isAboutId } from '../id-findings.js';
import { withoutPositions } from './positions.js';
import type { VerifyFinding } from './report.js';
import { finding } from './report.js';
import type { Inspection, Step } from './step.js';

export const metadata: Step = {
  name: 'metadata',
  check,
  mend: async (inspection) => {
    const { place, entries, kept } = inspection;
    const repaired: string[] = [];
    for (const entry of entries) {
      place.env.signal?.throwIfAborted();
      const found = await checkEntry(entry, inspection);
      if (found?.mendable !== true) continue;
      const made = await remake(entry, inspection);
      if (made === undefined) continue;
      const { path } = await kept.metadata(entry.model_id);
      await kept.writeMetadata(entry.model_id, textOf(made.metadata));
      repaired.push(`${path} was made again from ${made.from}.`);
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

function currentOf(entry: Entry): VersionEntry | undefined {
  return entry.versions[entry.version];
}

/** Another program's versions may have none, and no metadata. */
function hasArchive(entry: Entry): boolean {
  return (currentOf(entry)?.source ?? null) !== null;
}

async function checkEntry(
  entry: Entry,
  inspection: Inspection,
): Promise<VerifyFinding | undefined> {
  const { store, options } = inspection.place;
  const { model_id: id } = entry;
  if (!hasArchive(entry)) return undefined;
  const { path, text: raw } = await inspection.kept.metadata(id);
  if (raw === undefined && !options.settings.extract_metadata) return undefined;
  const wanted = await remake(entry, inspection);
  const about = { path, id, mendable: wanted !== undefined };
  if (raw === undefined) return finding('metadata-missing', 'the file is missing', about);
  const sound = await readSoundMetadata(store, id);
  if (sound === undefined) {
    return finding('metadata-damaged', 'it is no JSON, or breaks its schema', about);
  }
  if (!isOf(entry, sound)) {
    const message = `it is not of the current version ${entry.version}`;
    return finding('metadata-outdated', message, about);
  }
  if (wanted === undefined || says(sound, wanted, entry, raw)) return undefined;
  const message = `it says something else than ${wanted.from}`;
  return finding('metadata-damaged', message, about);
}

function isOf(entry: Entry, { model_id, version, hash, semantic_hash, file_path }: ModelMetadata) {
  return (
    model_id === entry.model_id &&
    version === entry.version &&
    hash === entry.hash &&
    semantic_hash === entry.semantic_hash &&
    // A file that moved since keeps its metadata as it is.
    [entry.file_path, currentOf(entry)?.file_path].includes(file_path)
  );
}

/** Metadata that is made of a model's bytes now. */
interface Remade {
  readonly metadata: ModelMetadata;
  /** What it is made from, in words. */
  readonly from: string;
  /** The bytes are the whole of a file, so that its lines are those of the file. */
  readonly isWhole: boolean;
  /** Checked as it was when it was registered, so that the findings are the same. */
  readonly isSameCheck: boolean;
}

/** The metadata of a model's current version; undefined where its bytes are nowhere, or refused. */
async function remake(entry: Entry, inspection: Inspection): Promise<Remade | undefined> {
  const { place, kept, specs, assess } = inspection;
  const current = currentOf(entry);
  const hash = current?.hash ?? null;
  if (current === undefined || hash === null) return undefined;
  const { checking, isSame } = checkingOf(entry, inspection);
  // Of several models in a file, the lines of the file are those of the file.
  const file = entry.file_path === '' ? undefined : await specs.at(entry.file_path);
  const inFile = file?.state === 'there' && (await specs.holds(entry.file_path, hash));
  const fromFile =
    file?.state === 'there' && inFile
      ? modelWith(await assess(file.source, checking), hash)
      : undefined;
  const archived =
    fromFile === undefined ? (await kept.findArchive(current.source))?.bytes : undefined;
  const fromArchive =
    archived !== undefined && sha256(archived) === hash
      ? modelWith(await assess(archivedSource(archived, entry.file_path, place), checking), hash)
      : undefined;
  const accepted = fromFile ?? fromArchive;
  if (accepted === undefined) return undefined;
  const known = await readSoundMetadata(place.store, entry.model_id);
  const diagnostics = [
    ...(known !== undefined && isOf(entry, known) ? known.diagnostics.filter(isAboutId) : []),
    ...accepted.diagnostics,
    ...checkDeclaredVersion(
      accepted,
      entry.model_id,
      reasonsOf(current),
      accepted.facts.positions.version,
    ),
  ];
  const text = emitMetadata({
    entry,
    hash,
    semanticHash: accepted.semanticHash,
    text: contentsOf(accepted).text,
    diagnostics: diagnostics.sort(byPosition),
  });
  return {
    metadata: JSON.parse(text),
    from: fromFile === undefined ? 'the archived source' : 'the spec',
    isWhole: file?.state === 'there' && file.source.hash === hash,
    isSameCheck: isSame,
  };
}

/** A registry of the release before does not say them. */
function reasonsOf({ version, bump, previous = null, changes = null }: VersionEntry) {
  return { version, bump, previous, changes };
}

/** How a model was checked when it was registered, as far as its health and the settings tell. */
function checkingOf({ health }: Entry, { place: { options } }: Inspection) {
  const named = health.checked_with?.split('/')[0] ?? '';
  const profile = profileNamed(named) ?? options.profile;
  const isSame = describeCheck({ ...options, profile }) === health.checked_with;
  const checking: Checking = { profile, fields: isSame ? fieldsOf(options) : null };
  return { checking, isSame };
}

function profileNamed(name: string): Profile | undefined {
  return PROFILE_NAMES.find((it) => it === name);
}

/** Whether metadata says what the bytes say, the findings about its id apart. */
function says(found: ModelMetadata, wanted: Remade, entry: Entry, raw: string): boolean {
  const { isSameCheck, isWhole } = wanted;
  const plain = (one: ModelMetadata): string => {
    const diagnostics = isSameCheck ? one.diagnostics.filter((it) => !isAboutId(it)) : [];
    return JSON.stringify({ ...one, file_path: entry.file_path, diagnostics });
  };
  // A key that is there twice, or a letter outside the values, shows only in the text.
  if (textOf(JSON.parse(raw)) !== raw) return false;
  if (plain(found) === plain(wanted.metadata)) return true;
  return !isWhole && withoutPositions(plain(found)) === withoutPositions(plain(wanted.metadata));
}

function textOf(json: ModelMetadata): string {
  return `${JSON.stringify(json, null, 2)}\n`;
}
