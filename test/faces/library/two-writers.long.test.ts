/** Two processes that change one registry concurrently, in different ways: no change is lost. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readLog, replayLog } from '../../../src/audit/replay.js';
import { validate } from '../../../src/domain/generated/audit-event.js';
import type { AuditEvent } from '../../../src/domain/model.js';
import { STEP, openWorkshop } from '../../support/registry-workshop.js';
import type { Workshop } from '../../support/registry-workshop.js';
import { soundSpec } from '../../support/spec-text.js';

const ROOT = join(import.meta.dirname, '../../..');
const LIBRARY = join(ROOT, 'dist/index.mjs');
const ROUNDS = 12;
const run = promisify(execFile);

const isEvent = (value: unknown): value is AuditEvent => validate(value);

let shop: Workshop;
beforeAll(async () => {
  if (!existsSync(LIBRARY)) await run(process.execPath, ['esbuild.config.mjs'], { cwd: ROOT });
  shop = await openWorkshop();
  await shop.write('in/shared.md', soundSpec({ ModelName: 'Shared' }));
  for (const who of ['one', 'two']) {
    for (let round = 0; round < ROUNDS; round += 1) {
      await shop.write(`more/${who}-${round}.md`, soundSpec({ ModelName: `${who} ${round}` }));
    }
  }
  await shop.run();
});
afterAll(() => shop.remove());

/** A writer that opens the registry again for each change, so that it always sees the other's. */
const program = (who: string, cwd: string): string => `
import { ModelRegistry } from ${JSON.stringify(pathToFileURL(LIBRARY).href)};
const changes = [
  (registry, round) => registry.recordUse('shared'),
  (registry, round) => registry.addTag('shared', '${who}-' + round),
  (registry, round) => registry.setMetrics('shared', { ['${who}-' + round]: round }),
  (registry, round) => registry.setAlias('shared@1.0.0', '${who}-' + round),
  (registry, round) => registry.registerModel('more/${who}-' + round + '.md'),
];
for (let round = 0; round < ${ROUNDS}; round += 1) {
  for (const change of changes) {
    const registry = await ModelRegistry.open({ outputDir: 'out', cwd: ${JSON.stringify(cwd)}, actor: '${who}' });
    await change(registry, round);
    await registry.save();
  }
}
`;

test('two processes, five kinds of changes', async () => {
  const writers = ['one', 'two'].map((who) =>
    run(process.execPath, ['--input-type=module', '-e', program(who, shop.cwd)], { cwd: shop.cwd }),
  );
  await Promise.all(writers);
  const { models } = await shop.registry();
  const names = ['one', 'two'].flatMap((who) =>
    Array.from({ length: ROUNDS }, (_, round) => `${who}-${round}`),
  );
  const shared = models['shared'];
  expect(shared?.use?.count).toBe(2 * ROUNDS);
  expect(shared?.tags.toSorted()).toEqual(names.toSorted());
  expect(Object.keys(shared?.aliases ?? {}).toSorted()).toEqual(names.toSorted());
  expect(Object.keys(shared?.versions['1.0.0']?.metrics ?? {}).toSorted()).toEqual(
    names.toSorted(),
  );
  expect(Object.keys(models).toSorted()).toEqual(['shared', ...names].toSorted());

  const text = await readFile(join(shop.cwd, STEP, 'audit_log.jsonl'), 'utf8');
  const log = replayLog(readLog(text, isEvent));
  expect(log.problems).toEqual([]);
  expect(log.events).toBe(1 + 2 * 5 * ROUNDS);
  expect(Object.fromEntries(log.models)).toEqual(models);
});
