import { archivePath } from '../../src/domain/archive-names.js';
import { posix } from 'node:path';
import type { Assessment } from '../../src/domain/assessment.js';
import type { ComparableModel } from '../../src/domain/semantic-form.js';
import type { Entry } from '../../src/domain/model.js';
import type { Models } from '../../src/domain/models.js';
import type { RegistryState } from '../../src/domain/registry-state.js';
import type { SourcePath } from '../../src/domain/spec.js';
import { sha256 } from '../../src/domain/canonical.js';
import { assessSource } from '../../src/pipeline/parse.js';
import type { ValidationOptions } from '../../src/validate/index.js';
import type { Candidate } from '../../src/version/candidate.js';
import type { PreviousModel } from '../../src/version/plan-model.js';
import type { IdentifiedModel, Plan, PlanInput } from '../../src/version/plan.js';
import { identifyModels, planRun, findSuperseded } from '../../src/version/plan.js';

export const EARLIER = '2026-01-01T00:00:00.000Z';
export const NOW = '2026-02-03T04:05:06.789Z';

/** The folder that paths are relative to, in tests that do not touch the disk. */
export function resolveInWork(filePath: string): string {
  return posix.resolve('/project', filePath);
}

/** An entry as an earlier run left it. */
export function entryWith(id: string, parts: Partial<Entry> = {}): Entry {
  const file_path = parts.file_path ?? `in/${id}.md`;
  const hash = parts.hash ?? sha256(id);
  const version = parts.version ?? '1.0.0';
  const metadata = {
    variables: 1,
    connections: 0,
    edges: 0,
    parameters: 0,
    equations: 0,
    ontology_terms: 0,
    formats_generated: null,
    author: null,
    license: null,
    date: null,
    source: null,
    framework_targets: [],
  };
  return {
    model_id: id,
    model_name: id,
    name: id,
    description: null,
    gnn_section: null,
    kind: 'FLAT',
    file_path,
    file_size_bytes: 1,
    hash,
    semantic_hash: null,
    registered_at: EARLIER,
    created_at: EARLIER,
    updated_at: EARLIER,
    version,
    current_version: version,
    status: 'active',
    tags: [],
    metadata,
    health: {
      status: 'healthy',
      errors: 0,
      warnings: 0,
      checked_at: EARLIER,
      checked_with: 'standard/1',
    },
    file_hash: null,
    versions: {
      [version]: {
        version,
        file_path,
        created_at: EARLIER,
        hash,
        semantic_hash: null,
        bump: 'initial',
        previous: null,
        changes: null,
        same_content_as: null,
        metadata,
        source: archivePath(id, version, '.md', true),
      },
    },
    ...parts,
  };
}

export function stateWith(...entries: Entry[]): RegistryState {
  return {
    generation: 5,
    updatedAt: EARLIER,
    models: new Map(entries.map((entry) => [entry.model_id, entry])),
  };
}

/** Models that count how many entries they are asked for. */
export function countedModels(entries: readonly Entry[]): { models: Models; asked: number } {
  const base = new Map(entries.map((it) => [it.model_id, it]));
  function* counting<Item>(items: Iterable<Item>): Generator<Item> {
    for (const item of items) {
      counted.asked += 1;
      yield item;
    }
  }
  const counted = {
    asked: 0,
    models: {
      size: base.size,
      get: (id: string) => ((counted.asked += 1), base.get(id)),
      has: (id: string) => ((counted.asked += 1), base.has(id)),
      keys: () => counting(base.keys()),
      values: () => counting(base.values()),
      [Symbol.iterator]: () => counting(base),
    },
  };
  return counted;
}

/** A file of the target folder `in`. */
export function sourceAt(relativePath: string, target = 'in'): SourcePath {
  const filePath = posix.join(target, relativePath);
  return { filePath, relativePath, resolvedPath: resolveInWork(filePath) };
}

export function candidateAt(relativePath: string, parts: Partial<Candidate> = {}): Candidate {
  return {
    source: sourceAt(relativePath),
    hash: sha256(relativePath),
    part: { index: 0, of: 1 },
    gnnSection: null,
    requestedId: null,
    requestedAt: { line: 1, column: 1 },
    ...parts,
  };
}

/** Assesses a file with this text, as the pipeline does. */
export function assessed(
  source: SourcePath,
  text: string,
  options: ValidationOptions = { profile: 'standard', fields: null },
): Assessment {
  const bytes = Buffer.from(text);
  const assessment = assessSource({ ...source, bytes, hash: sha256(bytes) }, options);
  for (const model of assessment.state === 'accepted' ? assessment.models : []) {
    if (model.comparable !== undefined) archived.set(model.hash, model.comparable);
  }
  return assessment;
}

/** Every assessed model by the hash of its bytes, as if all were archived. */
const archived = new Map<string, ComparableModel>();

/** The models of the versions that precede new content, if they were assessed before. */
function previousOf(identified: readonly IdentifiedModel[]): Map<string, PreviousModel> {
  return new Map(
    findSuperseded(identified).map(({ model_id, hash }) => [
      model_id,
      { comparable: archived.get(hash ?? '') ?? null, archiveProblem: null },
    ]),
  );
}

/** Plans a run on a registry, with default options. */
export function planOf(
  state: RegistryState,
  assessments: readonly Assessment[],
  parts: Partial<PlanInput> = {},
): Plan {
  const input = { state, assessments, resolve: resolveInWork, isGone: () => false, ...parts };
  const identified = identifyModels(input);
  return planRun(identified, {
    ...input,
    previous: previousOf(identified),
    archiveOf: ({ id, version, isFirst }, filePath) =>
      archivePath(id, version, posix.extname(filePath), isFirst),
    now: NOW,
    bump: 'auto',
    autoVersion: true,
    checkedWith: 'standard/1',
    step3: undefined,
    ...parts,
  });
}
