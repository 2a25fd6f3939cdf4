/** Reads what the files of models of weights say. */
import { RegistryError, errorCode } from '../../domain/errors.js';
import type { Weights, WeightsFacts } from '../../domain/model.js';
import { asWritten } from '../../domain/persisted.js';
import type { Environment } from '../../domain/options.js';
import type { ResolvedSettings } from '../../domain/settings.js';
import { openByteFile } from '../../files/byte-file.js';
import { readUpTo } from '../../files/hash-file.js';
import type { FoundFile } from '../../files/walk-folders.js';
import { checkIndex, checkSplit } from '../../weights/check-parts.js';
import { describeWeights, type DescribeInput, type ReadPart } from '../../weights/describe.js';
import { findDescription, readDescription } from '../../weights/descriptions.js';
import type { WeightsGroup } from '../../weights/group.js';
import { HeaderFault, type HeaderLimits, type HeaderRemark } from '../../weights/header.js';
import { readHeader } from '../../weights/read-header.js';
import { scanIndex } from '../../weights/safetensors-scan.js';
import { takeTurn } from '../../yield-to-event-loop.js';
import type { WeightsFinding, WeightsPlace } from './find-weights.js';

/** What an answer says about a model, with only the numbers of its files and tensors. */
export interface WeightsAbout extends Omit<Weights, 'schema' | 'facts' | 'files' | 'tensors'> {
  /** Those that are known. */
  readonly facts: Partial<WeightsFacts>;
  readonly files: number;
  readonly tensors: number;
}

/** A model that was found. */
export interface FoundWeights {
  /** The name of its folder or file. */
  readonly name: string;
  /** The folder or file, absolute. */
  readonly path: string;
  /** The same as the user would write it. */
  readonly shown: string;
  readonly weights: WeightsAbout;
  readonly findings: readonly WeightsFinding[];
}

/** A model that was read, with all of its tensors. */
export interface ReadWeights {
  readonly place: WeightsPlace;
  readonly weights: Weights;
  readonly findings: readonly WeightsFinding[];
  /** Its files by their paths within it. */
  readonly files: ReadonlyMap<string, FoundFile>;
}

/** Models that were read, and what is wrong with the others. */
export interface ReadModels<Model> {
  readonly models: readonly Model[];
  /** The models that could not be read. */
  readonly refused: readonly string[];
  readonly findings: readonly WeightsFinding[];
}

/** Summarises a model that was read for an answer. */
export function tellOf({ place, weights, findings }: ReadWeights): FoundWeights {
  return {
    name: place.group.name,
    path: place.path,
    shown: place.shown,
    weights: {
      name: weights.name,
      format: weights.format,
      hash: weights.hash,
      size_bytes: weights.size_bytes,
      memory_bytes: weights.memory_bytes,
      facts: asWritten('weights_facts', weights.facts),
      base_models: weights.base_models,
      files: weights.files.filter(({ role }) => role === 'weights').length,
      tensors: weights.tensors.length,
    },
    findings,
  };
}

/** How much is read of a model. */
export interface ReadLimits extends HeaderLimits {
  /** Bytes of a file beside weights. */
  readonly description: number;
}

/** How much the settings allow to read. */
export function readLimitsOf(settings: ResolvedSettings): ReadLimits {
  return {
    header: settings.max_weights_header,
    tensors: settings.max_weights_tensors,
    text: settings.max_weights_text,
    depth: settings.max_weights_depth,
    dimensions: settings.max_weights_dimensions,
    fields: settings.max_weights_fields,
    description: settings.max_weights_description,
  };
}

/** Reads models one after the other. @param keep - what is kept of each */
export async function readPlaces<Model>(
  places: readonly WeightsPlace[],
  { limits, env }: { readonly limits: ReadLimits; readonly env: Pick<Environment, 'signal'> },
  keep: (read: ReadWeights) => Model,
): Promise<ReadModels<Model>> {
  const models: Model[] = [];
  const [refused, findings]: [string[], WeightsFinding[]] = [[], []];
  for (const place of places) {
    await takeTurn();
    env.signal?.throwIfAborted();
    const read = await readPlace(place, limits);
    if ('refused' in read) {
      refused.push(place.shown);
      findings.push(...read.refused);
    } else models.push(keep(read));
  }
  return { models, refused, findings };
}

/** Reads the headers of a model, and the files beside it. */
async function readPlace(
  place: WeightsPlace,
  limits: ReadLimits,
): Promise<ReadWeights | { readonly refused: readonly WeightsFinding[] }> {
  const { group, folder, files } = place;
  const refused: WeightsFinding[] = [];
  const findings = group.missing.slice(0, MAX_NAMED).map((name) => ({
    code: 'part-missing' as const,
    severity: 'error' as const,
    path: `${folder.shown}/${name}`,
    message: `it is not here, one of ${group.missing.length} parts of ${group.name} that are missing`,
  }));
  const parts: ReadPart[] = [];
  const all: WeightsFinding[] = [...findings];
  for (const file of files) {
    const read = readPart(file, group, limits);
    const at = { path: `${folder.shown}/${file.name}` };
    if ('refused' in read) refused.push({ ...read.refused, ...at });
    else {
      parts.push(read.part);
      all.push(...read.findings.map((it) => ({ ...it, ...at })));
    }
  }
  if (refused.length > 0) return { refused };
  const index = await readIndex(place, parts, limits, all);
  const descriptions = [...(await readDescriptions(place, limits.description, all)), ...index];
  const { name, format } = group;
  const described = new Map(descriptions.map(({ file }) => [file.name, file]));
  return {
    place,
    weights: describeWeights({ name, format, parts, descriptions }),
    findings: all,
    files: new Map([...described, ...files.map((it) => [it.name, it] as const)]),
  };
}

