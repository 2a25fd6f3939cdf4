// Generates, from the schemas in operations/, the types of all inputs and outputs, and the inputs as
// data, from which the faces derive flags, tools and routes.
//
// Annotations of inputs, in addition to those of JSON Schema:
//   x-words        the keys that the shell takes as words, in order; all others are flags
//   x-joined       all remaining words are joined to one text
//   x-placeholder  represents the value in documentation, such as REF; shell completion offers
//                  models for REF, ID, A and B, known tags for TAG, and paths for FILE, DIR, A and B
//   x-flag         the name of the flag, if it differs from the key
//   x-short        the letter of the flag's short form
//   x-group        the heading of the flag in help texts
//   x-default      the default as shown to people, if it is not a constant
//   x-option       an option of the run, which a settings file may also set
//   x-negatable    false says something else than nothing: the shell takes --no-NAME, too
//   x-each         the words that a text may list, with commas between them
//   x-type         the type in TypeScript, where the schema says less
//   x-library      the description for the library, where the one of the shell would not fit
//
// Annotation of outputs, for the method of the library:
//   x-library      `does`: what it does, if the summary of the table would not fit; `type` and `returns`:
//                  what it returns, if not the output; `if`: the same where an input is given
//   x-path         it may be the path of a file or folder that is read or written
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { compile } from 'json-schema-to-typescript';
import { makeReadonly } from './make-readonly.mjs';

const COMMON = 'common.schema.json';

/** Reads the schemas of the operations, including the common one, sorted by file name. */
export async function readOperationSchemas(folder) {
  const names = (await readdir(folder)).filter((file) => file.endsWith('.schema.json')).sort();
  return Promise.all(
    names.map(async (file) => ({
      file,
      schema: JSON.parse(await readFile(join(folder, file), 'utf8')),
    })),
  );
}

/**
 * @param documents - of `readOperationSchemas`
 * @param persisted - the schemas of what is written to disk, whose types are generated elsewhere
 * @returns the texts of the modules, by path
 */
export async function generateOperations(documents, persisted, banner) {
  const all = [...documents.map(({ schema }) => schema), ...persisted];
  const operations = documents.filter(({ file }) => file !== COMMON);
  const named = operations.map((document) => ({
    ...document,
    name: toOperationName(document.file),
  }));
  return new Map([
    [
      'src/operations/generated/shapes.ts',
      banner + (await writeShapes(named, documents, persisted)),
    ],
    [
      'src/operations/generated/schemas.ts',
      banner + writeSchemas(named, all, selectSettings(persisted)),
    ],
  ]);
}

/** The name of an operation: `tag-add.schema.json` defines `tag add`. */
export function toOperationName(file) {
  return file.replace('.schema.json', '').replaceAll('-', ' ');
}

function find(all, ref, from) {
  const [id, pointer] = ref.split('#');
  const root = id === '' ? from : all.find((schema) => schema.$id === id);
  if (root === undefined) throw new Error(`no schema ${id}`);
  const node = pointer
    .split('/')
    .slice(1)
    .reduce((value, key) => value?.[key], root);
  if (node === undefined) throw new Error(`nothing at ${ref}`);
  return { node, root };
}

/**
 * Replaces references by what they refer to. A recursive shape is expanded once; deeper levels may be
 * anything.
 */
export function inline(node, root, all, within = []) {
  if (Array.isArray(node)) return node.map((item) => inline(item, root, all, within));
  if (node === null || typeof node !== 'object') return node;
  if (node.$ref === undefined) {
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [key, inline(value, root, all, within)]),
    );
  }
  const { $ref, ...own } = node;
  const found = find(all, $ref, root);
  if (within.includes(found.node)) return own;
  return { ...inline(found.node, found.root, all, [...within, found.node]), ...own };
}

/** The settings; flags can set those with a single value. The defaults of the others are elsewhere. */
function selectSettings(persisted) {
  const { properties } = persisted.find((schema) => schema.title === 'Settings');
  return Object.fromEntries(
    Object.entries(properties).map(([key, { default: value, ...schema }]) => [
      key,
      value === undefined || typeof value === 'object' ? schema : { ...schema, default: value },
    ]),
  );
}

/** The keys of the objects in each list of an output. */
function listKeys(schema, all) {
  const { properties = {} } = inline(schema.$defs.output, schema, all);
  const lists = Object.entries(properties).flatMap(([key, { items }]) =>
    items?.properties === undefined ? [] : [[key, Object.keys(items.properties)]],
  );
  return Object.fromEntries(lists);
}

