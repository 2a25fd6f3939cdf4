/**
 * The linter's rule for who may import what, in `import`, `export … from` and `import()` alike. Its two
 * tables stand in `.oxlintrc.json`: for each part of `src`, the parts that it may import; for each
 * package that is kept behind a door, the parts that may import it. A part is a file or a folder, and
 * a file belongs to the part that names it most closely.
 */
import { isBuiltin } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));

const TABLE = {
  type: 'object',
  additionalProperties: { type: 'array', items: { type: 'string' } },
};

/**
 * What is wrong with an import; undefined where nothing is.
 *
 * @param {string} file - the file that imports, below `src`, with `/` between its folders
 * @param {string} specifier - what it imports, as written
 * @param {{ parts: Record<string, string[]>, packages: Record<string, string[]> }} tables
 */
function problemOf(file, specifier, { parts, packages }) {
  const part = partOf(file, Object.keys(parts));
  if (part === undefined) return `src/${file} is in no part that .oxlintrc.json lists.`;
  if (!specifier.startsWith('.')) {
    const doors = packages[packageOf(specifier)];
    if (doors === undefined || partOf(file, doors) !== undefined) return undefined;
    return `Only ${doors.join(', ') || 'nothing'} may import ${specifier}.`;
  }
  const target = plain(join(dirname(file), specifier)).replace(/\.js$/, '.ts');
  const imported = partOf(target, Object.keys(parts));
  if (imported === part || parts[part].includes(imported)) return undefined;
  return `${part} may import ${parts[part].join(', ') || 'no other part'}, but not ${imported ?? specifier}.`;
}

/** The longest of some paths that is a file or one of the folders above it. */
function partOf(file, paths) {
  const above = paths.filter((path) => file === path || file.startsWith(`${path}/`));
  return above.toSorted((a, b) => b.length - a.length)[0];
}

/** `yargs` of `yargs/helpers`, `@a/b` of `@a/b/c`, `node:fs` of `fs/promises`. */
function packageOf(specifier) {
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  return isBuiltin(name) && !name.startsWith('node:') ? `node:${name}` : name;
}

function plain(path) {
  return path.split(sep).join('/');
}

export default {
  meta: { name: 'layers' },
  rules: {
    imports: {
      meta: {
        schema: [
          {
            type: 'object',
            properties: { parts: TABLE, packages: TABLE },
            required: ['parts', 'packages'],
            additionalProperties: false,
          },
        ],
      },
      create(context) {
        const [tables] = context.options;
        const file = plain(relative(SRC, context.filename));
        const check = ({ source }) => {
          if (typeof source?.value !== 'string') return;
          const message = problemOf(file, source.value, tables);
          if (message !== undefined) context.report({ node: source, message });
        };
        return {
          ImportDeclaration: check,
          ExportNamedDeclaration: check,
          ExportAllDeclaration: check,
          ImportExpression: check,
        };
      },
    },
  },
};
