// The methods of the library, as types with their documentation, from the table of operations.
import { join } from 'node:path';
import { build } from 'esbuild';

const TABLE = 'src/operations/table.ts';

/** Code is loaded when an operation is asked for: the table itself is small. */
const withoutCode = {
  name: 'without-code',
  setup(bundle) {
    bundle.onResolve({ filter: /.*/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
  },
};

async function readTable(root) {
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

/** @returns the text of the module with the methods' types */
export async function methodsModule(root, banner) {
  const operations = Object.entries(await readTable(root));
  const methods = operations.flatMap(([name, it]) =>
    'method' in it.library ? [methodText(name, it)] : [],
  );
  return `${banner}import type { InputOf } from '../../../operations/table.js';
import type { MethodOptions, Returned } from '../method-types.js';

/** A method for each operation that the library offers. */
export interface RegistryMethods {
${methods.join('\n\n')}
}
`;
}

function methodText(name, { summary, input, library, errors, kind }) {
  const parameters = library.parameters ?? input['x-words'] ?? [];
  const fixed = Object.keys(library.given ?? {});
  const left = [...parameters, ...(library.without ?? []), ...fixed];
  const options = Object.keys(input.properties).filter((key) => !left.includes(key));
  const isNeeded = (key) => input.required.includes(key);
  const list = parameters.map(
    (key) =>
      `${camelCase(key)}${isNeeded(key) ? '' : '?'}: InputOf<'${name}'>['${key}']${isNeeded(key) ? '' : ' | null'}`,
  );
  if (options.length > 0) {
    const rest = left.length === 0 ? 'never' : left.map((key) => `'${key}'`).join(' | ');
    list.push(`options${options.some(isNeeded) ? '' : '?'}: MethodOptions<'${name}', ${rest}>`);
  }
  const returned =
    fixed.length === 0 ? `Returned<'${name}'>` : `NonNullable<Returned<'${name}'>>`;
  const answer = library.sync ? returned : `Promise<Awaited<${returned}>>`;
  return [
    ...documentation({ summary, input, library, errors, kind, parameters, options }),
    `  ${library.method}(${list.join(', ')}): ${answer};`,
  ].join('\n');
}

function documentation({ summary, input, library, errors, kind, parameters, options }) {
  const written = library.atOnce
    ? 'Written at once, without `save`.'
    : 'Changed in memory; `save` writes it.';
  const about = (key) => input.properties[key].description ?? '';
  const lines = [
    `${summary[0].toUpperCase()}${summary.slice(1).replace(/(?<![?.])$/, '.')}`,
    ...(kind === 'query' ? [] : ['', written]),
    ...(parameters.length + options.length === 0 ? [] : ['']),
    ...parameters.map((key) => `@param ${camelCase(key)} - ${about(key)}`),
    ...(options.length === 0 ? [] : ['@param options -']),
    ...options.map((key) => `  - \`${camelCase(key)}\`: ${about(key)}`),
    ...(errors.length === 0
      ? []
      : [`@throws RegistryError ${errors.map((it) => `\`${it}\``).join(', ')}`]),
  ];
  return ['  /**', ...lines.map((line) => `   * ${line}`.trimEnd()), '   */'];
}

function camelCase(key) {
  return key.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}
