/** Describes what a version models, in few words: its sizes, its variables and how they are connected. */
import { RegistryError } from '../../domain/errors.js';
import { groupBy, truncate } from '../../domain/lists.js';
import type { Connection, GnnModel, Time, Variable, Weights } from '../../domain/model.js';
import { readSettings, readSizes } from '../../domain/model-sizes.js';
import { asWritten } from '../../domain/persisted.js';
import { saidOf } from '../../domain/user-words.js';
import { operation, option, wording } from '../../domain/wording.js';
import { resolveReference, type Referred } from '../../version/reference.js';
import type { DescribeInput, DescribeOutput } from '../generated/shapes.js';
import { defineQuery, identify } from '../operation.js';

/** A version, and its model if that can still be read. */
export interface Described extends Referred {
  readonly model: GnnModel;
  readonly weights?: Weights | undefined;
}

/** Longer texts are cut, since they are there in full elsewhere. */
const [LONGEST_TEXT, LONGEST_COMMENT] = [600, 80];

function formatVariable({ name, ...variable }: Variable): string {
  const { dimensions, declared, type, ontology_term: term, description } = variable;
  const sizes = dimensions.map((size, index) => size ?? declared[index] ?? '?');
  const words = [`${name}[${sizes.join(',')}]`, type, ...(term === null ? [] : [term])].join(' ');
  return description === null ? words : `${words}: ${truncate(description, LONGEST_COMMENT)}`;
}

function formatConnection({ sources, operator, targets, label }: Connection): string {
  const [from, to] = [sources, targets].map((names) =>
    names.length === 1 ? names.join() : `(${names.join(',')})`,
  );
  return `${from}${operator}${to}${label === null ? '' : `: ${label}`}`;
}

function formatTime({ mode, discretization, variable, horizon }: Time): string | null {
  const words = [
    mode,
    discretization && `${discretization}Time${variable === null ? '' : `=${variable}`}`,
    horizon === null ? null : `horizon ${horizon}`,
  ].filter((it) => it !== null);
  return words.length === 0 ? null : words.join(', ');
}

/** Describes a version. Pure. */
export function describeModel({ entry, version, model, weights }: Described): DescribeOutput {
  const { description } = saidOf(entry);
  return {
    ...identify({ entry, version }),
    name: entry.name,
    kind: model.kind,
    gnn_section: model.gnn_section,
    description: description === null ? null : truncate(description, LONGEST_TEXT),
    status: entry.status,
    health: entry.health.status,
    tags: [...new Set([...entry.tags, ...(version.tags ?? [])])],
    file_path: entry.file_path,
    time: model.time === null ? null : formatTime(model.time),
    sizes: readSizes(model),
    model_parameters: { ...readSettings(model) },
    variables: model.variables.map(formatVariable),
    connections: model.connections.map(formatConnection),
    equations: model.equations.length,
    ...(weights && { weights: describeWeights(weights) }),
  };
}

type DescribedWeights = NonNullable<DescribeOutput['weights']>;

function describeWeights(weights: Weights): DescribedWeights {
  const { format, hash, size_bytes, memory_bytes, base_models, files, tensors } = weights;
  return {
    format,
    hash,
    size_bytes,
    memory_bytes,
    facts: asWritten('weights_facts', weights.facts) as DescribedWeights['facts'],
    base_models,
    files,
    types: Object.fromEntries(
      [...groupBy(tensors, ({ type }) => type)].map(([type, all]) => [type, all.length]),
    ),
    tensors: tensors.map(({ name, type, shape }) => `${name} ${type} ${shape.join('x')}`.trimEnd()),
  };
}

export const DESCRIBE = defineQuery({
  query: async ({ state, history }, { reference }: DescribeInput): Promise<Described> => {
    const found = resolveReference(state.models, reference);
    const { comparable } = await history.modelOf(found.entry, found.version);
    if (comparable !== null) {
      return { ...found, model: comparable.model, weights: comparable.weights };
    }
    // Without archived bytes and metadata, the error says which file is missing.
    await history.sourceOf(found.version);
    throw describeUnreadable(found);
  },
  present: describeModel,
  hand: describeModel,
});

function describeUnreadable({ entry, version }: Referred): RegistryError {
  return new RegistryError(
    'archive-damaged',
    `${version.source ?? entry.model_id} contains no readable model`,
    wording`${operation('show', option('source'))} prints what is archived; ${operation('verify')} checks it.`,
  );
}
