import type { Change, FrontMatterValue, GnnModel } from '../../domain/model.js';
import { nameKey } from '../../domain/names.js';
import { createChange } from './importance.js';
import type { Renames } from './renames.js';
import { toOneLine } from './words.js';

const FIELDS = [
  'title',
  'gnn_section',
  'gnn_version',
  'model_name',
  'annotation',
  'footer',
] as const satisfies (keyof GnnModel)[];

/** Compares the parts of a spec that do not belong to the model's structure. */
export function compareProse(before: GnnModel, after: GnnModel, renames: Renames): Change[] {
  return [
    ...FIELDS.flatMap((field) => compareText(field, before[field], after[field])),
    ...compareText('signature', before.signature?.text ?? null, after.signature?.text ?? null),
    ...compareParts('front_matter', listFrontMatter(before), listFrontMatter(after)),
    ...compareParts('extensions', listExtensions(before), listExtensions(after)),
    ...compareDescriptions(before, after, renames),
  ];
}

/** The change of a spec of which no part differs: comments, spacing, order, spelling of numbers. */
export function createLayoutChange(): Change {
  return createChange('text_changed', 'layout', 'comments or layout changed');
}

function compareText(path: string, before: FrontMatterValue, after: FrontMatterValue): Change[] {
  if (before === after || JSON.stringify(before) === JSON.stringify(after)) return [];
  const text = `${describePath(path)} changed`;
  return [createChange('text_changed', path, text, { before, after })];
}

/** Describes a path for people. */
function describePath(path: string): string {
  const [part = '', ...rest] = path.split('/');
  const name = rest.join('/');
  if (part === 'variables') return `description of ${name.replace(/\/description$/, '')}`;
  if (part === 'front_matter') return `front matter ${name}`;
  return part === 'extensions' ? `section ${name}` : (PART_NAMES[part] ?? part);
}

const PART_NAMES: Readonly<Record<string, string>> = {
  gnn_section: 'GNNSection',
  gnn_version: 'GNN version',
  model_name: 'model name',
};

type Parts = ReadonlyMap<string, FrontMatterValue>;

function compareParts(within: string, before: Parts, after: Parts): Change[] {
  if (before.size + after.size === 0) return [];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) =>
    compareText(`${within}/${toOneLine(name)}`, before.get(name) ?? null, after.get(name) ?? null),
  );
}

function listFrontMatter({ front_matter }: GnnModel): Parts {
  return new Map(Object.entries(front_matter ?? {}));
}

function listExtensions({ extensions }: GnnModel): Parts {
  return new Map(extensions.map(({ name, text }) => [name, text]));
}

/** Compares the comments that describe variables, under the later names. */
function compareDescriptions(before: GnnModel, after: GnnModel, renames: Renames): Change[] {
  const isSame =
    before.variables.length === after.variables.length &&
    before.variables.every(({ name, description }, index) => {
      const other = after.variables[index];
      return name === other?.name && description === other.description;
    });
  if (isSame) return [];
  const [was, is] = [listDescriptions(before, renames), listDescriptions(after)];
  // The description of a new variable is part of adding that variable.
  return compareParts('variables', keepCommon(was, is), keepCommon(is, was));
}

function keepCommon(parts: Parts, others: Parts): Parts {
  return new Map([...parts].filter(([name]) => others.has(name)));
}

/** The descriptions of a model's variables, under their later names. */
function listDescriptions({ variables }: GnnModel, renames?: Renames): Parts {
  return new Map(
    variables.map(({ name, description }) => {
      const key = nameKey(name);
      return [`${renames?.get(key) ?? key}/description`, description];
    }),
  );
}
