import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { summarizeReasons } from '../../src/domain/changes.js';
import type { Change, Importance } from '../../src/domain/model.js';
import type { ComparableModel } from '../../src/domain/semantic-form.js';
import { compareModels } from '../../src/version/difference/index.js';
import { findImportance } from '../../src/version/difference/importance.js';
import { summarizeChanges } from '../../src/version/difference/summary.js';
import { semanticHash } from '../../src/version/semantic-form.js';
import { applyDifference, structureOf } from '../support/apply-difference.js';
import type { PlainModel } from '../support/arbitrary-model.js';
import { arbitraryModel, spellings } from '../support/arbitrary-model.js';
import { comparableModel, modelText } from '../support/models/index.js';
import { editedModels, randomEdits, wired } from '../support/models/random-edits.js';
import type { Pick } from '../support/print-spec/index.js';
import { pickBy, printSpec, shuffled } from '../support/print-spec/index.js';
import { holds } from '../support/property.js';

/** Every spelling at its first choice. */
const plainly: Pick = (first) => first;

function readPlain(model: PlainModel): ComparableModel {
  return comparableModel(printSpec(model, plainly));
}

/** Models of any content; half of them have an edge at every variable. */
const base = fc.oneof(arbitraryModel, arbitraryModel.map(wired));

/** Two models that have much in common, or nothing but the language. */
const pair: fc.Arbitrary<readonly [ComparableModel, ComparableModel]> = fc
  .oneof(
    { weight: 4, arbitrary: fc.tuple(base, randomEdits(8)).map(ends) },
    { weight: 1, arbitrary: fc.tuple(arbitraryModel, arbitraryModel) },
  )
  .map(([before, after]) => [readPlain(before), readPlain(after)]);

function ends([model, edits]: [PlainModel, Parameters<typeof editedModels>[1]]): [
  PlainModel,
  PlainModel,
] {
  return [model, editedModels(model, edits).at(-1) ?? model];
}

function difference(before: ComparableModel, after: ComparableModel): Change[] {
  return compareModels(before, after, false);
}

function structured(changes: readonly Change[]): Change[] {
  return changes.filter((it) => it.importance !== 'patch');
}

const RANK: Readonly<Record<Importance, number>> = { patch: 0, minor: 1, major: 2 };

function rankOf(changes: readonly Change[]): number {
  return RANK[findImportance(changes)];
}

describe('a model and itself', () => {
  test('the same bytes differ in nothing', async () => {
    await holds(
      fc.property(arbitraryModel, (model) => {
        const one = readPlain(model);
        expect(compareModels(one, one, true)).toEqual([]);
      }),
      { short: 7, full: 100 },
    );
  });

  test('another order, another spacing, other brackets and numbers are no structured change', async () => {
    await holds(
      fc.property(arbitraryModel, spellings, spellings, (model, one, two) => {
        const [before, after] = [one, two].map((numbers) => {
          const pick = pickBy(numbers);
          const inAnyOrder: PlainModel = {
            ...model,
            variables: shuffled(model.variables, pick),
            chains: shuffled(model.chains, pick),
            parameters: shuffled(model.parameters, pick),
            ontology: shuffled(model.ontology, pick),
            modelParameters: shuffled(model.modelParameters, pick),
            flags: shuffled(model.flags, pick),
          };
          return comparableModel(printSpec(inAnyOrder, pick));
        });
        if (before === undefined || after === undefined) throw new Error('there are two texts');
        expect(structured(difference(before, after))).toEqual([]);
        expect(semanticHash(before.form)).toBe(semanticHash(after.form));
      }),
      { short: 7, full: 100 },
    );
  });
});

describe('two models', () => {
  test('one semantic hash if and only if nothing structured changed', async () => {
    await holds(
      fc.property(pair, ([before, after]) => {
        const same = semanticHash(before.form) === semanticHash(after.form);
        expect(structured(difference(before, after)).length === 0).toBe(same);
      }),
      { short: 10, full: 200 },
    );
  });

  test('the difference applied to the first gives the structure of the second', async () => {
    await holds(
      fc.property(pair, ([before, after]) => {
        const changes = difference(before, after);
        expect(applyDifference(before.form, changes)).toEqual(structureOf(after.form));
      }),
      { short: 10, full: 300 },
    );
  });

  test('the way back has as many changes, added where there it was removed', async () => {
    await holds(
      fc.property(pair, ([before, after]) => {
        const [there, back] = [difference(before, after), difference(after, before)];
        expect(kindsOf(back)).toEqual(kindsOf(there.map(turnedBack)));
        expect(renamesOf(back)).toEqual(renamesOf(there.map(turnedBack)));
      }),
      { short: 10, full: 300 },
    );
  });

  test('every change is told in one line, and so are the reasons', async () => {
    await holds(
      fc.property(pair, ([before, after]) => {
        expectOneLine(difference(before, after));
      }),
      { short: 7, full: 100 },
    );
  });
});

