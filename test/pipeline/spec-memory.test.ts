/** What is noted of a spec that was read, and when a note is believed. */
import { expect, test } from 'vitest';
import { diagnostic, FILE_START } from '../../src/domain/diagnostics.js';
import type { Assessment } from '../../src/domain/assessment.js';
import { findingsOf, outcomeOf, toNote } from '../../src/pipeline/spec-memory.js';
import { entryWith, sourceAt } from '../support/registry-entries.js';

const source = sourceAt('agent.md');
const hash = 'a'.repeat(64);

function refused(...codes: ('GNN-E001' | 'GNN-E021')[]): Assessment {
  const found = codes.map((code) => diagnostic(code, FILE_START, 'no.'));
  return { state: 'refused', source, refusal: { reasons: found, diagnostics: found } };
}

test('a refusal is noted, and comes back for the same file', () => {
  const assessment = refused('GNN-E001');
  const note = toNote({ hash, assessment });
  expect(note?.hash).toBe(hash);
  expect(outcomeOf(JSON.parse(JSON.stringify(note)), source)).toEqual(assessment);
});

test('what another attempt may end otherwise is not noted', () => {
  expect(toNote({ hash, assessment: refused('GNN-E021') })).toBeUndefined();
  expect(toNote({ hash, assessment: refused('GNN-E001', 'GNN-E021') })).toBeUndefined();
  // It could not be read.
  expect(toNote({ hash: null, assessment: refused('GNN-E001') })).toBeUndefined();
});

test.each([
  ['no object', 7],
  ['an unknown state', { state: 'accepted' }],
  ['a refusal without reasons', { state: 'refused', refusal: { diagnostics: [] } }],
  ['an unknown code', { state: 'skipped', diagnostics: [{ code: 'GNN-X999' }] }],
  ['a finding without a place', { state: 'skipped', diagnostics: [{ code: 'GNN-E001' }] }],
])('an outcome that is %s is not believed', (_, outcome) => {
  expect(outcomeOf({ hash, outcome }, source)).toBeUndefined();
});

test('findings are believed for the version whose metadata looks as it did', () => {
  const entry = entryWith('agent');
  const { version } = entry;
  const diagnostics = [diagnostic('GNN-W001', FILE_START, 'F is never used')];
  const found = { model_id: 'agent', version, hash: entry.hash, look: 'as it was', diagnostics };
  const note = { hash, findings: [found] };
  expect(findingsOf(note, entry, 'as it was')?.diagnostics).toEqual(diagnostics);
  expect(findingsOf(note, entry, 'otherwise')).toBeUndefined();
  expect(findingsOf(note, { ...entry, version: '9.0.0' }, 'as it was')).toBeUndefined();
  expect(findingsOf(note, { ...entry, hash }, 'as it was')).toBeUndefined();
  expect(findingsOf(note, { ...entry, model_id: 'other' }, 'as it was')).toBeUndefined();
});
