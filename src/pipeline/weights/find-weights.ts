/** Finds which files in folders are models of weights; what they say is not read yet. */
import type { Environment } from '../../domain/options.js';
import type { ResolvedSettings } from '../../domain/settings.js';
import {
  walkFolders,
  type FoundFile,
  type FoundFolder,
  type WalkProblem,
} from '../../files/walk-folders.js';
import type { PartsFinding } from '../../weights/check-parts.js';
import { findDescription } from '../../weights/descriptions.js';
import {
  findFormat,
  groupFiles,
  isIndex,
  nameFolder,
  type WeightsGroup,
} from '../../weights/group.js';
import type { FaultCode, HeaderRemark } from '../../weights/header.js';

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

/** The files of a model, and where they are. */
export interface WeightsPlace {
  readonly group: WeightsGroup;
  readonly folder: FoundFolder;
  /** Its files of weights. */
  readonly files: readonly FoundFile[];
  /** The files of its folder that describe it. */
  readonly beside: readonly FoundFile[];
  /** What says which of its tensors is in which file; undefined if nothing does. */
  readonly index: FoundFile | undefined;
  /** Its folder or file, absolute. */
  readonly path: string;
  /** The same as the user would write it. */
  readonly shown: string;
}

/** What a search has found. */
export interface FoundPlaces {
  readonly places: readonly WeightsPlace[];
  /** Models whose files are those of another one, by other links. */
  readonly copies: readonly string[];
  /** Models of which nothing can be read, with the reasons among the findings. */
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
): Promise<FoundPlaces> {
  const walk = await walkFolders(roots, {
    cwd: env.cwd,
    signal: env.signal,
    most: settings.max_weights_scanned,
    wants: (name) =>
      findFormat(name) !== undefined || findDescription(name) !== undefined || isIndex(name),
  });
  const [copies, refused]: [string[], string[]] = [[], []];
  const findings = walk.problems.map((it): WeightsFinding => ({ ...it, severity: 'warning' }));
  for (const [shown, file] of walk.folders.flatMap(listLoneIndexes)) {
    refused.push(shown);
    const message = 'none of the parts that it tells of is here';
    findings.push({ code: 'part-missing', severity: 'error', path: `${shown}/${file}`, message });
  }
  const seen = new Set<string>();
  const places = walk.folders.flatMap(listGroups).filter((place) => {
    const key = identify(place);
    if (seen.has(key)) copies.push(place.shown);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
  return { places, copies, refused, findings, scanned: walk.scanned };
}

function listGroups(folder: FoundFolder): WeightsPlace[] {
  const files = new Map(folder.files.map((it) => [it.name, it]));
  const beside = folder.files.filter(({ name }) => findDescription(name) !== undefined);
  return groupFiles(nameFolder(folder.path), [...files.keys()]).map((group) => {
    const own = group.files.flatMap((name) => files.get(name) ?? []);
    const index = group.index === undefined ? undefined : files.get(group.index);
    return { group, folder, files: own, beside, index, ...locate(group, folder, own[0]) };
  });
}

/** A model is its folder, or its first file. */
function locate(
  { isFolder }: WeightsGroup,
  folder: FoundFolder,
  first: FoundFile | undefined,
): Pick<WeightsPlace, 'path' | 'shown'> {
  if (isFolder || first === undefined) return { path: folder.path, shown: folder.shown };
  const shown = `${folder.shown === '/' ? '' : folder.shown}/${first.name}`;
  return { path: first.path, shown: shown.replace(/^\.\//, '') };
}

/** Folders with an index of weights, and nothing that it can be of. */
function listLoneIndexes({
  files,
  shown,
}: FoundFolder): (readonly [shown: string, file: string])[] {
  const isLone = !files.some(({ name }) => findFormat(name) === 'safetensors');
  return isLone ? files.flatMap(({ name }) => (isIndex(name) ? [[shown, name] as const] : [])) : [];
}

/** The same for all ways to the same files. */
function identify({ files }: WeightsPlace): string {
  return files
    .map(({ identity }) => identity)
    .toSorted()
    .join(' ');
}
