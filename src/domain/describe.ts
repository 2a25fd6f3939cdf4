import type { FrontMatterValue, GnnModel } from './model.js';

/** Descriptive fields of a model, apart from its structure. */
export interface Description {
  /** From the front matter, or else the first paragraph of ModelAnnotation. */
  readonly description: string | null;
  readonly author: string | null;
  readonly license: string | null;
  readonly date: string | null;
  readonly source: string | null;
  readonly framework_targets: string[];
  readonly tags: string[];
}

/** Collects author, licence and so on: from the front matter, or else from `Signature`. */
export function describeModel(model: GnnModel): Description {
  const findField = (...keys: string[]): string | null =>
    keys.map((key) => textOf(model.front_matter?.[key])).find(isPresent) ??
    keys.map((key) => signatureField(model, key)).find(isPresent) ??
    null;
  return {
    description: textOf(model.front_matter?.['description']) ?? firstParagraph(model.annotation),
    author: findField('author', 'authors', 'creator', 'modelcreator'),
    license: findField('license', 'licence'),
    date: findField('date', 'created'),
    source: findField('source'),
    framework_targets: listOf(model.front_matter?.['framework_targets']),
    tags: listOf(model.front_matter?.['tags']),
  };
}

/** The version that a spec declares, as written: in front matter, or else `Version:` in Signature. */
export function declaredVersion(model: GnnModel): string | null {
  return textOf(model.front_matter?.['version']) ?? signatureField(model, 'version');
}

/** A field of Signature by name, ignoring case. */
export function signatureField(model: GnnModel, key: string): string | null {
  const wanted = key.toLowerCase();
  const field = model.signature?.fields.find((it) => it.name.toLowerCase() === wanted);
  return field === undefined || field.value === '' ? null : field.value;
}

/** Formats a front-matter value as text; lists become comma-separated. */
export function textOf(value: FrontMatterValue | undefined): string | null {
  if (Array.isArray(value)) {
    const parts = value.map(textOf).filter(isPresent);
    return parts.length === 0 ? null : parts.join(', ');
  }
  if (typeof value === 'string') return value.trim() === '' ? null : value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

function listOf(value: FrontMatterValue | undefined): string[] {
  const items = Array.isArray(value) ? value.map(textOf) : (textOf(value)?.split(',') ?? []);
  const texts = items.filter(isPresent).map((item) => item.trim());
  return [...new Set(texts.filter((item) => item !== ''))];
}

function firstParagraph(prose: string | null): string | null {
  const paragraph = prose?.trim().split(/\n[^\S\n]*\n/)[0];
  if (paragraph === undefined || paragraph === '') return null;
  return paragraph
    .split('\n')
    .map((line) => line.trim())
    .join(' ');
}

function isPresent<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}
