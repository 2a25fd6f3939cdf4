/** Verifies the references of entries to each other and to their own versions. */
import { resolve as resolvePath } from 'node:path';
import { formatReference } from '../../../domain/declared-lineage.js';
import { RegistryError } from '../../../domain/errors.js';
import { own } from '../../../domain/json.js';
import { abbreviate } from '../../../domain/lists.js';
import type { Entry } from '../../../domain/model.js';
import type { Models } from '../../../domain/models.js';
import { byCodeUnit } from '../../../domain/order.js';
import { plural } from '../../../domain/plural.js';
import { isFolderName, idKey } from '../../../domain/archive-names.js';
import {
  createParentLookup,
  findAncestryPath,
  findCycles,
  formatPath,
} from '../../../version/lineage.js';
import { findModelId } from '../../../version/reference.js';
import { resolveReference } from '../../../version/reference.js';
import type { VerifyFinding } from '../../generated/shapes.js';
import { createFinding } from './report.js';
import { isOver } from './specs.js';
import type { Checked } from '../../../domain/maintenance.js';
import type { Workplace } from '../../workplace.js';
import type { Inspection, Step } from './step.js';

const MAX_LISTED = 10;

/** What is wrong with a model. */
type Problem = readonly [kind: VerifyFinding['kind'], message: string];

export const references: Step = {
  name: 'references',
  check: async (inspection) => {
    const { place, entries } = inspection;
    const models = inspection.stored.loaded?.state.models ?? new Map<string, Entry>();
    const known = checkedLast.get(place);
    const checked =
      known !== undefined && isEachSame(known.models, models)
        ? known.checked
        : checkModels(entries, models);
    checkedLast.set(place, { models, checked });
    const findings = [...checked.findings, ...(await findSharedFiles(inspection))];
    return { ...checked, findings };
  },
};

/** What was found last: `verify` looks again after a repair, which seldom changes a model. */
const checkedLast = new WeakMap<
  Workplace,
  { readonly models: Models; readonly checked: Checked<VerifyFinding> }
>();

/** Whether some models are the same objects in the same order as others. */
function isEachSame(some: Models, others: Models): boolean {
  if (some === others) return true;
  if (some.size !== others.size) return false;
  const rest = others[Symbol.iterator]();
  return [...some].every(([id, entry]) => {
    const { value } = rest.next();
    return value !== undefined && value[0] === id && value[1] === entry;
  });
}

/** Checks what needs nothing but the models. @param entries - those with a folder */
function checkModels(entries: readonly Entry[], models: Models): Checked<VerifyFinding> {
  const alive = entries.filter(({ status }) => status !== 'deleted');
  const needed = alive.flatMap(({ dependencies = [] }) => dependencies);
  const unknown = needed.filter((it) => findModelId(it, models) === null);
  return {
    checked: entries.reduce((sum, it) => sum + 1 + Object.keys(it.versions).length, 0),
    findings: [
      ...[...models].flatMap(([id, entry]) => checkId(id, entry)),
      ...findCaseTwins(entries),
      ...findProblems(entries, checkCurrent),
      ...findProblems(entries, checkVersions),
      ...findProblems(entries, checkAliases),
      ...findProblems(alive, createParentCheck(alive, models)),
      ...findProblems(alive, createReferenceCheck(models)),
    ],
    notes:
      unknown.length === 0
        ? []
        : [
            `${plural(unknown.length, 'reference')} in dependencies to models that are not in the registry: ${abbreviate([...new Set(unknown)].toSorted(byCodeUnit), MAX_LISTED)}`,
          ],
  };
}

function findProblems(
  entries: readonly Entry[],
  check: (entry: Entry) => Iterable<Problem>,
): VerifyFinding[] {
  const findings: VerifyFinding[] = [];
  for (const entry of entries) {
    for (const [kind, text] of check(entry))
      findings.push(createFinding(kind, text, { id: entry.model_id }));
  }
  return findings;
}

