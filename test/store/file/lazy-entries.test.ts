/** The text of a registry, divided and put together again. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../../src/domain/canonical.js';
import { withEntries } from '../../../src/domain/models.js';
import type { RegistryState } from '../../../src/domain/registry-state.js';
import { classifyRegistry } from '../../../src/store/file/classify-registry.js';
import { divideRegistry } from '../../../src/store/file/lazy-entries.js';
import { emitRegistry, verifyChecksum } from '../../../src/store/file/registry-text.js';
import { entryWith, stateWith } from '../../support/registry-entries.js';

const IDS = [
  'agent',
  '10',
  '9',
  'é',
  '日本',
  'a"b',
  'a b',
  'constructor',
  'toString',
  '\u2028',
  '\u{1f600}',
  '  ',
  '": {',
  '}',
] as const;

function divided(state: RegistryState) {
  const found = divideRegistry(emitRegistry(state));
  if (found === undefined) throw new Error('not divided');
  return found;
}

function emit(...entries: Parameters<typeof stateWith>): Buffer {
  return emitRegistry(stateWith(...entries));
}

const ids = fc.uniqueArray(fc.constantFrom(...IDS), { minLength: 1 });

describe('a registry that was written', () => {
  test('is divided into what it was, in code-unit order', () => {
    fc.assert(
      fc.property(ids, fc.string(), (some, text) => {
        const entries = some.map((id) => entryWith(id, { description: `${text}\n    }\n  }` }));
        const state = {
          ...stateWith(...entries),
          audit: { sequence: 7, hash: `sha256:${'a'.repeat(64)}` },
          foreign: { models: { '\n  "models": {\n': 1 } },
          purged: { gone: { version: '1.0.0', at: '2026-01-01T00:00:00.000Z' } },
        };
        const { models, rest } = divided(state);
        expect([...models.keys()]).toEqual(some.toSorted());
        expect(new Map(models)).toEqual(state.models);
        expect([...models.values()]).toHaveLength(models.size);
        expect(rest).toMatchObject({
          audit: state.audit,
          foreign: state.foreign,
          purged: state.purged,
          generation: 5,
        });
      }),
    );
  });

  test('is written again byte by byte, with some entries replaced', () => {
    const kinds = fc.constantFrom('same', 'replaced', 'removed', 'added');
    const choices = fc.uniqueArray(fc.tuple(fc.constantFrom(...IDS), kinds), {
      selector: ([id]) => id,
    });
    fc.assert(
      fc.property(choices, (choice) => {
        const of = (...names: string[]): string[] =>
          choice.flatMap(([id, kind]) => (names.includes(kind) ? id : []));
        const before = of('same', 'replaced', 'removed').map((id) => entryWith(id));
        if (before.length === 0) return;
        const { models } = divided(stateWith(...before));
        const put = of('replaced', 'added').map((id) => entryWith(id, { tags: ['now'] }));
        const after = withEntries(models, put, of('removed'));
        const plain = stateWith(...of('same').map((id) => entryWith(id)), ...put);
        const bytes = emitRegistry({ ...plain, models: after });
        expect(bytes.equals(emitRegistry(plain))).toBe(true);
        expect(verifyChecksum(bytes)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('gives each entry once, as one object, and none for other ids', () => {
    const { models } = divided(stateWith(entryWith('a'), entryWith('b')));
    expect(models.get('a')).toBe(models.get('a'));
    expect([models.has('a'), models.has('c'), models.get('c')]).toEqual([true, false, undefined]);
    expect([models.has('__proto__'), models.get('constructor')]).toEqual([false, undefined]);
    expect(models.textOf?.('c')).toBeUndefined();
  });

  test('says which entries may hold a text', () => {
    const all = ['a', 'b', 'c', 'd'].map((id) =>
      entryWith(id, { tags: id === 'b' || id === 'd' ? ['say "é"'] : [] }),
    );
    const { models } = divided(stateWith(...all));
    const found = [...(models.mentioning?.('say "é"') ?? [])];
    expect(found).toEqual(['b', 'd']);
    expect([...(models.mentioning?.('nowhere') ?? [])]).toEqual([]);
    expect([...(models.mentioning?.('') ?? [])]).toEqual(['a', 'b', 'c', 'd']);
  });

  test('lacks no key where it is of an older release', async () => {
    const { versions, ...entry } = entryWith('a');
    const older = structuredClone(versions['1.0.0']);
    for (const key of ['previous', 'changes', 'same_content_as']) {
      Reflect.deleteProperty(older ?? {}, key);
    }
    const text = emitRegistry({ ...stateWith(), models: new Map() }).toString();
    const models = JSON.stringify({ a: { ...entry, versions: { '1.0.0': older } } }, null, 2);
    const whole = text.replace('"models": {}', `"models": ${models.replaceAll('\n', '\n  ')}`);
    const found = divideRegistry(Buffer.from(whole));
    expect(found?.models.get('a')).toEqual(entryWith('a'));
  });
});

test('an empty registry is not divided, and read all the same', async () => {
  const bytes = emitRegistry(stateWith());
  expect(divideRegistry(bytes)).toBeUndefined();
  const judged = await classifyRegistry(bytes, new Date(0));
  expect(judged).toMatchObject({ kind: 'sound', state: { generation: 5 } });
});

describe('a text that looks otherwise', () => {
  const text = emitRegistry(stateWith(entryWith('a'), entryWith('b'))).toString();

  test.each([
    ['has no models', text.replace('"models"', '"model"')],
    ['has other spaces', text.replace('    "a": {', '     "a": {')],
    ['has Windows line ends', text.replaceAll('\n', '\r\n')],
    ['has an id twice', text.replace('    "b": {', '    "a": {')],
    ['has no object for an entry', text.replace(/ {4}"a": \{[^]*?\n {4}\}/, '    "a": 1')],
    ['has an empty entry', text.replace(/ {4}"a": \{[^]*?\n {4}\}/, '    "a": {}')],
    ['is cut', text.slice(0, text.length / 2)],
    ['is cut behind an id', text.slice(0, text.indexOf('"a": {') + 5)],
    ['has no end', text.slice(0, -3)],
    ['is empty', ''],
    ['is in one line', JSON.stringify(JSON.parse(text))],
  ])('%s: it is not divided', (_, odd) => {
    expect(divideRegistry(Buffer.from(odd))).toBeUndefined();
  });

  test('is read in another way where its sum holds', async () => {
    const odd = text.replace('    "a": {', '     "a": {').replace(/sha256:\w+/, '');
    const summed = odd.replace('"checksum": ""', `"checksum": "sha256:${sha256(odd)}"`);
    const judged = await classifyRegistry(Buffer.from(summed), new Date(0));
    if (judged.kind !== 'sound') throw new Error(judged.kind);
    expect(new Map(judged.state.models)).toEqual(stateWith(entryWith('a'), entryWith('b')).models);
    expect(emitRegistry(judged.state).toString()).toBe(text);
  });

  test('that only its sum protects is told when it is asked', () => {
    const odd = text.replace('"model_id": "a"', '"model_ix": "a"');
    const found = divideRegistry(Buffer.from(odd));
    expect(() => found?.models.get('a')).toThrow(/is invalid/);
    expect(found?.models.get('b')?.model_id).toBe('b');
  });
});

describe('what was read of an earlier state', () => {
  const [agent, lamp] = [entryWith('agent'), entryWith('lamp')];

  test('is not read again where the text is the same', () => {
    const { models: before } = divided(stateWith(agent, lamp));
    const read = before.get('agent');
    const changed = entryWith('lamp', { description: 'Changed.' });
    const later = divideRegistry(emit(entryWith('added'), agent, changed), before);
    expect(later?.models.get('agent')).toBe(read);
    expect(later?.models.get('lamp')).toEqual(changed);
    expect(later?.models.get('added')).toEqual(entryWith('added'));
  });

  test('does not stay where the text is another one, or gone', () => {
    const { models: before } = divided(stateWith(agent, lamp));
    expect([...before]).toHaveLength(2);
    const changed = entryWith('agent', { tags: ['robotics'] });
    const later = divideRegistry(emit(changed), before);
    expect(later?.models.get('agent')).toEqual(changed);
    expect(later?.models.get('lamp')).toBeUndefined();
  });

  test('goes on over several states, also by a registry that was loaded again', async () => {
    const now = new Date(0);
    const first = await classifyRegistry(emit(agent), now);
    if (first.kind !== 'sound') throw new Error(first.kind);
    const read = first.state.models.get('agent');
    const second = await classifyRegistry(emit(agent, lamp), now, first.state.models);
    if (second.kind !== 'sound') throw new Error(second.kind);
    const third = await classifyRegistry(emit(agent), now, second.state.models);
    expect(third.kind === 'sound' && third.state.models.get('agent')).toBe(read);
  });
});
