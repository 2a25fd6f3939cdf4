/** The lineage and dependencies that a spec declares in its front matter. */
import { BOUNDS, LINEAGE_KINDS } from './generated/values.js';
import { isList } from './json.js';
import type { FrontMatterValue, GnnModel, LineageKind, Parent } from './model.js';

/** The `parent` and `dependencies` of a front matter. */
export interface DeclaredLineage {
  /** As written: everything after `@` is the version, whatever kind of selector it is. */
  readonly parents: readonly Parent[];
  /** References to models. */
  readonly dependencies: readonly string[];
  /** Values that are not references, each with its key. */
  readonly unread: readonly { readonly key: LineageKey; readonly value: string }[];
  /** The keys that name more models than are kept. */
  readonly cut: readonly LineageKey[];
}

/** A key of the front matter. */
export type LineageKey = 'parent' | 'dependencies';

const REFERENCE = /^(?<id>[^\s@,/\\\p{Cc}]{1,128})(?:@(?<selector>[^@,/\\\p{Cc}]{1,256}))?$/u;

/**
 * Reads the declared lineage of a model. `parent` is a reference, a mapping with `model` and
 * optionally `kind`, or a list of these; `dependencies` is a reference or a list of references.
 */
export function readDeclaredLineage({ front_matter: front }: GnnModel): DeclaredLineage {
  const parents = toList(front?.['parent']).map((value) => ({ value, parent: readParent(value) }));
  const dependencies = toList(front?.['dependencies']);
  const references = [...new Set(dependencies.map(textOf).filter(isReference))];
  const named = uniqueBy(
    parents.flatMap(({ parent }) => parent ?? []),
    ({ model_id, kind }) => `${kind} ${model_id}`,
  );
  return {
    parents: named.slice(0, BOUNDS.parents),
    dependencies: references.slice(0, BOUNDS.dependencies),
    cut: [
      ...(named.length > BOUNDS.parents ? ['parent' as const] : []),
      ...(references.length > BOUNDS.dependencies ? ['dependencies' as const] : []),
    ],
    unread: [
      ...parents.flatMap(({ value, parent }) =>
        parent === undefined ? { key: 'parent' as const, value: toText(value) } : [],
      ),
      ...dependencies.flatMap((value) =>
        isReference(textOf(value)) ? [] : { key: 'dependencies' as const, value: toText(value) },
      ),
    ],
  };
}

/** The reference that names a parent. */
export function formatReference({ model_id, version }: Omit<Parent, 'kind' | 'declared'>): string {
  return version === null ? model_id : `${model_id}@${version}`;
}

/** A key without a value counts as an empty list. */
function toList(value: FrontMatterValue | undefined): FrontMatterValue[] {
  const items = Array.isArray(value) ? value : [value ?? null];
  return items.filter((item) => item !== null && textOf(item) !== '');
}

function readParent(value: FrontMatterValue): Parent | undefined {
  const isMapping = typeof value === 'object' && value !== null && !isList(value);
  if (!isMapping) return parseParent(textOf(value), 'derived');
  const { model, kind = 'derived', ...others } = value;
  const known = LINEAGE_KINDS.find((it) => it === kind);
  if (known === undefined || Object.keys(others).length > 0) return undefined;
  return parseParent(textOf(model ?? null), known);
}

function parseParent(reference: string | undefined, kind: LineageKind): Parent | undefined {
  const { id, selector } = REFERENCE.exec(reference ?? '')?.groups ?? {};
  if (id === undefined) return undefined;
  return { model_id: id, version: selector ?? null, kind, declared: true };
}

function isReference(text: string | undefined): text is string {
  return text !== undefined && text.length <= 512 && REFERENCE.test(text);
}

/** A reference in normal form; a number can be an id too. */
function textOf(value: FrontMatterValue): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value.trim().normalize('NFC') : undefined;
}

function toText(value: FrontMatterValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function uniqueBy<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const found = new Map<string, T>();
  for (const item of items) if (!found.has(keyOf(item))) found.set(keyOf(item), item);
  return [...found.values()];
}
