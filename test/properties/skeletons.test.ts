/** Every skeleton is a spec without a finding, whatever its sizes. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test, inject } from 'vitest';
import { ONTOLOGY_TERMS } from '../../src/domain/ontology-terms.js';
import { DEFAULT_SETTINGS } from '../../src/domain/options.js';
import { parseSpec } from '../../src/gnn/index.js';
import { resolveSizes, SKELETONS, writeSkeleton } from '../../src/skeletons/index.js';
import type { SkeletonKind, Sizes } from '../../src/skeletons/index.js';
import { validateSpec } from '../../src/validate/index.js';
import { semanticHash, toSemanticForm } from '../../src/version/semantic-form.js';
import { holds } from '../support/property.js';

const KINDS: Readonly<Record<SkeletonKind, string>> = {
  pomdp: 'FLAT',
  mdp: 'FLAT',
  hmm: 'FLAT',
  bandit: 'FLAT',
  hierarchical: 'HIERARCHICAL',
  continuous: 'CONTINUOUS',
  learning: 'LEARNING',
  'multi-agent': 'MULTI_AGENT',
};

const kind = fc.constantFrom(...(Object.keys(SKELETONS) as SkeletonKind[]));

/** Sizes that a kind can have, some of them given. */
function sizesOf(name: SkeletonKind, most: number): fc.Arbitrary<Sizes> {
  const { sizes, least }: { sizes: Sizes; least: Sizes } = SKELETONS[name];
  const one = (key: keyof Sizes) => fc.integer({ min: least[key] ?? 1, max: most });
  const arbitraries = (Object.keys(sizes) as (keyof Sizes)[]).map((key) => [key, one(key)]);
  return fc.record(Object.fromEntries(arbitraries), { requiredKeys: [] });
}

const sized = (most: number) =>
  kind.chain((name) => fc.tuple(fc.constant(name), sizesOf(name, most)));

/** The model of a skeleton that has no finding. */
function readSound(text: string) {
  expect(Buffer.byteLength(text)).toBeLessThan(DEFAULT_SETTINGS.max_file_size);
  const { specs, diagnostics } = parseSpec(text);
  expect(diagnostics).toEqual([]);
  expect(specs).toHaveLength(1);
  const [spec] = specs;
  if (spec === undefined) throw new Error('no spec');
  const { accepted, diagnostics: found } = validateSpec(spec, { profile: 'research' });
  expect(found).toEqual([]);
  expect(accepted).toBe(true);
  return spec;
}

const hashOf = (name: SkeletonKind, sizes: Sizes): string =>
  semanticHash(toSemanticForm(readSound(writeSkeleton(name, 'Model', sizes)).model));

describe('a skeleton', () => {
  test('is sound in the strictest profile, and of its kind', async () => {
    await holds(
      fc.property(sized(12), ([name, sizes]) => {
        const { model } = readSound(writeSkeleton(name, 'Grid world 5×5', sizes));
        expect(model).toMatchObject({ title: 'Grid world 5×5', model_name: 'Grid world 5×5' });
        expect(model.kind).toBe(KINDS[name]);
        for (const { term } of model.ontology) expect([...ONTOLOGY_TERMS.keys()]).toContain(term);
        expect(model.signature?.fields.map((it) => it.name)).toEqual(['Status']);
        // Nothing is left to be guessed, and everything is a number.
        expect(model.parameters.map(({ name: it, shape }) => [it, shape])).not.toContainEqual([
          expect.anything(),
          null,
        ]);
      }),
      { short: 14, full: 2000 },
    );
  });

  const kinds = Object.keys(KINDS) as SkeletonKind[];
  test.runIf(inject('isFull')).each(kinds)('%s is sound at its largest', (name) => {
    const most = { states: 100, observations: 100, actions: 20 };
    const sizes = Object.fromEntries(
      Object.entries(most).filter(([key]) => Object.hasOwn(SKELETONS[name].sizes, key)),
    );
    readSound(writeSkeleton(name, 'Model', sizes));
  });

  test('has distributions that sum to 1 but for the last bit', async () => {
    await holds(
      fc.property(sized(40), ([name, sizes]) => {
        const { model, values } = readSound(writeSkeleton(name, 'Model', sizes));
        for (const [at, { name: parameter }] of model.parameters.entries()) {
          if (!/^[ABDE](?:_|$)/.test(parameter)) continue;
          for (const sum of sumsOver(values[at])) expect(Math.abs(sum - 1)).toBeLessThan(1e-12);
        }
      }),
      { short: 4, full: 300 },
    );
  });

  test('with other sizes is another model', async () => {
    const twice = kind.chain((name) =>
      fc.tuple(fc.constant(name), sizesOf(name, 4), sizesOf(name, 4)),
    );
    await holds(
      fc.property(twice, ([name, ...both]) => {
        const [first, second] = both.map((it) => resolveSizes(name, it));
        const [one, other] = both.map((it) => hashOf(name, it));
        expect(one === other).toBe(isDeepStrictEqual(first, second));
      }),
      { short: 14, full: 1000 },
    );
  });
});

/** The sums over the first index; a vector is one distribution. */
function sumsOver(value: unknown): number[] {
  if (!Array.isArray(value)) return [];
  const rows = value.map((row) => (Array.isArray(row) ? row.flat(5) : [row]).map(Number));
  const columns = rows[0]?.length ?? 0;
  return Array.from({ length: columns }, (_, column) =>
    rows.reduce((sum, row) => sum + (row[column] ?? NaN), 0),
  );
}
