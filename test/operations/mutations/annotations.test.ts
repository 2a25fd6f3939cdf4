import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { annotate, updateModelMetadata } from '../../../src/operations/mutations/annotations.js';
import { commitOperation } from '../../../src/operations/workplace.js';
import { soundSpec } from '../../support/spec-text.js';
import { openBench, type Bench as Shop } from '../harness.js';
import { AT, openChanging, type Bench } from './changing.js';

const say = (fields: Record<string, string | null>, validation_rules = {}) => ({
  id: 'agent',
  fields,
  rules: { validation_rules },
  specDescription: 'As the spec says.',
});

describe('what is said of a model', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = openChanging();
  });
  test('shows at once, and stands beside it', () => {
    bench.make(
      annotate,
      say({ licence: 'MIT', description: ' New. ', team: 'bees', author: 'Ada' }),
    );
    expect(bench.entry()).toMatchObject({
      description: 'New.',
      metadata: { author: 'Ada', license: 'MIT' },
      updated_at: AT,
    });
    expect(Object.entries(bench.entry().annotations ?? {})).toEqual([
      ['author', 'Ada'],
      ['description', 'New.'],
      ['license', 'MIT'],
      ['team', 'bees'],
    ]);
    expect(bench.version('1.1.0').metadata.author).toBeNull();
    expect(bench.last).toMatchObject({ action: 'update' });
    bench.makesNothing(annotate, say({ team: 'bees', license: 'MIT' }));
  });

  test('is taken back: again what the spec says, and no empty object', () => {
    bench.make(annotate, say({ author: 'Ada', description: 'New.', team: 'bees' }));
    bench.make(annotate, say({ team: null }));
    expect(bench.entry()).toMatchObject({ description: 'New.', metadata: { author: 'Ada' } });
    bench.make(annotate, say({ author: null, description: ' ' }));
    expect(bench.entry()).toMatchObject({
      description: 'As the spec says.',
      metadata: { author: null },
    });
    expect(bench.entry()).not.toHaveProperty('annotations');
    bench.makesNothing(annotate, say({ author: null }));
  });

  test('obeys the rules of the settings, those of its own fields alone', () => {
    const rules = { author: 'min_length:3', team: 'one_of:bees|ants', name: 'max_length:1' };
    bench.refuses(
      annotate,
      say({ author: 'A' }, rules),
      'value-refused',
      'author is shorter than 3',
    );
    bench.refuses(annotate, say({ team: 'cats' }, rules), 'value-refused', '`one_of:bees|ants`');
    bench.refuses(annotate, say({ a: 'x' }, { a: 'nonsense' }), 'config-invalid', 'nonsense');
    bench.make(annotate, say({ author: 'Ada', team: 'bees' }, rules));
    bench.make(annotate, say({ author: null }, { author: 'required' }));
  });

  test('is refused where it cannot be kept', () => {
    for (const field of ['', 'a b', 'a=b', 'x'.repeat(129), '__proto__']) {
      const fields = Object.fromEntries([[field, 'x']]);
      bench.refuses(annotate, say(fields), 'name-refused', 'cannot be a field');
    }
    bench.refuses(annotate, say({ a: 'x'.repeat(65_537) }), 'value-refused', '65537 characters');
    bench.refuses(annotate, say({ license: 'a', licence: 'b' }), 'value-refused', 'given twice');
    const many = Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [`f${at}`, 'x']));
    bench.refuses(annotate, say(many), 'value-refused', 'would be 1001');
    const versioned = { ...say({ a: 'b' }), id: 'agent@1.0' };
    bench.refuses(annotate, versioned, 'version-unknown', 'names a version', 'Write agent.');
  });
});

describe('in a registry on disk', () => {
  let shop: Shop;
  beforeEach(async () => {
    shop = await openBench();
  });
  afterEach(() => shop.remove());

  test('a description that is taken back is read from the spec as it was registered', async () => {
    await shop.register(soundSpec({ ModelAnnotation: 'First paragraph.\n\nSecond one.' }));
    const update = (fields: Record<string, string | null>) =>
      commitOperation(shop.place(), updateModelMetadata(shop.place(), { id: 'agent', fields }));
    await update({ description: 'Another.', author: 'Ada' });
    expect((await shop.entry('agent')).description).toBe('Another.');
    expect((await update({ description: null })).changed).toBe(true);
    const entry = await shop.entry('agent');
    expect(entry.description).toBe('First paragraph.');
    expect(entry.metadata.author).toBe('Ada');
    expect((await update({ description: null })).changed).toBe(false);
  });
});
