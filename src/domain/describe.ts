import { BOUNDS } from './generated/values.js';
import { splitList, truncate } from './lists.js';
import type { FrontMatterValue, GnnModel, Setting } from './model.js';

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
  return withinBounds(readDescription(model));
}

/** The keys that say each field, in the front matter or, whatever their case, in `Signature`. */
const KEYS: Readonly<Record<keyof Description, readonly string[]>> = {
  description: ['description'],
  author: ['author', 'authors', 'creator', 'modelcreator'],
  license: ['license', 'licence'],
  date: ['date', 'created'],
  source: ['source'],
  framework_targets: ['framework_targets'],
  tags: ['tags'],
};

/** The keys of the front matter that have a meaning; all others are kept. */
export const FRONT_MATTER_KEYS: readonly string[] = [
  ...Object.values(KEYS).flat(),
  'version',
  'model_id',
  'parent',
  'dependencies',
];

/** What a model says under one of several keys. */
export interface Statement {
  /** As written. */
  readonly key: string;
  readonly text: string;
  /** Undefined if the front matter says it. */
  readonly field?: Setting;
}

/** The places at which a model says more than the registry keeps. */
export function listCutFields(model: GnnModel): Statement[] {
  const description = readDescription(model);
  const written = new Map(Object.entries(description));
  const kept = new Map(Object.entries(withinBounds(description)));
  return Object.entries(KEYS).flatMap(([name, keys]) =>
    written.get(name)?.length === kept.get(name)?.length ? [] : (findStatement(model, keys) ?? []),
  );
}

/** A text is cut; items of a list that are too long are left out, since a part means something else. */
function withinBounds(written: Description): Description {
  return {
    ...written,
    author: cutText(written.author),
    license: cutText(written.license),
    date: cutText(written.date),
    source: cutText(written.source),
    framework_targets: cutList(written.framework_targets),
    tags: cutList(written.tags),
  };
}

function cutText(text: string | null): string | null {
  return text && truncate(text, BOUNDS.fact);
}

function cutList(items: readonly string[]): string[] {
  return items.filter((it) => it.length <= BOUNDS.tag).slice(0, BOUNDS.tags);
}

function readDescription(model: GnnModel): Description {
  const findField = (name: keyof Description): string | null =>
    findStatement(model, KEYS[name])?.text ?? null;
  return {
    description: findField('description') ?? firstParagraph(model.annotation),
    author: findField('author'),
    license: findField('license'),
    date: findField('date'),
    source: findField('source'),
    framework_targets: listOf(model.front_matter?.['framework_targets']),
    tags: tagsOf(model),
  };
}

/** The first of the keys with a value: in the front matter, or else in Signature. */
function findStatement(model: GnnModel, keys: readonly string[]): Statement | undefined {
  const { front_matter: front } = model;
  for (const key of keys) {
    const text = textOf(front?.[key]);
    if (text !== null) return { key, text };
  }
  for (const key of keys) {
    const field = findSignatureField(model, key);
    if (field !== undefined) return { key: field.name, text: unquoted(field.value), field };
  }
  return undefined;
}

/** The version that a spec declares, without quotes and `v`, and completed: `1.0` is 1.0.0. */
export function declaredVersion(model: GnnModel): string | null {
  const written = writtenVersion(model);
  return written === null ? null : completeVersion(plainVersion(written));
}

/** The version that a spec declares, as written: in front matter, or else `Version:` in Signature. */
export function writtenVersion(model: GnnModel): string | null {
  return textOf(model.front_matter?.['version']) ?? signatureField(model, 'version');
}

/** A version without the quotes around it and the `v` before it. */
export function plainVersion(written: string): string {
  return unquoted(written).replace(/^v\s*(?=[0-9])/i, '');
}

function completeVersion(version: string): string {
  if (!/^(?:0|[1-9][0-9]{0,8})(?:\.(?:0|[1-9][0-9]{0,8}))?$/.test(version)) return version;
  return version.includes('.') ? `${version}.0` : `${version}.0.0`;
}

function unquoted(text: string): string {
  return text
    .trim()
    .replace(/^(["'`])(.*)\1$/su, '$2')
    .trim();
}

/** A field of Signature by name, ignoring case. */
export function signatureField(model: GnnModel, key: string): string | null {
  return findSignatureField(model, key)?.value ?? null;
}

function findSignatureField({ signature }: GnnModel, key: string): Setting | undefined {
  const wanted = key.toLowerCase();
  const field = signature?.fields.find((it) => it.name.toLowerCase() === wanted);
  return field?.value === '' ? undefined : field;
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
  const items = Array.isArray(value)
    ? value.map(textOf).filter(isPresent)
    : splitList(textOf(value) ?? '');
  return [...new Set(items)];
}

/** The tags of the front matter, or else those of Signature, on one line or several, in any brackets. */
function tagsOf(model: GnnModel): string[] {
  const tags = listOf(model.front_matter?.['tags']);
  if (tags.length > 0 || model.signature === null) return tags;
  const fields = model.signature.fields.filter(({ name }) => name.toLowerCase() === 'tags');
  const items = fields.flatMap(({ value }) =>
    value.replace(/^[[({](.*)[\])}]$/su, '$1').split(/[,;]/),
  );
  return listOf(items.map(unquoted));
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
