// Generates types, validators, the table of persisted properties, and constants from the schemas in
// this folder.
//
//   node schemas/generate.mjs           writes the files
//   node schemas/generate.mjs --check   exits with 1 if a committed file is out of date
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from 'json-schema-to-typescript';
import { format } from 'oxfmt';
import { generateMethods } from './generate-methods.mjs';
import { makeReadonly } from './make-readonly.mjs';
import { generateComponents, generateServiceShapes } from './generate-components.mjs';
import { generatePython } from './generate-python.mjs';
import { generateNulls } from './generate-nulls.mjs';
import { generateOutlines } from './generate-outlines.mjs';
import { generateValidators } from './generate-validators.mjs';
import { generateOperations, readOperationSchemas } from './generate-operations.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const banner = '// Generated from schemas/ by `npm run generate`. Do not edit.\n';

const names = (await readdir(here)).filter((file) => file.endsWith('.schema.json')).sort();
const schemas = await Promise.all(
  names.map(async (file) => JSON.parse(await readFile(join(here, file), 'utf8'))),
);
const registry = schemas.find(({ title }) => title === 'Registry');

/** Converts a reference to one within the bundleSchemas document. */
function toLocalRef(ref, rootName) {
  const [id, pointer = ''] = ref.split('#');
  const title = id === '' ? rootName : schemas.find((schema) => schema.$id === id).title;
  return pointer.startsWith('/$defs/') ? `#${pointer}` : `#/$defs/${title}${pointer}`;
}

/** Finds what a reference leads to, and the schema that it is in. */
function follow({ $ref }, owner) {
  const [id, pointer = ''] = $ref.split('#');
  const root = id === '' ? owner : schemas.find((schema) => schema.$id === id);
  const node = pointer
    .split('/')
    .slice(1)
    .reduce((value, key) => value[key], root);
  return { node, owner: root };
}

