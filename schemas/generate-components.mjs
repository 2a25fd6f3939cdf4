// Generates the components of the OpenAPI document: every shape that an answer of the service has, under a
// name of its own. Inputs are described where they are asked for.
import { compile } from 'json-schema-to-typescript';
import { inline, toOperationName } from './generate-operations.mjs';
import { makeReadonly } from './make-readonly.mjs';

/** Keywords that say something to this program alone. */
const OWN = /^(?:x-|\$comment$|\$schema$|\$id$|\$defs$)/;

/**
 * @param documents - of `readOperationSchemas`
 * @param service - the schema of what only the service answers
 * @param persisted - the schemas of what is written to disk
 * @returns the path of the module, and its text
 */
export function generateComponents(documents, service, persisted, banner) {
  const all = [...documents.map(({ schema }) => schema), service, ...persisted];
  const components = collect(
    [
      ...documents.flatMap(({ schema }) => ('output' in schema.$defs ? [[schema, 'output']] : [])),
      ...Object.keys(service.$defs).map((key) => [service, key]),
    ],
    all,
  );
  const outputs = documents
    .filter(({ schema }) => 'output' in schema.$defs)
    .map(({ file, schema }) => [toOperationName(file), nameOf(schema, ['$defs', 'output'])]);
  return [
    'src/faces/http/generated/components.ts',
    `${banner}import type { OperationName } from '../../../operations/table.js';
import type { Schema } from '../../../operations/schema.js';

/** The shapes of all answers, by name; they refer to each other as \`Name#\`. */
export const COMPONENTS: Readonly<Record<string, Schema>> = ${JSON.stringify(components)};

/** The name of what each operation answers. */
export const OUTPUTS: Readonly<Record<OperationName, string>> = ${JSON.stringify(Object.fromEntries(outputs))};
`,
  ];
}

/**
 * Generates the types of what only the service answers.
 *
 * @returns the path of the module, and its text
 */
export async function generateServiceShapes(schemas, banner) {
  const $defs = Object.assign({}, ...schemas.map((schema) => schema.$defs));
  const text = await compile(
    { title: 'Unused', type: 'object', additionalProperties: false, $defs },
    'Unused',
    { bannerComment: '', unreachableDefinitions: true, additionalProperties: false },
  );
  const types = text
    .replace(/export interface Unused \{\s*\}\n?/, '')
    .replace(/\s+\*\s+\* This interface was referenced by [^\n]+\n\s+\* via the [^\n]+\./g, '');
  return ['src/faces/http/generated/shapes.ts', banner + makeReadonly(types)];
}

/** Follows references from some definitions to all that they need. */
function collect(roots, all) {
  const components = {};
  const waiting = roots.map(([schema, key]) => [schema, ['$defs', key]]);
  for (const [owner, path] of waiting) {
    const name = nameOf(owner, path);
    if (name in components) continue;
    const node = path.reduce((value, key) => value[key], owner);
    components[name] = clean(node, (ref) => {
      const [id, pointer] = ref.split('#');
      const target = id === '' ? owner : all.find((it) => it.$id === id);
      const keys = pointer.split('/').slice(1);
      // What is no definition of its own is repeated where it is used.
      if (keys.length !== 2 || keys[0] !== '$defs') {
        return clean(inline({ $ref: ref }, owner, all), () => ({}));
      }
      waiting.push([target, keys]);
      return { $ref: `${nameOf(target, keys)}#` };
    });
  }
  return Object.fromEntries(Object.entries(components).toSorted());
}

/** The name of a definition: those of an operation begin with its name. */
function nameOf({ $id, title }, [, key]) {
  const isOfOperation = $id.includes(':operation:') && title !== 'Common';
  return toPascalCase(isOfOperation ? `${title}_${key}` : key);
}

function clean(node, follow) {
  if (Array.isArray(node)) return node.map((item) => clean(item, follow));
  if (node === null || typeof node !== 'object') return node;
  const { $ref, ...rest } = node;
  const own = Object.entries(rest).flatMap(([key, value]) => {
    if (OWN.test(key)) return [];
    // The keys of an object may be called as keywords are.
    if (key === 'properties') {
      const properties = Object.entries(value).map(([name, it]) => [name, clean(it, follow)]);
      return [[key, Object.fromEntries(properties)]];
    }
    return [[key, clean(value, follow)]];
  });
  return { ...($ref !== undefined && follow($ref)), ...Object.fromEntries(own) };
}

function toPascalCase(words) {
  return words.replace(/(?:^|_)([a-z])/g, (_, letter) => letter.toUpperCase());
}
