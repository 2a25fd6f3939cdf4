// Bundles the program and the library into dist/, split where code is loaded on demand,
// and writes the library's types beside them.
import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

/**
 * Parts of packages that are never used stay out of the bundle. gray-matter brings a YAML engine of
 * its own: front matter is read by another, and this one could run code from a file. remark can also
 * write Markdown: without that it only says that it cannot.
 */
const withoutUnused = {
  name: 'without-unused',
  setup(bundle) {
    const refuse = '() => { throw new Error("this YAML engine is not used") }';
    bundle.onLoad({ filter: /node_modules[\\/]js-yaml[\\/]index\.js$/ }, () => ({
      contents: `module.exports = { safeLoad: ${refuse}, safeDump: ${refuse} };`,
    }));
    bundle.onLoad({ filter: /node_modules[\\/]remark-stringify[\\/]index\.js$/ }, () => ({
      contents: 'export default function remarkStringify() {}',
    }));
  },
};

/** What string-width makes when it is loaded, and what makes it. */
const UNICODE = ['segmenter', 'visibleCharacterRegex', 'spacingMarkRegex', 'rgiEmojiRegex'];
/** Printable ASCII, as string-width tests for it, and characters that are as narrow and join no other. */
const ASCII = String.raw`/^[\u0020-\u007E]*$/`;
const NARROW = String.raw`/^[\u0020-\u007E\u00A1-\u00AC\u00AE-\u00FF\u2010-\u2027\u2190-\u2193\u2500-\u257F]*$/`;

/**
 * Making a segmenter and a pattern of all emojis takes longer than most commands, and nearly all that
 * is measured is plain: they are made when they are first needed, and an ellipsis, an arrow or a
 * letter with an accent does not need them. All packages measure with the same version.
 */
const withLateUnicode = {
  name: 'with-late-unicode',
  setup(bundle) {
    const measure = resolve('node_modules/string-width/index.js');
    bundle.onResolve({ filter: /^string-width$/ }, ({ kind }) =>
      kind === 'import-statement' ? { path: measure } : undefined,
    );
    bundle.onLoad({ filter: /node_modules[\\/]string-width[\\/]index\.js$/ }, async ({ path }) => {
      if (path !== measure) return undefined;
      const text = await readFile(path, 'utf8');
      const plain = `${NARROW}.test(string) && ambiguousIsNarrow`;
      return {
        contents: replaceOnly(UNICODE.reduce(makeLate, text), `${ASCII}.test(string)`, plain),
      };
    });
  },
};

/** A constant of a module, made when it is first used. */
function makeLate(text, name) {
  const [line, made] = new RegExp(`^const ${name} = (.+);$`, 'm').exec(text) ?? [];
  const [, pattern, flags] = /^\/(.+)\/(\w+)$/.exec(made) ?? [];
  // A pattern that stands in the text is checked when the text is read, whether it is used or not.
  const late = pattern === undefined ? made : `RegExp(${JSON.stringify(pattern)}, '${flags}')`;
  const used = replaceOnly(text, line, '').replaceAll(
    new RegExp(`\\b${name}\\b`, 'g'),
    `${name}()`,
  );
  return `${used}\nlet ${name}Made;\nfunction ${name}() {\n  return (${name}Made ??= ${late});\n}\n`;
}

function replaceOnly(text, old, fresh) {
  if (!text.includes(old)) throw new Error(`a package has no longer ${old}`);
  return text.replace(old, () => fresh);
}

/** Wrapping a text goes through it character by character, to mend colours: few texts have some. */
const withQuickWrap = {
  name: 'with-quick-wrap',
  setup(bundle) {
    bundle.onLoad({ filter: /node_modules[\\/]wrap-ansi[\\/]index\.js$/ }, async ({ path }) => {
      const next = 'const pre = [...preString];';
      const quick = String.raw`if (!/[\u001B\u009B]/.test(preString)) return preString;`;
      return { contents: replaceOnly(await readFile(path, 'utf8'), next, `${quick}\n${next}`) };
    });
  },
};

