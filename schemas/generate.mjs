// Makes the types, the validators, the table of persisted properties, and the values that the program
// repeats of the schemas, from the schemas beside this file.
//
//   node schemas/generate.mjs           writes them
//   node schemas/generate.mjs --check   exits 1 where a committed file differs from what it would write
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import { compile } from 'json-schema-to-typescript';
import { format } from 'prettier';
import { methodsModule } from './generate-methods.mjs';
import { operationModules, readOperationSchemas } from './generate-operations.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const banner = '// Made from schemas/ by `npm run generate`. Do not edit.\n';

const names = (await readdir(here)).filter((file) => file.endsWith('.schema.json')).sort();
const schemas = await Promise.all(
  names.map(async (file) => JSON.parse(await readFile(join(here, file), 'utf8'))),
);
const registry = schemas.find(({ title }) => title === 'Registry');

/** A reference within the one document: shared definitions stand beside the schemas' roots. */
function localRef(ref, rootName) {
  const [id, pointer] = ref.split('#');
  const title = id === '' ? rootName : schemas.find((schema) => schema.$id === id).title;
  return pointer.startsWith('/$defs/') ? `#${pointer}` : `#/$defs/${title}${pointer}`;
}

/** All schemas as definitions of one document, so that a shared shape becomes one type. */
function bundled() {
  const definitions = {};
  const localise = (node, rootName) => {
    if (Array.isArray(node)) return node.map((item) => localise(item, rootName));
    if (node === null || typeof node !== 'object') return node;
    const out = {};
    for (const [key, value] of Object.entries(node)) {
      if (key === '$schema' || key === '$id' || key === '$defs') continue;
      if (key === 'maxItems' || key === 'minItems') continue; // tuples of every length otherwise
      // A reference with more beside it becomes a type of its own. (A property may be named `default`.)
      if (key === '$comment' || (key === 'default' && value === null)) continue;
      out[key] = key === '$ref' ? localRef(value, rootName) : localise(value, rootName);
    }
    return out;
  };
  for (const schema of schemas) {
    definitions[schema.title] = localise(schema, schema.title);
    for (const [name, definition] of Object.entries(schema.$defs ?? {})) {
      definitions[name] = localise(definition, schema.title);
    }
  }
  return { title: 'Unused', type: 'object', additionalProperties: false, $defs: definitions };
}

async function types() {
  const text = await compile(bundled(), 'Unused', {
    bannerComment: '',
    unreachableDefinitions: true,
    additionalProperties: false,
    format: false,
  });
  return text
    .replace(/export interface Unused \{\s*\}\n?/, '')
    .replace(
      /\s+\*\s+\* This interface was referenced by `\w+`'s JSON-Schema\s+\* via the `definition` "\w+"\./g,
      '',
    )
    .replace(
      /\/\*\*\s+\* This interface was referenced by `\w+`'s JSON-Schema\s+\* via the `definition` "\w+"\.\s+\*\/\s+/g,
      '',
    )
    .replace(/export type \w+ = \w+\[\];\n/g, (alias) => (used(text, alias) ? alias : ''));
}

/** Whether anything but its own line names an alias that the compiler made of a property. */
function used(text, alias) {
  const name = /type (\w+)/.exec(alias)[1];
  return (text.match(new RegExp(`\\b${name}\\b`, 'g')) ?? []).length > 1;
}

const ORIGIN = /^origin: (user|spec|derived|registry)$/;

/**
 * What the program has to know of the properties of a persisted object: their order, where each
 * comes from (see the `$comment` of the registry's schema), and what they hold.
 */
function propertiesOf(name, { properties, required }) {
  const found = Object.entries(properties).map(([key, schema]) => {
    const origin = ORIGIN.exec(schema.$comment ?? '')?.[1];
    const property = {
      ...(origin && { origin }),
      ...(!required.includes(key) && { optional: true }),
      ...(schema.default !== undefined && { default: schema.default }),
      ...heldIn(schema, `${name}.${key}`),
    };
    return [key, property];
  });
  const named = found.filter(([, { origin }]) => origin !== undefined).length;
  if (named !== 0 && named !== found.length) {
    throw new Error(`${name}: either all properties name their origin, or none does`);
  }
  return Object.fromEntries(found);
}

