import { expect, test } from 'vitest';
import { chooseColours } from '../../../src/faces/cli/render/colours.js';
import { renderLineage } from '../../../src/faces/cli/render/lineage.js';
import { renderDot, renderMermaid } from '../../../src/faces/cli/render/lineage-graph.js';
import type { LineageKind, Parent } from '../../../src/domain/model.js';
import { getLineage } from '../../../src/operations/queries/lineage.js';
import { entryWith, stateWith } from '../../support/registry-entries.js';

const colours = chooseColours({ write: () => true, isTTY: false, columns: undefined }, {});

const from = (
  id: string,
  kind: LineageKind = 'derived',
  version: string | null = null,
): Parent => ({
  model_id: id,
  version,
  kind,
  declared: true,
});

const family = stateWith(
  entryWith('root', { status: 'archived' }),
  entryWith('left', { parents: [from('root')] }),
  entryWith('right', { parents: [from('root', 'composed', '1.0.0'), from('gone')] }),
  entryWith('child', {
    parents: [from('left'), from('right'), from('right', 'replaces', '1.0.0')],
    dependencies: ['left@1.0.0', 'terms'],
  }),
  entryWith('grandchild', { parents: [from('child', 'fine-tuned', '1.0.0')] }),
  entryWith('next', { parents: [from('child', 'replaces', '1.0.0')], dependencies: ['child'] }),
);

test('a lineage is a tree in both directions, with the branches of each model once', () => {
  expect(renderLineage(getLineage(family.models, 'child'), { colours })).toEqual([
    'child 1.0.0',
    'parents',
    '├─ left (derived)',
    '│  └─ root (derived; archived)',
    '└─ right (derived, replaces 1.0.0)',
    '   ├─ root (composed from 1.0.0; archived)',
    '   └─ gone (derived; missing)',
    'children',
    '├─ grandchild (fine-tuned from 1.0.0)',
    '└─ next (replaces 1.0.0)',
    'needs',
    '├─ left@1.0.0',
    '└─ terms (missing)',
    'is needed by',
    '└─ next',
  ]);
});

test('branches shown above are not repeated', () => {
  const lines = renderLineage(getLineage(family.models, 'root'), { colours });
  expect(lines).toContain('└─ right (composed from 1.0.0)');
  expect(lines).toContain('   └─ child (derived, replaces 1.0.0; see above)');
});

test('a model without relatives says so', () => {
  const { models } = stateWith(entryWith('alone'));
  expect(renderLineage(getLineage(models, 'alone'), { colours })).toEqual([
    'alone 1.0.0',
    'no parents, no children',
  ]);
});

test('a long line of descent is cut, and a cycle ends', () => {
  const many = Array.from({ length: 5000 }, (_, at) =>
    entryWith(`m${at}`, at === 0 ? {} : { parents: [from(`m${at - 1}`)] }),
  );
  const lines = renderLineage(getLineage(stateWith(...many).models, 'm0'), { colours });
  expect(lines).toHaveLength(52);
  expect(lines.at(-1)?.trim()).toBe('└─ m50 (derived; more below it: --json has all)');
  const circle = stateWith(
    entryWith('a', { parents: [from('b'), from('a')] }),
    entryWith('b', { parents: [from('a')] }),
  );
  const lineage = getLineage(circle.models, 'a');
  expect(renderLineage(lineage, { colours })).toContain('│  └─ a (derived; see above)');
  expect(renderDot(lineage).match(/->/g)).toHaveLength(3);
});

test('a ladder of models takes time linear in its rungs', () => {
  const rungs = Array.from({ length: 40 }, (_, at) =>
    ['l', 'r'].map((side) =>
      entryWith(
        `${side}${at}`,
        at === 0 ? {} : { parents: [from(`l${at - 1}`), from(`r${at - 1}`)] },
      ),
    ),
  ).flat();
  const lines = renderLineage(getLineage(stateWith(...rungs).models, 'l39'), { colours });
  expect(lines.length).toBeLessThan(160);
});

test('names with special characters are escaped', () => {
  const { models } = stateWith(
    entryWith('a"]; b --> c', { parents: [from('x\\"y')], dependencies: ['<b>'] }),
  );
  const lineage = getLineage(models, 'a"]; b --> c');
  expect(renderMermaid(lineage).split('\n')).toEqual([
    'flowchart TD',
    '  m0["x#92;#34;y (missing)"]:::missing',
    '  m1["a#34;#93;#59; b --#62; c 1.0.0"]:::subject',
    '  m2["#60;b#62; (missing)"]:::missing',
    '  m0 -->|"derived"| m1',
    '  m1 -.->|"needs"| m2',
    '  classDef subject stroke-width:3px',
    '  classDef missing stroke-dasharray:4',
    '',
  ]);
  expect(renderDot(lineage).split('\n')).toEqual([
    'digraph lineage {',
    '  node [shape=box];',
    String.raw`  m0 [label="x\\\"y (missing)", style=dashed];`,
    String.raw`  m1 [label="a\"]; b --> c 1.0.0", penwidth=3];`,
    '  m2 [label="<b> (missing)", style=dashed];',
    '  m0 -> m1 [label="derived"];',
    '  m1 -> m2 [label="needs", style=dotted];',
    '}',
    '',
  ]);
});
