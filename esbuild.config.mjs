// Bundles the program and the library into dist/, split where code is loaded on demand,
// and writes the library's types beside them.
import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

/** Printable ASCII, and characters that are as narrow and join no other. */
const NARROW = String.raw`/^[\u0020-\u007E\u00A1-\u00AC\u00AE-\u00FF\u2010-\u2027\u2190-\u2193\u2500-\u257F]*$/`;

/**
 * Loading string-width makes a segmenter and a pattern of all emojis, which takes longer than most
 * commands: `--help` would take 2.2 times as long, and `list` 1.2 times. Nearly all that is measured is
 * narrow, so the package is only loaded for a text that is not: the bundler runs a required module when
 * it is first asked for. Every package measures with the same version.
 */
const withLateWidth = {
  name: 'with-late-width',
  setup(bundle) {
    const measure = JSON.stringify(resolve('node_modules/string-width/index.js'));
    bundle.onResolve({ filter: /^string-width$/ }, ({ kind, path }) =>
      kind === 'import-statement' ? { path, namespace: 'late' } : undefined,
    );
    bundle.onLoad({ filter: /^string-width$/, namespace: 'late' }, () => ({
      contents: `
        const narrow = ${NARROW};
        export default (text, options) =>
          typeof text === 'string' && options === undefined && narrow.test(text)
            ? text.length
            : require(${measure}).default(text, options);`,
      resolveDir: process.cwd(),
    }));
  },
};

/**
 * Wrapping a text goes through it character by character to mend its colours, and help has none:
 * `--help` would take 1.12 times as long. Neither a newer wrap-ansi nor fast-wrap-ansi is faster.
 */
const withQuickWrap = {
  name: 'with-quick-wrap',
  setup(bundle) {
    bundle.onLoad({ filter: /node_modules[\\/]wrap-ansi[\\/]index\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const next = 'const pre = [...preString];';
      if (!text.includes(next)) throw new Error(`wrap-ansi no longer has ${next}`);
      const quick = String.raw`if (!/[\u001B\u009B]/.test(preString)) return preString;`;
      return { contents: text.replace(next, () => `${quick}\n${next}`) };
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
  plugins: [withLateWidth, withQuickWrap],
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
/** What every operation loads. */
const OPERATION = 'src/faces/cli/run-operation.ts';
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
  const ofAll = [...loadedWith(OPERATION)].filter((path) => path !== OPERATION);
  const usual = new Set([...tables, ...ofAll, ...uses.filter(isUsual)].filter(isOwn));
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
