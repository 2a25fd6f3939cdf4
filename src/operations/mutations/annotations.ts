/** What is said of a model beside its spec: description, author, licence and free fields. */
import { RegistryError } from '../../domain/errors.js';
import type { Annotations, Entry } from '../../domain/model.js';
import { byCodeUnit } from '../../domain/order.js';
import { describeModel } from '../../domain/describe.js';
import { operation, wording } from '../../domain/wording.js';
import type { Wording } from '../../domain/wording.js';
import { BOUNDS } from '../../domain/generated/values.js';
import { own } from '../../domain/json.js';
import type { History } from '../../pipeline/history.js';
import { explainViolation } from '../../validate/fields.js';
import type { FieldRules } from '../../validate/fields.js';
import { resolveModel } from '../../version/reference.js';
import { defineMutation } from '../operation.js';
import type { UpdateInput, UpdateOutput } from '../generated/shapes.js';
import type { Planner, Workplace } from '../workplace.js';
import type { Mutation } from './change.js';
import { planMutation, withEntry, without } from './change.js';

/**
 * Fields of a model, to be set or, with null, to be taken back, with what the pure change needs to
 * know. `licence` is the same as `license`; white space around a value does not count.
 */
export interface Annotation extends UpdateInput {
  readonly rules: Pick<FieldRules, 'validation_rules'>;
  /** What the spec says: the entry's description once nothing else is said. */
  readonly specDescription: string | null;
}

const MOST = BOUNDS.annotations;
const LONGEST_KEY = BOUNDS.annotationKey;
const LONGEST_VALUE = BOUNDS.annotation;

/**
 * Says something of a model: `description`, `author` and `license` beat what the spec says, any other
 * field stands beside it. A field that is taken back is again what the spec says of it.
 *
 * Only what is set is held against the rules of the settings: the spec was when it was registered.
 *
 * @throws RegistryError `model-unknown`, `version-unknown`, `name-refused` for a field; `value-refused`
 *   for a value that is too long or breaks a rule; `config-invalid` for a rule that cannot be read
 */
export const annotate: Mutation<Annotation> = (
  state,
  { id, fields, rules, specDescription, reason },
  clock,
) => {
  const entry = resolveModel(state.models, id);
  const said = readFields(fields);
  for (const [field, value] of said) {
    if (value !== null) assertValue(field, value, rules.validation_rules);
  }
  const event = { action: 'update', reason: reason ?? null };
  const before = entry.annotations ?? {};
  if ([...said].every(([field, value]) => (own(before, field) ?? null) === value)) {
    return { state, event, result: entry };
  }
  const annotations = merged(before, said);
  const next = withEntry(state, shown(entry, annotations, said, specDescription), clock);
  return { state: next, event, result: next.models.get(entry.model_id) ?? entry };
};

/**
 * Plans the same on a registry; what the spec says is read from its archived bytes where it is
 * needed. Null where these are not there: the next run that reads the spec says it again.
 */
export function updateModelMetadata(
  place: Pick<Workplace, 'env' | 'options'>,
  input: UpdateInput,
): Planner<Awaited<ReturnType<Planner>> & { readonly result: Entry; readonly changed: boolean }> {
  const rules = place.options.settings;
  return async (state, history) => {
    const entry = resolveModel(state.models, input.id);
    const isTakenBack =
      entry.annotations?.['description'] !== undefined &&
      readFields(input.fields).get('description') === null;
    const specDescription = isTakenBack ? await describe(entry, history) : entry.description;
    return planMutation(place, annotate, { ...input, rules, specDescription })(state, history);
  };
}

async function describe(entry: Entry, history: History): Promise<string | null> {
  const version = entry.versions[entry.version];
  const model = version && (await history.modelOf(entry, version)).comparable?.model;
  return model ? describeModel(model).description : null;
}

