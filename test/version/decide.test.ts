import { describe, expect, test } from 'vitest';
import type { Entry, VersionEntry } from '../../src/domain/model.js';
import type { RegistryState } from '../../src/domain/registry-state.js';
import { sha256 } from '../../src/domain/canonical.js';
import type { Plan, PlanInput } from '../../src/version/plan.js';
import { BASE, MAJOR, MINOR, PATCH, declaring } from '../operations/harness.js';
import { assessed, entryWith, planOf, sourceAt, stateWith } from '../support/registry-entries.js';
import { soundSpec } from '../support/spec-text.js';

const agent = sourceAt('agent.md');

function planText(state: RegistryState, text: string, parts: Partial<PlanInput> = {}): Plan {
  return planOf(state, [assessed(agent, text)], parts);
}

/** The registry after registering these texts in order. */
function after(...texts: readonly string[]): RegistryState {
  return texts.reduce((state, text) => planText(state, text).state, stateWith());
}

function agentIn({ models }: RegistryState): Entry {
  const entry = models.get('agent');
  if (entry === undefined) throw new Error('no agent');
  return entry;
}

function currentIn(state: RegistryState): VersionEntry {
  const { version, versions } = agentIn(state);
  const current = versions[version];
  if (current === undefined) throw new Error(`no version ${version}`);
  return current;
}

function messages(plan: Plan, code: string): string[] {
  return plan.diagnostics
    .flatMap((it) => it.diagnostics)
    .filter((it) => it.code === code)
    .map((it) => it.message);
}

describe('the version follows from the difference', () => {
  test.each([
    ['words', PATCH, '1.0.1', 'patch', 'text_changed'],
    ['a value', MINOR, '1.1.0', 'minor', 'parameter_changed'],
    ['a type', MAJOR, '2.0.0', 'major', 'variable_retyped'],
  ] as const)('a change of %s', (_, text, version, bump, kind) => {
    const plan = planText(after(BASE), text);
    expect(currentIn(plan.state)).toMatchObject({
      version,
      bump,
      previous: '1.0.0',
      same_content_as: null,
      changes: { importance: bump, counts: { [kind]: 1 }, total: 1, list: [{ kind }] },
    });
    expect(plan.outcomes).toMatchObject([
      { version, bump, previous_version: '1.0.0', changes: currentIn(plan.state).changes },
    ]);
    expect(plan.diagnostics).toEqual([]);
  });

  test('the previous version is compared, not the first', () => {
    const state = after(
      BASE,
      MAJOR,
      soundSpec({ StateSpaceBlock: stateSpace('float'), Footer: 'x' }),
    );
    expect(currentIn(state)).toMatchObject({ version: '2.0.1', previous: '2.0.0', bump: 'patch' });
  });

  test('a requested bump wins; the reasons come from the difference', () => {
    const up = planText(after(BASE), PATCH, { bump: 'major' });
    expect(currentIn(up.state)).toMatchObject({
      version: '2.0.0',
      bump: 'major',
      changes: { importance: 'patch' },
    });
    expect(messages(up, 'GNN-W022')).toEqual([]);
    const down = planText(after(BASE), MAJOR, { bump: 'patch' });
    expect(currentIn(down.state)).toMatchObject({
      version: '1.0.1',
      changes: { importance: 'major' },
    });
    expect(messages(down, 'GNN-W022')).toHaveLength(1);
  });
});

function stateSpace(type: string): string {
  return `A[2,2,type=float]\nD[2,type=float]\ns[2,1,type=float]\no[2,1,type=${type}]`;
}

