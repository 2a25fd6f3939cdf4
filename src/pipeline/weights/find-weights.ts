/** Finds models of weights in folders, and reads what their files say. */
import { RegistryError, errorCode } from '../../domain/errors.js';
import type { Weights } from '../../domain/model.js';
import type { Environment } from '../../domain/options.js';
import { byCodeUnit } from '../../domain/order.js';
import type { ResolvedSettings } from '../../domain/settings.js';
import { openByteFile } from '../../files/byte-file.js';
import { readUpTo } from '../../files/hash-file.js';
import {
  walkFolders,
  type FoundFile,
  type FoundFolder,
  type WalkProblem,
} from '../../files/walk-folders.js';
import { describeWeights, type DescribeInput, type ReadPart } from '../../weights/describe.js';
import { findDescription, readDescription } from '../../weights/descriptions.js';
import {
  findFormat,
  groupFiles,
  isIndex,
  nameFolder,
  type WeightsGroup,
} from '../../weights/group.js';
import {
  HeaderFault,
  type FaultCode,
  type HeaderLimits,
  type HeaderRemark,
} from '../../weights/header.js';
import { readHeader } from '../../weights/read-header.js';
import { checkIndex, checkSplit, type PartsFinding } from '../../weights/check-parts.js';
import { scanIndex } from '../../weights/safetensors-scan.js';

/** Something that is wrong with a file. */
export interface WeightsFinding {
  readonly code:
    | WalkProblem['code']
    | FaultCode
    | HeaderRemark['code']
    | PartsFinding['code']
    | 'description-unread'
    | 'changed-while-read';
  readonly severity: 'error' | 'warning';
  /** The file, as the user would write it. */
  readonly path: string;
  readonly message: string;
}

/** A model that was found. */
export interface FoundWeights {
  /** The name of its folder or file. */
  readonly name: string;
  /** The folder or file, absolute. */
  readonly path: string;
  /** The same as the user would write it. */
  readonly shown: string;
  readonly weights: Weights;
  readonly findings: readonly WeightsFinding[];
  /** Its files by their paths within it. */
  readonly files: ReadonlyMap<string, FoundFile>;
}

/** What a search has found. */
export interface FoundModels {
  readonly models: readonly FoundWeights[];
  /** Models whose files are those of another one, by other links. */
  readonly copies: readonly string[];
  /** Models that cannot be read, with the reasons among the findings. */
  readonly refused: readonly string[];
  /** Findings about no model that was found. */
  readonly findings: readonly WeightsFinding[];
  /** How many files and folders were looked at. */
  readonly scanned: number;
}

/** What finding weights needs. */
export interface FindPlace {
  readonly settings: ResolvedSettings;
  readonly env: Pick<Environment, 'cwd' | 'signal'>;
}

/** Finds the models in folders; a file may be given, too. @param roots - as the user wrote them */
export async function findWeights(
  roots: readonly string[],
  { settings, env }: FindPlace,
): Promise<FoundModels> {
  const walk = await walkFolders(roots, {
    cwd: env.cwd,
    signal: env.signal,
    most: settings.max_weights_scanned,
    wants: (name) =>
      findFormat(name) !== undefined || findDescription(name) !== undefined || isIndex(name),
  });
  const limits = headerLimitsOf(settings);
  const models: FoundWeights[] = [];
  const [copies, refused]: [string[], string[]] = [[], []];
  const findings = walk.problems.map((it): WeightsFinding => ({ ...it, severity: 'warning' }));
  for (const [shown, file] of walk.folders.flatMap(listLoneIndexes)) {
    refused.push(shown);
    const message = 'none of the parts that it tells of is here';
    findings.push({ code: 'part-missing', severity: 'error', path: `${shown}/${file}`, message });
  }
  const seen = new Set<string>();
  for (const place of walk.folders.flatMap(listGroups)) {
    env.signal?.throwIfAborted();
    const key = identify(place);
    if (seen.has(key)) copies.push(place.shown);
    else {
      const model = await readGroup(place, limits, settings.max_weights_description);
      if ('refused' in model) {
        refused.push(place.shown);
        findings.push(...model.refused);
      } else models.push(model);
    }
    seen.add(key);
  }
  const sorted = models.toSorted((a, b) => byCodeUnit(a.shown, b.shown));
  return { models: sorted, copies, refused, findings, scanned: walk.scanned };
}

function listGroups(folder: FoundFolder): GroupPlace[] {
  const names = folder.files.map(({ name }) => name);
  return groupFiles(nameFolder(folder.path), names).map((group) => placeOf(group, folder));
}

/** Folders with an index of weights, and nothing that it can be of. */
function listLoneIndexes({
  files,
  shown,
}: FoundFolder): (readonly [shown: string, file: string])[] {
  const isLone = !files.some(({ name }) => findFormat(name) === 'safetensors');
  return isLone ? files.flatMap(({ name }) => (isIndex(name) ? [[shown, name] as const] : [])) : [];
}

function headerLimitsOf(settings: ResolvedSettings): HeaderLimits {
  return {
    header: settings.max_weights_header,
    tensors: settings.max_weights_tensors,
    text: settings.max_weights_text,
    depth: settings.max_weights_depth,
  };
}

/** A group of files with the folder that they are in. */
interface GroupPlace {
  readonly group: WeightsGroup;
  readonly folder: FoundFolder;
  readonly files: readonly FoundFile[];
  readonly path: string;
  readonly shown: string;
}

function placeOf(group: WeightsGroup, folder: FoundFolder): GroupPlace {
  const files = group.files.flatMap((name) => folder.files.find((it) => it.name === name) ?? []);
  const [first] = files;
  const inFolder = `${folder.shown === '/' ? '' : folder.shown}/${first?.name}`;
  const shown = group.isFolder ? folder.shown : inFolder.replace(/^\.\//, '');
  return { group, folder, files, shown, path: group.isFolder ? folder.path : (first?.path ?? '') };
}

/** The same for all ways to the same files. */
function identify({ files }: GroupPlace): string {
  return files
    .map(({ identity }) => identity)
    .toSorted()
    .join(' ');
}

async function readGroup(
  place: GroupPlace,
  limits: HeaderLimits,
  maxDescription: number,
): Promise<FoundWeights | { readonly refused: readonly WeightsFinding[] }> {
  const { group, folder, files, path, shown } = place;
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
  const descriptions = [...(await readDescriptions(folder, maxDescription, all)), ...index];
  const { name, format } = group;
  const described = new Map(descriptions.map(({ file }) => [file.name, file]));
  return {
    name,
    path,
    shown,
    weights: describeWeights({ name, format, parts, descriptions }),
    findings: all,
    files: new Map([...described, ...files.map((it) => [it.name, it] as const)]),
  };
}

/** Checks the parts of a split model by what tells of them. @param findings - get what is wrong */
async function readIndex(
  { group, folder, shown }: GroupPlace,
  parts: readonly ReadPart[],
  limits: HeaderLimits,
  findings: WeightsFinding[],
): Promise<readonly ReadDescriptionFile[]> {
  const split = group.format === 'gguf' ? checkSplit(parts, group.missing.length) : [];
  findings.push(...split.map((it) => ({ ...it, path: shown })));
  const file = folder.files.find(({ name }) => name === group.index);
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
  { files, shown }: FoundFolder,
  most: number,
  findings: WeightsFinding[],
): Promise<readonly ReadDescriptionFile[]> {
  const read: ReadDescriptionFile[] = [];
  for (const file of files) {
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
