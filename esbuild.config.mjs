// Bundles the program and the library into dist/, split where code is loaded on demand,
// and writes the library's types beside them.
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build, transform } from 'esbuild';
import { build as buildPage } from 'vite';

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

/**
 * gray-matter loads a YAML parser for its default engine, and that an ECMAScript parser; the program gives
 * it an engine of its own and refuses every other. A first run over thirty specs would take 1.15 times as
 * long. gray-matter has no option for it.
 */
const withoutDefaultEngine = {
  name: 'without-default-engine',
  setup(bundle) {
    bundle.onResolve({ filter: /^js-yaml$/ }, ({ path }) => ({ path, namespace: 'unused' }));
    bundle.onLoad({ filter: /^js-yaml$/, namespace: 'unused' }, () => ({
      contents: `
        const refuse = () => {
          throw new Error('gray-matter has no engine but the one that it is given');
        };
        module.exports = { safeLoad: refuse, safeDump: refuse };`,
    }));
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
  plugins: [withLateWidth, withQuickWrap, withoutDefaultEngine],
  logLevel: 'warning',
  logOverride: { 'direct-eval': 'silent' },
  // elk has another licence, the renderer of PNG is a program for each kind of machine, and what serves over HTTP
  // or talks to a database is needed once a process: bundled as well as installed, it would take a megabyte.
  external: ['elkjs', '@resvg/resvg-js', 'node-pg-migrate', 'pg', 'fastify', '@fastify/*'],
};

/** What stands for `import.meta.url` in a CommonJS module. */
const URL_OF_FILE = 'const __url=require("node:url").pathToFileURL(__filename).href;';

/** The program without its entries, which are part of what they load it with. */
const PROGRAM = {
  ...OPTIONS,
  outdir: 'dist/program',
  entryPoints: {
    start: 'src/faces/cli/start.ts',
    'parse-worker': 'src/pipeline/parse-worker.ts',
    'read-thread': 'src/pipeline/read-thread.ts',
    'layout-thread': 'src/pictures/layout-thread.ts',
    'hash-thread': 'src/pipeline/weights/hash-thread.ts',
  },
  chunkNames: '[name]-[hash]',
  define: { 'import.meta.url': '__url' },
};

/**
 * CommonJS, like the program: Node starts its loader of ECMAScript modules only when it needs it, which takes
 * an eighth of the time of `--version`.
 */
const ENTRIES = {
  ...OPTIONS,
  format: 'cjs',
  splitting: false,
  define: { 'import.meta.url': '__url' },
  banner: { js: `${URL_OF_FILE}` },
  entryPoints: {
    'gnn-registry': 'src/main.ts',
    '4_model_registry': 'src/4_model_registry.ts',
    'load-program': 'src/load-program.ts',
    'thread-entry': 'src/thread-entry.ts',
  },
};

/**
 * Node shows the line of an error that nobody catches, whole. The program catches every error; of the
 * library, that line would be a file.
 */
const READABLE = { minifyWhitespace: false };

/** Apart from the program, which would otherwise be cut into smaller files, for the library's sake. */
const LIBRARY = {
  ...OPTIONS,
  ...READABLE,
  outdir: 'dist/library',
  entryPoints: { index: 'src/index.ts' },
  chunkNames: '[name]-[hash]',
  define: { 'import.meta.url': '__url' },
};

/** What every call of the program loads, whatever the command. */
const COMMAND_LINE = 'src/faces/cli/index.ts';
/** What every operation loads. */
const OPERATION = 'src/faces/cli/run-operation.ts';
/** What a run loads that finds everything as the last one left it: by itself, so that it is little. */
const RECALL = [
  'src/faces/cli/commands/run-step.ts',
  'src/faces/cli/render/text.ts',
  'src/pipeline/index.ts',
  'src/store/file/last-run.ts',
  'src/store/file/summary.ts',
];
/** What starts the thread of a picture, and what runs there: as little as possible stands before the layout. */
const LAYOUT = ['src/pictures/layout.ts', 'src/pictures/layout-thread.ts'];
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
  const alone = [...RECALL, ...LAYOUT];
  const known = new Set([COMMAND_LINE, ...importsOf(COMMAND_LINE, true), ...alone, ...usual]);
  const late = Object.keys(modules).flatMap((path) => importsOf(path, true));
  return { usual: [...usual], late: late.filter((path) => isOwn(path) && !known.has(path)) };
}

