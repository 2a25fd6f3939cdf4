/** Verifies the references of entries to each other and to their own versions. */
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
import type { VerifyFinding } from '../../generated/shapes.js';
import { createFinding } from './report.js';
import type { Inspection, Step } from './step.js';

const MAX_LISTED = 10;

export const references: Step = {
  name: 'references',
  check: async (inspection) => {
    const { entries } = inspection;
    const state = inspection.stored.loaded?.state;
    const models = [...(state?.models ?? [])];
    const needed = entries.filter(isAlive).flatMap(({ dependencies = [] }) => dependencies);
    const unknown = needed.filter(
      (it) => state !== undefined && findModelId(it, state.models) === null,
    );
    return {
      checked: entries.reduce((sum, it) => sum + 1 + Object.keys(it.versions).length, 0),
      findings: [
        ...models.flatMap(([id, entry]) => checkId(id, entry)),
        ...findCaseTwins(entries),
        ...entries.flatMap(checkCurrent),
        ...entries.flatMap((entry) =>
          Object.entries(entry.versions).flatMap(([key, one]) => checkVersion(entry, key, one)),
        ),
        ...entries.flatMap(checkAliases),
        ...(state === undefined ? [] : checkParents(entries, state)),
        ...(await findSharedFiles(inspection)),
      ],
      notes:
        unknown.length === 0
          ? []
          : [
              `${plural(unknown.length, 'reference')} in dependencies to models that are not in the registry: ${[...new Set(unknown)].toSorted(byCodeUnit).slice(0, MAX_LISTED).join(', ')}`,
            ],
    };
  },
};

function checkId(id: string, { model_id }: Entry): VerifyFinding[] {
  if (isFolderName(id) && id === model_id) return [];
  return [
    createFinding(
      'id-unsafe',
      `${JSON.stringify(id)} cannot be an id, since it is not a valid folder name`,
      { id },
    ),
  ];
}

/** Ids that differ only in letter case would share a folder on some systems. */
function findCaseTwins(entries: readonly Entry[]): VerifyFinding[] {
  const ids = new Map<string, string>();
  return entries.flatMap(({ model_id: id }) => {
    const other = ids.get(idKey(id));
    ids.set(idKey(id), id);
    if (other === undefined) return [];
    return [createFinding('id-twice', `its id differs from ${other} only in letter case`, { id })];
  });
}

function checkCurrent(entry: Entry): VerifyFinding[] {
  const { model_id: id, version, versions, rolled_back_from: from } = entry;
  const found: VerifyFinding[] = [];
  const current = Object.hasOwn(versions, version) ? versions[version] : undefined;
  // Another program may not have recorded any versions.
  if (current === undefined && Object.keys(versions).length > 0) {
    const message = `its current version ${version} is not among its versions`;
    found.push(createFinding('version-unknown', message, { id }));
  }
  if (entry.current_version !== version) {
    const message = `it names two current versions, ${version} and ${entry.current_version}`;
    found.push(createFinding('version-mislabelled', message, { id }));
  }
  const isOther = (current?.hash ?? entry.hash) !== entry.hash;
  if (isOther) {
    const message = `its hash differs from that of its current version ${version}`;
    found.push(createFinding('content-mismatch', message, { id }));
  }
  if (from !== undefined && !Object.hasOwn(versions, from.version)) {
    const message = `the version ${from.version}, which was rolled back, is not among its versions`;
    found.push(createFinding('version-unknown', message, { id }));
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
    found.push(createFinding('version-mislabelled', message, { id }));
  }
  for (const [what, name] of [
    ['follows', one.previous],
    ['has the content of', one.same_content_as],
  ] as const) {
    if (name === undefined || name === null || Object.hasOwn(versions, name)) continue;
    const message = `version ${key} ${what} ${name}, which is not among its versions`;
    found.push(createFinding('version-unknown', message, { id }));
  }
  return found;
}

/** Finds aliases that point to missing versions. */
function checkAliases({ model_id: id, aliases = {}, versions }: Entry): VerifyFinding[] {
  return Object.entries(aliases)
    .filter(([, { version }]) => !Object.hasOwn(versions, version))
    .map(([alias, { version }]) => {
      const message = `its alias ${alias} points to ${version}, which is not among its versions`;
      return createFinding('version-unknown', message, { id });
    });
}

/** Finds missing parents, and models that descend from themselves. */
function checkParents(entries: readonly Entry[], { models }: RegistryState): VerifyFinding[] {
  const parentsOf = createParentLookup(models);
  return entries.filter(isAlive).flatMap(({ model_id: id, parents = [] }) => {
    const missing = parents.flatMap((parent) => {
      const why = explainMissing(parent, models);
      if (why === undefined) return [];
      const message = `its parent ${formatReference(parent)} is missing: ${why}`;
      return createFinding('parent-missing', message, { id });
    });
    const cycle = parents
      .map((it) => findAncestryPath(it.model_id, id, parentsOf))
      .find((it) => it);
    if (cycle === undefined) return missing;
    const message = `it descends from itself: ${[id, ...cycle].join(' → ')}`;
    return [...missing, createFinding('lineage-circular', message, { id })];
  });
}

function isAlive({ status }: Entry): boolean {
  return status !== 'deleted';
}

function explainMissing(parent: Parent, models: Models): string | undefined {
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

/** Finds two models registered from one file that contains a single model. */
async function findSharedFiles({ entries, place, specs }: Inspection): Promise<VerifyFinding[]> {
  const owners = new Map<string, string>();
  const found: VerifyFinding[] = [];
  for (const { model_id: id, file_path: path, file_hash, status } of entries) {
    if (path === '' || status === 'deleted' || file_hash !== null) continue;
    const key = resolvePath(place.env.cwd, path);
    const owner = owners.get(key);
    owners.set(key, owner ?? id);
    if (owner === undefined) continue;
    if ((await specs.modelsIn(path)).length !== 1) continue;
    found.push(
      createFinding('file-twice', `the file is also registered as ${owner}`, { path, id }),
    );
  }
  return found;
}
