// The inputs and outputs of the operations, from the schemas in operations/: types for both, and the
// inputs as data, for the faces that make flags, tools and routes of them.
//
// Annotations of an input, beside those of JSON Schema:
//   x-words        the keys that the shell takes as words, in their order; all others are flags
//   x-joined       all words that are left make one text
//   x-placeholder  what stands for the value in documentation, such as REF; completion in a shell offers
//                  models for REF, ID, A and B, known tags for TAG, and paths for FILE, DIR, A and B
//   x-flag         the name of the flag, where it is not that of the key
//   x-short        one letter, for the short form of a flag
//   x-group        the heading of a flag in the help
//   x-default      the default as people read it, where it depends on something else
//   x-option       an option of the run: a settings file may set it too
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { compile } from 'json-schema-to-typescript';

const COMMON = 'common.schema.json';

/** The schemas of the operations, by file name; those that they share stand in one of them. */
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
 * @param persisted - the schemas of what is written to disk, whose types are made elsewhere
 * @returns text by path
 */
export async function operationModules(documents, persisted, banner) {
  const all = [...documents.map((it) => it.schema), ...persisted];
  const operations = documents.filter((it) => it.file !== COMMON);
  const named = operations.map((it) => ({ ...it, name: nameOf(it.file) }));
  return new Map([
    ['src/operations/generated/shapes.ts', banner + (await shapes(named, documents, persisted))],
    ['src/operations/generated/schemas.ts', banner + data(named, all, settingsOf(persisted))],
  ]);
}

/** `tag-add.schema.json` is the operation `tag add`, unless its schema says otherwise. */
function nameOf(file) {
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
 * A schema without references: what an input refers to stands in it. A shape that holds itself is
 * written out once; what is deeper may be anything.
 */
function inline(node, root, all, within = []) {
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

/** The settings that are one value each: flags take them, too. */
function settingsOf(persisted) {
  const { properties } = persisted.find((schema) => schema.title === 'Settings');
  const plain = ['string', 'integer', 'number', 'boolean'];
  return Object.fromEntries(
    Object.entries(properties).filter(([, schema]) => plain.includes(schema.type)),
  );
}

function data(named, all, settings) {
  const entries = named.map(({ name, schema }) => {
    const input = inline(schema.$defs.input, schema, all);
    const output = { $ref: `${schema.$id}#/$defs/output` };
    return `  ${JSON.stringify(name)}: { input: ${JSON.stringify(input)}, output: ${JSON.stringify(output)} },`;
  });
  return `import type { OperationSchemas, Property } from '../schema.js';

/** The input of each operation, and where the schema of its output stands. */
export const SCHEMAS = {
${entries.join('\n')}
} as const satisfies Readonly<Record<string, OperationSchemas>>;

/** What a settings file may say, where it is one value. */
export const SETTINGS = ${JSON.stringify(settings)} as const satisfies Readonly<Record<string, Property>>;
`;
}

/** Types of all inputs, outputs and what they share; persisted shapes keep the types that they have. */
async function shapes(named, documents, persisted) {
  const used = new Set();
  const typeOf = (ref, root) => {
    const [id, pointer] = ref.split('#');
    const owner = persisted.find((schema) => schema.$id === id);
    if (owner !== undefined) {
      const plain = { sha256: 'string', prefixed_sha256: 'string', timestamp: 'string' };
      const primitive =
        plain[pointer.split('/').at(-1)] ?? primitiveOf(find(persisted, ref, owner).node);
      if (primitive !== undefined) return { tsType: primitive };
      const { type, text } = persistedType(owner, pointer.split('/').slice(1));
      used.add(type);
      return { tsType: text };
    }
    const target = id === '' ? root : documents.find((it) => it.schema.$id === id)?.schema;
    return { tsType: pascal(`${prefixOf(target)} ${pointer.split('/').at(-1)}`) };
  };
  const localise = (node, root) => {
    if (Array.isArray(node)) return node.map((item) => localise(item, root));
    if (node === null || typeof node !== 'object') return node;
    if (typeof node.$ref === 'string') {
      const { description } = node;
      const found = typeOf(node.$ref, root);
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
      definitions[pascal(`${prefixOf(schema)} ${key}`)] = localise(node, schema);
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
  return `${imports}${withReadonlyArrays(types)}
/** The input of each operation, by its name. */
export interface Inputs {
${named.map(({ name, schema }) => `  ${JSON.stringify(name)}: ${pascal(`${schema.title} input`)};`).join('\n')}
}

/** What each operation answers, by its name. */
export interface Outputs {
${named.map(({ name, schema }) => `  ${JSON.stringify(name)}: ${pascal(`${schema.title} output`)};`).join('\n')}
}
`;
}

/** The type of a persisted shape, or of one of its properties: `Entry['status']`. */
function persistedType(owner, path) {
  const isDefinition = path[0] === '$defs';
  const type = pascal(isDefinition ? path[1] : owner.title);
  let node = isDefinition ? owner.$defs[path[1]] : owner;
  let text = type;
  for (const key of path.slice(isDefinition ? 2 : 0).filter((_, at) => at % 2 === 1)) {
    const member = `${text}['${key}']`;
    text = node.required?.includes(key) ? member : `NonNullable<${member}>`;
    node = node.properties[key];
  }
  return { type, text };
}

/** Nobody changes what an operation was given, or what it answered. */
function withReadonlyArrays(text) {
  let out = text.replace(/([A-Za-z]\w*|\([^()]*\))\[\]/g, 'readonly $1[]');
  for (let at = out.indexOf('}[]'); at >= 0; at = out.indexOf('}[]', at + 1)) {
    let depth = 0;
    let open = at;
    do {
      depth += out[open] === '}' ? 1 : out[open] === '{' ? -1 : 0;
      open -= 1;
    } while (depth > 0);
    out = `${out.slice(0, open + 1)}readonly ${out.slice(open + 1)}`;
    at += 'readonly '.length;
  }
  return out;
}

/** What the operations share needs no prefix. */
function prefixOf(schema) {
  return schema.title === 'Common' ? '' : schema.title;
}

function primitiveOf({ type, enum: values, properties }) {
  if (values !== undefined || properties !== undefined) return undefined;
  return { string: 'string', integer: 'number', number: 'number', boolean: 'boolean' }[type];
}

function pascal(words) {
  return words
    .split(/[\s_]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}
