import type { Change, FrontMatterValue } from '../../src/domain/model.js';
import type { SemanticForm } from '../../src/domain/semantic-form.js';

/**
 * A model as a difference describes it: connections edge by edge, everything else as in the semantic
 * form. The texts of a part are canonical and sorted.
 */
export interface Structure {
  readonly kind: string;
  readonly parts: Readonly<Record<string, readonly string[]>>;
  /** The fields of the Time section that are not empty. */
  readonly time: Item;
}

const PARTS = [
  'connections',
  'equations',
  'flags',
  'model_parameters',
  'ontology',
  'parameters',
  'settings',
  'variables',
] as const;

type Part = (typeof PARTS)[number];
type Item = Readonly<Record<string, unknown>>;

/** A structure while changes are applied to it. */
interface Draft {
  kind: string;
  readonly parts: Readonly<Record<Part, unknown[]>>;
  readonly time: Record<string, unknown>;
}

/** The structure of a semantic form; a missing Time section and an empty one are the same. */
export function structureOf(form: SemanticForm): Structure {
  return finished(draftOf(form));
}

/**
 * Applies a difference to a form. @returns The resulting structure. Only the kinds, paths and values
 * of the changes are used.
 */
export function applyDifference(before: SemanticForm, changes: readonly Change[]): Structure {
  const names = new Map(
    changes
      .filter((change) => change.kind === 'variable_renamed')
      .map((change) => [String(change.before), String(change.after)]),
  );
  const draft = draftOf(names.size === 0 ? before : underNewNames(before, names));
  for (const change of changes) apply(draft, change);
  return finished(draft);
}

function draftOf(form: SemanticForm): Draft {
  const { settings = [], ...time }: Item = JSON.parse(form.time) ?? {};
  return {
    kind: form.kind,
    parts: {
      connections: items(form.connections).flatMap(edgesOf),
      equations: form.equations.map((text): unknown => JSON.parse(text)),
      flags: items(form.flags),
      model_parameters: items(form.model_parameters),
      ontology: items(form.ontology),
      parameters: items(form.parameters),
      settings: Array.isArray(settings) ? settings : [],
      variables: items(form.variables),
    },
    time,
  };
}

function finished({ kind, parts, time }: Draft): Structure {
  const texts = PARTS.map((part) => [part, parts[part].map(canonical).sort()] as const);
  return {
    kind,
    parts: Object.fromEntries(texts),
    time: Object.fromEntries(Object.entries(time).filter(([, value]) => value !== null)),
  };
}

function apply(draft: Draft, { kind, path, before, after }: Change): void {
  if (kind === 'variable_renamed' || kind === 'text_changed') return;
  const { parts } = draft;
  const [part = '', ...rest] = path.split('/');
  const name = rest.join('/');
  switch (part) {
    case 'kind':
      draft.kind = String(after);
      return;
    case 'variables':
      if (kind === 'variable_added' || kind === 'variable_removed') {
        swap(parts.variables, named(name, before), named(name, after));
      } else {
        const field = rest.at(-1) ?? '';
        const variable = rest.slice(0, -1).join('/');
        const now = find(parts.variables, (item) => item['name'] === variable);
        expectSame(now[field], field === 'block' ? blockOf(before) : before, path);
        const changed = field === 'block' ? blockOf(after) : after;
        swap(parts.variables, now, { ...now, [field]: changed });
      }
      return;
    case 'connections':
      // Regrouping does not change the edges.
      if (kind !== 'connections_regrouped') swap(parts.connections, before, after);
      return;
    case 'parameters':
      swap(parts.parameters, describeValue(name, before), describeValue(name, after));
      return;
    case 'ontology':
      swap(parts.ontology, mapped(name, before), mapped(name, after));
      return;
    case 'model_parameters':
    case 'flags':
      swap(parts[part], valued(name, before, kind, 'added'), valued(name, after, kind, 'removed'));
      return;
    case 'equations':
      swap(parts.equations, before, after);
      return;
    case 'time':
      applyToTime(draft, rest, before, after);
      return;
    default:
      throw new Error(`nothing is at ${path}`);
  }
}

