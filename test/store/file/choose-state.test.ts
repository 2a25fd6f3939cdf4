/** Which of the states that were found is the registry. */
import { describe, expect, test } from 'vitest';
import {
  chooseState,
  needsBackup,
  type FoundStates,
  type PresentRegistry,
} from '../../../src/store/file/choose-state.js';
import type { SoundRegistry } from '../../../src/store/file/classify-registry.js';
import { createLayout } from '../../../src/store/file/layout.js';
import { HIGHEST_GENERATION, readMarks } from '../../../src/store/file/marks.js';
import { wordPlainly } from '../../../src/domain/wording.js';
import { NOW, stateOf } from '../../support/registry-store.js';

const layout = createLayout({ outputDir: 'out', registryPath: null, cwd: '/' });

/** A sound registry; another branch has another letter. */
function sound(generation: number, branch = 'a'): SoundRegistry {
  const checksum = `sha256:${branch.repeat(60)}${String(generation).padStart(4, '0')}`;
  const bytes = Buffer.from(checksum);
  const format = '1.1.0';
  return { kind: 'sound', bytes, checksum, format, state: { ...stateOf(branch), generation } };
}

/** The mark of a state of branch b that took the place of a generation. */
const replaced = (generation: number): FoundStates['marks']['replaced'] => [
  { generation, by: 'b'.repeat(32) },
];

function find(present: PresentRegistry | undefined, more: Partial<FoundStates>): FoundStates {
  return {
    present,
    newest: sound(5),
    generations: [5, 4, 3],
    marks: { published: 5, replaced: [], purging: [] },
    isCopy: false,
    backup: undefined,
    origin: 'newest',
    ...more,
  };
}

describe('a sound file in view', () => {
  const here = { marks: { published: 4, replaced: [], purging: [] } };
  test.each<[string, SoundRegistry, Partial<FoundStates>, number, string, string | undefined]>([
    ['the newest', sound(5), {}, 5, 'nothing', undefined],
    ['the newest, unmarked', sound(5), here, 5, 'nothing', '5.published'],
    [
      'the one before a commit cut short',
      sound(4),
      { ...here, isCopy: true },
      5,
      'publish',
      undefined,
    ],
    [
      'an older one than that',
      sound(3),
      { ...here, isCopy: true },
      3,
      'nothing',
      `5.replaced-${'a'.repeat(32)}`,
    ],
    [
      'an older one than was published',
      sound(4),
      { isCopy: true },
      4,
      'nothing',
      `5.replaced-${'a'.repeat(32)}`,
    ],
    ['another branch', sound(4, 'b'), {}, 4, 'nothing', `5.replaced-${'b'.repeat(32)}`],
    ['another branch, unmarked', sound(4, 'b'), here, 4, 'nothing', `5.replaced-${'b'.repeat(32)}`],
    ['another branch, ahead', sound(9, 'b'), {}, 9, 'nothing', `5.replaced-${'b'.repeat(32)}`],
    [
      'another branch, known',
      sound(4, 'b'),
      { marks: { published: 5, replaced: replaced(5), purging: [] } },
      4,
      'nothing',
      undefined,
    ],
    [
      'the base of a commit cut short',
      sound(2, 'b'),
      { marks: { published: 4, replaced: replaced(4), purging: [] } },
      5,
      'publish',
      undefined,
    ],
    [
      'the base of a commit that was published',
      sound(2, 'b'),
      { marks: { published: 5, replaced: replaced(4), purging: [] } },
      2,
      'nothing',
      `5.replaced-${'b'.repeat(32)}`,
    ],
    [
      'nothing marked at all',
      sound(3),
      { marks: { published: 0, replaced: [], purging: [] }, isCopy: true },
      5,
      'publish',
      undefined,
    ],
    [
      'the highest, whose generation is damaged',
      sound(6),
      { generations: [6, 5] },
      6,
      'commit',
      undefined,
    ],
    [
      'published, its generation removed',
      sound(6),
      { marks: { published: 6, replaced: [], purging: [] } },
      6,
      'nothing',
      undefined,
    ],
    [
      'alone',
      sound(7),
      { newest: undefined, generations: [], marks: { published: 0, replaced: [], purging: [] } },
      7,
      'nothing',
      `0.replaced-${'a'.repeat(32)}`,
    ],
  ])('%s', (_, present, more, generation, due, markDue) => {
    const chosen = chooseState(layout, find(present, more), NOW);
    expect([chosen.state.generation, chosen.due, chosen.markDue]).toEqual([
      generation,
      due,
      markDue,
    ]);
    const isPut = markDue?.startsWith('5.replaced-') === true;
    expect(chosen.notices.filter((it) => wordPlainly(it).includes('was replaced'))).toHaveLength(
      isPut ? 1 : 0,
    );
    expect(chosen.audited).toBe(chosen.state.models);
  });
});

describe('without a sound file in view', () => {
  const damaged: PresentRegistry = {
    kind: 'damaged',
    bytes: Buffer.from('x'),
    reason: 'it is not JSON',
  };
  const nothing = {
    newest: undefined,
    generations: [],
    marks: { published: 0, replaced: [], purging: [] },
  };
  test.each<[string, PresentRegistry | undefined, Partial<FoundStates>, number, string]>([
    ['the newest generation is it', damaged, {}, 5, 'publish'],
    ['also if there is none at all', undefined, {}, 5, 'publish'],
    [
      'else the backup',
      damaged,
      { newest: undefined, generations: [5], backup: sound(4) },
      4,
      'commit',
    ],
    ['where nothing ever was, an empty one', undefined, nothing, 0, 'commit'],
  ])('%s', (_, present, more, generation, due) => {
    const chosen = chooseState(layout, find(present, more), NOW);
    expect([chosen.state.generation, chosen.due]).toEqual([generation, due]);
  });

  test('nothing is chosen if nothing can be trusted', () => {
    expect(() => chooseState(layout, find(damaged, nothing), NOW)).toThrow('damaged');
    expect(needsBackup(find(damaged, nothing))).toBe(true);
    expect(needsBackup(find(damaged, {}))).toBe(false);
    expect(needsBackup(find(sound(1), nothing))).toBe(false);
  });
});

test('a mark with a number that no registry has counted to says nothing', () => {
  const names = [
    '7.published',
    `${HIGHEST_GENERATION + 1}.published`,
    '9999999999999999.published',
  ];
  expect(readMarks(names)).toEqual({ published: 7, replaced: [], purging: [] });
});