function writeSchemas(named, all, settings) {
  const entries = named.map(({ name, schema }) => {
    const input = inline(schema.$defs.input, schema, all);
    const output = { $ref: `${schema.$id}#/$defs/output` };
    const lists = listKeys(schema, all);
    const shapes = { input, output, ...(Object.keys(lists).length > 0 && { lists }) };
    return `  ${JSON.stringify(name)}: ${JSON.stringify(shapes)},`;
  });
  return `import type { OperationSchemas, Property } from '../schema.js';

/** The input of each operation, and the location of the schema of its output. */
export const SCHEMAS = {
${entries.join('\n')}
} as const satisfies Readonly<Record<string, OperationSchemas>>;

/** The settings. */
export const SETTINGS = ${JSON.stringify(settings)} as const satisfies Readonly<Record<string, Property>>;
`;
}

/** Types of all inputs, outputs and their common parts; persisted shapes keep their own types. */
async function writeShapes(named, documents, persisted) {
  const used = new Set();
  const toType = (ref, root) => {
    const [id, pointer] = ref.split('#');
    const owner = persisted.find((schema) => schema.$id === id);
    if (owner !== undefined) {
      const plain = { sha256: 'string', prefixed_sha256: 'string', timestamp: 'string' };
      const primitive =
        plain[pointer.split('/').at(-1)] ?? toPrimitive(find(persisted, ref, owner).node);
      if (primitive !== undefined) return { tsType: primitive };
      const { type, text } = toPersistedType(owner, pointer.split('/').slice(1));
      used.add(type);
      return { tsType: text };
    }
    const target = id === '' ? root : documents.find(({ schema }) => schema.$id === id)?.schema;
    return { tsType: toPascalCase(`${getPrefix(target)} ${pointer.split('/').at(-1)}`) };
  };
  const localise = (node, root) => {
    if (Array.isArray(node)) return node.map((item) => localise(item, root));
    if (node === null || typeof node !== 'object') return node;
    if (typeof node.$ref === 'string') {
      const { description } = node;
      const found = toType(node.$ref, root);
      return description === undefined ? found : { ...found, description };
    }
    if (Object.keys(node).join('') === 'description' && typeof node.description === 'string') {
      return { tsType: 'unknown', description: node.description };
    }
    return Object.fromEntries(
      Object.entries(node)
        .filter(
          ([key]) => !['minItems', 'maxItems', 'title'].includes(key) && !key.startsWith('x-'),
        )
        .map(([key, value]) => [key, localise(value, root)]),
    );
  };
  const definitions = {};
  for (const { schema } of documents) {
    for (const [key, node] of Object.entries(schema.$defs)) {
      definitions[toPascalCase(`${getPrefix(schema)} ${key}`)] = localise(node, schema);
    }
  }
  const text = await compile(
    { title: 'Unused', type: 'object', additionalProperties: false, $defs: definitions },
    'Unused',
    { bannerComment: '', unreachableDefinitions: true, additionalProperties: false, format: false },
  );
  const types = text
    .replace(/export interface Unused \{\s*\}\n?/, '')
    .replace(
      /\s+\*\s+\* This interface was referenced by `\w+`'s JSON-Schema\s+\* via the `definition` "\w+"\./g,
      '',
    )
    .replace(
      /\/\*\*\s+\* This interface was referenced by `\w+`'s JSON-Schema\s+\* via the `definition` "\w+"\.\s+\*\/\s+/g,
      '',
    );
  const imports =
    used.size === 0
      ? ''
      : `import type { ${[...used].sort().join(', ')} } from '../../domain/model.js';\n\n`;
  return `${imports}${makeReadonly(types)}
/** The input of each operation, by its name. */
export interface Inputs {
${named.map(({ name, schema }) => `  ${JSON.stringify(name)}: ${toPascalCase(`${schema.title} input`)};`).join('\n')}
}

/** The output of each operation, by its name. @public */
export interface Outputs {
${named.map(({ name, schema }) => `  ${JSON.stringify(name)}: ${toPascalCase(`${schema.title} output`)};`).join('\n')}
}
`;
}

/** The type of a persisted shape, or of one of its properties: `Entry['status']`. */
function toPersistedType(owner, path) {
  const isDefinition = path[0] === '$defs';
  const type = toPascalCase(isDefinition ? path[1] : owner.title);
  let node = isDefinition ? owner.$defs[path[1]] : owner;
  let text = type;
  for (const key of path.slice(isDefinition ? 2 : 0).filter((_, at) => at % 2 === 1)) {
    const member = `${text}['${key}']`;
    // One that is left out where it is null is there in memory.
    const isThere = node.required?.includes(key) || node.properties[key].default === null;
    text = isThere ? member : `NonNullable<${member}>`;
    node = node.properties[key];
  }
  return { type, text };
}

/** The prefix of a schema's types; the common schema has none. */
function getPrefix(schema) {
  return schema.title === 'Common' ? '' : schema.title;
}

function toPrimitive({ type, enum: values, properties }) {
  if (values !== undefined || properties !== undefined) return undefined;
  return { string: 'string', integer: 'number', number: 'number', boolean: 'boolean' }[type];
}

function toPascalCase(words) {
  return words
    .split(/[\s_]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}
