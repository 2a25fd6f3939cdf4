/** Lists the versions of all models by what is known of them. Pure. */
import type { Entry, VersionEntry, VersionFacts } from '../../domain/model.js';
import { entriesMentioning, type Models } from '../../domain/models.js';
import { byCodeUnit } from '../../domain/order.js';
import {
  namesVersion,
  resolveReference,
  versionsOf,
  type Referred,
} from '../../version/reference.js';
import { defineQuery, identify } from '../operation.js';
import type {
  VersionListInput,
  VersionListListedVersion,
  VersionListOutput,
} from '../generated/shapes.js';
import { createContains, createStatusTest, createTest, parseAllowed } from './list.js';

type Test = (found: Referred) => boolean;

/** The versions of a list, and their number regardless of the limit. */
export interface ListedVersions {
  readonly versions: readonly VersionListListedVersion[];
  readonly total: number;
}

const BUMPS = ['initial', 'declared', 'major', 'minor', 'patch'] as const;

/**
 * Lists the versions of all models by id, newest first, or of what a reference names.
 *
 * @throws RegistryError `value-refused` for a value that no version can have, and the errors of
 *   `resolveReference`
 */
export function listVersions(models: Models, input: VersionListInput): ListedVersions {
  const tests = createTests(input);
  const found = findCandidates(models, input).filter((it) => tests.every((holds) => holds(it)));
  return { versions: found.slice(0, input.limit).map(present), total: found.length };
}

function findCandidates(models: Models, { reference, ...filters }: VersionListInput): Referred[] {
  if (reference !== undefined) {
    const { entry, version } = resolveReference(models, reference);
    return namesVersion(models, reference) ? [{ entry, version }] : expand(entry);
  }
  const { region, objective_met, min_score, max_cost, max_latency } = filters;
  const wanted = [region, objective_met, min_score, max_cost, max_latency];
  const needsFacts = wanted.some((it) => it !== undefined);
  return [...(needsFacts ? entriesMentioning(models, 'facts') : models.values())]
    .toSorted((a, b) => byCodeUnit(a.model_id, b.model_id))
    .flatMap(expand);
}

function expand(entry: Entry): Referred[] {
  return versionsOf(entry).map((version) => ({ entry, version }));
}

function createTests(input: VersionListInput): Test[] {
  const isStatus = createStatusTest(input.status);
  const { current, objective_met: objective } = input;
  return [
    ({ entry, version }) => isStatus(statusOf(entry, version)),
    ...(current === undefined
      ? []
      : [({ entry, version }: Referred) => (entry.version === version.version) === current]),
    ...createTest(input.model, (parts) => {
      const contains = createContains(parts);
      return ({ entry }: Referred) => contains(`${entry.model_id}\n${entry.name}`);
    }),
    ...createTest(input.bump, (values) => {
      const wanted = parseAllowed('bump', values, BUMPS);
      return ({ version }: Referred) => wanted.has(version.bump ?? '');
    }),
    ...createTest(input.region, (values) => ofFacts(({ region = '' }) => values.includes(region))),
    ...(objective === undefined ? [] : [ofFacts((it) => it.objective_met === objective)]),
    ...atLeast(input.min_score, ({ score }) => score),
    ...atMost(input.max_cost, (it) => it.cost_per_1000_tokens),
    ...atMost(input.max_latency, ({ latency_ms }) => latency_ms),
  ];
}

function ofFacts(test: (facts: VersionFacts) => boolean): Test {
  return ({ version }) => test(version.facts ?? {});
}

type NumberOf = (facts: VersionFacts) => number | undefined;

function atLeast(least: number | undefined, valueOf: NumberOf): Test[] {
  return least === undefined ? [] : [ofFacts((it) => (valueOf(it) ?? -Infinity) >= least)];
}

function atMost(most: number | undefined, valueOf: NumberOf): Test[] {
  return most === undefined ? [] : [ofFacts((it) => (valueOf(it) ?? Infinity) <= most)];
}

/** The status of a version: that of its model, unless it alone is deleted or packed. */
function statusOf({ status }: Entry, version: VersionEntry): Entry['status'] {
  if (version.deleted_at !== undefined) return 'deleted';
  const isInUse = status === 'active' || status === 'deprecated';
  return isInUse && version.archived_at !== undefined ? 'archived' : status;
}

function present({ entry, version }: Referred): VersionListListedVersion {
  return {
    ...identify({ entry, version }),
    is_current: entry.version === version.version,
    status: statusOf(entry, version),
    bump: version.bump,
    created_at: version.created_at,
    hash: version.hash,
    tags: version.tags ?? [],
    facts: version.facts ?? {},
  };
}

export const VERSION_LIST = defineQuery({
  query: ({ state }, input: VersionListInput) => listVersions(state.models, input),
  present: ({ versions, total }): VersionListOutput => ({ versions: [...versions], total }),
  slice: ({ versions, total }, from, to) => ({ versions: versions.slice(from, to), total }),
  isWarning: ({ total }) => total === 0,
  hand: ({ versions }) => versions,
});
