import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Entry } from '../../src/domain/model.js';
import { rebuildRegistry } from '../../src/operations/maintenance/rebuild/index.js';
import { verifyPlace } from '../../src/operations/maintenance/verify/index.js';
import { changedByRun, lose, timelessModels } from '../operations/lost-registry.js';
import { BASE, MAJOR, MINOR, PATCH, declaring, openBench, several } from '../operations/harness.js';
import { holds } from '../support/property.js';

/** The hash of a file that no longer holds the model is told by nothing but the registry. */
function withoutFileHash(entry: Entry): Entry {
  return { ...entry, file_hash: null };
}

test('whatever was registered, it comes back', async () => {
  const texts = [BASE, PATCH, MINOR, MAJOR, declaring('5.1.0', BASE), declaring('2.5.0', MAJOR)];
  const step = fc.record({
    file: fc.constantFrom('agent', 'lamp', 'deep/agent'),
    text: fc.constantFrom(...texts, several(['One', BASE], ['Two', MAJOR])),
  });
  const steps = fc.array(step, { minLength: 1, maxLength: 8 });
  await holds(
    fc.asyncProperty(steps, async (all) => {
      const there = await openBench();
      try {
        for (const { file, text } of all) {
          await there.write(`in/${file}.md`, text);
          await there.run();
        }
        const before = await there.registry();
        await lose(there);
        const { not_taken } = await rebuildRegistry(there.place(), false);
        expect(not_taken).toEqual([]);
        const [wanted, made] = [before, await there.registry()].map((it) =>
          Object.values(timelessModels(it)).map(withoutFileHash),
        );
        expect(made).toEqual(wanted);
        expect(await changedByRun(there)).toEqual(['model_registry_summary.json']);
        expect((await verifyPlace(there.place())).steps.flatMap((it) => it.repaired)).toEqual([]);
      } finally {
        await there.remove();
      }
    }),
    { short: 2, full: 25 },
  );
});