function isOwn(path) {
  return path.startsWith('src/') && path.endsWith('.ts');
}

/**
 * Bundles the program, cut where code is loaded late, and makes each file a CommonJS module: only such
 * modules can be loaded with compiled code.
 */
async function buildProgram() {
  const { metafile } = await build({ ...PROGRAM, write: false, metafile: true });
  const { outputFiles } = await build({
    ...PROGRAM,
    plugins: [...PROGRAM.plugins, withUsual(metafile.inputs)],
    write: false,
  });
  await writeCommonJs(PROGRAM.outdir, outputFiles);
}

/**
 * Bundles the library: CommonJS for who requires it, and an ECMAScript module with the same names for who
 * imports it, so that a process has it once.
 */
async function buildLibrary() {
  const { metafile, outputFiles } = await build({ ...LIBRARY, write: false, metafile: true });
  await writeCommonJs(LIBRARY.outdir, outputFiles, READABLE);
  const { exports: names } = metafile.outputs[`${LIBRARY.outdir}/index.js`];
  const text = `import library from './library/index.js';\nexport default library;\nexport const {${names.join(', ')}} = library;\n`;
  await writeFile('dist/index.mjs', text);
}

async function writeCommonJs(folder, outputFiles, options = {}) {
  await mkdir(folder, { recursive: true });
  await Promise.all(
    outputFiles.map(async ({ path, text }) => {
      await writeFile(path, path.endsWith('.js') ? await toCommonJs(text, options) : text);
    }),
  );
}

async function toCommonJs(text, options) {
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: OPTIONS.target,
    minifySyntax: true,
    minifyWhitespace: true,
    ...options,
    supported: { 'dynamic-import': false },
  });
  return code.includes('__url') ? `${URL_OF_FILE}${code}` : code;
}