describe('a declared version', () => {
  test.each([
    ['1.0.1', PATCH],
    ['1.1.0', MINOR],
    ['2.0.0', MAJOR],
    ['7.8.9', PATCH],
    ['2.0.0-alpha.1', MAJOR],
  ])('%s that is high enough is used without a finding', (version, text) => {
    const plan = planText(after(BASE), declaring(version, text));
    expect(currentIn(plan.state)).toMatchObject({ version, bump: 'declared', previous: '1.0.0' });
    expect(plan.diagnostics).toEqual([]);
  });

  test.each([
    ['1.0.1', MINOR, 'minor', '1.1.0', 'D changed'],
    ['1.1.0', MAJOR, 'major', '2.0.0', 'o'],
    ['1.0.1-rc.1', MINOR, 'minor', '1.1.0', 'D changed'],
  ])('%s that is too low is used, with a warning', (version, text, importance, least, why) => {
    const plan = planText(after(BASE), declaring(version, text));
    expect(currentIn(plan.state)).toMatchObject({ version, bump: 'declared' });
    const [message, ...more] = messages(plan, 'GNN-W022');
    expect(more).toEqual([]);
    expect(message).toContain(`${version} is too low after 1.0.0`);
    expect(message).toContain(importance);
    expect(message).toContain(why);
    expect(message).toContain(`declare ${least} or higher`);
    expect(agentIn(plan.state).health).toMatchObject({ status: 'degraded', warnings: 1 });
    const place = plan.diagnostics[0]?.diagnostics.find((it) => it.code === 'GNN-W022');
    expect(place).toMatchObject({ severity: 'warning', line: 2, column: 1 });
  });

  test('before 1.0.0 a minor bump may break', () => {
    const state = after(declaring('0.3.0', BASE));
    expect(messages(planText(state, declaring('0.4.0', MAJOR)), 'GNN-W022')).toEqual([]);
    expect(messages(planText(state, declaring('0.3.1', MAJOR)), 'GNN-W022')).toEqual([
      expect.stringContaining('declare 0.4.0 or higher'),
    ]);
  });

  test('the warning is repeated while the version is current', () => {
    const text = declaring('1.0.1', MINOR);
    const state = after(BASE, text);
    const again = planText(state, text, { checkedWith: 'research/1' });
    expect(messages(again, 'GNN-W022')).toHaveLength(1);
    expect(agentIn(again.state).health).toMatchObject({ status: 'degraded', warnings: 1 });
    const next = planText(state, declaring('1.1.0', soundSpec({ Footer: 'x' })));
    expect(messages(next, 'GNN-W022')).toEqual([]);
  });

  test.each(['1.0.0', '0.9.0', '1.0.0-rc.1', '1.0.0+build'])(
    '%s that is not higher is replaced by the next version, with a warning',
    (version) => {
      const plan = planText(after(BASE), declaring(version, MINOR));
      expect(currentIn(plan.state)).toMatchObject({ version: '1.1.0', bump: 'minor' });
      const [message, ...more] = messages(plan, 'GNN-W020');
      expect(more).toEqual([]);
      expect(message).toContain(version);
      expect(message).toContain('1.1.0');
    },
  );

  test.each(['2.0', 'v2.0.0', ' "2"'])('%s is read as 2.0.0', (version) => {
    const plan = planText(after(BASE), declaring(`'${version}'`, MINOR));
    expect(currentIn(plan.state)).toMatchObject({ version: '2.0.0', bump: 'declared' });
    expect(messages(plan, 'GNN-I009')).toEqual([]);
  });

  test.each(['1.0.0.0', '1.x', 'next'])(
    '%s that is not a version is reported as ignored',
    (version) => {
      const plan = planText(after(BASE), declaring(`"${version}"`, MINOR));
      expect(currentIn(plan.state)).toMatchObject({ version: '1.1.0', bump: 'minor' });
      expect(messages(plan, 'GNN-I009')).toEqual([expect.stringContaining(version)]);
      expect(messages(plan, 'GNN-W020')).toEqual([]);
    },
  );

  test('that is the only change makes a new version', () => {
    const state = after(declaring('1.0.0', BASE));
    const plan = planText(state, declaring('1.5.0', BASE));
    expect(currentIn(plan.state)).toMatchObject({
      version: '1.5.0',
      bump: 'declared',
      semantic_hash: agentIn(state).semantic_hash,
      same_content_as: null,
      changes: {
        importance: 'patch',
        total: 1,
        list: [
          { kind: 'text_changed', path: 'front_matter/version', before: '1.0.0', after: '1.5.0' },
        ],
      },
    });
    expect(plan.diagnostics).toEqual([]);
  });

  test.each(['Version: 1.0.1', 'version: 1.0.1', 'Creator: x\nVersion: 1.0.1'])(
    'in Signature counts: %j',
    (signature) => {
      const plan = planText(after(BASE), soundSpec({ Signature: signature }));
      expect(currentIn(plan.state)).toMatchObject({ version: '1.0.1', bump: 'declared' });
    },
  );

  test.each([
    ['the language version', soundSpec({ GNNVersionAndFlags: 'GNN v9.9.9' })],
    ['a comment', soundSpec({ Signature: 'Creator: a test\n### Version: 9.9.9' })],
    ['prose', soundSpec({ ModelAnnotation: 'Version: 9.9.9' })],
    ['the footer', soundSpec({ Footer: 'Version: 9.9.9' })],
  ])('elsewhere does not count: %s', (_, text) => {
    expect(currentIn(planText(after(BASE), text).state).version).not.toBe('9.9.9');
  });

  test('is overridden by that of the context; null means none', () => {
    const text = declaring('3.0.0', PATCH);
    expect(currentIn(planText(after(BASE), text, { declared: '4.0.0' }).state).version).toBe(
      '4.0.0',
    );
    const none = planText(after(BASE), declaring('1.0.0', PATCH), { declared: null });
    expect(currentIn(none.state)).toMatchObject({ version: '1.0.1', bump: 'patch' });
    // The version in the spec is still reported, as it is by every later check.
    expect(none.diagnostics.flatMap((it) => it.diagnostics.map(({ code }) => code))).toEqual([
      'GNN-W020',
    ]);
  });
});

