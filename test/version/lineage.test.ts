import { describe, expect, test } from 'vitest';
import type { Entry } from '../../src/domain/model.js';
import type { RegistryState } from '../../src/domain/registry-state.js';
import { withEntries } from '../../src/domain/models.js';
import { validate } from '../../src/domain/generated/model-registry.js';
import { linkModels } from '../../src/operations/mutations/lineage.js';
import type { Plan } from '../../src/version/plan.js';
import { resolveReference } from '../../src/version/reference.js';
import { registryText } from '../support/registry-store.js';
import { NOW, assessed, planOf, sourceAt, stateWith } from '../support/registry-entries.js';
import { soundSpec } from '../support/spec-text.js';

/** A spec with some lines of front matter and unique bytes. */
function spec(front: string, footer = front): string {
  return `---\n${front}\n---\n${soundSpec({ Footer: footer })}`;
}

const plan = (state: RegistryState, ...files: readonly [id: string, text: string][]): Plan =>
  planOf(
    state,
    files.map(([id, text]) => assessed(sourceAt(`${id}.md`), text)),
  );

function entryIn({ models }: RegistryState, id: string): Entry {
  const entry = models.get(id);
  if (entry === undefined) throw new Error(`no entry ${id}`);
  return entry;
}

/** `kind id@version` of each parent, with a star if its spec declares it. */
function parentsOf(state: RegistryState, id: string): string[] {
  return (entryIn(state, id).parents ?? []).map(
    ({ model_id, version, kind, declared }) =>
      `${kind} ${model_id}@${version}${declared ? ' *' : ''}`,
  );
}

const warnings = ({ diagnostics }: Plan): string[] =>
  diagnostics.flatMap((it) =>
    it.diagnostics
      .filter(({ code }) => code === 'GNN-W025')
      .map(({ line, message }) => `${it.modelId}:${line} ${message}`),
  );

describe('a declared parent', () => {
  test('is permanently pinned to the version that it names now', () => {
    const child: [string, string] = ['child', spec('parent: base@^1\ndependencies: [base, terms]')];
    const first = plan(stateWith(), ['base', spec('author: x')], child);
    expect(parentsOf(first.state, 'child')).toEqual(['derived base@1.0.0 *']);
    expect(entryIn(first.state, 'child').dependencies).toEqual(['base', 'terms']);
    expect(entryIn(first.state, 'base')).not.toHaveProperty('parents');
    expect(validate(JSON.parse(registryText(first.state)))).toBe(true);
    const grown = plan(first.state, ['base', spec('author: y')]).state;
    expect(entryIn(grown, 'base').version).not.toBe('1.0.0');
    // Checked again because its metadata was lost: the same content yields the same result.
    const again = plan(grown, child);
    expect([again.changed, again.outcomes[0]?.outcome]).toEqual([false, 'unchanged']);
    const changed = plan(grown, ['child', spec('parent: base@^1', 'Other words.')]).state;
    expect(parentsOf(changed, 'child')).toEqual([
      `derived base@${entryIn(grown, 'base').version} *`,
    ]);
    expect(entryIn(changed, 'child')).not.toHaveProperty('dependencies');
    for (const { model_id, version } of entryIn(changed, 'child').parents ?? []) {
      expect(resolveReference(changed.models, `${model_id}@${version}`).entry.model_id).toBe(
        'base',
      );
    }
  });

  test('that is not registered, or has no such version, stays as written', () => {
    const { state } = plan(
      stateWith(),
      ['base', spec('author: x')],
      ['child', spec('parent: [nobody@^1, base@7, nowhere]')],
    );
    expect(parentsOf(state, 'child')).toEqual([
      'derived nobody@^1 *',
      'derived base@7 *',
      'derived nowhere@null *',
    ]);
  });

  test('is replaced by that of new content; linked parents stay', () => {
    const files = ['base', 'other'].map((id): [string, string] => [id, spec(`author: ${id}`)]);
    let { state } = plan(stateWith(), ...files, ['child', spec('parent: base')]);
    state = linkModels(
      state,
      { child: 'child', parent: 'other', kind: 'composed' },
      { at: NOW },
    ).state;
    expect(parentsOf(state, 'child')).toEqual(['derived base@null *', 'composed other@null']);
    state = plan(state, ['child', spec('parent: {model: other, kind: replaces}')]).state;
    expect(parentsOf(state, 'child')).toEqual(['replaces other@null *', 'composed other@null']);
    state = plan(state, ['child', spec('author: me')]).state;
    expect(parentsOf(state, 'child')).toEqual(['composed other@null']);
  });
});

