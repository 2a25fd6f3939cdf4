import type { Change, FrontMatterValue, GnnModel } from '../../domain/model.js';
import { nameKey } from '../../domain/names.js';
import { change } from './kinds.js';
import { oneLine } from './words.js';

/** New names by old ones. */
type Renames = ReadonlyMap<string, string>;

const FIELDS = [
  'title',
  'gnn_section',
  'gnn_version',
  'model_name',
  'annotation',
  'footer',
] as const satisfies (keyof GnnModel)[];

/** The parts of a spec that say nothing about the model's structure, and have other words now. */
export function compareProse(before: GnnModel, after: GnnModel, renames: Renames): Change[] {
  return [
    ...FIELDS.flatMap((field) => compareWords(field, before[field], after[field])),
    ...compareWords('signature', before.signature?.text ?? null, after.signature?.text ?? null),
    ...compareParts('front_matter', frontMatterOf(before), frontMatterOf(after)),
    ...compareParts('extensions', extensionsOf(before), extensionsOf(after)),
    ...compareDescriptions(before, after, renames),
  ];
}

/** Other bytes, and no part that would tell: comments, spacing, order, spelling of numbers. */
export function layoutChanged(): Change {
  return change('text_changed', { path: 'layout', text: 'comments or layout changed' });
}

function compareWords(path: string, before: FrontMatterValue, after: FrontMatterValue): Change[] {
  if (before === after || JSON.stringify(before) === JSON.stringify(after)) return [];
  return [change('text_changed', { path, before, after, text: `${wordsFor(path)} changed` })];
}

/** A path as people would say it. */
function wordsFor(path: string): string {
  const [part = '', ...rest] = path.split('/');
  const name = rest.join('/');
  if (part === 'variables') return `description of ${name.replace(/\/description$/, '')}`;
  if (part === 'front_matter') return `front matter ${name}`;
  return part === 'extensions' ? `section ${name}` : (WORDS[part] ?? part);
}

const WORDS: Readonly<Record<string, string>> = {
  gnn_section: 'GNNSection',
  gnn_version: 'GNN version',
  model_name: 'model name',
};

type Parts = ReadonlyMap<string, FrontMatterValue>;

function compareParts(within: string, before: Parts, after: Parts): Change[] {
  if (before.size + after.size === 0) return [];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) =>
    compareWords(`${within}/${oneLine(name)}`, before.get(name) ?? null, after.get(name) ?? null),
  );
}

const NOTHING: Parts = new Map();

function frontMatterOf({ front_matter }: GnnModel): Parts {
  return front_matter === null ? NOTHING : new Map(Object.entries(front_matter));
}

function extensionsOf({ extensions }: GnnModel): Parts {
  if (extensions.length === 0) return NOTHING;
  return new Map(extensions.map(({ name, text }) => [name, text]));
}

/** What comments say of variables, under the later names. */
function compareDescriptions(before: GnnModel, after: GnnModel, renames: Renames): Change[] {
  const isSame =
    before.variables.length === after.variables.length &&
    before.variables.every(({ name, description }, index) => {
      const other = after.variables[index];
      return name === other?.name && description === other.description;
    });
  if (isSame) return [];
  const descriptionsOf = ({ variables }: GnnModel, names?: Renames): Parts =>
    new Map(
      variables.map(({ name, description }) => {
        const key = nameKey(name);
        return [`${names?.get(key) ?? key}/description`, description];
      }),
    );
  const [was, is] = [descriptionsOf(before, renames), descriptionsOf(after)];
  // What a new variable is described as belongs to the variable.
  return compareParts('variables', common(was, is), common(is, was));
}

function common(parts: Parts, others: Parts): Parts {
  return new Map([...parts].filter(([name]) => others.has(name)));
}