function applyToTime(
  { parts, time }: Draft,
  [field = '', ...rest]: readonly string[],
  before: FrontMatterValue,
  after: FrontMatterValue,
): void {
  // The section itself was added or removed, but is empty.
  if (field === '') return;
  if (field !== 'settings') {
    expectSame(time[field] ?? null, before, field);
    time[field] = after;
    return;
  }
  const name = rest.join('/');
  const setting = (value: FrontMatterValue) => (value === null ? null : { name, value });
  swap(parts.settings, setting(before), setting(after));
}

/** A form leaves out the section that declares most variables. */
function blockOf(written: FrontMatterValue): FrontMatterValue | undefined {
  return written === 'StateSpaceBlock' ? undefined : written;
}

function named(name: string, value: FrontMatterValue): unknown {
  return isItem(value) ? { name, ...value } : null;
}

/** A value as changes describe it, with its shape and its hash. */
function describeValue(name: string, value: FrontMatterValue): unknown {
  if (!isItem(value)) return null;
  const { shape = null, value_hash = null } = value;
  return { name, shape, value_hash };
}

function mapped(variable: string, term: FrontMatterValue): unknown {
  return term === null ? null : { term, variable };
}

/** A name with its value. Since null is a value too, the kind of a change says which side is missing. */
function valued(name: string, value: FrontMatterValue, kind: string, absent: string): unknown {
  return kind.endsWith(absent) ? null : { name, value };
}

/** Replaces one item by another; null means none. */
function swap(list: unknown[], before: unknown, after: unknown): void {
  if (before !== null) {
    const wanted = canonical(before);
    const at = list.findIndex((item) => canonical(item) === wanted);
    if (at === -1) throw new Error(`${wanted} is not there`);
    list.splice(at, 1);
  }
  if (after !== null) list.push(after);
}

function find(list: readonly unknown[], test: (item: Item) => boolean): Item {
  const found = list.find((item) => isItem(item) && test(item));
  if (!isItem(found)) throw new Error('what changed is not there');
  return found;
}

function expectSame(found: unknown, expected: unknown, where: string): void {
  if (canonical(found) !== canonical(expected)) {
    throw new Error(`${where} is ${canonical(found)} and not ${canonical(expected)}`);
  }
}

function isItem(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function items(texts: readonly string[]): Item[] {
  return texts.map((text): Item => JSON.parse(text));
}

/** The edges of a connection; the ends of undirected ones are sorted. */
function edgesOf({ sources, targets, relation, label, constraint }: Item): Item[] {
  return textsOf(sources).flatMap((from) =>
    textsOf(targets).map((to) => {
      const [source, target] = relation === 'undirected' ? [from, to].sort() : [from, to];
      return { source, target, relation, label, constraint };
    }),
  );
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Renames variables wherever a form mentions them. */
function underNewNames(form: SemanticForm, names: ReadonlyMap<string, string>): SemanticForm {
  const declared = new Set(items(form.variables).map((item) => String(item['name'])));
  const rename = (name: unknown): unknown => names.get(String(name)) ?? name;
  const reference = (written: string): string => {
    const base = written.replace(/\[.*$/su, '');
    const name = declared.has(base) ? base : base.replace(/[+-][0-9]+$/u, '');
    return `${String(rename(name))}${written.slice(name.length)}`;
  };
  const dimension = (written: unknown): unknown => {
    const [, name] = /^len\(\s*(.*?)\s*\)$/su.exec(String(written)) ?? [];
    return name === undefined
      ? rename(written)
      : String(written).replace(name, String(rename(name)));
  };
  const each = (texts: readonly string[], change: (item: Item) => Item): string[] =>
    items(texts).map((item) => JSON.stringify({ ...item, ...change(item) }));
  return {
    ...form,
    variables: each(form.variables, ({ name, dimensions }) => ({
      name: rename(name),
      dimensions: Array.isArray(dimensions) ? dimensions.map(dimension) : [],
    })),
    connections: each(form.connections, ({ sources, targets }) => ({
      sources: textsOf(sources).map(reference),
      targets: textsOf(targets).map(reference),
    })),
    parameters: each(form.parameters, ({ name }) => ({ name: rename(name) })),
    ontology: each(form.ontology, ({ variable }) => ({ variable: rename(variable) })),
    time: JSON.stringify(withVariable(JSON.parse(form.time), rename)),
  };
}

function withVariable(time: Item | null, rename: (name: unknown) => unknown): Item | null {
  return time === null ? null : { ...time, variable: time['variable'] && rename(time['variable']) };
}

/** JSON with sorted keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isItem(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
