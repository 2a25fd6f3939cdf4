import { expect, test } from 'vitest';
import type { Entry } from '../../../src/domain/model.js';
import type { RegistryState } from '../../../src/domain/registry-state.js';
import type { AliasSetInput } from '../../../src/operations/generated/shapes.js';
import { removeAlias, setAlias } from '../../../src/operations/mutations/aliases.js';
import { listAliases } from '../../../src/operations/queries/aliases.js';
import { resolveReference } from '../../../src/version/reference.js';
import { versionsWith } from '../../support/entry-versions.js';
import { NOW, stateWith } from '../../support/registry-entries.js';

const clock = { at: NOW };
const agent = versionsWith('agent', '1.0.0', '1.1.0', '2.0.0');
const start = stateWith(agent, versionsWith('lamp', '1.0.0'));

const set = (state: RegistryState, reference: string, alias: string, more = {}) =>
  setAlias(state, { reference, alias, ...more } satisfies AliasSetInput, clock);

function entryIn({ models }: RegistryState, id = 'agent'): Entry {
  const entry = models.get(id);
  if (entry === undefined) throw new Error(`no entry ${id}`);
  return entry;
}

test('an alias points to a version of its model, and is moved', () => {
  const one = set(start, 'agent@^1', 'champion', { reason: 'best of the week' });
  expect(one).toMatchObject({
    event: { action: 'set_alias', version: '1.1.0', reason: 'best of the week' },
    result: { alias: 'champion', protected: false, previous: null },
  });
  expect(entryIn(one.state)).toMatchObject({
    aliases: { champion: { version: '1.1.0', protected: false } },
    updated_at: NOW,
  });
  expect(resolveReference(one.state.models, 'agent@champion').version.version).toBe('1.1.0');
  expect(one.state.models.get('lamp')).toBe(start.models.get('lamp'));
  const two = set(one.state, 'agent', 'champion');
  expect(two.result).toMatchObject({ previous: '1.1.0', version: { version: '2.0.0' } });
  expect(Object.keys(set(two.state, 'agent', 'baseline').result.entry.aliases ?? {})).toEqual([
    'baseline',
    'champion',
  ]);
});

test('an alias that is as it should be changes nothing', () => {
  const { state } = set(start, 'agent', 'champion', { protect: true });
  expect(set(state, 'agent@2.0.0', 'champion').state).toBe(state);
  expect(set(state, 'agent@champion', 'champion', { protect: true }).state).toBe(state);
});

test('a protected alias is moved and removed by force alone, and stays protected', () => {
  const { state } = set(set(start, 'agent', 'champion').state, 'agent', 'champion', {
    protect: true,
  });
  const refused = { code: 'protected', message: expect.stringContaining('it points to 2.0.0') };
  expect(() => set(state, 'agent@1.0.0', 'champion')).toThrow(expect.objectContaining(refused));
  expect(() => removeAlias(state, { id: 'agent', alias: 'champion' }, clock)).toThrow(
    expect.objectContaining(refused),
  );
  const moved = set(state, 'agent@1.0.0', 'champion', { force: true });
  expect(entryIn(moved.state).aliases).toEqual({ champion: { version: '1.0.0', protected: true } });
  const command = { id: 'agent', alias: 'champion', force: true };
  const gone = removeAlias(moved.state, command, clock);
  expect(gone.result.previous).toBe('1.0.0');
  expect(entryIn(gone.state)).not.toHaveProperty('aliases');
});

test.each([
  'latest',
  'sha256:abc',
  'SHA256',
  '1.0.0',
  '3',
  '3.1',
  'v2',
  '1.x',
  'x',
  '*',
  '^1.0',
  '>=2',
  '1.0.0-rc.1',
  '__proto__',
  '',
  'a b',
  'a@b',
  'a/b',
  'n'.repeat(129),
])('%j cannot be an alias', (alias) => {
  expect(() => set(start, 'agent', alias)).toThrow(
    expect.objectContaining({ name: 'RegistryError', code: 'name-refused' }),
  );
});

test("a number that only another program's models have is reserved, too", () => {
  const odd = stateWith(versionsWith('odd', 'draft'));
  expect(() => set(odd, 'odd', 'draft')).toThrow(expect.objectContaining({ code: 'name-refused' }));
  expect(set(start, 'agent', 'draft').result.alias).toBe('draft');
  expect(set(start, 'agent', 'next').result.alias).toBe('next');
});

test('unknown references and names are told', () => {
  const codes: [() => unknown, string][] = [
    [() => set(start, 'agnet', 'champion'), 'model-unknown'],
    [() => set(start, 'agent@9', 'champion'), 'version-unknown'],
    [() => removeAlias(start, { id: 'agent', alias: 'champion' }, clock), 'name-unknown'],
    [() => removeAlias(start, { id: 'agent@1.0.0', alias: 'champion' }, clock), 'version-unknown'],
  ];
  for (const [work, code] of codes) expect(work).toThrow(expect.objectContaining({ code }));
  const { state } = set(start, 'agent', 'champion');
  expect(() => removeAlias(state, { id: 'agent', alias: 'chamption' }, clock)).toThrow(
    expect.objectContaining({ hint: 'It has: champion.' }),
  );
});

test('the aliases are listed by model and name', () => {
  let { state } = set(start, 'lamp', 'steady');
  state = set(state, 'agent', 'champion', { protect: true }).state;
  state = set(state, 'agent@1.0.0', 'baseline').state;
  const rows = listAliases(state.models).map((it) => [it.model_id, it.alias, it.version]);
  expect(rows).toEqual([
    ['agent', 'baseline', '1.0.0'],
    ['agent', 'champion', '2.0.0'],
    ['lamp', 'steady', '1.0.0'],
  ]);
  expect(listAliases(state.models, 'agent')).toHaveLength(2);
  expect(listAliases(state.models, 'agent@1.0.0').map((it) => it.alias)).toEqual(['baseline']);
  expect(listAliases(start.models)).toEqual([]);
});