const OPTIONS = {
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: false,
  legalComments: 'linked',
  chunkNames: 'chunks/[name]-[hash]',
  // Some bundled packages are CommonJS and ask for Node's own modules.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  plugins: [withoutUnused, withLateUnicode, withQuickWrap],
  logLevel: 'warning',
  logOverride: { 'direct-eval': 'silent' },
};

const PROGRAM = {
  ...OPTIONS,
  entryPoints: { 'gnn-registry': 'src/main.ts', '4_model_registry': 'src/4_model_registry.ts' },
};

/** Apart from the program, which would otherwise be cut into smaller files, for the library's sake. */
const LIBRARY = {
  ...OPTIONS,
  entryPoints: {
    index: 'src/index.ts',
    'parse-worker': 'src/pipeline/parse-worker.ts',
    'read-thread': 'src/pipeline/read-thread.ts',
  },
};

/** What every call of the program loads, whatever the command. */
const COMMAND_LINE = 'src/faces/cli/index.ts';
/** The share of the commands that makes a module usual. */
const USUAL = 0.25;

/**
 * The bundler makes a file of its own of all that the same commands share. With some thirty commands
 * that makes a hundred small files, and a command that loads forty of them spends more time on
 * finding them than on reading them. So what is usual is imported by all that is loaded behind the
 * command line, and stands in one file.
 *
 * @param modules - those of the program, from the bundler
 */
function withUsual(modules) {
  const { usual, late } = divide(modules);
  const text = usual.map((path) => `import ${JSON.stringify(resolve(path))};`).join('\n');
  const paths = new Set(late.map((path) => resolve(path)));
  return {
    name: 'with-usual',
    setup(bundle) {
      bundle.onResolve({ filter: /^usual$/ }, ({ path }) => ({ path, namespace: 'usual' }));
      bundle.onLoad({ filter: /^usual$/, namespace: 'usual' }, () => ({
        contents: text,
        resolveDir: process.cwd(),
      }));
      bundle.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) =>
        paths.has(path)
          ? { contents: `import 'usual';${await readFile(path, 'utf8')}`, loader: 'ts' }
          : undefined,
      );
    },
  };
}

/** The program's own modules: what is usual, and what is loaded when the command line knows more. */
function divide(modules) {
  const importsOf = (path, isLate) =>
    modules[path].imports
      .filter((it) => it.path in modules && (it.kind === 'dynamic-import') === isLate)
      .map((it) => it.path);
  const loadedWith = (path) => {
    const found = new Set([path]);
    for (const one of found) for (const next of importsOf(one, false)) found.add(next);
    return found;
  };
  const early = loadedWith(COMMAND_LINE);
  const tables = [...early].filter((path) => path !== COMMAND_LINE);
  const commands = new Set(tables.flatMap((path) => importsOf(path, true)));
  const uses = [...commands].flatMap((path) => [...loadedWith(path)].filter((it) => it !== path));
  const isUsual = (path) => uses.filter((it) => it === path).length >= USUAL * commands.size;
  const usual = new Set([...tables, ...uses.filter(isUsual)].filter(isOwn));
  const known = new Set([COMMAND_LINE, ...importsOf(COMMAND_LINE, true), ...usual]);
  const late = Object.keys(modules).flatMap((path) => importsOf(path, true));
  return { usual: [...usual], late: late.filter((path) => isOwn(path) && !known.has(path)) };
}

function isOwn(path) {
  return path.startsWith('src/') && path.endsWith('.ts');
}

async function buildProgram() {
  const { metafile } = await build({ ...PROGRAM, write: false, metafile: true });
  await build({ ...PROGRAM, plugins: [...PROGRAM.plugins, withUsual(metafile.inputs)] });
}

await rm('dist', { recursive: true, force: true });
await Promise.all([buildProgram(), build(LIBRARY)]);
await promisify(execFile)(process.execPath, [
  'node_modules/typescript/bin/tsc',
  '-p',
  'tsconfig.build.json',
]);
