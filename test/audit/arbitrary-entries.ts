import fc from 'fast-check';
import type { Entry } from '../../src/domain/model.js';
import { entryWith } from '../support/registry-entries.js';

/** Names that could confuse objects, JSON Pointers and prototypes. */
export const NAMES = fc.constantFrom(
  '1.0.0',
  '2.0.0-beta.1',
  '10',
  'a/b',
  'a~b',
  '~1',
  '__proto__',
  'constructor',
  'toString',
  'é',
  '\u2028',
);

const values = fc.dictionary(NAMES, fc.jsonValue({ maxDepth: 3, noUnicodeString: false }), {
  maxKeys: 4,
  noNullPrototype: true,
});

/** Entries with versions, and with optional and arbitrary keys. */
export function entries(id = 'agent'): fc.Arbitrary<Entry> {
  return fc
    .record({
      description: fc.option(fc.string()),
      tags: fc.array(fc.string(), { maxLength: 3 }),
      foreign: fc.option(values, { nil: undefined }),
      versions: fc.uniqueArray(fc.tuple(NAMES, fc.option(fc.string()), values), {
        maxLength: 5,
        selector: ([name]) => name,
      }),
    })
    .map(({ versions, foreign, ...rest }) => {
      const entry = entryWith(id, rest);
      const [first] = Object.values(entry.versions);
      if (first === undefined) throw new Error('one version');
      const made = versions.map(([version, source, foreign]) => [
        version,
        { ...first, version, source, foreign },
      ]);
      const whole = {
        ...entry,
        versions: Object.fromEntries(made),
        ...(foreign && { foreign }),
      };
      // As stored in the registry: JSON.
      const text: Entry = JSON.parse(JSON.stringify(whole));
      return text;
    });
}
