import { expect, test } from 'vitest';
import { listBindings } from '../../../src/operations/queries/bindings.js';
import { listVersions } from '../../../src/operations/queries/version-list.js';
import type {
  BindingListInput,
  VersionListInput,
} from '../../../src/operations/generated/shapes.js';
import type { Binding, Entry, VersionEntry } from '../../../src/domain/model.js';
import { versionsWith } from '../../support/entry-versions.js';
import { EARLIER, stateWith } from '../../support/registry-entries.js';

function withVersions(entry: Entry, parts: Readonly<Record<string, Partial<VersionEntry>>>): Entry {
  const versions = Object.entries(entry.versions).map(([number, version]) => [
    number,
    { ...version, ...parts[number] },
  ]);
  return { ...entry, versions: Object.fromEntries(versions) };
}

function bind(provider: string, success: number | null): Binding {
  return {
    provider,
    model_id: 'm',
    endpoint: null,
    region: null,
    config: null,
    status: 'active',
    success_rate: success,
    average_latency_ms: null,
    cost_per_1000: null,
    added_at: EARLIER,
    updated_at: EARLIER,
  };
}

const { models } = stateWith(
  withVersions(
    { ...versionsWith('lamp', '1.0.0', '1.1.0', '2.0.0'), name: 'Reading lamp' },
    {
      '1.0.0': { bump: 'initial', archived_at: EARLIER, facts: { score: 0.5, region: 'eu' } },
      '1.1.0': { bump: 'minor', deleted_at: EARLIER },
      '2.0.0': {
        bump: 'major',
        facts: { score: 0.9, region: 'us', objective_met: true, latency_ms: 0 },
        bindings: [bind('aws', 0.99), bind('lab', null)],
      },
    },
  ),
  withVersions(versionsWith('agent', '1.0.0'), {
    '1.0.0': {
      bump: 'declared',
      facts: { objective_met: false, cost_per_1000_tokens: 0.5, latency_ms: 300 },
      bindings: [bind('aws', 0.5)],
    },
  }),
  { ...versionsWith('gone', '1.0.0'), status: 'deleted' },
  {
    ...withVersions(versionsWith('old', '1.0.0'), { '1.0.0': { archived_at: EARLIER } }),
    status: 'retired',
  },
);

test.each<[VersionListInput, string]>([
  [{}, 'agent@1.0.0 lamp@2.0.0 lamp@1.0.0 old@1.0.0'],
  [{ status: 'all' }, 'agent@1.0.0 gone@1.0.0 lamp@2.0.0 lamp@1.1.0 lamp@1.0.0 old@1.0.0'],
  [{ status: 'deleted' }, 'gone@1.0.0 lamp@1.1.0'],
  [{ status: 'archived,retired' }, 'lamp@1.0.0 old@1.0.0'],
  [{ reference: 'lamp' }, 'lamp@2.0.0 lamp@1.0.0'],
  [{ reference: 'lamp@1.0.0', max_latency: 1 }, ''],
  [{ model: 'READING' }, 'lamp@2.0.0 lamp@1.0.0'],
  [{ model: 'agent,old' }, 'agent@1.0.0 old@1.0.0'],
  [{ bump: 'major,declared' }, 'agent@1.0.0 lamp@2.0.0'],
  [{ current: true }, 'agent@1.0.0 lamp@2.0.0 old@1.0.0'],
  [{ current: false }, 'lamp@1.0.0'],
  [{ region: 'eu,us' }, 'lamp@2.0.0 lamp@1.0.0'],
  [{ objective_met: true }, 'lamp@2.0.0'],
  [{ objective_met: false }, 'agent@1.0.0'],
  [{ min_score: 0 }, 'lamp@2.0.0 lamp@1.0.0'],
  [{ min_score: 0.51 }, 'lamp@2.0.0'],
  [{ max_cost: 0.5 }, 'agent@1.0.0'],
  [{ max_cost: 0.4 }, ''],
  [{ max_latency: 300 }, 'agent@1.0.0 lamp@2.0.0'],
  [{ max_latency: 299 }, 'lamp@2.0.0'],
])('versions by %j are %s', (input, expected) => {
  const { versions } = listVersions(models, input);
  expect(versions.map((it) => `${it.model_id}@${it.version}`).join(' ')).toBe(expected);
});

test('the total is told whatever the limit', () => {
  const { versions, total } = listVersions(models, { limit: 1 });
  expect([versions.length, total]).toEqual([1, 4]);
  expect(versions[0]).toMatchObject({ is_current: true, status: 'active', bump: 'declared' });
});

test('a value that no version can have is refused', () => {
  expect(() => listVersions(models, { bump: 'mayor' })).toThrow(/mayor.*did you mean major/u);
  expect(() => listVersions(models, { status: 'new' })).toThrow('there is no status "new"');
});

test.each<[BindingListInput, string]>([
  [{}, 'agent aws, lamp aws, lamp lab'],
  [{ min_success_rate: 0 }, 'agent aws, lamp aws'],
  [{ min_success_rate: 0.5, provider: 'aws' }, 'agent aws, lamp aws'],
  [{ min_success_rate: 0.51 }, 'lamp aws'],
])('bindings by %j are %s', (input, expected) => {
  const rows = listBindings(models, input).map((it) => `${it.model_id} ${it.provider}`);
  expect(rows.join(', ')).toBe(expected);
});
