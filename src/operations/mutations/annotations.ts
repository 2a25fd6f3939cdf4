/** Annotations that supplement a model's spec: description, author, license and custom fields. */
import { RegistryError } from '../../domain/errors.js';
import type { Annotations, Entry } from '../../domain/model.js';
import { byCodeUnit } from '../../domain/order.js';
import { describeModel } from '../../domain/describe.js';
import { operation, wording, type Wording } from '../../domain/wording.js';
import { BOUNDS } from '../../domain/generated/values.js';
import { own } from '../../domain/json.js';
import type { History } from '../../pipeline/history.js';
import { explainViolation, type FieldRules } from '../../validate/fields.js';
import { withAnnotations } from '../../domain/with-annotations.js';
import { resolveModel } from '../../version/reference.js';
import { defineMutation } from '../operation.js';
import type { UpdateInput, UpdateOutput } from '../generated/shapes.js';
import type { PlannedMutation, Planner, Workplace } from '../workplace.js';
import { changeEntry, planMutation, without, type Mutation } from './mutation.js';

/**
 * Fields of a model to set or, with null, to clear, with what the pure mutation needs. `licence` is the
 * same as `license`; white space around a value is ignored.
 */
interface AnnotateInput extends UpdateInput {
  readonly rules: Pick<FieldRules, 'validation_rules'>;
  /** The description in the spec, which applies once the annotation is cleared. */
  readonly specDescription: string | null;
}

/**
 * Annotates a model: `description`, `author` and `license` override the spec, and any other field is
 * added to it. A cleared field reverts to the value in the spec.
 *
 * Only the given values are checked against the rules of the settings: the spec was checked when it was
 * registered.
 *
 * @throws RegistryError `model-unknown`, `version-unknown`, `name-refused` for a field; `value-refused`
 *   for a value that is too long or violates a rule; `config-invalid` for a rule that cannot be read
 */
export const annotate: Mutation<AnnotateInput> = (
  state,
  { id, fields, rules, specDescription, reason = null },
  clock,
) => {
  const entry = resolveModel(state.models, id);
  const given = readFields(fields);
  for (const [field, value] of given) {
    if (value !== null) assertValue(field, value, rules.validation_rules);
  }
  const event = { action: 'update', reason };
  const before = entry.annotations ?? {};
  if ([...given].every(([field, value]) => (own(before, field) ?? null) === value)) {
    return { state, event, result: entry };
  }
  const annotations = mergeAnnotations(before, given);
  const annotated = applyAnnotations(entry, annotations, given, specDescription);
  const next = changeEntry(state, annotated, clock);
  return { state: next.state, event, result: next.entry };
};

/**
 * Plans `annotate` on a registry. The description in the spec is read from its archived bytes if it is
 * needed, and is null if there are none: the next run that reads the spec restores it.
 */
export function updateModelMetadata(
  place: Pick<Workplace, 'env' | 'options'>,
  input: UpdateInput,
): Planner<PlannedMutation<Entry>> {
  const rules = place.options.settings;
  return async (state, history) => {
    const entry = resolveModel(state.models, input.id);
    const isTakenBack =
      entry.annotations?.['description'] !== undefined &&
      readFields(input.fields).get('description') === null;
    const specDescription = isTakenBack
      ? await readSpecDescription(entry, history)
      : entry.description;
    return planMutation(place, annotate, { ...input, rules, specDescription })(state, history);
  };
}

async function readSpecDescription(entry: Entry, history: History): Promise<string | null> {
  const version = entry.versions[entry.version];
  const model = version && (await history.modelOf(entry, version)).comparable?.model;
  return model ? describeModel(model).description : null;
}

/** Returns the fields by canonical name, with null for empty values. @throws RegistryError */
function readFields(fields: UpdateInput['fields']): Map<string, string | null> {
  const read = new Map<string, string | null>();
  for (const [written, value] of Object.entries(fields)) {
    const field = written === 'licence' ? 'license' : written;
    assertField(field);
    assertNotSetElsewhere(field);
    if (read.has(field)) {
      throw new RegistryError(
        'value-refused',
        `${field} is given twice`,
        'license and licence are the same field.',
      );
    }
    const text = value?.trim() ?? '';
    read.set(field, text === '' ? null : text);
  }
  return read;
}