describe('a declared parent that would create a cycle', () => {
  test('is rejected and reported; of two, the first in path order wins', () => {
    const files: [string, string][] = [
      ['a', spec('author: x\nparent: b')],
      ['b', spec('parent: [a, b]')],
    ];
    const first = plan(stateWith(), ...files);
    expect([parentsOf(first.state, 'a'), parentsOf(first.state, 'b')]).toEqual([
      ['derived b@null *'],
      [],
    ]);
    expect(entryIn(first.state, 'b')).not.toHaveProperty('parents');
    expect(warnings(first)).toEqual([
      'b:2 the parent a was rejected: it would create a cycle: b → a → b',
      'b:2 the parent b was rejected: b names itself as its parent',
    ]);
    expect(first.written.map(({ entry }) => entry)).toEqual([...first.state.models.values()]);
    const [, second] = first.written;
    expect([second?.entry.health.status, second?.diagnostics]).toEqual(['healthy', []]);
    // Checked again, nothing has changed.
    const again = plan(first.state, ...files);
    expect([again.changed, again.state === first.state]).toEqual([false, true]);
    expect(again.outcomes.map((it) => it.outcome)).toEqual(['unchanged', 'unchanged']);
    expect(warnings(again)).toHaveLength(2);
  });

  test('yields to an earlier parent', () => {
    const before = plan(stateWith(), ['a', spec('author: x')], ['z', spec('parent: a')]).state;
    const after = plan(
      before,
      ['a', spec('author: x\nparent: z')],
      ['z', spec('parent: a', 'Other words.')],
    );
    expect([parentsOf(after.state, 'a'), parentsOf(after.state, 'z')]).toEqual([
      [],
      ['derived a@null *'],
    ]);
    expect(warnings(after)).toEqual([
      'a:3 the parent z was rejected: it would create a cycle: a → z → a',
    ]);
  });

  test('yields to a link, however long the cycle', () => {
    let { state } = plan(
      stateWith(),
      ...['a', 'b', 'c'].map((id): [string, string] => [id, spec(`author: ${id}`)]),
    );
    state = linkModels(state, { child: 'b', parent: 'a' }, { at: NOW }).state;
    state = linkModels(state, { child: 'c', parent: 'b' }, { at: NOW }).state;
    const after = plan(state, ['a', spec('parent: c')]);
    expect(warnings(after)).toEqual([
      'a:2 the parent c was rejected: it would create a cycle: a → c → b → a',
    ]);
    expect(parentsOf(after.state, 'a')).toEqual([]);
  });
});

test("another program's id may hold an @", () => {
  const { models } = plan(stateWith(), ['base', spec('author: x')]).state;
  const odd = { ...entryIn({ ...stateWith(), models }, 'base'), model_id: 'odd@home' };
  const state = {
    ...stateWith(),
    models: withEntries(models, [{ ...odd, file_path: 'in/odd.md' }]),
  };
  const after = plan(state, ['child', spec('parent: [odd@home, odd@home@1.0.0]')]).state;
  // A selector has no @, so that one is not used.
  expect(entryIn(after, 'child').parents).toEqual([
    { model_id: 'odd@home', version: null, kind: 'derived', declared: true },
  ]);
});

test('a spec that declares too many parents leaves room for links', () => {
  const { state } = plan(stateWith(), ['base', spec('author: x')], ['child', spec('author: y')]);
  const linked = linkModels(state, { child: 'child', parent: 'base' }, { at: NOW }).state;
  const many = Array.from({ length: 1200 }, (_, at) => `p${at}`).join(', ');
  const after = plan(linked, ['child', spec(`parent: [${many}]`)]).state;
  const { parents = [] } = entryIn(after, 'child');
  expect([parents.length, parents.at(-1)?.model_id]).toEqual([1000, 'base']);
  expect(validate(JSON.parse(registryText(after)))).toBe(true);
});
