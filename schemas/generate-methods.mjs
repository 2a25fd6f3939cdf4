// Generates the types of the library's methods, with documentation, from the table of operations.
import { join } from 'node:path';
import { build } from 'esbuild';

const TABLE = 'src/operations/table.ts';

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

/** @returns the text of the module with the types of the methods */
export async function generateMethods(root, banner) {
  const operations = Object.entries(await readTable(root));
  const methods = operations.flatMap(([name, operation]) =>
    'method' in operation.library ? [writeMethod(name, operation)] : [],
  );
  return `${banner}import type { InputOf } from '../../../operations/table.js';
import type { MethodOptions, Returned } from '../method-types.js';

/** A method for each operation that the library offers. */
export interface RegistryMethods {
${methods.join('\n\n')}
}
`;
}

function writeMethod(name, { summary, input, library, errors, kind }) {
  const parameters = library.parameters ?? input['x-words'] ?? [];
  const fixed = Object.keys(library.given ?? {});
  // Options of a run are those that the registry was opened with.
  const ofRun = Object.keys(input.properties).filter((key) => input.properties[key]['x-option']);
  const left = [...parameters, ...(library.without ?? []), ...fixed, ...ofRun];
  const options = Object.keys(input.properties).filter((key) => !left.includes(key));
  const isRequired = (key) => input.required.includes(key);
  const list = parameters.map(
    (key) =>
      `${toCamelCase(key)}${isRequired(key) ? '' : '?'}: InputOf<'${name}'>['${key}']${isRequired(key) ? '' : ' | null'}`,
  );
  if (options.length > 0) {
    const rest = left.length === 0 ? 'never' : left.map((key) => `'${key}'`).join(' | ');
    list.push(`options${options.some(isRequired) ? '' : '?'}: MethodOptions<'${name}', ${rest}>`);
  }
  const returned = fixed.length === 0 ? `Returned<'${name}'>` : `NonNullable<Returned<'${name}'>>`;
  const answer = library.sync ? returned : `Promise<Awaited<${returned}>>`;
  return [
    ...writeDocumentation({ summary, input, library, errors, kind, parameters, options }),
    `  ${library.method}(${list.join(', ')}): ${answer};`,
  ].join('\n');
}

function writeDocumentation({ summary, input, library, errors, kind, parameters, options }) {
  const written = library.atOnce
    ? 'Written immediately, without `save`.'
    : 'Changed in memory; `save` writes the change.';
  const about = (key) => input.properties[key].description ?? '';
  const lines = [
    `${summary[0].toUpperCase()}${summary.slice(1).replace(/(?<![?.])$/, '.')}`,
    ...(kind === 'query' ? [] : ['', written]),
    ...(parameters.length + options.length === 0 ? [] : ['']),
    ...parameters.map((key) => `@param ${toCamelCase(key)} - ${about(key)}`),
    ...(options.length === 0 ? [] : ['@param options -']),
    ...options.map((key) => `  - \`${toCamelCase(key)}\`: ${about(key)}`),
    ...(errors.length === 0
      ? []
      : [`@throws RegistryError ${errors.map((code) => `\`${code}\``).join(', ')}`]),
  ];
  return ['  /**', ...lines.map((line) => `   * ${line}`.trimEnd()), '   */'];
}

function toCamelCase(key) {
  return key.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}