describe('without automatic versions', () => {
  test.each([BASE.replace('The end.', 'x'), declaring('1.0.0', PATCH), declaring('0.1.0', MAJOR)])(
    'a file without a higher version is refused (%#)',
    (text) => {
      const state = after(BASE);
      const plan = planText(state, text, { autoVersion: false });
      expect(plan.state).toBe(state);
      expect(plan.outcomes).toEqual([]);
      expect(plan.refused).toMatchObject([
        {
          filePath: 'in/agent.md',
          reasons: [{ code: 'GNN-E019', message: expect.stringContaining('1.0.0') }],
        },
      ]);
    },
  );

  test('a higher version is used, even if it is too low', () => {
    const plan = planText(after(BASE), declaring('1.0.1', MAJOR), { autoVersion: false });
    expect(currentIn(plan.state)).toMatchObject({ version: '1.0.1', bump: 'declared' });
    expect(messages(plan, 'GNN-W022')).toHaveLength(1);
  });
});

describe('content that returns', () => {
  test('is a new version that names the earlier one', () => {
    const plan = planText(after(BASE, MAJOR), BASE);
    expect(currentIn(plan.state)).toMatchObject({
      version: '3.0.0',
      bump: 'major',
      previous: '2.0.0',
      hash: sha256(BASE),
      same_content_as: '1.0.0',
      source: 'agent/versions/3.0.0.md',
    });
    expect(plan.outcomes).toMatchObject([{ same_content_as: '1.0.0', outcome: 'new_version' }]);
  });

  test('more than once names the latest', () => {
    const state = after(BASE, PATCH, BASE, PATCH, BASE);
    const { versions } = agentIn(state);
    expect(Object.values(versions).map((it) => [it.version, it.same_content_as])).toEqual([
      ['1.0.0', null],
      ['1.0.1', null],
      ['1.0.2', '1.0.0'],
      ['1.0.3', '1.0.1'],
      ['1.0.4', '1.0.2'],
    ]);
  });

  test('with a version that was used before gets another', () => {
    const one = declaring('1.0.0', BASE);
    const plan = planText(after(one, declaring('1.1.0', MINOR)), one);
    expect(currentIn(plan.state)).toMatchObject({ version: '1.2.0', same_content_as: '1.0.0' });
    expect(messages(plan, 'GNN-W020')).toHaveLength(1);
  });

  test('with the bytes of the current version is not a new version', () => {
    const state = after(BASE, PATCH);
    expect(planText(state, PATCH).state).toBe(state);
  });
});

