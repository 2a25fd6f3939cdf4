/** A registry that writes the files that other programs read instead of it. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { runCli } from '../../src/faces/cli/index.js';
import { captureIo } from '../faces/cli/harness.js';
import { openBench, type Bench } from '../operations/harness.js';
import { STEP } from '../support/registry-workshop.js';

export const INDEX = `${STEP}/model_index.json`;

export interface IndexPlace {
  readonly bench: Bench;
  json<Shape>(path: string): Promise<Shape>;
  cli(...argv: string[]): Promise<void>;
  /** The texts of all index files, by their paths. */
  indexFiles(): Promise<Map<string, string>>;
}

export async function openIndexPlace(): Promise<IndexPlace> {
  const bench = await openBench({ index_files: true });
  await bench.write('gnn-registry.config.json', '{"index_files": true}');
  return {
    bench,
    json: async (path) => JSON.parse(await bench.text(path)),
    cli: async (...argv) => {
      const { io, written } = captureIo({ cwd: bench.cwd });
      expect(await runCli([...argv, '--output-dir', 'out'], io), written.err).toBe(0);
    },
    indexFiles: async () => {
      const names = await readdir(join(bench.cwd, STEP), { recursive: true });
      const ours = names.filter((it) =>
        /index|statistics|version_history|registry_summary\.md/.test(it),
      );
      const files = ours.filter((it) => /\.(?:json|md|shard)$/.test(it)).toSorted();
      return new Map(
        await Promise.all(
          files.map(async (it) => [it, await bench.text(`${STEP}/${it}`)] as const),
        ),
      );
    },
  };
}