/** A change as it is seen from the other side. */
function turnedBack({ kind, before, after, ...rest }: Change): Change {
  const turned = kind.endsWith('_added')
    ? kind.replace('_added', '_removed')
    : kind.replace('_removed', '_added');
  return { ...rest, kind: turned as Change['kind'], before: after, after: before };
}

function kindsOf(changes: readonly Change[]): string[] {
  return structured(changes)
    .map((it) => it.kind)
    .toSorted();
}

function renamesOf(changes: readonly Change[]): string[] {
  return changes
    .filter((it) => it.kind === 'variable_renamed')
    .map((it) => `${String(it.before)} ${String(it.after)}`)
    .toSorted();
}

function expectOneLine(changes: readonly Change[]): void {
  const summary = summarizeChanges(changes);
  for (const { text } of summary.list) {
    expect(text).toMatch(/^[^\n\r]+$/u);
    expect(text.length).toBeLessThanOrEqual(1000);
  }
  if (changes.length > 0) expect(summarizeReasons(summary)).toMatch(/^[^\n\r]+$/u);
}

test('a step over several edits is not smaller than any step of it', async () => {
  await holds(
    fc.property(base, randomEdits(6), fc.nat(), (model, edits, at) => {
      const models = editedModels(model, edits);
      const between = models[at % models.length] ?? model;
      const [a, b, c] = [model, between, models.at(-1) ?? model].map(readPlain);
      if (a === undefined || b === undefined || c === undefined) throw new Error('three models');
      const whole = rankOf(difference(a, c));
      expect(whole).toBeGreaterThanOrEqual(rankOf(difference(a, b)));
      expect(whole).toBeGreaterThanOrEqual(rankOf(difference(b, c)));
    }),
    { short: 10, full: 300 },
  );
});

describe('hostile words', () => {
  const spec = modelText('canal_lock_keeper');
  const before = comparableModel(spec);
  const unit = fc.oneof(
    { weight: 9, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }) },
    { weight: 1, arbitrary: fc.constantFrom('\n', '\r', '\t', '\u2028', '\u001b', '"', '#') },
  );
  const words = fc.string({ unit, minLength: 1, maxLength: 30 });
  const long = fc.tuple(words, fc.integer({ min: 40, max: 200 })).map(([it, n]) => it.repeat(n));

  test.each([
    ['a label', 'D>s', 'D>s:'],
    ['a constraint', 'D>s', 'D>s='],
    ['a term', 'o=Observation', 'o='],
    ['a horizon', 'Unbounded', ''],
    ['a setting', 'StepMinutes=5', 'StepMinutes='],
    ['a flag', 'seed=7', 'seed='],
    ['an equation', 's = softmax', 's = '],
    ['a model parameter', 'num_obs: 4', 'num_obs: '],
    ['the key of a model parameter', 'num_obs: 4', 'num_obs: 4\n'],
    ['a value', 'E={(0.25, 0.5, 0.25)}', 'E='],
    ['a variable', 't[1,type=int]', 't[1,type=int]\nt'],
    ['a section', '## Footer', '## Remarks '],
    ['the title', '# GNN Model', '# '],
  ])('%s of any words is told in one line', async (_name, from, to) => {
    await holds(
      fc.property(fc.oneof(words, long), (it) => {
        const after = comparableModel(spec.replace(from, () => `${to}${it}`));
        expectOneLine(difference(before, after));
        expectOneLine(difference(after, before));
      }),
      { short: 2, full: 25 },
    );
  });

  test('keys of the front matter of any words are told in one line', async () => {
    const key = words.map((it) => it.replaceAll(/[\n\r]/gu, ' '));
    await holds(
      fc.property(fc.dictionary(key, words, { minKeys: 1, noNullPrototype: true }), (data) => {
        const text = spec.replace('author:', () => `${stringify(data)}author:`);
        expectOneLine(difference(before, comparableModel(text)));
      }),
      { short: 2, full: 25 },
    );
  });

  test('a key of the front matter with a line break is told in one line', () => {
    const text = spec.replace('author:', '"two\\nlines": 1\nauthor:');
    expectOneLine(difference(before, comparableModel(text)));
  });
});