/** The persisted object that a property holds, or holds several of. */
function heldIn(schema, place) {
  if (schema.properties !== undefined) throw new Error(`${place}: give it a definition of its own`);
  const one = objectAt(schema) ?? schema.anyOf?.map(objectAt).find((it) => it !== undefined);
  if (one !== undefined) return { shape: one };
  const each = objectAt(schema.items ?? schema.additionalProperties ?? {});
  return each === undefined ? {} : { each };
}

/** The definition of a persisted object that a schema refers to. */
function objectAt({ $ref = '' }) {
  const [, name] = /^#\/\$defs\/(\w+)$/.exec($ref) ?? [];
  return name !== undefined && registry.$defs[name].properties !== undefined ? name : undefined;
}

function typeOf(name, { title }) {
  return title ?? name.replace(/(?:^|_)([a-z])/g, (_, letter) => letter.toUpperCase());
}

/** The registry and all objects in it, and the metadata file of a model. */
function persisted() {
  const objects = Object.entries({
    registry,
    ...registry.$defs,
    model_metadata: schemas.find(({ title }) => title === 'ModelMetadata'),
  }).filter(([, { properties }]) => properties !== undefined);
  const names = objects.map(([name, schema]) => typeOf(name, schema));
  const types = objects.map(([name], index) => `${name}: ${names[index]};`);
  const shapes = objects.map(([name, schema]) => [name, propertiesOf(name, schema)]);
  return `import type { ${names.join(', ')} } from './shapes.js';

/** The objects that are persisted, by their names in the schemas. */
export interface Persisted { ${types.join('\n')} }

/** Where a property comes from: the \`$comment\` of the registry's schema tells them apart. */
export type Origin = 'user' | 'spec' | 'derived' | 'registry';

/** What the schema says of a property. */
export interface Property {
  readonly origin?: Origin;
  readonly optional?: true;
  /** Stands for one that a registry of an older release lacks. */
  readonly default?: null;
  /** The object that it holds. */
  readonly shape?: keyof Persisted;
  /** The objects that its list or its map holds. */
  readonly each?: keyof Persisted;
}

/** The properties of every persisted object, in the order in which they are written. */
export const PERSISTED = ${JSON.stringify(Object.fromEntries(shapes))} as const satisfies {
  readonly [S in keyof Persisted]: { readonly [K in keyof Required<Persisted[S]>]: Property };
};
`;
}

/** One self-contained module for each schema: ajv's standalone code with its helpers bundled in. */
async function validator(schema) {
  const ajv = new Ajv2020({
    strict: true,
    strictTypes: true,
    allowUnionTypes: true,
    allErrors: false,
    $data: false,
    ownProperties: true,
    inlineRefs: false,
    unicodeRegExp: true,
    schemas: JSON.parse(JSON.stringify(schemas), (key, value) =>
      key === '$comment' ? undefined : value,
    ),
    code: { source: true, esm: true },
  });
  const code = standaloneCode(ajv, ajv.getSchema(schema.$id));
  const result = await build({
    stdin: { contents: code, resolveDir: root },
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
    minify: true,
    legalComments: 'none',
  });
  return result.outputFiles[0].text;
}

/** The lists of words that the program reads, shows or offers, by their name there. */
const WORDS = {
  PROFILE_NAMES: 'config#/properties/profile',
  BUMP_LEVELS: 'config#/properties/bump',
  FAIL_ON: 'config#/properties/fail_on',
  MODEL_KINDS: 'gnn-model#/$defs/model_kind',
  MODEL_STATUSES: 'model-registry#/$defs/entry/properties/status',
  HEALTH_STATUSES: 'model-registry#/$defs/health/properties/status',
  BINDING_STATUSES: 'model-registry#/$defs/binding_status',
  LINEAGE_KINDS: 'model-registry#/$defs/lineage_kind',
};

