/** Programs of one file with the code under test, for tests that run several processes at once. */
import { build, type BuildOptions } from 'esbuild';

/** Bundles a module, as the package is. */
export async function bundle(
  outfile: string,
  entry: Pick<BuildOptions, 'stdin' | 'entryPoints'>,
): Promise<void> {
  await build({
    ...entry,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    // Nothing here draws a PNG.
    loader: { '.node': 'empty' },
    // Packages in CommonJS ask for node's own modules with `require`.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'silent',
  });
}
