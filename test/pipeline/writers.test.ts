import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Workshop } from '../support/registry-workshop.js';
import { STEP, openWorkshop } from '../support/registry-workshop.js';
import { soundSpec } from '../support/spec-text.js';

let shop: Workshop;

beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(() => shop.remove());

test('runs that share a stem give it to one, and a folder to the others', async () => {
  for (const folder of ['x', 'y', 'z'])
    await shop.write(`${folder}/agent.md`, soundSpec({ Footer: folder }));
  await Promise.all(['x', 'y', 'z'].map((targetDir) => shop.run({ targetDir })));
  const { models } = await shop.registry();
  const paths = Object.values(models).map((it) => it.file_path);
  expect(paths.toSorted()).toEqual(['x/agent.md', 'y/agent.md', 'z/agent.md']);
  for (const [id, entry] of Object.entries(models)) {
    expect(['agent', `${entry.file_path[0]}-agent`]).toContain(id);
    expect(await shop.text(`${STEP}/${entry.versions['1.0.0']?.source}`)).toContain(
      `\n${entry.file_path[0]}\n`,
    );
  }
});
