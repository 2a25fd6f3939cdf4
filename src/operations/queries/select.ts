/** Picks a model of weights, and says why it passed over the others. Pure. */
import { RegistryError } from '../../domain/errors.js';
import type { Entry, WeightsSummary } from '../../domain/model.js';
import { byCodeUnit } from '../../domain/order.js';
import { parseQuantity } from '../../domain/quantity.js';
import { option, wording } from '../../domain/wording.js';
import { saidOf } from '../../domain/user-words.js';
import { servingOf } from '../../domain/weights-summary.js';
import { formatBytes, formatCount } from '../../domain/format-size.js';
import { tagsNow } from './columns.js';
import { defineQuery } from '../operation.js';
import type { SelectInput, SelectOutput } from '../generated/shapes.js';

/** A model of weights with its summary. */
interface Candidate {
  readonly entry: Entry;
  readonly weights: WeightsSummary;
}

/** What was picked, and why the others were not. */
export interface Selection {
  readonly selected: Candidate | null;
  readonly passedOver: readonly { readonly entry: Entry; readonly reasons: readonly string[] }[];
}

/** Why a model does not fit; undefined if it does, or if nothing is wanted of it. */
type Rule = (candidate: Candidate) => string | undefined;

/** Licences that allow commercial use in any field, by the start of their names. */
const COMMERCIAL =
  /^(?:apache|mit\b|bsd|isc\b|cc0|cc-by-4\.0|cc-by-sa-4\.0|unlicense|zlib|mpl-2\.0|[al]?gpl|ms-pl|artistic|ecl-2\.0|cdla-permissive|odc-by)/i;

/**
 * Picks the default if it fits, else the model that fits with the most parameters; of several, the one with the
 * longest context, and then the smallest one.
 *
 * @throws RegistryError `value-refused` for a number that cannot be read
 */
export function selectWeights(entries: Iterable<Entry>, input: SelectInput): Selection {
  const rules = createRules(input);
  const all = [...entries].flatMap((entry): Candidate[] => {
    const { weights } = entry.metadata;
    return weights === undefined || entry.status === 'deleted' ? [] : [{ entry, weights }];
  });
  const judged = all.map((it) => ({ it, reasons: rules.flatMap((rule) => rule(it) ?? []) }));
  const fitting = judged.filter(({ reasons }) => reasons.length === 0).map(({ it }) => it);
  const [selected = null, ...others] = fitting.toSorted(byPreference);
  return {
    selected,
    passedOver: [
      ...others.map(({ entry }) => ({
        entry,
        reasons: [describeBetter(selected)],
      })),
      ...judged.flatMap(({ it: { entry }, reasons }) =>
        reasons.length === 0 ? [] : { entry, reasons },
      ),
    ].toSorted((a, b) => byCodeUnit(a.entry.model_id, b.entry.model_id)),
  };
}

function describeBetter(selected: Candidate | null): string {
  const isDefault = selected !== null && servingOf(selected.entry).isDefault;
  return `${selected?.entry.model_id} ${isDefault ? 'is the default' : 'fits better'}`;
}

function byPreference(
  { entry: a, weights: one }: Candidate,
  { entry: b, weights: other }: Candidate,
) {
  return (
    Number(servingOf(b).isDefault) - Number(servingOf(a).isDefault) ||
    (other.parameters ?? 0) - (one.parameters ?? 0) ||
    (other.context_length ?? 0) - (one.context_length ?? 0) ||
    one.size_bytes - other.size_bytes ||
    byCodeUnit(a.model_id, b.model_id)
  );
}

function createRules(input: SelectInput): readonly Rule[] {
  const { min_context: context, architecture, tag, license, healthy = false } = input;
  return [
    ({ entry }) => (entry.status === 'active' ? undefined : `it is ${entry.status}`),
    ({ entry }) => (entry.serving?.enabled === false ? 'it is not enabled' : undefined),
    createBound(input, 'min_parameters', 'parameters', formatCount),
    createBound(input, 'max_parameters', 'parameters', formatCount),
    createBound(input, 'max_size', 'size_bytes', formatBytes),
    createBound(input, 'max_memory', 'memory_bytes', formatBytes),
    ({ weights: { context_length: length } }) =>
      context === undefined || (length ?? 0) >= context
        ? undefined
        : `its context is ${length ?? 'unknown'}, not at least ${context}`,
    ({ weights }) =>
      architecture === undefined ||
      weights.architecture?.toLowerCase() === architecture.toLowerCase()
        ? undefined
        : `its architecture is ${weights.architecture ?? 'unknown'}`,
    ({ entry }) => (license === undefined ? undefined : judgeLicense(entry, license)),
    ({ entry }) =>
      tag === undefined || tagsNow(entry).includes(tag) ? undefined : `it has no tag ${tag}`,
    ({ entry }) =>
      !healthy || entry.health.status === 'healthy' ? undefined : `it is ${entry.health.status}`,
  ];
}

type Bound = 'min_parameters' | 'max_parameters' | 'max_size' | 'max_memory';
type Measured = 'parameters' | 'size_bytes' | 'memory_bytes';

const NAMES: Readonly<Record<Measured, string>> = {
  parameters: 'parameters',
  size_bytes: 'files',
  memory_bytes: 'tensors',
};

const OPTIONS = {
  min_parameters: option('min_parameters'),
  max_parameters: option('max_parameters'),
  max_size: option('max_size'),
  max_memory: option('max_memory'),
} as const satisfies Record<Bound, unknown>;

function createBound(
  input: SelectInput,
  key: Bound,
  measured: Measured,
  format: (value: number) => string,
): Rule {
  const text = input[key];
  if (text === undefined) return () => undefined;
  const wanted = parseQuantity(text);
  if (wanted === undefined) {
    throw new RegistryError(
      'value-refused',
      wording`${OPTIONS[key]} is not a number with a unit: ${JSON.stringify(text)}`,
      'Write a number such as 3B for parameters, or 8GB for a size.',
    );
  }
  const isLeast = key === 'min_parameters';
  return ({ weights }) => {
    const value = weights[measured];
    if (value === null) return `the number of its ${NAMES[measured]} is unknown`;
    if (isLeast ? value >= wanted : value <= wanted) return undefined;
    const limit = `${isLeast ? 'less' : 'more'} than ${format(wanted)}`;
    return measured === 'parameters'
      ? `it has ${format(value)} parameters, ${limit}`
      : `its ${NAMES[measured]} take ${format(value)}, ${limit}`;
  };
}

function judgeLicense(entry: Entry, wanted: string): string | undefined {
  const { license } = saidOf(entry);
  if (license === null || license === undefined) return 'its license is unknown';
  if (wanted.toLowerCase() === 'commercial') {
    return COMMERCIAL.test(license)
      ? undefined
      : `its license ${license} is not known to allow commercial use without conditions`;
  }
  const isIt = license.toLowerCase().startsWith(wanted.toLowerCase());
  return isIt ? undefined : `its license is ${license}`;
}

export const SELECT = defineQuery({
  query: ({ state }, input: SelectInput) => selectWeights(state.models.values(), input),
  present: ({ selected, passedOver }): SelectOutput => ({
    selected: selected && {
      model_id: selected.entry.model_id,
      version: selected.entry.version,
      path: selected.entry.file_path,
      license: saidOf(selected.entry).license ?? null,
      weights: selected.weights,
    },
    passed_over: passedOver.map(({ entry, reasons }) => ({ model_id: entry.model_id, reasons })),
  }),
  isWarning: ({ selected }) => selected === null,
});