/** The fields by their own names, with null for what says nothing. @throws RegistryError */
function readFields(fields: UpdateInput['fields']): Map<string, string | null> {
  const read = new Map<string, string | null>();
  for (const [written, value] of Object.entries(fields)) {
    const field = written === 'licence' ? 'license' : written;
    assertField(field);
    assertFree(field);
    if (read.has(field)) {
      throw new RegistryError(
        'value-refused',
        `${field} is said twice`,
        'license and licence are the same field.',
      );
    }
    const text = value?.trim() ?? '';
    read.set(field, text === '' ? null : text);
  }
  return read;
}

/** What has a command of its own is not said in passing. */
const ELSEWHERE: Readonly<Record<string, Wording>> = {
  status: wording`${operation('deprecate')}, ${operation('archive')}, ${operation('retire')} or ${operation('activate')}`,
  tags: wording`${operation('tag add')}`,
  aliases: wording`${operation('alias set')}`,
  parents: wording`${operation('link')}`,
  health: wording`${operation('health set')}`,
  metrics: wording`${operation('metrics set')}`,
  exports: wording`${operation('export add')}`,
  bindings: wording`${operation('binding add')}`,
  use: wording`${operation('use')}`,
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

function assertFree(field: string): void {
  const where = Object.hasOwn(ELSEWHERE, field) ? ELSEWHERE[field] : undefined;
  if (where === undefined) return;
  throw new RegistryError(
    'name-refused',
    wording`${field} cannot be said with ${operation('update')}`,
    wording`It is changed with ${where}.`,
  );
}

function merged(before: Annotations, said: ReadonlyMap<string, string | null>): Annotations {
  const all = new Map<string, Annotations[string] | null>([...Object.entries(before), ...said]);
  const kept = [...all].flatMap(([field, value]): [string, Annotations[string]][] =>
    value === null ? [] : [[field, value]],
  );
  if (kept.length > MOST) {
    throw new RegistryError(
      'value-refused',
      `a model can have ${MOST} fields, and these would be ${kept.length}`,
      'Take some of them back with key=.',
    );
  }
  return Object.fromEntries(kept.toSorted(([a], [b]) => byCodeUnit(a, b)));
}

/** The entry as it says itself what was said of it. */
function shown(
  entry: Entry,
  annotations: Annotations,
  said: ReadonlyMap<string, string | null>,
  specDescription: string | null,
): Entry {
  const spec = entry.versions[entry.version]?.metadata;
  const { metadata } = entry;
  const of = (field: string, otherwise: string | null, now: string | null): string | null =>
    said.has(field) ? (said.get(field) ?? otherwise) : now;
  const next: Entry = {
    ...entry,
    description: of('description', specDescription, entry.description),
    metadata: {
      ...metadata,
      author: of('author', spec?.author ?? null, metadata.author),
      license: of('license', spec?.license ?? null, metadata.license),
    },
    annotations,
  };
  return Object.keys(annotations).length === 0 ? without(next, 'annotations') : next;
}

function assertField(field: string): void {
  const isPlain = field !== '' && field.length <= LONGEST_KEY && !/[=\s\p{Cc}]/u.test(field);
  if (isPlain && field !== '__proto__') return;
  throw new RegistryError(
    'name-refused',
    `${JSON.stringify(field.slice(0, LONGEST_KEY))} cannot be a field`,
    `Write 1 to ${LONGEST_KEY} characters without white space and =.`,
  );
}

function assertValue(field: string, value: string, rules: FieldRules['validation_rules']): void {
  if (value.length > LONGEST_VALUE) {
    throw new RegistryError(
      'value-refused',
      `${field} has ${value.length} characters`,
      `It can have ${LONGEST_VALUE}.`,
    );
  }
  const rule = Object.hasOwn(rules, field) ? rules[field] : undefined;
  const problem = rule === undefined ? undefined : explainViolation(field, rule, value);
  if (problem === undefined) return;
  throw new RegistryError(
    'value-refused',
    problem,
    'Give another value, or change validation_rules in the settings.',
  );
}

export const UPDATE = defineMutation({
  plan: (place, input: UpdateInput) => updateModelMetadata(place, input),
  present: ({ result, changed }): UpdateOutput => {
    const { model_id, description, metadata, annotations = {} } = result;
    const { author, license } = metadata;
    return { model_id, description, author, license, annotations, changed };
  },
  hand: ({ result }) => result,
});
