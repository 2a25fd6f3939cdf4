/** What is written passes its own schema and `verify`, whatever the specs; and is written once. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, inject, test } from 'vitest';
import { validate as isEvent } from '../../src/domain/generated/audit-event.js';
import { DEFAULT_SETTINGS } from '../../src/domain/options.js';
import { SECTION_NAMES } from '../../src/domain/spec.js';
import type { ProcessOptions } from '../../src/index.js';
import { verifyPlace } from '../../src/operations/maintenance/verify/index.js';
import { openBench, several, type Bench } from '../operations/harness.js';
import { extremeSpec } from '../support/extreme-specs.js';
import { holds } from '../support/property.js';
import { STEP } from '../support/registry-workshop.js';
import { soundSpec } from '../support/spec-text.js';
import { createComplaint, jsonBelow, readSchemas } from '../support/written-json.js';

let complaint: (json: unknown) => string | null;
beforeAll(async () => {
  complaint = createComplaint(await readSchemas());
});

/** What a spec says, and what became of it since; nothing that was written. */
const OF_SPECS = /^(?:spec|parent|dependency)-/;

/** What is wrong with the files of an output, and what `verify` says of it. */
async function faultsOf(bench: Bench): Promise<string[]> {
  const files = await jsonBelow(join(bench.cwd, STEP));
  const log = await readFile(join(bench.cwd, STEP, 'audit_log.jsonl'), 'utf8').catch(() => '');
  const { steps } = await verifyPlace(bench.place());
  return [
    ...[...files].map(([path, json]) => `${path}: ${complaint(json) ?? 'sound'}`),
    ...log
      .split('\n')
      .filter((line) => line !== '')
      .map(
        (line, at) => `event ${at}: ${isEvent(JSON.parse(line)) ? 'sound' : line.slice(0, 300)}`,
      ),
    ...steps
      .flatMap(({ findings }) => findings)
      .filter(({ kind }) => !OF_SPECS.test(kind))
      .map(({ kind, path, model_id: id, message }) => `${kind} ${path ?? id ?? ''}: ${message}`),
  ].filter((it) => !it.endsWith(': sound'));
}

/** Registers the editions of some specs, one after the other, and each of them again. */
async function expectSound(
  editions: readonly (readonly string[])[],
  options: ProcessOptions = {},
): Promise<void> {
  const bench = await openBench();
  try {
    for (const texts of editions) {
      for (const [at, text] of texts.entries()) await bench.write(`in/m${at}.md`, text);
      expect((await bench.run(options)).exit_code).not.toBe(1);
      expect(await faultsOf(bench)).toEqual([]);
      const { new_models, new_versions, updated } = await bench.run(options);
      expect({ new_models, new_versions, updated }).toEqual({
        new_models: 0,
        new_versions: 0,
        updated: 0,
      });
    }
  } finally {
    await bench.remove();
  }
}

/** Limits that let more through. */
const WIDE = {
  ...DEFAULT_SETTINGS,
  max_front_matter_size: 1_048_576,
  max_structural_lines: 100_000,
  max_diagnostics: 100_000,
};

test('of specs at the limits', async () => {
  const batch = fc.array(extremeSpec, { minLength: 3, maxLength: 6, size: 'max' });
  const options = fc.record({
    profile: fc.constantFrom('basic', 'standard', 'research'),
    settings: fc.constantFrom(DEFAULT_SETTINGS, WIDE),
  });
  await holds(
    fc.asyncProperty(batch, options, async (specs, chosen) => {
      const [first, later] = [specs.map(([text]) => text), specs.map(([, text]) => text)];
      await expectSound([first, later], chosen);
    }),
    // Shrinking takes minutes, and a message names the file.
    { short: 1, full: 20, endOnFailure: true },
  );
});

// Each of many sections in each of many forms, which takes a while.
test.runIf(inject('isFull'))('of a word that is longer than any name', async () => {
  const word = 'w'.repeat(70_000);
  const lines = [
    word,
    `${word}>${word}`,
    `${word}: ${word}`,
    `A=${word}`,
    `s[${word},type=${word}] # ${word}`,
  ];
  const specs = SECTION_NAMES.flatMap((name) => lines.map((line) => soundSpec({ [name]: line })));
  await expectSound([specs], { profile: 'basic', settings: WIDE });
});

// Of 120 models, which takes a while, too.
test.runIf(inject('isFull'))('of a file that has a model several times', async () => {
  const text = soundSpec({ Connections: 'D>s\ns-A\nA-o\nx>s\nx>o\ny>s' });
  const many = (count: number): string => Array<string>(count).fill(text).join('\n---\n\n');
  const grown = several(['One', `${text}\nMore.`], ['Two', text]);
  await expectSound([
    [many(3), several(['One', text], ['Two', text])],
    [many(120), grown],
  ]);
});