/** The bounds that the program checks before it writes, by their name there. */
const BOUNDS = {
  aliases: 'model-registry#/$defs/entry/properties/aliases/maxProperties',
  parents: 'model-registry#/$defs/entry/properties/parents/maxItems',
  dependencies: 'model-registry#/$defs/entry/properties/dependencies/maxItems',
  annotations: 'model-registry#/$defs/annotations/maxProperties',
  annotationKey: 'model-registry#/$defs/annotations/propertyNames/maxLength',
  annotation: 'model-registry#/$defs/annotations/additionalProperties/maxLength',
  metrics: 'model-registry#/$defs/metrics/maxProperties',
  metricName: 'model-registry#/$defs/metrics/propertyNames/maxLength',
  versionTags: 'model-registry#/$defs/version_entry/properties/tags/maxItems',
  exports: 'model-registry#/$defs/version_entry/properties/exports/maxItems',
  bindings: 'model-registry#/$defs/version_entry/properties/bindings/maxItems',
  label: 'model-registry#/$defs/label/maxLength',
  modelId: 'model-registry#/$defs/model_id/maxLength',
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

/** What stands at a place of a schema, such as `config#/properties/bump`. */
function lookUp(place) {
  const [name, pointer] = place.split('#');
  const schema = schemas[names.indexOf(`${name}.schema.json`)];
  return pointer
    .split('/')
    .slice(1)
    .reduce((node, key) => node[key], schema);
}

/** Keys of a settings file that stand for flags of every command: no settings of the registry. */
const FLAGS = ['output_dir', 'lock_timeout', 'format'];

/** What the program needs of the schemas as values. */
function values() {
  const words = Object.entries(WORDS).map(([name, place]) => {
    const list = lookUp(place).enum.filter((word) => word !== null);
    return `export const ${name} = ${JSON.stringify(list)} as const;`;
  });
  const bounds = Object.entries(BOUNDS).map(([name, place]) => [name, lookUp(place)]);
  const options = Object.keys(
    operations.find((it) => it.file === 'run.schema.json').schema.$defs.input.properties,
  );
  const defaults = Object.entries(lookUp('config#/properties'))
    .filter(
      ([name, { default: value }]) =>
        value !== undefined && !options.includes(name) && !FLAGS.includes(name),
    )
    .map(([name, { default: value }]) => [name, value]);
  return [
    "import type { Settings } from './shapes.js';",
    ...words,
    `/** The most that the schemas allow: items, characters, numbers. */
export const BOUNDS = ${JSON.stringify(Object.fromEntries(bounds))} as const;`,
    `/** What the settings are where no settings file says otherwise. */
export const SETTING_DEFAULTS = ${JSON.stringify(Object.fromEntries(defaults))} satisfies Settings;`,
  ].join('\n\n');
}

const declaration = `import type { ValidateFunction } from 'ajv';
declare const validate: ValidateFunction;
export { validate };
`;

const operations = await readOperationSchemas(join(here, 'operations'));
const outputs = new Map([
  ['src/domain/generated/shapes.ts', banner + (await types())],
  ['src/domain/generated/values.ts', banner + values()],
  ['src/domain/generated/persisted.ts', banner + persisted()],
]);
for (const [path, text] of await operationModules(operations, schemas, banner)) {
  outputs.set(path, text);
}
for (const [index, schema] of schemas.entries()) {
  const base = `src/domain/generated/${names[index].replace('.schema.json', '')}`;
  outputs.set(`${base}.js`, banner + (await validator(schema)));
  outputs.set(`${base}.d.ts`, banner + declaration);
}

const check = process.argv.includes('--check');

async function put(path, text) {
  const pretty = path.endsWith('.js')
    ? text
    : await format(text, { singleQuote: true, printWidth: 100, filepath: path });
  const file = join(root, path);
  if (!check) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, pretty);
    return;
  }
  const committed = await readFile(file, 'utf8').catch(() => '');
  if (committed === pretty) return;
  console.error(`${path} is not in step with schemas/: run \`npm run generate\``);
  process.exitCode = 1;
}

for (const [path, text] of outputs) await put(path, text);
// From the table of operations, which needs what was just written.
await put('src/faces/library/generated/methods.ts', await methodsModule(root, banner));