/** What people call most: the functions that it needs are compiled when the program is built. */
const CALLS = [
  ['--target-dir', 'specs'],
  ['--target-dir', 'specs'],
  ['list'],
  ['get', 'two_tugboats'],
  ['show', 'two_tugboats'],
  ['versions', 'two_tugboats'],
  ['search', 'hive'],
  ['tag', 'add', 'two_tugboats', 'harbour'],
  ['run', '--help'],
  ['--help'],
  ['--version'],
  ['__complete', 'ta'],
  ['__complete', 'show', ''],
  ['mcp'],
];
/** What a client of `mcp` says first. */
const OPENING = [
  {
    method: 'initialize',
    params: {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'build', version: '1' },
    },
  },
  { method: 'tools/list', params: {} },
  { method: 'tools/call', params: { name: 'search', arguments: { query: 'hive' } } },
];
/** A graph whose layout needs most of what is compiled for one. */
const GRAPH = {
  id: 'root',
  layoutOptions: {
    'elk.algorithm': 'layered',
    'elk.direction': 'RIGHT',
    'elk.edgeRouting': 'ORTHOGONAL',
    'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
    'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  },
  children: [
    { id: 'a', width: 40, height: 40, labels: [{ text: 'a', width: 60, height: 12 }] },
    { id: 'p', children: ['b', 'c'].map((id) => ({ id, width: 40, height: 40 })) },
  ],
  edges: [
    { id: 'e', sources: ['a'], targets: ['b'], labels: [{ text: 'e', width: 20, height: 12 }] },
    { id: 'f', sources: ['b'], targets: ['c'] },
    { id: 'g', sources: ['c'], targets: ['b'] },
  ],
};
/** What people call most of all: nothing has changed for longer than a file system's clock takes to tick. */
const LATE_CALLS = [
  ['--target-dir', 'specs'],
  ['--target-dir', 'specs'],
];
const TICK_MS = 2100;

/**
 * Keeps compiled code beside each module that these calls load. Node refuses it in another release, and
 * then compiles the text as if it were not there.
 */
async function compileProgram() {
  const entry = pathToFileURL(resolve('dist/gnn-registry.js')).href;
  const { compiledFile, loadModule } = await import(new URL('load-program.js', entry));
  const { exports: program, scripts, load } = loadModule(entry, 'start.js', true);
  for (const name of ['parse-worker', 'read-thread']) load(`./${name}.js`);
  await load('./layout-thread.js').layOut(GRAPH);
  const cwd = await mkdtemp(join(tmpdir(), 'gnn-build-'));
  try {
    await cp('input/gnn_files', join(cwd, 'specs'), { recursive: true });
    const call = async (argv) => {
      const host = hostOf(cwd, argv);
      await program.start(host, entry);
      if (host.exitCode !== 0) throw new Error(`${argv.join(' ')} ends with ${host.exitCode}`);
    };
    for (const argv of CALLS) await call(argv);
    await setTimeout(TICK_MS);
    for (const argv of LATE_CALLS) await call(argv);
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
  await Promise.all(
    Array.from(scripts, ([path, script]) =>
      writeFile(compiledFile(path), script.createCachedData()),
    ),
  );
}

function ignore() {}

/** A process that shows nothing. */
function hostOf(cwd, argv) {
  // A server has standard output to itself.
  const stream = Object.assign(new Writable(), { write: ignore, on: ignore });
  const opening = OPENING.map((it, id) => `${JSON.stringify({ jsonrpc: '2.0', id, ...it })}\n`);
  return {
    stdin: Readable.from(opening.map((line) => Buffer.from(line))),
    argv: [process.execPath, 'gnn-registry', ...argv],
    stdout: stream,
    stderr: stream,
    env: {},
    cwd: () => cwd,
    hrtime: process.hrtime,
    pid: process.pid,
    on: ignore,
    off: ignore,
    kill: ignore,
    once: ignore,
  };
}

/** The page of `site`: one classic script, since a page that is opened from a file may load no modules. */
async function buildSite() {
  const page = 'src/faces/site/page';
  await buildPage({
    configFile: false,
    root: page,
    logLevel: 'warn',
    publicDir: false,
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      outDir: resolve('dist/site'),
      target: 'es2022',
      emptyOutDir: false,
      lib: {
        entry: resolve(page, 'main.tsx'),
        formats: ['iife'],
        name: 'gnnSite',
        fileName: () => 'app.js',
        cssFileName: 'app',
      },
    },
  });
  await cp(`${page}/index.html`, 'dist/site/index.html');
}

await rm('dist', { recursive: true, force: true });
await mkdir('dist/types', { recursive: true });
await writeFile('dist/package.json', '{"type":"commonjs"}\n');
await Promise.all([buildCode(), buildTypes()]);

async function buildCode() {
  await Promise.all([buildProgram(), build(ENTRIES), buildLibrary(), buildSite()]);
  await compileProgram();
}

/** Writes the types of the library; that all types are right is checked by `npm run check:types`. */
async function buildTypes() {
  const compiler = 'node_modules/typescript/bin/tsc';
  await promisify(execFile)(process.execPath, [compiler, '-p', 'tsconfig.build.json']);
  await keepReachableTypes('dist/types', 'index.d.ts');
}

/** Removes the types that nothing which the library exports refers to. */
async function keepReachableTypes(root, entry) {
  const reachable = new Set();
  const left = [join(root, entry)];
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    if (reachable.has(path)) continue;
    reachable.add(path);
    const text = await readFile(path, 'utf8');
    for (const [, target] of text.matchAll(/(?:from|import\()\s*["'](\.[^"']+)\.js["']/g))
      left.push(join(dirname(path), `${target}.d.ts`));
  }
  const all = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = all.filter((it) => it.isFile()).map((it) => join(it.parentPath, it.name));
  await Promise.all(paths.filter((path) => !reachable.has(path)).map((path) => rm(path)));
}