describe('the difference that a version stores', () => {
  const names = Array.from({ length: 30 }, (_, index) => `x${index}`);
  const many = soundSpec({
    StateSpaceBlock: `${stateSpace('float')}\n${names.map((it) => `${it}[2,type=float]`).join('\n')}`,
  });

  test('has the counts of all changes and the twenty most important', () => {
    const { changes } = currentIn(planText(after(BASE), many).state);
    expect(changes).toMatchObject({
      importance: 'major',
      counts: { variable_retyped: 1, variable_added: 30 },
      total: 31,
    });
    expect(changes?.list).toHaveLength(20);
    expect(changes?.list[0]).toMatchObject({ kind: 'variable_retyped', importance: 'major' });
    expect(changes?.list.slice(1).every((it) => it.kind === 'variable_added')).toBe(true);
  });

  test('describes long values only by text', () => {
    const plan = planText(after(BASE), soundSpec({ Footer: 'long '.repeat(1000) }));
    expect(currentIn(plan.state).changes).toMatchObject({
      total: 1,
      list: [{ kind: 'text_changed', path: 'footer', before: 'The end.', after: null }],
    });
  });

  test('stays when later versions follow and when it is checked again', () => {
    const state = after(BASE, MINOR);
    const kept = currentIn(state);
    expect(agentIn(planText(state, MAJOR).state).versions['1.1.0']).toEqual(kept);
    const checked = planText(state, MINOR, { checkedWith: 'strict/1' });
    expect(checked.outcomes).toMatchObject([{ outcome: 'updated', bump: null, changes: null }]);
    expect(currentIn(checked.state)).toEqual(kept);
  });

  test('is empty for a first version', () => {
    expect(currentIn(after(BASE))).toMatchObject({
      changes: null,
      previous: null,
      bump: 'initial',
    });
  });
});

describe('a previous version of which nothing is left', () => {
  const gone = { previous: new Map([['agent', { comparable: null, archiveProblem: null }]]) };

  test('may have been anything: the bump is major', () => {
    const foreign = entryWith('agent', { version: '1.0', hash: sha256('before') });
    const plan = planOf(stateWith(foreign), [assessed(agent, BASE)], gone);
    expect(currentIn(plan.state)).toMatchObject({
      version: '2.0.0',
      bump: 'major',
      previous: '1.0',
      changes: {
        importance: 'major',
        counts: { unknown: 1 },
        list: [{ kind: 'unknown', path: '' }],
      },
    });
    expect(messages(plan, 'GNN-W023')).toEqual([]);
  });

  test('a declared version without a major bump is reported as too low', () => {
    const plan = planText(after(BASE), declaring('1.1.0', PATCH), gone);
    // Its hash still shows that the structure is the same.
    expect(currentIn(plan.state)).toMatchObject({
      version: '1.1.0',
      changes: { importance: 'patch' },
    });
    const other = planText(after(BASE), declaring('1.1.0', MINOR), gone);
    expect(messages(other, 'GNN-W022')).toEqual([
      expect.stringContaining('declare 2.0.0 or higher'),
    ]);
  });

  test('with the same semantic hash the bump is patch', () => {
    const plan = planText(after(BASE), PATCH, gone);
    expect(currentIn(plan.state)).toMatchObject({
      version: '1.0.1',
      bump: 'patch',
      changes: { counts: { text_changed: 1 }, list: [{ path: 'layout' }] },
    });
  });

  test('a problem with its bytes is reported once, and is not a finding about the spec', () => {
    const archiveProblem = { comparable: null, archiveProblem: 'the file x is damaged' };
    const plan = planText(after(BASE), MINOR, { previous: new Map([['agent', archiveProblem]]) });
    expect(messages(plan, 'GNN-W023')).toEqual([
      expect.stringMatching(/^the file x is damaged.*unknown$/),
    ]);
    expect(agentIn(plan.state).health).toMatchObject({ status: 'healthy', warnings: 0 });
    expect(plan.written[0]?.diagnostics).toEqual([]);
    expect(messages(planText(plan.state, MINOR), 'GNN-W023')).toEqual([]);
  });
});

describe('version numbers are never reused', () => {
  test('whatever returns, is declared or was deleted', () => {
    let state = after(declaring('1.0.0', BASE));
    const seen = new Map<string, string>();
    const texts = [
      MINOR,
      BASE,
      MAJOR,
      declaring('1.1.0', PATCH),
      BASE,
      declaring('9.0.0', MINOR),
      PATCH,
    ];
    for (const [index, text] of texts.entries()) {
      if (index % 3 === 2) state = stateWith({ ...agentIn(state), status: 'deleted' });
      state = planText(state, text).state;
      const { version, status, versions } = agentIn(state);
      expect(status).toBe('active');
      expect(seen.has(version)).toBe(false);
      seen.set(version, sha256(text));
      for (const [number, hash] of seen) expect(versions[number]?.hash).toBe(hash);
    }
    expect(agentIn(state).versions['1.0.0']?.hash).toBe(sha256(declaring('1.0.0', BASE)));
  });
});
