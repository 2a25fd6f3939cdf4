/** What the events of the audit log say to people. */
import { describe, expect, test } from 'vitest';
import { draftAcceptance, draftBreak, toBreakValue } from '../../../src/audit/breaks.js';
import { draftJoin } from '../../../src/audit/join.js';
import type { AuditEvent } from '../../../src/domain/model.js';
import type { DraftEvent } from '../../../src/domain/registry-state.js';
import { describeEvent } from '../../../src/operations/queries/describe-event.js';

type Values = Pick<AuditEvent, 'before' | 'after'>;

const EVENT = {
  sequence: 1,
  previous: null,
  at: '',
  actor: '',
  action: 'x',
  model_id: 'm',
  version: null,
  reason: null,
};

const describeValues = (values: Partial<Values>, action = 'x'): string =>
  describeEvent({ ...EVENT, before: {}, after: {}, ...values, action });

test.each<[Partial<Values>, string]>([
  [{ before: {}, after: { '': { version: '1.0.0' } } }, 'added as 1.0.0'],
  [{ before: { '/version': '1.0.0' }, after: { '': null } }, 'deleted permanently'],
  [{ before: { '/status': 'active' }, after: { '/status': 'archived' } }, 'active → archived'],
  [{ before: { '/tags': ['a'] }, after: { '/tags': ['b'] } }, '+b, −a'],
  [{ before: {}, after: { '/versions/1.0.0/metrics': { f1: 0.9 } } }, '1.0.0: f1 → 0.9'],
  [
    {
      before: { '/aliases': { top: { version: '1' } } },
      after: { '/aliases': { top: { version: '2', protected: true } } },
    },
    'alias top 1 → 2 (protected)',
  ],
  [{ before: { '/use': { count: 1 } }, after: { '/use': { count: 2 } } }, 'used 2 times'],
  [
    {
      before: { '/health': { status: 'healthy', errors: 0 } },
      after: { '/health': { status: 'degraded', errors: 0 } },
    },
    'health healthy → degraded',
  ],
  [
    { before: {}, after: { '/parents': [{ model_id: 'p', version: '1.0.0' }] } },
    'parents +p@1.0.0',
  ],
  [
    { before: {}, after: { '/versions/1.0.0/bindings': [{ provider: 'b', model_id: 'm' }] } },
    '1.0.0: bindings +b/m',
  ],
  [{ before: {}, after: { '/annotations': { owner: 'lab' } } }, 'owner → lab'],
  [{ before: {}, after: { '/versions/1.0.0/archived_at': 'x' } }, '1.0.0 packed'],
  [{ after: { '': { version: '2.0.0', former_ids: ['old', 'agent'] } } }, 'was agent, at 2.0.0'],
  [{ after: { '': {} } }, 'added'],
  [{ after: { '/renamed_to': 'kettle' } }, 'renamed to kettle'],
  [{ before: { '/version': '1.0.0' }, after: { '/version': '1.1.0' } }, 'version 1.0.0 → 1.1.0'],
  [{ after: { '/name': 'Lamp' } }, 'name → Lamp'],
  [{ before: { '/description': 'Old' }, after: { '/description': null } }, 'description −Old'],
  [{ before: { '/kind': 'a' }, after: { '/kind': 'b' } }, 'kind a → b'],
  [{ before: { '/file_path': 'a.md' }, after: { '/file_path': 'b.md' } }, 'file path a.md → b.md'],
  [{ before: { '/dependencies': [{ model_id: 'q' }] } }, 'dependencies −q'],
  [{ before: { '/use': { count: 3 } } }, 'used no longer'],
  [{ after: { '/use': { count: 1 } } }, 'used 1 time'],
  [{ before: { '/aliases': { top: { version: '1' } } } }, 'alias −top'],
  [
    { before: { '/annotations': { a: 1, b: [2] } }, after: { '/annotations': { a: 1, b: [3] } } },
    'b [2] → [3]',
  ],
  [{ after: { '/metadata': { variables: 3 } } }, 'counts'],
  [{ after: { '/metadata': {}, '/tags': ['a'] } }, '+a'],
  [{ after: { '/schema_of_it': 1 } }, 'schema of it'],
  [{ before: { '/tags': ['a'] }, after: { '/tags': ['a'] } }, 'changed'],
  [{ after: { '/updated_at': 'x', '/hash': 'y' } }, ''],
  [
    {
      before: { '/health': { status: 'healthy', checked_at: 'x' } },
      after: { '/health': { status: 'healthy', checked_at: 'y' } },
    },
    '',
  ],
  [
    { after: { '/name': 'Lamp', '/status': 'archived', '/tags': ['a'], '/kind': 'k' } },
    '→ archived; +a; name → Lamp and 1 more',
  ],
  [{ after: { '/name': 'x'.repeat(80) } }, `name → ${'x'.repeat(59)}…`],
])('%o reads %s', (values, words) => {
  expect(describeValues(values)).toBe(words);
});

/** A pointer into a version. */
const of = (part: string): string => `/versions/1.0.0${part}`;

describe('versions', () => {
  test.each<[Partial<Values>, string]>([
    [{ after: { [of('')]: {} } }, ''],
    [{ before: { [of('')]: {} } }, '1.0.0 is gone'],
    [{ before: { [of('/tags')]: ['a'] }, after: { [of('/tags')]: [] } }, '1.0.0: −a'],
    [
      {
        before: { [of('/metrics')]: { f1: 0.9, loss: 2 } },
        after: { [of('/metrics')]: { f1: 1 } },
      },
      '1.0.0: f1 0.9 → 1, −loss',
    ],
    [{ after: { [of('/metric_directions')]: { loss: 'lower' } } }, '1.0.0: better loss → lower'],
    [{ before: { [of('/archived_at')]: 'x' } }, '1.0.0 unpacked'],
    [{ after: { [of('/deleted_at')]: 'x' } }, '1.0.0 deleted'],
    [{ before: { [of('/deleted_at')]: 'x' } }, '1.0.0 is back'],
    [{ after: { [of('/exports')]: [{ format: 'json' }] } }, '1.0.0: exports +json'],
    [{ before: { [of('/source')]: {} }, after: { [of('/source')]: null } }, '1.0.0: bytes removed'],
    [{ after: { [of('/source')]: {} } }, ''],
    [{ after: { [of('/git_commit')]: 'x' } }, '1.0.0: git commit'],
  ])('%o reads %s', (values, words) => {
    expect(describeValues(values)).toBe(words);
  });
});

const describeDraft = (draft: DraftEvent): string => {
  if (!('values' in draft)) throw new Error('the values of a model are known later');
  const { action, modelId, values } = draft;
  return describeEvent({ ...EVENT, action, model_id: modelId, ...values });
};

describe('events of the log itself', () => {
  const lost = { problem: 'the log was missing', keptIn: [] };

  test('a join, a break, and its acceptance', () => {
    const head = { sequence: 1, hash: `sha256:${'0'.repeat(64)}` } as const;
    expect(describeDraft(draftJoin(head, head))).toBe('the log of another branch');
    expect(describeDraft(draftBreak(lost))).toBe('the log was missing');
    expect(describeDraft(draftAcceptance(['all of it'], 'known'))).toBe('breaks of the log');
  });

  test('a baseline, and why there is one', () => {
    expect(describeValues({}, 'baseline')).toBe('the log starts again');
    expect(describeValues({ after: toBreakValue(lost) }, 'baseline')).toBe(
      'the log starts again: the log was missing',
    );
  });

  test('a break that is damaged', () => {
    expect(describeValues({ after: { '/break': 7 } })).toBe('it is not described');
  });
});
