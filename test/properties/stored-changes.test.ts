import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { validate } from '../../src/domain/generated/model-registry-explained.js';
import { registryText } from '../support/registry-store.js';
import { arbitraryModel } from '../support/arbitrary-model.js';
import { printSpec } from '../support/print-spec/index.js';
import { assessed, planOf, sourceAt, stateWith } from '../support/registry-entries.js';
import { holds } from '../support/property.js';

const text = arbitraryModel.map((model) => printSpec(model, (first) => first));

test('whatever changes, what is stored of it fits the schema, and a declared step is enough', async () => {
  await holds(
    fc.property(fc.array(text, { minLength: 2, maxLength: 4 }), (texts) => {
      let state = stateWith();
      for (const one of texts) {
        const assessment = assessed(sourceAt('agent.md'), one, { profile: 'basic', fields: null });
        state = planOf(state, [assessment]).state;
        const entry = state.models.get('agent');
        const version = entry?.versions[entry.version];
        if (version?.changes) {
          const { counts, total, list, importance } = version.changes;
          expect(Object.values(counts).reduce((sum, it) => sum + it, 0)).toBe(total);
          expect(list.length).toBe(Math.min(20, total));
          expect(list[0]?.importance).toBe(importance);
          expect(version.bump === 'declared' || version.bump === importance).toBe(true);
        }
      }
      expect([validate(JSON.parse(registryText(state))), validate.errors ?? []]).toEqual([
        true,
        [],
      ]);
    }),
    { short: 4, full: 60 },
  );
});