/** Whether a property is left out where it is null, and null where it is missing. */
function isAbsentIfNull(schema, owner) {
  if (schema.default === null) return true;
  if (!/#\/properties\//.test(schema.$ref ?? '')) return false;
  const { node, owner: root } = follow(schema, owner);
  return isAbsentIfNull(node, root);
}

/** The keys that every object has once it was read. */
function keysInMemory({ properties, required = [], else: rest = {} }, owner) {
  const all = [...required, ...(rest.required ?? [])];
  const isKept = ([key, schema]) => all.includes(key) || isAbsentIfNull(schema, owner);
  return Object.entries(properties)
    .filter(isKept)
    .map(([key]) => key);
}

/** A definition as its objects are in memory. */
function complete(node, owner) {
  if (node.properties === undefined) return node;
  // What is required of some objects only is filled in when the others are read.
  const { if: _if, then: _then, else: _else, ...rest } = node;
  return { ...rest, required: keysInMemory(node, owner) };
}

/** Bundles all schemas as definitions of one document, so that a shared shape becomes one type. */
function bundleSchemas() {
  const definitions = {};
  const localise = (node, rootName) => {
    if (Array.isArray(node)) return node.map((item) => localise(item, rootName));
    if (node === null || typeof node !== 'object') return node;
    const out = {};
    for (const [key, value] of Object.entries(node)) {
      if (key === '$schema' || key === '$id' || key === '$defs') continue;
      if (key === 'maxItems' || key === 'minItems') continue; // otherwise: a tuple for every length
      // A reference with siblings becomes a separate type. (A property may be named `default`.)
      if (key === '$comment' || (key === 'default' && value === null)) continue;
      out[key] = key === '$ref' ? toLocalRef(value, rootName) : localise(value, rootName);
    }
    return out;
  };
  for (const schema of schemas) {
    definitions[schema.title] = localise(complete(schema, schema), schema.title);
    for (const [name, definition] of Object.entries(schema.$defs ?? {})) {
      definitions[name] = localise(complete(definition, schema), schema.title);
    }
  }
  return { title: 'Unused', type: 'object', additionalProperties: false, $defs: definitions };
}

async function generateTypes() {
  const text = await compile(bundleSchemas(), 'Unused', {
    bannerComment: '',
    unreachableDefinitions: true,
    additionalProperties: false,
    format: false,
  });
  const types = text
    .replace(/export interface Unused \{\s*\}\n?/, '')
    .replace(
      /\s+\*\s+\* This interface was referenced by `\w+`'s JSON-Schema\s+\* via the `definition` "\w+"\./g,
      '',
    )
    .replace(
      /\/\*\*\s+\* This interface was referenced by `\w+`'s JSON-Schema\s+\* via the `definition` "\w+"\.\s+\*\/\s+/g,
      '',
    )
    .replace(/export type \w+ = \w+\[\];\n/g, (alias) => (isUsed(text, alias) ? alias : ''));
  return makeReadonly(types);
}

/** Whether an alias that the compiler generated for a property is used anywhere else. */
function isUsed(text, alias) {
  const name = /type (\w+)/.exec(alias)[1];
  return (text.match(new RegExp(`\\b${name}\\b`, 'g')) ?? []).length > 1;
}

const ORIGIN = /^origin: (user|spec|derived|registry)$/;

/**
 * The properties of a persisted object that the program needs to know: their order, their origin
 * (see the `$comment` of the registry's schema), and the objects that they contain.
 */
function describeProperties(name, definition, owner) {
  const kept = keysInMemory(definition, owner);
  const found = Object.entries(definition.properties).map(([key, schema]) => {
    const origin = ORIGIN.exec(schema.$comment ?? '')?.[1];
    const property = {
      ...(origin && { origin }),
      ...(!kept.includes(key) && { optional: true }),
      ...(isAbsentIfNull(schema, owner) && { default: null }),
      ...findContained(schema, owner, `${name}.${key}`),
    };
    return [key, property];
  });
  const named = found.filter(([, { origin }]) => origin !== undefined).length;
  if (named !== 0 && named !== found.length) {
    throw new Error(`${name}: either all properties must state their origin, or none`);
  }
  return Object.fromEntries(found);
}

/** The persisted object that a property contains, once or several times. */
function findContained(schema, owner, place) {
  if (/#\/properties\//.test(schema.$ref ?? '')) {
    const found = follow(schema, owner);
    return findContained(found.node, found.owner, place);
  }
  if (schema.properties !== undefined) throw new Error(`${place}: give it a separate definition`);
  const find = (it) => findObject(it, owner);
  const one = find(schema) ?? schema.anyOf?.map(find).find((name) => name !== undefined);
  if (one !== undefined) return { shape: one };
  const each = find(schema.items ?? schema.additionalProperties ?? {});
  return each === undefined ? {} : { each };
}

/** The definition of a persisted object that a schema refers to. */
function findObject(schema, owner) {
  const [, name] = /#\/\$defs\/(\w+)$/.exec(schema.$ref ?? '') ?? [];
  return name !== undefined && follow(schema, owner).node.properties !== undefined
    ? name
    : undefined;
}

function toTypeName(name, { title }) {
  return title ?? name.replace(/(?:^|_)([a-z])/g, (_, letter) => letter.toUpperCase());
}

function definitionsOf(owner) {
  return Object.entries(owner.$defs).map(([name, definition]) => [name, definition, owner]);
}

/** The registry, the metadata file of a model, and all objects in them, with their names. */
function listPersisted() {
  const [metadata, model, weights] = ['ModelMetadata', 'GnnModel', 'Weights'].map((wanted) =>
    schemas.find(({ title }) => title === wanted),
  );
  return [
    ['registry', registry, registry],
    ...definitionsOf(registry),
    ['model_metadata', metadata, metadata],
    ...definitionsOf(model),
    ['weights', weights, weights],
    ...definitionsOf(weights),
  ].filter(([, { properties }]) => properties !== undefined);
}

/** The properties of each persisted object. */
function describeShapes() {
  const shapes = listPersisted().map(([name, ...rest]) => [
    name,
    describeProperties(name, ...rest),
  ]);
  return Object.fromEntries(shapes);
}

/** Generates the table of the persisted objects. */
function generatePersisted(shapes) {
  const objects = listPersisted();
  const names = objects.map(([name, schema]) => toTypeName(name, schema));
  const types = objects.map(([name], index) => `${name}: ${names[index]};`);
  const open = objects.flatMap(([name, it]) => (it.additionalProperties === false ? [] : name));
  return `import type { ${names.join(', ')} } from './shapes.js';

/** The persisted objects, by their names in the schemas. */
export interface Persisted { ${types.join('\n')} }

/** The origin of a property, as defined in the \`$comment\` of the registry's schema. */
export type Origin = 'user' | 'spec' | 'derived' | 'registry';

/** What the schema says about a property. */
export interface Property {
  readonly origin?: Origin;
  readonly optional?: true;
  /** It is left out where it is null, and read as null where it is missing. */
  readonly default?: null;
  /** The object that it contains. */
  readonly shape?: keyof Persisted;
  /** The objects in its list or map. */
  readonly each?: keyof Persisted;
}

/** The properties of every persisted object, in the order in which they are written. */
export const PERSISTED = ${JSON.stringify(shapes)} as const satisfies {
  readonly [S in keyof Persisted]: { readonly [K in keyof Required<Persisted[S]>]: Property };
};

/** The persisted objects that may have other keys, too. */
export const OPEN_SHAPES: readonly (keyof Persisted)[] = ${JSON.stringify(open)};
`;
}

/** The lists of words that the program uses, by their names in it. */
const WORDS = {
  PROFILE_NAMES: 'config#/properties/profile',
  BUMP_LEVELS: 'config#/properties/bump',
  FAIL_ON: 'config#/properties/fail_on',
  MODEL_KINDS: 'gnn-model#/$defs/model_kind',
  MODEL_STATUSES: 'model-registry#/$defs/entry/properties/status',
  HEALTH_STATUSES: 'model-registry#/$defs/health/properties/status',
  BINDING_STATUSES: 'model-registry#/$defs/binding_status',
  LINEAGE_KINDS: 'model-registry#/$defs/lineage_kind',
  FINDING_KINDS: 'operations/verify#/$defs/finding/properties/kind',
};

/** The bounds that the program checks before it writes, by their names in it. */
const BOUNDS = {
  aliases: 'model-registry#/$defs/entry/properties/aliases/maxProperties',
  parents: 'model-registry#/$defs/entry/properties/parents/maxItems',
  dependencies: 'model-registry#/$defs/entry/properties/dependencies/maxItems',
  tags: 'model-registry#/$defs/entry/properties/tags/maxItems',
  tag: 'model-registry#/$defs/entry/properties/tags/items/maxLength',
  fact: 'model-registry#/$defs/entry_metadata/properties/author/maxLength',
  annotations: 'model-registry#/$defs/annotations/maxProperties',
  annotationKey: 'model-registry#/$defs/annotations/propertyNames/maxLength',
  annotation: 'model-registry#/$defs/annotations/additionalProperties/maxLength',
  metrics: 'model-registry#/$defs/metrics/maxProperties',
  metricName: 'model-registry#/$defs/metrics/propertyNames/maxLength',
  versionTags: 'model-registry#/$defs/version_entry/properties/tags/maxItems',
  exports: 'model-registry#/$defs/version_entry/properties/exports/maxItems',
  bindings: 'model-registry#/$defs/version_entry/properties/bindings/maxItems',
  refusal: 'model-registry-summary#/$defs/refused_file/properties/reason/maxLength',
  leftEdits: 'model-registry-summary#/properties/edits_not_merged/maxItems',
  label: 'model-registry#/$defs/label/maxLength',
  modelId: 'model-registry#/$defs/model_id/maxLength',
  formerIds: 'model-registry#/$defs/entry/properties/former_ids/maxItems',
  healthMessage: 'model-registry#/$defs/health/properties/message/maxLength',
  exportPath: 'model-registry#/$defs/export/properties/path/maxLength',
  bindingModelId: 'model-registry#/$defs/binding/properties/model_id/maxLength',
  endpoint: 'model-registry#/$defs/binding/properties/endpoint/anyOf/0/maxLength',
  region: 'model-registry#/$defs/binding/properties/region/anyOf/0/maxLength',
  latency: 'model-registry#/$defs/binding/properties/average_latency_ms/maximum',
  cost: 'model-registry#/$defs/binding/properties/cost_per_1000/maximum',
  valueKeys: 'gnn-model#/$defs/front_matter_value/maxProperties',
  valueKey: 'gnn-model#/$defs/front_matter_value/propertyNames/maxLength',
  valueItems: 'gnn-model#/$defs/front_matter_value/maxItems',
  valueText: 'gnn-model#/$defs/front_matter_value/maxLength',
  actor: 'audit-event#/properties/actor/maxLength',
  reason: 'audit-event#/properties/reason/maxLength',
};

/** Returns the part of a schema at a place such as `config#/properties/bump`. */
function lookUp(place) {
  const [name, pointer] = place.split('#');
  const file = `${name}.schema.json`;
  const schema =
    schemas[names.indexOf(file)] ??
    operations.find((it) => `operations/${it.file}` === file).schema;
  return pointer
    .split('/')
    .slice(1)
    .reduce((node, key) => node[key], schema);
}

/** Keys of a settings file that stand for flags of every command: no settings of the registry. */
const FLAGS = ['output_dir', 'lock_timeout', 'format', 'registry'];

/** Generates the constants that the program takes from the schemas. */
function generateValues() {
  const words = Object.entries(WORDS).map(([name, place]) => {
    const list = lookUp(place).enum.filter((word) => word !== null);
    return `export const ${name} = ${JSON.stringify(list)} as const;`;
  });
  const bounds = Object.entries(BOUNDS).map(([name, place]) => [name, lookUp(place)]);
  const options = Object.keys(lookUp('operations/run#/$defs/input/properties'));
  const defaults = Object.entries(lookUp('config#/properties'))
    .filter(
      ([name, { default: value }]) =>
        value !== undefined && !options.includes(name) && !FLAGS.includes(name),
    )
    .map(([name, { default: value }]) => [name, value]);
  return [
    "import type { Settings } from './shapes.js';",
    ...words,
    `/** The maxima that the schemas allow: items, characters, numbers. */
export const BOUNDS = ${JSON.stringify(Object.fromEntries(bounds))} as const;`,
    `/** The default settings. */
export const SETTING_DEFAULTS = ${JSON.stringify(Object.fromEntries(defaults))} satisfies Settings;`,
  ].join('\n\n');
}

const operations = await readOperationSchemas(join(here, 'operations'));
const shapes = describeShapes();
const outputs = new Map([
  ['src/domain/generated/shapes.ts', banner + (await generateTypes())],
  ['src/domain/generated/values.ts', banner + generateValues()],
  ['src/domain/generated/persisted.ts', banner + generatePersisted(shapes)],
  ['src/domain/generated/nulls.ts', banner + generateNulls(shapes)],
]);
for (const [path, text] of await generateOperations(operations, schemas, banner)) {
  outputs.set(path, text);
}
outputs.set(...generateOutlines(operations, schemas, banner));
const [service, tokens] = await Promise.all(
  ['service', 'tokens'].map(async (name) =>
    JSON.parse(await readFile(join(here, `service/${name}.schema.json`), 'utf8')),
  ),
);
outputs.set(...generateComponents(operations, service, schemas, banner));
outputs.set(...(await generateServiceShapes([service, tokens], banner)));
for (const [path, text] of await generateValidators(schemas, names, banner))
  outputs.set(path, text);

const check = process.argv.includes('--check');

/** The text as `npm run format` would leave it. */
async function lay(path, text) {
  const { code, errors } = await format(path, text, { singleQuote: true, printWidth: 100 });
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);
  return code;
}

async function put(path, text) {
  const pretty = path.endsWith('.js') ? text : await lay(path, text);
  const file = join(root, path);
  if (!check) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, pretty);
    return;
  }
  const committed = await readFile(file, 'utf8').catch(() => '');
  if (committed === pretty) return;
  console.error(`${path} is out of date: run \`npm run generate\``);
  process.exitCode = 1;
}

for (const [path, text] of outputs) await put(path, text);
// From the table of operations, which needs the files just written.
await put(
  'src/faces/library/generated/methods.ts',
  await generateMethods(root, operations, banner),
);
await put('src/faces/python/generated/files.ts', await generatePython(root, banner));