/** Fields that have an operation of their own, or come from the spec. */
const SET_ELSEWHERE: Readonly<Record<string, Wording>> = {
  status: wording`${operation('deprecate')}, ${operation('archive')}, ${operation('retire')} or ${operation('activate')}`,
  tags: wording`${operation('tag add')}`,
  aliases: wording`${operation('alias set')}`,
  parents: wording`${operation('link')}`,
  health: wording`${operation('health set')}`,
  metrics: wording`${operation('metrics set')}`,
  exports: wording`${operation('export add')}`,
  bindings: wording`${operation('binding add')}`,
  use: wording`${operation('use')}`,
  serving: wording`${operation('serving set')}`,
  version: 'the spec',
  versions: 'the spec',
  current_version: 'the spec',
  model_id: 'the spec',
  model_name: 'the spec',
  name: 'the spec',
  kind: 'the spec',
  gnn_section: 'the spec',
  dependencies: 'the spec',
};

function assertNotSetElsewhere(field: string): void {
  const where = own(SET_ELSEWHERE, field);
  if (where === undefined) return;
  throw new RegistryError(
    'name-refused',
    wording`${field} cannot be set with ${operation('update')}`,
    wording`It is changed with ${where}.`,
  );
}

function mergeAnnotations(
  before: Annotations,
  given: ReadonlyMap<string, string | null>,
): Annotations {
  const all = new Map<string, Annotations[string] | null>([...Object.entries(before), ...given]);
  const kept = [...all].flatMap(([field, value]): [string, Annotations[string]][] =>
    value === null ? [] : [[field, value]],
  );
  if (kept.length > BOUNDS.annotations) {
    throw new RegistryError(
      'value-refused',
      `a model can have ${BOUNDS.annotations} fields, and these would be ${kept.length}`,
      'Clear some of them with key=.',
    );
  }
  return Object.fromEntries(kept.toSorted(([a], [b]) => byCodeUnit(a, b)));
}

/** Returns the entry with its own fields updated from the annotations. */
function applyAnnotations(
  entry: Entry,
  annotations: Annotations,
  given: ReadonlyMap<string, string | null>,
  specDescription: string | null,
): Entry {
  const spec = entry.versions[entry.version]?.metadata;
  const { metadata } = entry;
  const pickValue = (field: string, otherwise: string | null, now: string | null): string | null =>
    given.has(field) ? (given.get(field) ?? otherwise) : now;
  const next: Entry = {
    ...entry,
    description: pickValue('description', specDescription, entry.description),
    metadata: {
      ...metadata,
      author: pickValue('author', spec?.author ?? null, metadata.author),
      license: pickValue('license', spec?.license ?? null, metadata.license),
    },
    annotations,
  };
  const annotated = Object.keys(annotations).length === 0 ? without(next, 'annotations') : next;
  const { author, license } = next.metadata;
  return withAnnotations(annotated, { description: next.description, author, license });
}

function assertField(field: string): void {
  const longest = BOUNDS.annotationKey;
  const isPlain = field !== '' && field.length <= longest && !/[=\s\p{Cc}]/u.test(field);
  if (isPlain && field !== '__proto__') return;
  throw new RegistryError(
    'name-refused',
    `${JSON.stringify(field.slice(0, longest))} cannot be a field`,
    `Write 1 to ${longest} characters without white space or =.`,
  );
}

function assertValue(field: string, value: string, rules: FieldRules['validation_rules']): void {
  if (value.length > BOUNDS.annotation) {
    throw new RegistryError(
      'value-refused',
      `${field} has ${value.length} characters`,
      `The maximum is ${BOUNDS.annotation}.`,
    );
  }
  const rule = own(rules, field);
  const problem = rule === undefined ? undefined : explainViolation(field, rule, value);
  if (problem === undefined) return;
  throw new RegistryError(
    'value-refused',
    problem,
    'Give another value, or change validation_rules in the settings.',
  );
}

export const UPDATE = defineMutation({
  plan: updateModelMetadata,
  present: ({ result, changed }): UpdateOutput => {
    const { model_id, description, metadata, annotations = {} } = result;
    const { author, license } = metadata;
    return { model_id, description, author, license, annotations, changed };
  },
  hand: ({ result }) => result,
});
