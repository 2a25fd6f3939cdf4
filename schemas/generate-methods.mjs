// Generates the types of the library's methods, with documentation, from the table of operations and the
// annotations of their schemas (see generate-operations.mjs).
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { listTypes, toTypeScript, unionOf } from './to-typescript.mjs';

const TABLE = 'src/operations/table.ts';
const ANSWERS = 'src/faces/library/answers.ts';

/** Options that are no more than these stand in the method's own line; more have a type with a name. */
const MAX_INLINE = 2;

/** Leaves out the code of the operations, which the table loads dynamically. */
const withoutCode = {
  name: 'without-code',
  setup(bundle) {
    bundle.onResolve({ filter: /.*/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
  },
};

export async function readTable(root) {
  const { outputFiles } = await build({
    entryPoints: [join(root, TABLE)],
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
    plugins: [withoutCode],
  });
  const text = Buffer.from(outputFiles[0].contents).toString('base64');
  const { OPERATIONS } = await import(`data:text/javascript;base64,${text}`);
  return OPERATIONS;
}

/**
 * @param documents - of `readOperationSchemas`
 * @returns the text of the module with the types of the methods
 */
export async function generateMethods(root, documents, banner) {
  const operations = Object.entries(await readTable(root));
  const methods = operations.flatMap(([name, operation]) =>
    'method' in operation.library ? [describeMethod(name, operation, documents)] : [],
  );
  const answers = methods.map(
    ({ name, answer, given }) =>
      `  ${JSON.stringify(name)}: ${[...new Set([answer, ...given].map(({ type }) => type))].join(' | ')};`,
  );
  const text = [
    `/** What each operation returns in the library. @public */
export interface Answers {\n${answers.join('\n')}\n}`,
    ...methods.flatMap(writeOptions),
    `/** A method for each operation that the library offers. */
export interface RegistryMethods {\n${methods.map(writeMethod).join('\n\n')}\n}`,
  ].join('\n\n');
  return `${banner}${await writeImports(root, text)}\n${text}\n`;
}

/** Imports the types that a text names: those of the library, or else those of what is persisted. */
async function writeImports(root, text) {
  const own = listExports(await readFile(join(root, ANSWERS), 'utf8'));
  const places = [
    ['../answers.js', own],
    ['../../../operations/queries/field.js', ['FoundField']],
    ['../../../operations/queries/health.js', ['RegistryHealth']],
    ['../../../operations/queries/stale.js', ['StaleModel']],
    ['../../../search/index.js', ['SearchHit']],
    ['../../../pipeline/retain.js', ['Retained']],
    [
      '../../../domain/model.js',
      listExports(await readFile(join(root, 'src/domain/generated/shapes.ts'), 'utf8')),
    ],
  ];
  const code = text.replace(/\/\*\*[\s\S]*?\*\/|'[^']*'|"[^"]*"/g, '');
  const words = new Set(code.match(/\b[A-Z]\w*/g));
  return places
    .map(([from, names]) => [from, names.filter((it) => words.has(it)).sort()])
    .filter(([, names]) => names.length > 0)
    .map(([from, names]) => `import type { ${names.join(', ')} } from '${from}';\n`)
    .join('');
}

function listExports(text) {
  return Array.from(text.matchAll(/^export (?:interface|type) (\w+)/gm), ([, name]) => name);
}

/** What the declarations of a method say, from its row of the table and its schema. */
function describeMethod(name, { summary, input, library, errors, kind }, documents) {
  const file = `${name.replaceAll(' ', '-')}.schema.json`;
  const { title, $defs } = documents.find((it) => it.file === file).schema;
  const { description } = $defs.output;
  const {
    does = summary,
    type = `${title}Output`,
    returns = description,
    if: given = {},
  } = $defs.output['x-library'] ?? {};
  if (returns === undefined) {
    throw new Error(`${file}: the output has neither x-library nor a description`);
  }
  const parameters = library.parameters ?? input['x-words'] ?? [];
  const left = [...parameters, ...(library.without ?? []), ...Object.keys(library.given ?? {})];
  const options = Object.keys(input.properties).filter(
    // Options of a run are those that the registry was opened with.
    (key) => !left.includes(key) && !input.properties[key]['x-option'],
  );
  return {
    name,
    input,
    library,
    errors,
    kind,
    does,
    parameters,
    options,
    optionsType: `${library.method[0].toUpperCase()}${library.method.slice(1)}Options`,
    answer: { type, returns },
    given: Object.entries(given).map(([key, answer]) => ({ key, ...answer })),
  };
}

/** The type of the options, if there are too many for one line. */
function writeOptions({ input, library, options, optionsType }) {
  if (options.length <= MAX_INLINE) return [];
  const fields = options.map((key) => writeField(input, key).join('\n'));
  return [
    `/** The options of \`${library.method}\`. */\nexport interface ${optionsType} {\n${fields.join('\n')}\n}`,
  ];
}

function writeField(input, key) {
  const isOptional = !input.required.includes(key);
  return [
    `  /** ${about(input, key)} */`,
    `  readonly ${toCamelCase(key)}${isOptional ? '?' : ''}: ${typeOf(input, key)};`,
  ];
}

/** The type of an input; an optional one may also be null. */
function typeOf({ properties, required }, key) {
  const types = listTypes(properties[key]);
  return unionOf(required.includes(key) ? types : [...types, 'null']);
}

function about({ properties }, key) {
  const { 'x-library': said, description, default: value } = properties[key];
  const text = said ?? description ?? '';
  return value === undefined || /\bdefault\b/.test(text)
    ? text
    : `${text}; default: ${JSON.stringify(value)}`;
}

/** The declaration of a method: several where an input decides what it returns. */
function writeMethod(method) {
  const { library, answer, given } = method;
  const ofOne = given.flatMap(({ key, type, returns }) => [
    [{ ...method, answer: { type, returns } }, { needs: key }],
    [method, { omits: key }],
  ]);
  const types = [...given, answer].map(({ type }) => type);
  const returns = [...given, answer].map((it) => it.returns).join('; or ');
  const last = [{ ...method, answer: { type: types.join(' | '), returns } }, {}];
  return [...ofOne, last]
    .map(([described, how]) => {
      const { type } = described.answer;
      const returned = library.sync ? type : `Promise<${type}>`;
      const list = listParameters(described, how).join(', ');
      return [...writeDocumentation(described), `  ${library.method}(${list}): ${returned};`];
    })
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** @param how - the input that is needed or omitted here, although it is optional in general */
function listParameters({ input, parameters, options, optionsType }, { needs, omits }) {
  const isRequired = (key) => input.required.includes(key) || key === needs;
  const all = [...parameters];
  const types = parameters.map((key) => {
    if (key === needs) return toTypeScript(input.properties[key]);
    return key === omits ? 'null' : typeOf(input, key);
  });
  if (options.length > 0) {
    all.push('options');
    types.push(typeOfOptions({ input, options, optionsType }, { needs, omits }));
  }
  const lastRequired = all.findLastIndex((key) =>
    key === 'options' ? options.some(isRequired) : isRequired(key),
  );
  return all.map((key, index) => {
    const isOptional = index > lastRequired;
    const type =
      isOptional || key === 'options' || isRequired(key)
        ? types[index]
        : `${types[index]} | undefined`;
    return `${toCamelCase(key)}${isOptional ? '?' : ''}: ${type}`;
  });
}

function typeOfOptions({ input, options, optionsType }, how) {
  const declare = (key) => {
    if (key === how.needs) return `${toCamelCase(key)}: ${toTypeScript(input.properties[key])}`;
    if (key === how.omits) return `${toCamelCase(key)}?: null`;
    const mark = input.required.includes(key) ? '' : '?';
    return `${toCamelCase(key)}${mark}: ${typeOf(input, key)}`;
  };
  if (options.length <= MAX_INLINE) return `{ ${options.map(declare).join('; ')} }`;
  const key = options.find((it) => it === how.needs || it === how.omits);
  return key === undefined ? optionsType : `${optionsType} & { readonly ${declare(key)} }`;
}

function writeDocumentation({ does, input, library, errors, kind, parameters, options, answer }) {
  const written = library.atOnce
    ? 'Written immediately, without `save`.'
    : 'Changed in memory; `save` writes the change.';
  const lines = [
    toSentence(does),
    ...(kind === 'query' ? [] : ['', written]),
    '',
    ...parameters.map((key) => `@param ${toCamelCase(key)} - ${about(input, key)}`),
    ...(options.length === 0 ? [] : ['@param options -']),
    ...options.map((key) => `  - \`${toCamelCase(key)}\`: ${about(input, key)}`),
    `@returns ${answer.returns}`,
    `@throws RegistryError ${['usage', ...errors.filter((it) => it !== 'usage')].map((code) => `\`${code}\``).join(', ')}`,
  ];
  return ['  /**', ...lines.map((line) => `   * ${line}`.trimEnd()), '   */'];
}

function toSentence(text) {
  return `${text[0].toUpperCase()}${text.slice(1).replace(/(?<![?.])$/, '.')}`;
}

function toCamelCase(key) {
  return key.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}
