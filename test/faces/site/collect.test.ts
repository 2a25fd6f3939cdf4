/** What the page shows of a model. */
import { expect, test } from 'vitest';
import type { Entry, ModelMetadata } from '../../../src/domain/model.js';
import { toModel } from '../../../src/faces/site/collect.js';
import { entryWith } from '../../support/registry-entries.js';
import { onlySpec } from '../../support/spec-text.js';
import { changesOf } from '../cli/harness.js';

const SPEC = `# Lamp

## GNNSection
X

## GNNVersionAndFlags
GNN v1

## ModelName
Lamp

## StateSpaceBlock
B[2,2,2]
s[n,1]  # Hidden
E[2]

## Connections
s-B

## InitialParameterization
B={((1, 0), (0, 1)), ((0, 1), (1, 0))}
E={(0.5, yes)}
w=3
C={(${Array.from({ length: 25 }, () => 0).join(', ')})}

## Equations
\\alpha_{t}
b = a

## ActInfOntologyAnnotation
s=HiddenState
`;

const pictures = {
  ofVersion: (_: Entry, { version }: { version: string }) => `${version}.svg`,
  ofStep: (_: Entry, { version: before }: { version: string }, { version }: { version: string }) =>
    `${before}-${version}.svg`,
};

async function collect(entry: Entry, metadata?: ModelMetadata) {
  return toModel({
    entry,
    metadata,
    pictures,
    children: [],
    sourceOf: async ({ version }) => `text of ${version}`,
  });
}

test('a model of which only the entry is left has its facts and its versions', async () => {
  const model = await collect(
    entryWith('lamp', { hash: null, use: { count: 2, last_used_at: '' } }),
  );
  expect(model.facts).toEqual([
    ['Version', '1.0.0'],
    ['Kind', 'FLAT'],
    ['Status', 'active'],
    ['Health', 'healthy'],
    ['File', 'in/lamp.md'],
    ['Registered', '2026-01-01'],
    ['Updated', '2026-01-01'],
    ['Uses', '2'],
  ]);
  expect(model).toMatchObject({
    id: 'lamp',
    picture: '1.0.0.svg',
    description: '',
    variables: [],
    matrices: [],
    equations: [],
    findings: [],
    parents: [],
    versions: [
      {
        version: '1.0.0',
        verdict: 'first',
        summary: '',
        source: 'text of 1.0.0',
        step: null,
        tags: [],
        bindings: [],
      },
    ],
  });
});

test('what is in its spec is shown as far as it can be read', async () => {
  const { model: read, diagnostics } = onlySpec(SPEC);
  const metadata: ModelMetadata = {
    ...read,
    schema: 'urn:gnn-model-registry:schema:model-metadata:1',
    model_id: 'lamp',
    version: '1.0.0',
    hash: '',
    semantic_hash: '',
    file_path: 'in/lamp.md',
    diagnostics,
  };
  const model = await collect(entryWith('lamp'), metadata);
  expect(model.variables).toEqual([
    { name: 'B', dimensions: '2 × 2 × 2', type: 'float', term: '', description: '' },
    { name: 's', dimensions: '? × 1', type: 'float', term: 'HiddenState', description: 'Hidden' },
    { name: 'E', dimensions: '2', type: 'float', term: '', description: '' },
  ]);
  // One of 25 entries is too large.
  expect(model.matrices).toEqual([
    {
      name: 'B',
      shape: '2 × 2 × 2',
      tables: [
        {
          title: '[0]',
          rows: [
            [1, 0],
            [0, 1],
          ],
        },
        {
          title: '[1]',
          rows: [
            [0, 1],
            [1, 0],
          ],
        },
      ],
    },
    { name: 'E', shape: '2', tables: [{ title: '', rows: [[0.5, 'yes']] }] },
    { name: 'w', shape: '', tables: [{ title: '', rows: [[3]] }] },
  ]);
  expect(model.equations.map(({ text, math }) => [text, math?.slice(0, 5)])).toEqual([
    ['\\alpha_{t}', '<math'],
    ['b = a', undefined],
  ]);
});

test('each version has its step from the one before, and what changed', async () => {
  const entry = entryWith('lamp', {
    parents: [{ model_id: 'candle', version: '2.0.0', kind: 'derived', declared: true }],
  });
  const first = entry.versions['1.0.0'];
  if (first === undefined) throw new Error('no version');
  const second = {
    ...first,
    version: '1.1.0',
    changes: changesOf({ text: 'u added' }),
    bindings: [{ provider: 'pymdp', model_id: 'm', status: 'active' }],
  };
  const model = await collect({
    ...entry,
    version: '1.1.0',
    versions: { '1.0.0': first, '1.1.0': second as unknown as typeof first },
  });
  expect(model.parents).toEqual([['candle', 'derived: candle@2.0.0']]);
  expect(model.picture).toBe('1.1.0.svg');
  expect(
    model.versions.map(({ version, step, verdict, summary, bindings }) => [
      version,
      step,
      verdict,
      summary,
      bindings,
    ]),
  ).toEqual([
    ['1.1.0', '1.0.0-1.1.0.svg', 'minor', 'u added', ['pymdp: m (active)']],
    ['1.0.0', null, 'first', '', []],
  ]);
});
