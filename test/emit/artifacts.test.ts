import { expect, test } from 'vitest';
import { sha256 } from '../../src/domain/canonical.js';
import { layOutJson } from '../../src/domain/lay-out-json.js';
import { completed } from '../../src/domain/persisted.js';
import { emitMetadata, emitModel, readModel } from '../../src/emit/metadata.js';
import { isSummed, registryText } from '../support/registry-store.js';
import { entryWith, stateWith } from '../support/registry-entries.js';
import { onlySpec, soundSpec } from '../support/spec-text.js';

const { model, diagnostics } = onlySpec(soundSpec({ Connections: 'D>s\nnonsense' }));
const input = {
  entry: { model_id: 'agent', version: '1.0.0', file_path: 'in/agent.md' },
  hash: sha256('x'),
  semanticHash: `sha256:${sha256('y')}`,
  text: emitModel(model),
  diagnostics,
};

test('metadata has the keys of the model in a fixed order, whatever the order in memory', () => {
  const text = emitMetadata(input);
  expect(Object.keys(JSON.parse(text)).join(' ')).toBe(
    'schema model_id version hash semantic_hash file_path kind gnn_section gnn_version flags model_name annotation variables connections parameters equations time ontology model_parameters footer signature extensions diagnostics',
  );
  const reversed = Object.fromEntries(Object.entries(model).toReversed());
  expect(emitMetadata({ ...input, text: emitModel({ ...model, ...reversed }) })).toBe(text);
  expect(completed('model_metadata', JSON.parse(text))).toMatchObject({
    ...model,
    model_id: 'agent',
    hash: input.hash,
    semantic_hash: input.semanticHash,
    diagnostics: [{ code: 'GNN-E005' }],
  });
  expect(text.endsWith('\n}\n')).toBe(true);
  expect(text).toBe(layOutJson(JSON.parse(text)));
  expect(readModel(input.text)).toEqual(JSON.parse(JSON.stringify(model)));
});

test('metadata of a model that has all of them has every key', () => {
  const whole = {
    ...model,
    title: 'A title',
    gnn_version: '1',
    annotation: 'A note.',
    footer: 'The end.',
    front_matter: { author: null },
  };
  const text = emitMetadata({ ...input, text: emitModel(whole) });
  expect(Object.keys(JSON.parse(text)).join(' ')).toBe(
    'schema model_id version hash semantic_hash file_path kind title gnn_section gnn_version flags model_name annotation variables connections parameters equations time ontology model_parameters footer signature extensions front_matter diagnostics',
  );
  expect(JSON.parse(text).front_matter).toEqual({ author: null });
});

test('the checksum covers the text without it, and detects every change', () => {
  const text = registryText(stateWith(entryWith('b'), entryWith('a')));
  const { checksum } = JSON.parse(text);
  expect(checksum).toBe(`sha256:${sha256(text.replace(checksum, ''))}`);
  expect(isSummed(text)).toBe(true);
  for (const [from, to] of [
    ['"generation": 5', '"generation": 6'],
    ['"status": "active"', '"status": "deleted"'],
    ['\n', '\r\n'],
    [checksum, `sha256:${'0'.repeat(64)}`],
    [checksum, ''],
    ['  "checksum"', ' "checksum"'],
  ]) {
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    expect([from, isSummed(changed)]).toEqual([from, false]);
  }
});

test('text in an entry that looks like a checksum is just text', () => {
  const hostile = '"checksum": "",\n  "checksum": "sha256:0",\u2028  "checksum": ""';
  const text = registryText(stateWith(entryWith('a', { description: hostile })));
  expect(isSummed(text)).toBe(true);
  expect(JSON.parse(text).models.a.description).toBe(hostile);
});

test('no models, and models in code-unit order', () => {
  expect(registryText(stateWith())).toMatch(/"models": \{\}\n\}\n$/);
  const text = registryText(stateWith(...['b', '10', '9', 'B', 'ä'].map((id) => entryWith(id))));
  const ids = [...text.matchAll(/^ {4}"(.+)": \{$/gm)].map(([, id]) => id);
  expect(ids).toEqual(['10', '9', 'B', 'b', String.raw`\u00e4`]);
});
