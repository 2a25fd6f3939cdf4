// Bundles the program and the library into dist/, split where code is loaded on demand,
// and writes the library's types beside them.
import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

/**
 * gray-matter brings a YAML engine of its own, which is never used: front matter is read by another,
 * and this one could run code from a file. It stays out of the bundle.
 */
const withoutOwnYaml = {
  name: 'without-own-yaml',
  setup(bundle) {
    const refuse = '() => { throw new Error("this YAML engine is not used") }';
    bundle.onLoad({ filter: /node_modules[\\/]js-yaml[\\/]index\.js$/ }, () => ({
      contents: `module.exports = { safeLoad: ${refuse}, safeDump: ${refuse} };`,
    }));
  },
};

/**
 * Making a segmenter and a pattern of all emojis takes longer than most commands, and nearly all that
 * is measured is plain ASCII: they are made when they are first needed. All packages measure with
 * the same version.
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
      const late = makeLate(text, 'segmenter', 'segment', 'new Intl.Segmenter()');
      return { contents: makeLate(late, 'rgiEmojiRegex', 'test', '/^\\p{RGI_Emoji}$/v') };
    });
  },
};

function makeLate(text, name, method, made) {
  const eager = `const ${name} = ${made};`;
  if (!text.includes(eager)) throw new Error(`string-width has no longer a line ${eager}`);
  const late = `let ${name}Made;
const ${name} = { ${method}: (text) => (${name}Made ??= ${made}).${method}(text) };`;
  return text.replace(eager, () => late);
}

await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: {
    'gnn-registry': 'src/main.ts',
    '4_model_registry': 'src/4_model_registry.ts',
    index: 'src/index.ts',
    'parse-worker': 'src/pipeline/parse-worker.ts',
    'batch-thread': 'src/pipeline/batch-thread.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  // It starts threads with a file of its own.
  external: ['tinypool'],
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
  plugins: [withoutOwnYaml, withLateUnicode],
  logLevel: 'warning',
  logOverride: { 'direct-eval': 'silent' },
});
await promisify(execFile)(process.execPath, [
  'node_modules/typescript/bin/tsc',
  '-p',
  'tsconfig.build.json',
]);
