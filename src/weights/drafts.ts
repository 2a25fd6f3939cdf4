/** Facts that one source says, and how those of several sources become one. */
import type {
  WeightsBase,
  WeightsCount,
  WeightsFacts,
  WeightsFlag,
  WeightsOrigin,
  WeightsText,
} from '../domain/model.js';

/** What one source says. */
export interface Draft {
  readonly facts: Partial<WeightsFacts>;
  readonly bases: readonly WeightsBase[];
  readonly name?: string;
}

/** The value of each fact, before it is known where it is from. */
export type Values = {
  readonly [Name in keyof WeightsFacts]?: NonNullable<WeightsFacts[Name]>['value'] | undefined;
};

/** Which kind of value each fact has; in the order in which they are written. */
const KINDS = {
  architecture: 'string',
  parameters: 'number',
  active_parameters: 'number',
  quantisation: 'string',
  context_length: 'number',
  embedding_length: 'number',
  layers: 'number',
  vocabulary_size: 'number',
  tokenizer: 'string',
  chat_template: 'boolean',
  license: 'string',
  declared_version: 'string',
  variant: 'string',
  owner: 'string',
  source: 'string',
  rank: 'number',
} as const satisfies Readonly<Record<keyof WeightsFacts, string>>;

/** The names of the facts. */
export const FACT_NAMES = Object.keys(KINDS) as readonly (keyof WeightsFacts)[];

/** A fact of any kind. */
type Fact = WeightsText | WeightsCount | WeightsFlag;

/** The longest text that is a fact. */
const MAX_TEXT = 512;

/**
 * Returns the values that can be facts, with where they are from; others say nothing.
 *
 * @param file - that says them; null for a name
 */
export function toFacts(
  values: { readonly [Name in keyof WeightsFacts]?: unknown },
  from: WeightsOrigin,
  file: string | null,
): Partial<WeightsFacts> {
  const facts: Partial<Record<keyof WeightsFacts, Fact>> = {};
  for (const name of FACT_NAMES) {
    const value = values[name];
    if (isFact(name, value)) facts[name] = { value, from, file } as Fact;
  }
  return facts as Partial<WeightsFacts>;
}

function isFact(name: keyof WeightsFacts, value: unknown): value is Fact['value'] {
  if (typeof value !== KINDS[name]) return false;
  if (typeof value === 'string') return value !== '' && value.length <= MAX_TEXT;
  return typeof value !== 'number' || (Number.isSafeInteger(value) && value >= 0);
}

/** Joins facts: of several that have the same name, the first one counts. */
export function joinFacts(sources: readonly Partial<WeightsFacts>[]): WeightsFacts {
  const known = sources
    .toReversed()
    .map((facts) => Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== null)));
  const all: Partial<WeightsFacts> = Object.assign({}, ...known);
  const facts = FACT_NAMES.map((name) => [name, all[name] ?? null]);
  return Object.fromEntries(facts) as WeightsFacts;
}