function checkId(id: string, { model_id }: Entry): VerifyFinding[] {
  if (isFolderName(id) && id === model_id) return [];
  const message = `${JSON.stringify(id)} cannot be an id, since it is not a valid folder name`;
  return [createFinding('id-unsafe', message, { id })];
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

function* checkCurrent(entry: Entry): Generator<Problem> {
  const { version, versions, rolled_back_from: from } = entry;
  const current = own(versions, version);
  // Another program may not have recorded any versions.
  if (current === undefined && Object.keys(versions).length > 0) {
    yield ['version-unknown', `its current version ${version} is not among its versions`];
  }
  if (entry.current_version !== version) {
    const names = `${version} and ${entry.current_version}`;
    yield ['version-mislabelled', `it names two current versions, ${names}`];
  }
  if ((current?.hash ?? entry.hash) !== entry.hash) {
    yield ['content-mismatch', `its hash differs from that of its current version ${version}`];
  }
  if (from !== undefined && !Object.hasOwn(versions, from.version)) {
    const what = `the version ${from.version}, which was rolled back,`;
    yield ['version-unknown', `${what} is not among its versions`];
  }
}

function* checkVersions({ versions }: Entry): Generator<Problem> {
  for (const [key, { version, previous, same_content_as: same }] of Object.entries(versions)) {
    if (version !== key) yield ['version-mislabelled', `version ${key} calls itself ${version}`];
    for (const [what, name = null] of [
      ['follows', previous],
      ['has the content of', same],
    ] as const) {
      // Older registries lack these.
      if (name === null || Object.hasOwn(versions, name)) continue;
      const link = `version ${key} ${what} ${name}`;
      yield ['version-unknown', `${link}, which is not among its versions`];
    }
  }
}

function* checkAliases({ aliases = {}, versions }: Entry): Generator<Problem> {
  for (const [alias, { version }] of Object.entries(aliases)) {
    const target = own(versions, version);
    if (target !== undefined && target.deleted_at === undefined) continue;
    const points = `its alias ${alias} points to ${version}`;
    yield target === undefined
      ? ['version-unknown', `${points}, which is not among its versions`]
      : ['version-deleted', `${points}, whose bytes were deleted`];
  }
}

/** The most models of a circle that is shown. */
const MAX_CYCLE = 100;

function findCycle(id: string, parentsOf: (id: string) => readonly string[]): string[] | undefined {
  for (const parent of parentsOf(id)) {
    const path = findAncestryPath(parent, id, parentsOf);
    if (path !== undefined) return [id, ...path];
  }
  return undefined;
}

/** Finds missing parents, and models that descend from themselves: a finding for each circle. */
function createParentCheck(
  alive: readonly Entry[],
  models: Models,
): (entry: Entry) => Generator<Problem> {
  const parentsOf = createParentLookup(models);
  const cycles = findCycles(
    alive.map((it) => it.model_id),
    parentsOf,
  );
  const told = new Set<ReadonlySet<string>>();
  return function* ({ model_id: id, parents = [] }) {
    for (const parent of parents) {
      const why = explainMissing(formatReference(parent), models);
      if (why === undefined) continue;
      yield ['parent-missing', `its parent ${formatReference(parent)} is missing: ${why}`];
    }
    const group = cycles.get(id);
    if (group === undefined || told.has(group)) return;
    told.add(group);
    const within = (one: string): readonly string[] => parentsOf(one).filter((it) => group.has(it));
    const path = group.size > MAX_CYCLE ? undefined : findCycle(id, within);
    const how = path === undefined ? `, through ${group.size - 1} others` : `: ${formatPath(path)}`;
    yield ['lineage-circular', `it descends from itself${how}`];
  };
}

/** Finds dependencies and replacements that lead nowhere. A model that was never here may be elsewhere. */
function createReferenceCheck(models: Models): (entry: Entry) => Generator<Problem> {
  return function* ({ dependencies = [], lifecycle }) {
    const replacement = lifecycle?.replacement ?? null;
    const named = [
      ...dependencies.map((it) => ['dependency', it] as const),
      ...(replacement === null ? [] : [['replacement', replacement] as const]),
    ];
    for (const [what, reference] of named) {
      if (what === 'dependency' && findModelId(reference, models) === null) continue;
      const why = explainMissing(reference, models);
      if (why !== undefined)
        yield ['reference-missing', `its ${what} ${reference} is missing: ${why}`];
    }
  };
}

function explainMissing(reference: string, models: Models): string | undefined {
  if (findModelId(reference, models) === null) return 'the registry has no such model';
  try {
    const { version } = resolveReference(models, reference);
    return version.deleted_at === undefined
      ? undefined
      : `the bytes of version ${version.version} were deleted`;
  } catch (error) {
    if (error instanceof RegistryError) return error.message;
    throw error;
  }
}

/** Finds two models registered from one file that contains a single model. */
async function findSharedFiles({ entries, place, specs }: Inspection): Promise<VerifyFinding[]> {
  const owners = new Map<string, string>();
  const found: VerifyFinding[] = [];
  for (const entry of entries) {
    const { model_id: id, file_path: path, file_hash, status } = entry;
    if (path === '' || status === 'deleted' || file_hash !== null || isOver(entry)) continue;
    const key = resolvePath(place.env.cwd, path);
    const owner = owners.get(key);
    owners.set(key, owner ?? id);
    if (owner === undefined) continue;
    if ((await specs.modelsIn(path)).length !== 1) continue;
    const message = `the file is also registered as ${owner}`;
    found.push(createFinding('file-twice', message, { path, id }));
  }
  return found;
}
