/** What entries say of each other and of their own versions. */
import { resolve as resolvePath } from 'node:path';
import { formatReference } from '../../../domain/declared-lineage.js';
import { RegistryError } from '../../../domain/errors.js';
import type { Entry, Parent, VersionEntry } from '../../../domain/model.js';
import type { RegistryState } from '../../../domain/registry-state.js';
import type { Models } from '../../../domain/models.js';
import { byCodeUnit } from '../../../domain/order.js';
import { plural } from '../../../domain/plural.js';
import { isFolderName, idKey } from '../../../domain/archive-names.js';
import { findModelId, createParentLookup, findAncestryPath } from '../../../version/lineage.js';
import { resolveReference } from '../../../version/reference.js';
import type { VerifyFinding } from './report.js';
import { finding } from './report.js';
import type { Inspection, Step } from './step.js';

const MOST_TOLD = 10;

export const references: Step = {
  name: 'references',
  check: async (inspection) => {
    const { entries } = inspection;
    const state = inspection.kept.loaded?.state;
    const models = [...(state?.models ?? [])];
    const needed = entries.filter(isAlive).flatMap(({ dependencies = [] }) => dependencies);
    const unknown = needed.filter(
      (it) => state !== undefined && findModelId(it, state.models) === null,
    );
    return {
      checked: entries.reduce((sum, it) => sum + 1 + Object.keys(it.versions).length, 0),
      findings: [
        ...models.flatMap(([id, entry]) => checkId(id, entry)),
        ...twins(entries),
        ...entries.flatMap(checkCurrent),
        ...entries.flatMap((entry) =>
          Object.entries(entry.versions).flatMap(([key, one]) => checkVersion(entry, key, one)),
        ),
        ...entries.flatMap(checkAliases),
        ...(state === undefined ? [] : checkParents(entries, state)),
        ...(await sharedFiles(inspection)),
      ],
      notes:
        unknown.length === 0
          ? []
          : [
              `${plural(unknown.length, 'reference')} under dependencies to what is not in the registry: ${[...new Set(unknown)].toSorted(byCodeUnit).slice(0, MOST_TOLD).join(', ')}`,
            ],
    };
  },
};

function checkId(id: string, { model_id }: Entry): VerifyFinding[] {
  if (isFolderName(id) && id === model_id) return [];
  return [finding('id-unsafe', `${JSON.stringify(id)} is no id that a folder can have`, { id })];
}

/** Ids that differ in letter case alone would be one folder on some systems. */
function twins(entries: readonly Entry[]): VerifyFinding[] {
  const ids = new Map<string, string>();
  return entries.flatMap(({ model_id: id }) => {
    const other = ids.get(idKey(id));
    ids.set(idKey(id), id);
    if (other === undefined) return [];
    return [finding('id-twice', `its id differs from ${other} in letter case alone`, { id })];
  });
}

function checkCurrent(entry: Entry): VerifyFinding[] {
  const { model_id: id, version, versions, rolled_back_from: from } = entry;
  const found: VerifyFinding[] = [];
  const current = Object.hasOwn(versions, version) ? versions[version] : undefined;
  // Another program may have counted no version at all.
  if (current === undefined && Object.keys(versions).length > 0) {
    const message = `its current version ${version} is not among its versions`;
    found.push(finding('version-unknown', message, { id }));
  }
  if (entry.current_version !== version) {
    const message = `it names two current versions, ${version} and ${entry.current_version}`;
    found.push(finding('version-mislabelled', message, { id }));
  }
  const isOther = (current?.hash ?? entry.hash) !== entry.hash;
  if (isOther) {
    const message = `its hash is not that of its current version ${version}`;
    found.push(finding('content-mismatch', message, { id }));
  }
  if (from !== undefined && !Object.hasOwn(versions, from.version)) {
    const message = `the version ${from.version}, which was rolled back, is not among its versions`;
    found.push(finding('version-unknown', message, { id }));
  }
  return found;
}

function checkVersion(
  { model_id: id, versions }: Entry,
  key: string,
  one: VersionEntry,
): VerifyFinding[] {
  const found: VerifyFinding[] = [];
  if (one.version !== key) {
    const message = `version ${key} calls itself ${one.version}`;
    found.push(finding('version-mislabelled', message, { id }));
  }
  for (const [what, name] of [
    ['follows', one.previous],
    ['has the content of', one.same_content_as],
  ] as const) {
    if (name === undefined || name === null || Object.hasOwn(versions, name)) continue;
    const message = `version ${key} ${what} ${name}, which is not among its versions`;
    found.push(finding('version-unknown', message, { id }));
  }
  return found;
}

/** A name that leads to a version that is not there. */
function checkAliases({ model_id: id, aliases = {}, versions }: Entry): VerifyFinding[] {
  return Object.entries(aliases)
    .filter(([, { version }]) => !Object.hasOwn(versions, version))
    .map(([alias, { version }]) => {
      const message = `its alias ${alias} points to ${version}, which is not among its versions`;
      return finding('version-unknown', message, { id });
    });
}

/** Parents that are not there, and models that come from themselves. */
function checkParents(entries: readonly Entry[], { models }: RegistryState): VerifyFinding[] {
  const parentsOf = createParentLookup(models);
  return entries.filter(isAlive).flatMap(({ model_id: id, parents = [] }) => {
    const missing = parents.flatMap((parent) => {
      const why = whyMissing(parent, models);
      if (why === undefined) return [];
      const message = `its parent ${formatReference(parent)} is not there: ${why}`;
      return finding('parent-missing', message, { id });
    });
    const circle = parents
      .map((it) => findAncestryPath(it.model_id, id, parentsOf))
      .find((it) => it);
    if (circle === undefined) return missing;
    const message = `it comes from itself: ${[id, ...circle].join(' → ')}`;
    return [...missing, finding('lineage-circular', message, { id })];
  });
}

function isAlive({ status }: Entry): boolean {
  return status !== 'deleted';
}

function whyMissing(parent: Parent, models: Models): string | undefined {
  if (findModelId(formatReference(parent), models) === null)
    return 'the registry has no such model';
  try {
    resolveReference(models, formatReference(parent));
    return undefined;
  } catch (error) {
    if (error instanceof RegistryError) return error.message;
    throw error;
  }
}

/** Two models of one file, which holds one: the file cannot be both. */
async function sharedFiles({ entries, place, specs }: Inspection): Promise<VerifyFinding[]> {
  const owners = new Map<string, string>();
  const found: VerifyFinding[] = [];
  for (const { model_id: id, file_path: path, file_hash, status } of entries) {
    if (path === '' || status === 'deleted' || file_hash !== null) continue;
    const key = resolvePath(place.env.cwd, path);
    const owner = owners.get(key);
    owners.set(key, owner ?? id);
    if (owner === undefined) continue;
    if ((await specs.modelsIn(path)).length !== 1) continue;
    found.push(finding('file-twice', `the file is registered as ${owner}, too`, { path, id }));
  }
  return found;
}