/** Checks the parts of a split model by what tells of them. @param findings - get what is wrong */
async function readIndex(
  { group, folder, shown, index: file }: WeightsPlace,
  parts: readonly ReadPart[],
  limits: HeaderLimits,
  findings: WeightsFinding[],
): Promise<readonly ReadDescriptionFile[]> {
  const split = group.format === 'gguf' ? checkSplit(parts, group.missing.length) : [];
  findings.push(...split.map((it) => ({ ...it, path: shown })));
  if (file === undefined) return [];
  const path = `${folder.shown}/${file.name}`;
  try {
    const bytes = await readIndexBytes(file, limits.header);
    const index = scanIndex(bytes, { ...limits, tensors: limits.tensors * MAX_INDEXED });
    findings.push(...checkIndex(index, parts, group.missing).map((it) => ({ ...it, path })));
  } catch (error) {
    if (!(error instanceof HeaderFault)) throw error;
    findings.push({ ...fault(error.code, error.message), path });
  }
  return [{ path: file.name, size: file.size, draft: { facts: {}, bases: [] }, file }];
}

/** An index may name as many tensors as so many files have. */
const MAX_INDEXED = 10;

/** How many missing parts are named. */
const MAX_NAMED = 3;

type Unplaced = Omit<WeightsFinding, 'path'>;

function readPart(
  { path, name, size }: FoundFile,
  { format }: WeightsGroup,
  limits: HeaderLimits,
):
  | { readonly part: ReadPart; readonly findings: readonly Unplaced[] }
  | { readonly refused: Unplaced } {
  // Nothing of a checkpoint is opened.
  if (format === 'pytorch') return { part: { path: name, size, header: undefined }, findings: [] };
  try {
    const file = openByteFile(path);
    if (file === undefined) {
      return { refused: fault('not-a-file', 'it is a pipe, a socket or a device') };
    }
    try {
      const header = readHeader(format, file, limits);
      if (file.hasChanged()) {
        return { refused: fault('changed-while-read', 'it changed while it was read') };
      }
      const findings = (header?.remarks ?? []).map((it) => ({ ...it, severity: severityOf(it) }));
      return { part: { path: name, size: file.size, header }, findings };
    } finally {
      file.close();
    }
  } catch (error) {
    if (error instanceof HeaderFault) return { refused: fault(error.code, error.message) };
    const code = errorCode(error);
    if (code === undefined) throw error;
    return { refused: fault('unreadable', describeError(code)) };
  }
}

function fault(code: WeightsFinding['code'], message: string): Unplaced {
  return { code, severity: 'error', message };
}

/** Data that is not there cannot be used; what is not known may be. */
function severityOf({ code }: HeaderRemark): WeightsFinding['severity'] {
  return code === 'type-unknown' ? 'warning' : 'error';
}

function describeError(code: string): string {
  return code === 'EACCES' || code === 'EPERM'
    ? 'permission is denied'
    : `the system answered ${code}`;
}

type ReadDescriptionFile = DescribeInput['descriptions'][number] & { readonly file: FoundFile };

/** Reads the files beside weights. @param findings - get what is wrong with them */
async function readDescriptions(
  { beside, folder: { shown } }: WeightsPlace,
  most: number,
  findings: WeightsFinding[],
): Promise<readonly ReadDescriptionFile[]> {
  const read: ReadDescriptionFile[] = [];
  for (const file of beside) {
    const description = findDescription(file.name);
    if (description === undefined) continue;
    const text = description.isRead ? await readText(file, most) : null;
    const described =
      typeof text === 'object' && text !== null ? text : readDescription({ path: file.name, text });
    if (!('problem' in described)) {
      read.push({ path: file.name, size: file.size, draft: described, file });
      continue;
    }
    findings.push({
      code: 'description-unread',
      severity: 'warning',
      path: `${shown}/${file.name}`,
      message: described.problem,
    });
  }
  return read;
}

async function readIndexBytes({ path, name, size }: FoundFile, most: number): Promise<Uint8Array> {
  if (size > most) throw new HeaderFault('header-too-large', tellLength(size, most));
  try {
    return (await readUpTo(path, name, most)) ?? new Uint8Array();
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    throw new HeaderFault('header-invalid', error.message);
  }
}

function tellLength(size: number, most: number): string {
  return `it has ${size} bytes; at most ${most} are read`;
}

async function readText(
  { path, name, size }: FoundFile,
  most: number,
): Promise<string | { readonly problem: string }> {
  if (size > most) return { problem: tellLength(size, most) };
  try {
    return (await readUpTo(path, name, most))?.toString('utf8') ?? '';
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    return { problem: error.message };
  }
}
