/** What the front matter of a spec says about where its model comes from, and what it needs. */
import { BOUNDS, LINEAGE_KINDS } from './generated/values.js';
import type { FrontMatterValue, GnnModel, LineageKind, Parent } from './model.js';

/** `parent` and `dependencies` of a front matter. */
export interface DeclaredLineage {
  /** As they are written: what stands behind an `@` is their version, whatever it names. */
  readonly parents: readonly Parent[];
  /** References. */
  readonly dependencies: readonly string[];
  /** What is neither, each with the key that it stands under. */
  readonly unread: readonly { readonly key: LineageKey; readonly value: string }[];
}

/** A key of the front matter. */
export type LineageKey = 'parent' | 'dependencies';

const REFERENCE = /^(?<id>[^\s@,/\\\p{Cc}]{1,128})(?:@(?<selector>[^@,/\\\p{Cc}]{1,256}))?$/u;

/**
 * Reads where a model comes from: `parent` is a reference, a mapping with `model` and perhaps
 * `kind`, or a list of such; `dependencies` is a reference or a list of references.
 */
export function declaredLineage({ front_matter: front }: GnnModel): DeclaredLineage {
  const parents = itemsOf(front?.['parent']).map((value) => ({ value, read: readParent(value) }));
  const needs = itemsOf(front?.['dependencies']).map((value) => ({ value, read: textOf(value) }));
  const dependencies = needs.flatMap(({ read }) => (isReference(read) ? read : []));
  return {
    parents: firstOfEach(
      parents.flatMap(({ read }) => read ?? []),
      ({ model_id, kind }) => `${kind} ${model_id}`,
    ),
    dependencies: [...new Set(dependencies)].slice(0, BOUNDS.dependencies),
    unread: [
      ...parents.flatMap(({ value, read }) =>
        read === undefined ? { key: 'parent' as const, value: shown(value) } : [],
      ),
      ...needs.flatMap(({ value, read }) =>
        isReference(read) ? [] : { key: 'dependencies' as const, value: shown(value) },
      ),
    ],
  };
}

/** The reference that a parent stands for. */
export function referenceOf({ model_id, version }: Pick<Parent, 'model_id' | 'version'>): string {
  return version === null ? model_id : `${model_id}@${version}`;
}

/** Nothing is said by a key without a value. */
function itemsOf(value: FrontMatterValue | undefined): FrontMatterValue[] {
  const items = Array.isArray(value) ? value : [value ?? null];
  return items.filter((item) => item !== null && textOf(item) !== '');
}

function readParent(value: FrontMatterValue): Parent | undefined {
  const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMapping) return parentOf(textOf(value), 'derived');
  const { model, kind = 'derived', ...others } = value;
  const known = LINEAGE_KINDS.find((it) => it === kind);
  if (known === undefined || Object.keys(others).length > 0) return undefined;
  return parentOf(textOf(model ?? null), known);
}

function parentOf(reference: string | undefined, kind: LineageKind): Parent | undefined {
  const { id, selector } = REFERENCE.exec(reference ?? '')?.groups ?? {};
  if (id === undefined) return undefined;
  return { model_id: id, version: selector ?? null, kind, declared: true };
}

function isReference(text: string | undefined): text is string {
  return text !== undefined && text.length <= 512 && REFERENCE.test(text);
}

/** A reference as ids are written; a number may be one. */
function textOf(value: FrontMatterValue): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value.trim().normalize('NFC') : undefined;
}

function shown(value: FrontMatterValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function firstOfEach<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const found = new Map<string, T>();
  for (const item of items) if (!found.has(keyOf(item))) found.set(keyOf(item), item);
  return [...found.values()].slice(0, BOUNDS.parents);
}
